// SQL of what a permit's users ask of the body: another version, more time.
import { sql } from 'kysely';
import type { Db } from '../platform/database.ts';

/** What a permit's user asks of the body: art. 68(12) and (13). */
export type RequestTable = {
  id: string;
  permit: string;
  kind: 'amend' | 'renew';
  until: string | null;
  text: string;
  made_by: string;
  made_at: Date;
  outcome: 'done' | 'declined' | null;
  answer: string | null;
  answered_by: string | null;
  answered_at: Date | null;
};
export type RequestTables = { permit_request: RequestTable };

export function requestsOf(db: Db, permitId: string) {
  return (
    db
      .selectFrom('permit_request')
      .selectAll()
      // A day, not a moment: the driver would make one of it.
      .select(sql<string | null>`until::text`.as('until'))
      .where('permit', '=', permitId)
      .orderBy('made_at')
      .execute()
  );
}

export function openRequests(db: Db, body: string) {
  return db
    .selectFrom('permit_request')
    .innerJoin('permit', 'permit.id', 'permit_request.permit')
    .select(['permit_request.id', 'kind', 'made_at', 'permit.reference', 'permit.organisation'])
    .where('permit.body', '=', body)
    .where('answered_at', 'is', null)
    .orderBy('made_at')
    .execute();
}

/** False when it is there already, or another of its kind is open. */
export async function insertRequest(db: Db, row: RequestTable): Promise<boolean> {
  const inserted = await db
    .insertInto('permit_request')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning('id')
    .execute();
  return inserted.length === 1;
}

export async function answerRequest(
  db: Db,
  id: string,
  given: { outcome: 'done' | 'declined'; answer: string; answered_by: string; answered_at: Date },
): Promise<boolean> {
  const answered = await db
    .updateTable('permit_request')
    .set(given)
    .where('id', '=', id)
    .where('answered_at', 'is', null)
    .returning('id')
    .execute();
  return answered.length === 1;
}
