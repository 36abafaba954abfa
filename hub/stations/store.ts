// The stations' tables and the SQL over them.
import { type Insertable, type JSONColumnType, type Selectable, sql } from 'kysely';
import { type Db, json, type Trx } from '../platform/database.ts';

export type PublicPolicy = { k: number; alone: string[]; release: 'rounded' | 'exact' };
export type StationTable = {
  id: string;
  title: string;
  holder: string;
  sign_key: string;
  mask_key: string;
  dataset: string;
  data_version: string;
  policy: JSONColumnType<PublicPolicy>;
  enrolled_at: Date;
  last_seen_at: Date | null;
  retired_at: Date | null;
};
export type InvitationTable = {
  code_digest: string;
  holder: string;
  invited_by: string;
  invited_at: Date;
  expires_at: Date;
  used_at: Date | null;
  station: string | null;
};
export type StationsTables = {
  station: StationTable;
  station_invitation: InvitationTable;
  station_nonce: { station: string; nonce: string; at: Date };
};
export type Station = Selectable<StationTable>;

export async function insertInvitation(trx: Trx, invitation: Insertable<InvitationTable>): Promise<void> {
  await trx.insertInto('station_invitation').values(invitation).execute();
}

export function invitationByCode(db: Db, codeDigest: string) {
  return db.selectFrom('station_invitation').selectAll().where('code_digest', '=', codeDigest).forUpdate().executeTakeFirst();
}

export async function useInvitation(trx: Trx, codeDigest: string, station: string, at: Date): Promise<void> {
  await trx.updateTable('station_invitation').set({ used_at: at, station }).where('code_digest', '=', codeDigest).execute();
}

export async function insertStation(trx: Trx, station: Insertable<StationTable>): Promise<void> {
  await trx.insertInto('station').values(station).execute();
}

export function stationById(db: Db, id: string) {
  return db.selectFrom('station').selectAll().where('id', '=', id).executeTakeFirst();
}

export function allStations(db: Db) {
  return db.selectFrom('station').selectAll().where('retired_at', 'is', null).orderBy('id').execute();
}

export async function updatePolicy(trx: Trx, id: string, policy: PublicPolicy): Promise<void> {
  await trx
    .updateTable('station')
    .set({ policy: json(policy) as never })
    .where('id', '=', id)
    .execute();
}

export async function markSeen(db: Db, id: string, at: Date): Promise<void> {
  await db.updateTable('station').set({ last_seen_at: at }).where('id', '=', id).execute();
}

export async function retireStation(trx: Trx, id: string, at: Date): Promise<void> {
  await trx.updateTable('station').set({ retired_at: at }).where('id', '=', id).execute();
}

/** False where the nonce was used before, or the station is retired (migration 0043). */
export async function rememberNonce(db: Db, station: string, nonce: string, at: Date): Promise<boolean> {
  const { rows } = await sql<{ is_new: boolean }>`select station_nonce_is_new(${station}, ${nonce}, ${at}) as is_new`.execute(db);
  return rows[0]?.is_new ?? false;
}

export async function forgetNonces(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('station_nonce').where('at', '<', before).execute();
}
