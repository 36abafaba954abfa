// A hash chain: each entry of a journal holds the digest of the one before it, so that an outsider who kept one digest can tell
// whether anything before it was changed or removed.
import { canonicalBytes, digest } from './canonical.ts';

export type Linked<T> = T & { seq: number; previous: string; digest: string };

export const chainStart = 'sha256:start';

/** The entry as it stands after `last`. What it holds must have a canonical form. */
export function linked<T extends object>(entry: T, last: { seq: number; digest: string } | undefined): Linked<T> {
  const link = { ...entry, seq: (last?.seq ?? 0) + 1, previous: last?.digest ?? chainStart };
  return { ...link, digest: digest(canonicalBytes(link)) };
}

/** Whether an entry, as it was read, is what follows `last`. */
export function follows(read: Linked<object>, last: { seq: number; digest: string } | undefined): boolean {
  const { digest: name, ...entry } = read;
  const { seq, previous, digest } = linked(entry, last);
  return read.seq === seq && read.previous === previous && name === digest;
}
