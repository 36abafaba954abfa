// SQL of reports: statements and links.
import { sql } from 'kysely';
import type { Db, Trx } from '../platform/database.ts';

export type ReportStatementTable = {
  study: string;
  field: string;
  version: number;
  text: string;
  stated_by: string;
  stated_at: Date;
};
export type ReportLinkTable = {
  id: string;
  study: string;
  token_hash: string;
  recipient: string;
  made_by: string;
  made_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
  opened: number;
  last_opened_at: Date | null;
};
export type ReportsTables = { report_statement: ReportStatementTable; report_link: ReportLinkTable };

/** Every version of every field, oldest first. */
export function statementsOf(db: Db, study: string) {
  return db.selectFrom('report_statement').selectAll().where('study', '=', study).orderBy('field').orderBy('version').execute();
}

export async function insertStatement(trx: Trx, row: ReportStatementTable): Promise<void> {
  await trx.insertInto('report_statement').values(row).execute();
}

/** Holds the statements of a study for the rest of the transaction. */
export async function lockStatements(trx: Trx, study: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`report ${study}`}, 0))`.execute(trx);
}

export function linksOf(db: Db, study: string) {
  return db.selectFrom('report_link').selectAll().where('study', '=', study).orderBy('made_at', 'desc').execute();
}

export function linkById(db: Db, id: string) {
  return db.selectFrom('report_link').selectAll().where('id', '=', id).executeTakeFirst();
}

export function linkByHash(db: Db, hash: string) {
  return db.selectFrom('report_link').selectAll().where('token_hash', '=', hash).executeTakeFirst();
}

/** False where the same form made it before. */
export async function insertLink(trx: Trx, row: ReportLinkTable): Promise<boolean> {
  const made = await trx
    .insertInto('report_link')
    .values(row)
    .onConflict((on) => on.column('id').doNothing())
    .executeTakeFirst();
  return made.numInsertedOrUpdatedRows === 1n;
}

export async function changeLink(db: Db, id: string, change: Partial<ReportLinkTable>): Promise<void> {
  await db.updateTable('report_link').set(change).where('id', '=', id).execute();
}

export async function countOpening(db: Db, id: string, at: Date): Promise<void> {
  await db
    .updateTable('report_link')
    .set({ opened: sql`opened + 1` as never, last_opened_at: at })
    .where('id', '=', id)
    .execute();
}
