// What a text file is before anybody parses it: its encoding, and whether it holds bytes that no table holds.
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { ImportError } from './import-error.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const chunkBytes = 4 << 20;
const newline = 0x0a;

/** Reads the file once. Throws ImportError at a NUL byte; falls back to windows-1252 (Latin-1 as the web reads it). */
export function encodingOf(path: string): Encoding {
  const start = Buffer.alloc(4096);
  const file = openSync(path, 'r');
  try {
    const head = start.subarray(0, readSync(file, start, 0, start.length, 0));
    if (head.length === 0) throw new ImportError('the file is empty');
    refuseOtherFormats(head);
    const wide = wideEncoding(head);
    return wide ?? (isUtf8Throughout(file) ? 'utf-8' : 'windows-1252');
  } finally {
    closeSync(file);
  }
}

/** What people take for CSV most often, by the first bytes. */
function refuseOtherFormats(head: Buffer): void {
  const begins = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04) || begins(0xd0, 0xcf, 0x11, 0xe0))
    throw new ImportError('the file is a spreadsheet or an archive, not CSV: save the sheet as CSV (UTF-8) first');
  if (begins(0x1f, 0x8b)) throw new ImportError('the file is compressed: unpack it first');
}

/** UTF-16 by its byte order mark, or by every second byte of plain text being zero. */
function wideEncoding(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = (odd: number) => head.filter((byte, i) => byte === 0 && i % 2 === odd).length;
  if (head.length >= 8 && zeros(1) > head.length * 0.4 && zeros(0) === 0) return 'utf-16le';
  if (head.length >= 8 && zeros(0) > head.length * 0.4 && zeros(1) === 0) return 'utf-16be';
  return null;
}

function isUtf8Throughout(file: number): boolean {
  let line = 1;
  let rest: Buffer = Buffer.alloc(0);
  let valid = true;
  for (const chunk of chunksOf(file)) {
    const nul = chunk.indexOf(0);
    if (nul >= 0) throw new ImportError(`line ${line + newlinesIn(chunk.subarray(0, nul))} holds a NUL byte`);
    line += newlinesIn(chunk);
    if (!valid) continue;
    // A newline byte is never inside a UTF-8 character: check whole lines and carry the last one over.
    const cut = chunk.lastIndexOf(newline) + 1;
    valid = isUtf8(Buffer.concat([rest, chunk.subarray(0, cut)]));
    rest = cut > 0 ? Buffer.from(chunk.subarray(cut)) : Buffer.concat([rest, chunk]);
  }
  return valid && isUtf8(rest);
}

function newlinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}

/** The file's text, decoded, in pieces. */
export function* textOf(path: string, encoding: Encoding): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const file = openSync(path, 'r');
  try {
    for (const chunk of chunksOf(file)) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new ImportError(`the file is not valid ${encoding} text`);
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Writes the text anew as UTF-8 without byte order mark. Throws ImportError at a NUL character. */
export function rewriteAsUtf8(path: string, encoding: Encoding, to: string): void {
  const out = openSync(to, 'w', 0o600);
  let line = 1;
  try {
    for (const text of textOf(path, encoding)) {
      const nul = text.indexOf('\0');
      if (nul >= 0) throw new ImportError(`line ${line + text.slice(0, nul).split('\n').length - 1} holds a NUL character`);
      line += text.split('\n').length - 1;
      writeSync(out, text);
    }
  } finally {
    closeSync(out);
  }
}

export function* chunksOf(file: number): Generator<Buffer> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let position = 0;
  for (
    let read = readSync(file, chunk, 0, chunkBytes, position);
    read > 0;
    read = readSync(file, chunk, 0, chunkBytes, position)
  ) {
    yield chunk.subarray(0, read);
    position += read;
  }
}
