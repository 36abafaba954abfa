// What a station has already answered about whom. A cohort is registered before anything about it is answered, in one
// transaction: or refused with the one code that says nothing.
import { canonicalText } from '@sluss/protocol/canonical.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Filter } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import type { Database, Run } from '../engines/locked-duckdb.ts';
import { addCohort, cohortsWhere, completeText, filterText } from './cohorts.ts';
import { maxCohorts } from './membership.ts';
import { settle, tooFew } from './settle.ts';

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
  /** May be released in full precision: the first frame of its permit, and nothing near it was answered before. */
  exact: boolean;
};

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
  const { permit, filter, completeOn, k } = request;
  const definition = [permit, filterText(filter), completeText(completeOn)];
  const [known] = await cohortsWhere(run, 'permit = $1 and filter = $2 and complete_on = $3', definition);
  if (known && known.persons < k) tooFew('the cohort has fewer than k persons');
  if (known) return { cohort: known.cohort, n: known.persons, leftOut: known.leftOut, reused: true, exact: known.exact };

  const answered = await cohortsWhere(run, 'permit = $1 and same_as is null', [permit]);
  if (answered.length >= maxCohorts) throw new Refusal('limit', 'the permit has too many different cohorts');
  const others = await cohortsWhere(run, 'permit <> $1 and same_as is null', [permit]);
  const [[next] = []] = await run('select coalesce(max(cohort), 0) + 1 from ledger.cohorts');
  const added = { filter, completeOn, cohort: Number(next) };

  const { persons, leftOut, twin, sketch } = await settle({ run, dictionary, k, answered, added }, others);
  const exact = twin ? twin.exact : answered.length === 0 && leftOut === 0;
  await addCohort(run, permit, { ...added, persons, leftOut, exact, sketch }, twin?.cohort ?? null);
  return { cohort: added.cohort, n: persons, leftOut, reused: twin !== undefined, exact };
}
