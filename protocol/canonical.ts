// Canonical bytes: what is signed and hashed is the JCS form (RFC 8785) of JSON that holds only integers, so no two byte
// strings mean the same document and no document has two byte strings.
import { createHash } from 'node:crypto';
import { type Canonical, canonicalText, MalformedError } from './canonical-text.ts';

export { type Canonical, canonicalText, MalformedError };

export const maxDocumentBytes = 256 * 1024;

export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonicalText(value), 'utf8');
}

/** Parses bytes that must equal their own canonical form: excludes duplicate keys, other spellings and other number forms. */
export function parseCanonical(bytes: Uint8Array, most = maxDocumentBytes): Canonical {
  if (bytes.length > most) throw new MalformedError('document too large');
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
