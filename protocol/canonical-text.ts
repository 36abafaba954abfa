// The text that canonical bytes are made of, and what is signed of it: free of Node, because browsers sign with the same code.

export type Canonical = null | boolean | number | string | Canonical[] | { [key: string]: Canonical };

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

/** What stands before a document's bytes when it is signed or named: binds them to their type. */
export function signedPrefix(type: string): string {
  return `sluss/${type}/v1\n`;
}
