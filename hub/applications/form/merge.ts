// Two who write in one application at once: a three-way merge, field by field. The page carries a name of what it showed; a field
// that only one of them changed is theirs, and where both did, somebody chooses.
import { type Inputs, nameOf } from './inputs.ts';
import type { Field } from './steps.ts';

/** For each field on the page, the name of what it showed (inputs.ts, nameOf). */
export type Seen = Partial<Record<Field, string>>;
export type Merged = {
  /** What I changed, to be kept. */
  mine: Map<Field, Inputs>;
  /** What somebody else changed, which my page does not show yet. */
  theirs: Field[];
  /** What both changed, differently. */
  both: Field[];
};

export function merge(fields: Field[], seen: Seen, posted: (field: Field) => Inputs, now: (field: Field) => Inputs): Merged {
  const merged: Merged = { mine: new Map(), theirs: [], both: [] };
  for (const field of fields) {
    const [here, there] = [nameOf(posted(field)), nameOf(now(field))];
    if (here === there) continue;
    if (here === seen[field]) merged.theirs.push(field);
    else if (there === seen[field]) merged.mine.set(field, posted(field));
    else merged.both.push(field);
  }
  return merged;
}
