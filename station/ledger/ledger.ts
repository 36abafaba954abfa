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
import { countAtoms, differingPersons, leaveOutMore, leaveOutOfAtom, maxCohorts, membershipSql } from './membership.ts';
import { difference, type Sketch, sketchFrom, sketchSql } from './sketch.ts';

export type Ledger = {
  database: Database;
  dictionary: Dictionary /** The registration before: they go one at a time. */;
  last: Promise<unknown>;
};

/** `permit`: the permit's id, the same for all its versions. `k`: the strictest that applies. */
export type CohortRequest = { permit: string; filter: Filter; completeOn: string[]; k: number };
export type Registered = {
  cohort: number;
  n: number;
  /** Persons left out so that nobody can be told apart from earlier answers; not a random sample. */
  leftOut: number;
  /** The very cohort, or exactly its persons, was registered before. */
  reused: boolean;
  /** May be released in full precision: the first frame of its permit, and nothing near it was ever answered. */
  exact: boolean;
};

type Known = Frame & { filterText: string; persons: number; leftOut: number; exact: boolean; sketch: Sketch };
type Settled = { persons: number; leftOut: number; twin: Known | undefined; sketch: Sketch };

/** Opens the ledger beside the data. Throws Error where the data were imported under another dictionary. */
export async function openLedger(database: Database, folder: string, dictionary: Dictionary): Promise<Ledger> {
  const [[imported] = []] = await database.use((run) => run('select dictionary from data.meta'));
  if (imported !== canonicalText(dictionary)) throw new Error(`the data of ${folder} were imported under another dictionary`);
  return { database, dictionary, last: Promise.resolve() };
}

/** Registers a cohort; the same request again gives the same cohort. Throws Refusal('too_few' | 'limit'). */
export function registerCohort(ledger: Ledger, request: CohortRequest): Promise<Registered> {
  const register = () =>
    ledger.database.use(async (run) => {
      await run('begin transaction');
      try {
        const registered = await registerInTransaction(run, ledger.dictionary, request);
        await run('commit');
        return registered;
      } catch (error) {
        await run('rollback');
        throw error;
      }
    });
  const turn = ledger.last.then(register, register);
  ledger.last = turn.catch(() => undefined);
  return turn;
}

async function registerInTransaction(run: Run, dictionary: Dictionary, request: CohortRequest): Promise<Registered> {
  const { permit, k } = request;
  const filterText = `[${request.filter.map(canonicalText).sort().join(',')}]`;
  const completeText = canonicalText([...new Set(request.completeOn)].sort());
  const [known] = await answeredCohorts(run, 'permit = $1 and filter = $2 and complete_on = $3', [
    permit,
    filterText,
    completeText,
  ]);
  if (known) {
    if (known.persons < k) tooFew('the cohort has fewer than k persons');
    return { cohort: known.cohort, n: known.persons, leftOut: known.leftOut, reused: true, exact: known.exact };
  }
  const answered = await answeredCohorts(run, 'permit = $1 and same_as is null', [permit]);
  if (answered.length >= maxCohorts) throw new Refusal('limit', 'the permit has too many different cohorts');
  const others = await answeredCohorts(run, 'permit <> $1 and same_as is null', [permit]);
  const [[cohort] = []] = (await run('select coalesce(max(cohort), 0) + 1 from ledger.cohorts')) as [number][];
  const added = { filter: request.filter, completeOn: request.completeOn, cohort: cohort as number, filterText };

  const { persons, leftOut, twin, sketch } = await settle(run, dictionary, answered, others, added, k);
  if (persons < k) tooFew('the cohort has fewer than k persons');
  const exact = twin ? twin.exact : answered.length === 0 && leftOut === 0;
  const row = [added.cohort, permit, filterText, completeText, persons, leftOut, twin?.cohort ?? null, exact, blobOf(sketch)];
  await run('insert into ledger.cohorts values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', row);
  return { cohort: added.cohort, n: persons, leftOut, reused: twin !== undefined, exact };
}

/** Leaves persons out of the new cohort until neither the atoms of its permit nor any other permit's cohort stands too near. */
async function settle(
  run: Run,
  dictionary: Dictionary,
  answered: Known[],
  others: Known[],
  added: Frame & { filterText: string },
  k: number,
): Promise<Settled> {
  let leftOut = 0;
  let allowed: number | undefined;
  for (;;) {
    const atoms = await countAtoms(run, answered, added, dictionary);
    const persons = atoms.reduce((sum, { members }) => sum + members, 0);
    allowed ??= Math.max(2 * k, Math.floor(persons / 10));
    const spend = (more: number) => {
      leftOut += more;
      if (leftOut > (allowed as number)) tooFew('too many would have to be left out');
    };
    const twin = answered[twinOf(atoms, answered.length)];
    if (twin) return { persons, leftOut, twin, sketch: twin.sketch };
    if (cutsTooClose(atoms, k)) tooFew('the filter cuts an answered group close to its edge');
    const mend = repairs(atoms, k);
    for (const repair of mend) {
      spend(repair.persons);
      await leaveOutOfAtom(run, answered, added, dictionary, repair);
    }
    if (mend.length > 0) continue;

    const sketch = sketchFrom(
      (await run(sketchSql(`${membershipSql([added], dictionary)} as m where bits = 1`, k))) as bigint[][],
      k,
    );
    const near = await nearCohort(run, dictionary, others, added, sketch, k);
    if (!near) return { persons, leftOut, twin, sketch };
    if (near.cohort.filterText !== added.filterText)
      tooFew('the filter differs from that of another permit by fewer than k persons');
    spend(k - near.differing.length);
    await leaveOutMore(run, added, dictionary, near.differing, k - near.differing.length);
  }
}

/** The first cohort of another permit that differs by 1 to k-1 persons, and who they are. */
async function nearCohort(run: Run, dictionary: Dictionary, others: Known[], added: Frame, sketch: Sketch, k: number) {
  for (const cohort of others) {
    const found = cohort.sketch.length === sketch.length ? difference(sketch, cohort.sketch, k) : undefined;
    if (found?.kind === 'many') continue;
    // Too tangled, or sketched under another k: look at the persons themselves.
    const differing = found?.kind === 'few' ? found.hashes : await differingPersons(run, added, cohort, dictionary, k);
    if (differing.length > 0 && differing.length < k) return { cohort, differing };
  }
  return undefined;
}

async function answeredCohorts(run: Run, where: string, values: string[]): Promise<Known[]> {
  const rows = await run(
    `select cohort, filter, complete_on, persons, left_out, exact, sketch from ledger.cohorts where ${where} order by cohort`,
    values,
  );
  return rows.map(([cohort, filter, completeOn, persons, leftOut, exact, sketch]) => ({
    cohort: Number(cohort),
    filter: JSON.parse(String(filter)),
    filterText: String(filter),
    completeOn: JSON.parse(String(completeOn)),
    persons: Number(persons),
    leftOut: Number(leftOut),
    exact: exact === true,
    sketch: new BigUint64Array(Uint8Array.from(sketch as Uint8Array).buffer),
  }));
}

function blobOf(sketch: Sketch): DuckDBBlobValue {
  return new DuckDBBlobValue(new Uint8Array(sketch.buffer, sketch.byteOffset, sketch.byteLength));
}

function tooFew(detail: string): never {
  throw new Refusal('too_few', detail);
}
