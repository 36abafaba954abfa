// Leaves persons out of a new cohort until neither the atoms of its permit nor any other permit's cohort stands too near; or
// refuses.
import { Refusal } from '@sluss/protocol/refusal.ts';
import { cutsTooClose, repairs, twinOf } from './atoms.ts';
import { type Cohort, filterText } from './cohorts.ts';
import { countAtoms, differingPersons, leaveOut, leaveOutMore, type Registration, sketchOf } from './membership.ts';
import { difference, type Sketch } from './sketch.ts';

export type Settled = { persons: number; leftOut: number; sketch: Sketch; twin: Cohort | undefined };

/** `others`: cohorts of other permits. Throws Refusal('too_few'). */
export async function settle(registration: Registration, others: Cohort[]): Promise<Settled> {
  const { answered, added, k } = registration;
  let [leftOut, allowed] = [0, Number.POSITIVE_INFINITY];
  const spend = (persons: number) => {
    leftOut += persons;
    if (leftOut > allowed) tooFew('too many would have to be left out');
  };
  for (;;) {
    const atoms = await countAtoms(registration);
    const persons = atoms.reduce((sum, { members }) => sum + members, 0);
    if (persons < k) tooFew('the cohort has fewer than k persons');
    if (leftOut === 0) allowed = Math.max(2 * k, Math.floor(persons / 10));
    const twin = answered[twinOf(atoms, answered.length)];
    if (twin) return { persons, leftOut, sketch: twin.sketch, twin };
    if (cutsTooClose(atoms, k)) tooFew('the filter cuts an answered group close to its edge');

    const mend = repairs(atoms, k);
    for (const repair of mend) {
      spend(repair.persons);
      await leaveOut(registration, repair);
    }
    if (mend.length > 0) continue;

    const sketch = await sketchOf(registration);
    const near = await nearest(registration, sketch, others);
    if (!near) return { persons, leftOut, sketch, twin };
    // Whoever writes a filter chooses who differs: never repaired.
    if (filterText(near.cohort.filter) !== filterText(added.filter))
      tooFew('another permit’s filter differs by fewer than k persons');
    spend(k - near.differing.length);
    await leaveOutMore(registration, near.differing, k - near.differing.length);
  }
}

/** The first cohort of another permit that differs by 1 to k-1 persons, and who they are. */
async function nearest(registration: Registration, sketch: Sketch, others: Cohort[]) {
  for (const cohort of others) {
    const found = cohort.sketch.length === sketch.length ? difference(sketch, cohort.sketch, registration.k) : undefined;
    if (found?.kind === 'many') continue;
    // Too tangled, or sketched under another k: look at the persons themselves.
    const differing = found?.kind === 'few' ? found.hashes : await differingPersons(registration, cohort);
    if (differing.length > 0 && differing.length < registration.k) return { cohort, differing };
  }
  return undefined;
}

export function tooFew(detail: string): never {
  throw new Refusal('too_few', detail);
}
