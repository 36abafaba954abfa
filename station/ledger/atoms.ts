// The atom rule: every answered cohort is a union of atoms of at least k persons, so no combination of answers, of any order,
// isolates fewer than k. An atom is the set of a permit's cohorts that the same persons were answered in.

/** Persons of one atom: `size` in all, `inside` the new cohort's explicit filter, `members` of the new cohort as it stands.
 * Bit i of `atom` says that they are in answered cohort i; 0: never answered. */
export type Atom = { atom: bigint; size: number; inside: number; members: number };

/** What must still be left out of the new cohort: so many persons of an atom's members. */
export type Repair = { atom: bigint; persons: number };

/** A filter that cuts an answered atom close to its edge is never repaired: whoever wrote it chose who differs. */
export function cutsTooClose(atoms: Atom[], k: number): boolean {
  return atoms.some(
    ({ atom, size, inside }) => atom !== 0n && inside > 0 && inside < size && Math.min(inside, size - inside) < k,
  );
}

/** What is left of an atom is due to missing values; nobody chose it, so it can be mended by leaving out a few more. */
export function repairs(atoms: Atom[], k: number): Repair[] {
  return atoms.flatMap(({ atom, size, members }) => {
    const out = size - members;
    if (members === 0 || (atom !== 0n && out === 0)) return [];
    if (members < k || (atom !== 0n && size < 2 * k)) return [{ atom, persons: members }];
    return atom !== 0n && out < k ? [{ atom, persons: k - out }] : [];
  });
}

/** The answered cohort (its bit) that has exactly the new cohort's persons, or -1. */
export function twinOf(atoms: Atom[], answered: number): number {
  const isTwin = (bit: number) => atoms.every(({ atom, size, members }) => members === ((atom >> BigInt(bit)) & 1n ? size : 0));
  return Array.from({ length: answered }, (_, bit) => bit).findIndex(isTwin);
}
