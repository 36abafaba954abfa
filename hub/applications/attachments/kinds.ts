// What a file is by its own bytes, not by its name: PDF, DOCX, XLSX, ODT, PNG, JPEG, WebP. Macros and everything else are not taken.

export const kinds = {
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
} as const;
export type Kind = keyof typeof kinds;

/** Undefined for what is none of them. */
export function kindOf(bytes: Buffer): Kind | undefined {
  const begins = (signature: string, at = 0) => bytes.subarray(at, at + signature.length).toString('latin1') === signature;
  if (begins('%PDF-')) return 'application/pdf';
  if (begins('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (begins('\xff\xd8\xff')) return 'image/jpeg';
  if (begins('RIFF') && begins('WEBP', 8)) return 'image/webp';
  return begins('PK\x03\x04') ? officeKind(bytes) : undefined;
}

function officeKind(bytes: Buffer): Kind | undefined {
  const names = namesInZip(bytes);
  if (names.some((name) => /vbaProject|^Basic\//i.test(name))) return undefined;
  // OpenDocument 1.3 part 2, 3.3: the first entry is "mimetype", not compressed.
  if (names[0] === 'mimetype' && bytes.subarray(38, 38 + 39).toString('latin1') === 'application/vnd.oasis.opendocument.text')
    return 'application/vnd.oasis.opendocument.text';
  if (!names.includes('[Content_Types].xml')) return undefined;
  if (names.includes('word/document.xml')) return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  if (names.includes('xl/workbook.xml')) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return undefined;
}

/** Names in the central directory (APPNOTE.TXT 4.3.12), nothing unpacked; none where it is not whole. */
function namesInZip(bytes: Buffer): string[] {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + 22 > bytes.length) return [];
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const names: string[] = [];
  for (let entry = 0; entry < count; entry += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return [];
    const [name, extra, comment] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    names.push(bytes.subarray(at + 46, at + 46 + name).toString('utf8'));
    at += 46 + name + extra + comment;
  }
  return names;
}

/** A name that may stand in a header and on a disk, with the ending that the bytes have. */
export function nameFor(given: string, kind: Kind): string {
  const base = (given.split(/[\\/]/).at(-1) ?? '')
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: just those are taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069"<>|:*?]/g, '')
    .replace(/\.[^.]*$/, '')
    .replace(/^\.+/, '')
    .trim()
    .slice(0, 120);
  return `${base || 'bilaga'}.${kinds[kind]}`;
}
