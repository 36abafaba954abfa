// Canonical bytes: what is signed and hashed is the JCS form (RFC 8785) of JSON that holds only integers, so no two byte
// strings mean the same document and no document has two byte strings.
import { createHash } from 'node:crypto';

export type Canonical = null | boolean | number | string | Canonical[] | { [key: string]: Canonical };

export const maxDocumentBytes = 256 * 1024;

export class MalformedError extends Error {
  override name = 'MalformedError';
}

/** The JCS text of a value. Throws MalformedError for anything but null, booleans, safe integers, NFC strings, arrays and
 * plain objects: decimals travel as strings. */
export function canonicalText(value: unknown): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new MalformedError('numbers must be safe integers');
    return String(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.normalize('NFC') !== value) throw new MalformedError('strings must be well-formed NFC');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object') throw new MalformedError(`${typeof value} has no canonical form`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1)) // UTF-16 code units, as RFC 8785 3.2.3 asks
    .map(([key, member]) => `${canonicalText(key)}:${canonicalText(member)}`);
  return `{${members.join(',')}}`;
}

export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonicalText(value), 'utf8');
}

/** Parses bytes that must equal their own canonical form: excludes duplicate keys, other spellings and other number forms. */
export function parseCanonical(bytes: Uint8Array): Canonical {
  if (bytes.length > maxDocumentBytes) throw new MalformedError('document too large');
  let value: Canonical;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new MalformedError('not UTF-8 JSON');
  }
  if (canonicalText(value) !== text) throw new MalformedError('not in canonical form');
  return value;
}

/** "sha256:" and the base64url digest: how documents, keys, questions and models are named. */
export function digest(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('base64url')}`;
}
