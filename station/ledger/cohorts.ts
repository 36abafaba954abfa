// The ledger's rows: cohorts that were answered, as definitions from which their persons follow.
import { DuckDBBlobValue } from '@duckdb/node-api';
import { canonicalText } from '@sluss/protocol/canonical.ts';
import type { Filter } from '@sluss/protocol/documents.ts';
import type { Frame } from '../compile/frame.ts';
import type { Run } from '../engines/locked-duckdb.ts';
import type { Sketch } from './sketch.ts';

export const ledgerTables = [
  // `same_as`: exactly the persons of that earlier cohort of the same permit.
  `create table if not exists ledger.cohorts (cohort integer primary key, permit varchar not null, filter varchar not null,
    complete_on varchar not null, persons bigint not null, left_out bigint not null, same_as integer, exact boolean not null,
    sketch blob not null, unique (permit, filter, complete_on))`,
  'create table if not exists ledger.left_out (cohort integer not null, person integer not null)',
];

export type Cohort = Frame & { persons: number; leftOut: number; exact: boolean; sketch: Sketch };

/** A cohort's definition has one spelling: the order of conditions and variables does not matter. */
export function filterText(filter: Filter): string {
  return `[${filter.map(canonicalText).sort().join(',')}]`;
}

export function completeText(completeOn: string[]): string {
  return canonicalText([...new Set(completeOn)].sort());
}

/** Answered cohorts that a condition over the table's columns selects, oldest first. */
export async function cohortsWhere(run: Run, condition: string, values: string[]): Promise<Cohort[]> {
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

export async function addCohort(run: Run, permit: string, added: Cohort, sameAs: number | null): Promise<void> {
  const { cohort, filter, completeOn, persons, leftOut, exact, sketch } = added;
  const bytes = new DuckDBBlobValue(new Uint8Array(sketch.buffer, sketch.byteOffset, sketch.byteLength));
  const row = [cohort, permit, filterText(filter), completeText(completeOn), persons, leftOut, sameAs, exact, bytes];
  await run('insert into ledger.cohorts values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', row);
}
