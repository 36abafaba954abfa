// What the front page tells of the whole hub: counts of what is public, and in the demonstration the study to look at. Reads only.
import { sql } from 'kysely';
import type { Db } from '../platform/database.ts';

export type Counts = { permits: number; results: number; answered: number };

/** Permits that were ever signed, studies that ended with a result, and rounds of questions whose sum was opened. */
export async function countsOf(db: Db): Promise<Counts> {
  const row = await db
    .selectNoFrom(({ selectFrom }) => [
      selectFrom('permit').where('version', '>', 0).select(sql<number>`count(*)::int`.as('count')).as('permits'),
      selectFrom('study')
        .where('state', '=', 'finished')
        .where('result', 'is not', null)
        .select(sql<number>`count(*)::int`.as('count'))
        .as('results'),
      selectFrom('study_round').where('state', '=', 'opened').select(sql<number>`count(*)::int`.as('count')).as('answered'),
    ])
    .executeTakeFirstOrThrow();
  return { permits: row.permits ?? 0, results: row.results ?? 0, answered: row.answered ?? 0 };
}

export type StoryStudy = { id: string; title: string; finished: boolean };

/** The newest study of an organisation: one with a result before one that runs. */
export async function newestStudy(db: Db, organisation: string): Promise<StoryStudy | undefined> {
  const row = await db
    .selectFrom('study')
    .select(['id', 'document', 'state'])
    .where('organisation', '=', organisation)
    .where((where) =>
      where.or([
        where('state', 'in', ['inviting', 'running']),
        where.and([where('state', '=', 'finished'), where('result', 'is not', null)]),
      ]),
    )
    .orderBy(sql`state = 'finished'`, 'desc')
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  return row && { id: row.id, title: row.document.title, finished: row.state === 'finished' };
}
