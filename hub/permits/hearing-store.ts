// SQL of hearings before a permit is revoked.
import type { Db } from '../platform/database.ts';

export type HearingTable = {
  id: string;
  permit: string;
  /** What the body has found: art. 63(2). */
  finding: string;
  /** The permit was revoked at once, and its user is heard afterwards. */
  urgent: boolean;
  given_by: string;
  given_at: Date;
  answer: string | null;
  answered_by: string | null;
  answered_at: Date | null;
  outcome: 'revoked' | 'none' | null;
  reason: string | null;
  closed_by: string | null;
  closed_at: Date | null;
};
export type HearingTables = { permit_hearing: HearingTable };

export function hearingsOf(db: Db, permit: string) {
  return db.selectFrom('permit_hearing').selectAll().where('permit', '=', permit).orderBy('given_at').orderBy('id').execute();
}

/** Those that are not closed, of one body or of all. */
export function openHearings(db: Db, body?: string) {
  const all = db
    .selectFrom('permit_hearing')
    .innerJoin('permit', 'permit.id', 'permit_hearing.permit')
    .selectAll('permit_hearing')
    .select(['permit.reference', 'permit.body', 'permit.organisation'])
    .where('closed_at', 'is', null)
    .orderBy('given_at');
  return (body === undefined ? all : all.where('permit.body', '=', body)).execute();
}

/** False when it is there already, or another one is open. */
export async function insertHearing(db: Db, row: HearingTable): Promise<boolean> {
  const inserted = await db
    .insertInto('permit_hearing')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning('id')
    .execute();
  return inserted.length === 1;
}

export async function saveHearing(db: Db, id: string, set: Partial<HearingTable>): Promise<void> {
  await db.updateTable('permit_hearing').set(set).where('id', '=', id).execute();
}
