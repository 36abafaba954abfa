// SQL of the bodies' signed status lists: the newest one counts.
import type { Envelope } from '@sluss/protocol/signed.ts';
import { type Db, json } from '../platform/database.ts';

export type StatusListTable = {
  body: string;
  seq: number;
  envelope: Envelope;
  status_key: Envelope;
  issued: Date;
  valid_until: Date;
};
export type StatusTables = { status_list: StatusListTable };

/** Old lists are not needed: what they said is in the journal and at the signer. */
export async function forgetStatus(db: Db, body: string, before: number): Promise<void> {
  await db.deleteFrom('status_list').where('body', '=', body).where('seq', '<', before).execute();
}

export function newestStatus(db: Db, body: string) {
  return db.selectFrom('status_list').selectAll().where('body', '=', body).orderBy('seq', 'desc').limit(1).executeTakeFirst();
}

export async function insertStatus(db: Db, row: StatusListTable): Promise<boolean> {
  const inserted = await db
    .insertInto('status_list')
    .values({ ...row, envelope: json(row.envelope), status_key: json(row.status_key) })
    .onConflict((on) => on.doNothing())
    .returning('seq')
    .execute();
  return inserted.length === 1;
}
