// What a station has already answered about whom. A cohort is registered before anything about it is answered, in one
// transaction: or refused with the one code that says nothing.
import { DuckDBBlobValue } from '@duckdb/node-api';
import { canonicalText } from '@sluss/protocol/canonical.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Filter } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import type { Frame } from '../compile/frame.ts';
import type { Database, Run } from '../engines/locked-duckdb.ts';
import { cutsTooClose, repairs, twinOf } from './atoms.ts';
import { countAtoms, differingPersons, leaveOut, maxCohorts, type Registration, sketchOf } from './membership.ts';
import { difference, type Sketch } from './sketch.ts';

export const ledgerTables = [
  // `same_as`: exactly the persons of that earlier cohort of the same permit.
  `create table if not exists ledger.cohorts (cohort integer primary key, permit varchar not null, filter varchar not null,
    complete_on varchar not null, persons bigint not null, left_out bigint not null, same_as integer, exact boolean not null,
    sketch blob not null, unique (permit, filter, complete_on))`,
  'create table if not exists ledger.left_out (cohort integer not null, person integer not null)',
];

export type Cohort = Frame & { persons: number; leftOut: number; exact: boolean; sketch: Sketch };

export type Ledger = { database: Database; dictionary: Dictionary };
/** `permit`: the permit's id, the same for all its versions; after "filter of", who is inside its filters, complete or not: those are
 * compared among themselves only. `k`: the strictest that applies. */
export type CohortRequest = { permit: string; filter: Filter; completeOn: string[]; k: number };
export type Registered = {
  cohort: number;
  n: number;
  /** Persons left out so that nobody can be told apart from earlier answers; not a random sample. */
  leftOut: number;
  /** The very cohort, or exactly its persons, was registered before. */
  reused: boolean;
  /** May be released in full precision: the first frame of its permit, and nothing near it was answered before. */
  exact: boolean;
};

/** Opens the ledger beside the data. Throws Error where the data were imported under another dictionary. */
export async function openLedger(database: Database, folder: string, dictionary: Dictionary): Promise<Ledger> {
  const [[imported] = []] = await database.use((run) => run('select dictionary from data.meta'));
  if (imported !== canonicalText(dictionary)) throw new Error(`the data of ${folder} were imported under another dictionary`);
  return { database, dictionary };
}

/** Registers a cohort; the same request again gives the same cohort. Throws Refusal('too_few'). */
export function registerCohort({ database, dictionary }: Ledger, request: CohortRequest): Promise<Registered> {
  return database.use(async (run) => {
    await run('begin transaction');
    try {
      const registered = await registerInTransaction(run, dictionary, request);
      await run('commit');
      return registered;
    } catch (error) {
      await run('rollback');
      throw error;
    }
  });
}

async function registerInTransaction(run: Run, dictionary: Dictionary, request: CohortRequest): Promise<Registered> {
  const { permit, filter, completeOn, k } = request;
  const definition = [permit, filterText(filter), completeText(completeOn)];
  const [known] = await cohortsWhere(run, 'permit = $1 and filter = $2 and complete_on = $3', definition);
  if (known && known.persons < k) tooFew('the cohort has fewer than k persons');
  if (known) return { cohort: known.cohort, n: known.persons, leftOut: known.leftOut, reused: true, exact: known.exact };

  const answered = await cohortsWhere(run, 'permit = $1 and same_as is null', [permit]);
  // Which cohorts have the same persons depends on the data, and so does how many differ.
  if (answered.length >= maxCohorts) tooFew('the permit has too many different cohorts');
  const alike = `(permit like 'filter of %') = ($1 like 'filter of %')`;
  const others = await cohortsWhere(run, `permit <> $1 and ${alike} and same_as is null`, [permit]);
  const [[next] = []] = await run('select coalesce(max(cohort), 0) + 1 from ledger.cohorts');
  const added = { filter, completeOn, cohort: Number(next) };

  const { persons, leftOut, twin, sketch } = await settle({ run, dictionary, k, answered, added }, others);
  const exact = twin ? twin.exact : answered.length === 0 && leftOut === 0;
  await addCohort(run, permit, { ...added, persons, leftOut, exact, sketch }, twin?.cohort ?? null);
  return { cohort: added.cohort, n: persons, leftOut, reused: twin !== undefined, exact };
}

/** Leaves persons out of a new cohort until neither the atoms of its permit nor any cohort of another permit (`others`) stands too
 * near; or refuses. */
async function settle(registration: Registration, others: Cohort[]) {
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
    for (const { atom, persons } of mend) {
      spend(persons);
      await leaveOut(registration, { atom }, persons);
    }
    if (mend.length > 0) continue;

    const sketch = await sketchOf(registration);
    const near = await nearest(registration, sketch, others);
    if (!near) return { persons, leftOut, sketch, twin };
    // Whoever writes a filter chooses who differs: never repaired.
    if (filterText(near.cohort.filter) !== filterText(added.filter))
      tooFew('another permit’s filter differs by fewer than k persons');
    const more = k - near.differing.length;
    spend(more);
    await leaveOut(registration, { not: near.differing }, more);
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
}

function tooFew(detail: string): never {
  throw new Refusal('too_few', detail);
}

/** A cohort's definition has one spelling: the order of conditions and variables does not matter. */
const filterText = (filter: Filter) => `[${filter.map(canonicalText).sort().join(',')}]`;
const completeText = (completeOn: string[]) => canonicalText([...new Set(completeOn)].sort());

/** Answered cohorts that a condition over the table's columns selects, oldest first. */
async function cohortsWhere(run: Run, condition: string, values: string[]): Promise<Cohort[]> {
  const columns = 'cohort, filter, complete_on, persons, left_out, exact, sketch';
  const rows = await run(`select ${columns} from ledger.cohorts where ${condition} order by cohort`, values);
  return rows.map(([cohort, filter, completeOn, persons, leftOut, exact, sketch]) => ({
    cohort: Number(cohort),
    filter: JSON.parse(String(filter)),
    completeOn: JSON.parse(String(completeOn)),
    persons: Number(persons),
    leftOut: Number(leftOut),
    exact: exact === true,
    sketch: new BigUint64Array(Uint8Array.from(sketch as Uint8Array).buffer),
  }));
}

async function addCohort(run: Run, permit: string, added: Cohort, sameAs: number | null): Promise<void> {
  const { cohort, filter, completeOn, persons, leftOut, exact, sketch } = added;
  const bytes = new DuckDBBlobValue(new Uint8Array(sketch.buffer, sketch.byteOffset, sketch.byteLength));
  const row = [cohort, permit, filterText(filter), completeText(completeOn), persons, leftOut, sameAs, exact, bytes];
  await run('insert into ledger.cohorts values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', row);
}
