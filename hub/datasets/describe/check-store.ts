// SQL of the yearly checks of descriptions.
import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';

export type CheckTables = { dataset_check: { dataset: string; holder: string; checked_at: Date } };
export type LastCheck = { dataset: string; holder: string; since: Date; checked_at: Date | null };

/** For each holder of each dataset (or of one): since when it has a station there, and when it last checked. */
export function lastChecks(db: Db, dataset?: string): Promise<LastCheck[]> {
  return db
    .selectFrom('dataset_station')
    .leftJoin('dataset_check', (join) =>
      join
        .onRef('dataset_check.dataset', '=', 'dataset_station.dataset')
        .onRef('dataset_check.holder', '=', 'dataset_station.holder'),
    )
    .select([
      'dataset_station.dataset',
      sql<string>`dataset_station.holder`.as('holder'),
      sql<Date>`min(dataset_station.joined_at)`.as('since'),
      sql<Date | null>`max(dataset_check.checked_at)`.as('checked_at'),
    ])
    .where('left_at', 'is', null)
    .where('dataset_station.holder', 'is not', null)
    .$if(dataset !== undefined, (query) => query.where('dataset_station.dataset', '=', dataset ?? ''))
    .groupBy(['dataset_station.dataset', 'dataset_station.holder'])
    .orderBy('dataset_station.dataset')
    .orderBy('dataset_station.holder')
    .execute();
}

export async function insertCheck(db: Db, row: CheckTables['dataset_check']): Promise<void> {
  await db
    .insertInto('dataset_check')
    .values(row)
    .onConflict((on) => on.doNothing())
    .execute();
}
