// The studies' tables and the SQL over them.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import type { StationKeys } from '@sluss/protocol/messages.ts';
import type { Scope } from '@sluss/protocol/scope.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import type { Question } from '@sluss/questions/catalogue.ts';
import { type ColumnType, type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { JSONColumnType } from 'kysely';
import { type Db, json, type Trx } from '../platform/database.ts';

export type StudyState = 'inviting' | 'running' | 'finished' | 'refused' | 'stopped' | 'expired';
/** Why a study ended without a result: a code, and the station that said no where one did. */
export type Reason = { code: string; station?: string };

export type StudyTable = {
  id: string;
  plan_hash: string;
  plan: JSONColumnType<Envelope>;
  plan_key: string | null;
  document: JSONColumnType<Plan>;
  permit: string;
  permit_digest: string;
  body: string;
  dataset: string;
  dictionary: JSONColumnType<Dictionary>;
  stations: JSONColumnType<StationKeys[]>;
  pinned_set: JSONColumnType<string[] | null>;
  state: StudyState;
  reason: JSONColumnType<Reason | null>;
  round: number | null;
  attempt: number | null;
  result: JSONColumnType<object | null>;
  organisation: string;
  created_by: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  key_destroyed_at: Date | null;
};
export type StudyStationTable = {
  study: string;
  station: string;
  state: 'invited' | 'accepted' | 'declined';
  code: string | null;
  round: number | null;
  signed: JSONColumnType<Envelope | null>;
  answered_at: Date | null;
  retry_at: Date | null;
  told: boolean;
};
export type StudyRoundTable = {
  study: string;
  round: number;
  attempt: number;
  scope: ColumnType<Scope, string, string>;
  members: JSONColumnType<string[]>;
  questions: JSONColumnType<Question[]>;
  question_digest: string;
  state: 'asked' | 'collected' | 'opened' | 'abandoned';
  asked_at: Date;
  collected_at: Date | null;
  opened_at: Date | null;
  sum: Buffer | null;
  sum_digest: string | null;
};
export type StudyUploadTable = {
  study: string;
  round: number;
  attempt: number;
  station: string;
  signed: JSONColumnType<Envelope>;
  vector: Buffer;
  uploaded_at: Date;
  opening: Buffer | null;
  opened_at: Date | null;
};
export type ModelTable = {
  digest: string;
  bytes: Buffer;
  organisation: string;
  uploaded_by: string;
  uploaded_at: Date;
};
export type StudiesTables = {
  study: StudyTable;
  study_station: StudyStationTable;
  study_round: StudyRoundTable;
  study_upload: StudyUploadTable;
  model: ModelTable;
};

export type StudyRow = Selectable<StudyTable>;
export type RoundRow = Selectable<StudyRoundTable>;
export type StationRow = Selectable<StudyStationTable>;
export type UploadRow = Selectable<StudyUploadTable>;

export async function insertStudy(trx: Trx, study: Insertable<StudyTable>, stations: string[]): Promise<void> {
  await trx.insertInto('study').values(study).execute();
  await trx
    .insertInto('study_station')
    .values(stations.map((station) => ({ study: study.id, station, state: 'invited' as const, told: false, signed: sql`null` as never })))
    .execute();
}

export function findStudy(db: Db, id: string) {
  return db.selectFrom('study').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Holds the study for the rest of the transaction: all that changes its course goes through here. */
export function lockStudy(trx: Trx, planHash: string) {
  return trx.selectFrom('study').selectAll().where('plan_hash', '=', planHash).forUpdate().executeTakeFirst();
}

export async function updateStudy(trx: Trx, id: string, change: Updateable<StudyTable>): Promise<void> {
  await trx.updateTable('study').set(change).where('id', '=', id).execute();
}

/** The unfinished business of one station: studies whose end it has not heard of. */
export function studiesOfStation(db: Db, station: string, now: Date) {
  return db
    .selectFrom('study_station')
    .innerJoin('study', 'study.id', 'study_station.study')
    .selectAll('study')
    .select(['study_station.state as station_state', 'study_station.round as refused_round'])
    .where('study_station.station', '=', station)
    .where('study_station.told', '=', false)
    .where((e) => e.or([e('study_station.retry_at', 'is', null), e('study_station.retry_at', '<=', now)]))
    .orderBy('study.created_at')
    .execute();
}

export function stationsOfStudy(db: Db, study: string) {
  return db.selectFrom('study_station').selectAll().where('study', '=', study).orderBy('station').execute();
}

export async function updateStation(db: Db, study: string, station: string, change: Updateable<StudyStationTable>): Promise<void> {
  await db.updateTable('study_station').set(change).where('study', '=', study).where('station', '=', station).execute();
}

export function findRound(db: Db, study: string, round: number, attempt: number) {
  return db
    .selectFrom('study_round')
    .selectAll()
    .where('study', '=', study)
    .where('round', '=', round)
    .where('attempt', '=', attempt)
    .executeTakeFirst();
}

export function roundsOf(db: Db, study: string) {
  return db.selectFrom('study_round').selectAll().where('study', '=', study).orderBy('round').orderBy('attempt').execute();
}

export async function insertRound(trx: Trx, round: Omit<Insertable<StudyRoundTable>, 'scope' | 'members' | 'questions'> & Pick<RoundRow, 'members' | 'questions'> & { scope: Scope }) {
  await trx
    .insertInto('study_round')
    .values({ ...round, scope: json(round.scope) as never, members: json(round.members) as never, questions: json(round.questions) as never })
    .execute();
}

export async function updateRound(trx: Trx, { study, round, attempt }: RoundKey, change: Updateable<StudyRoundTable>) {
  await trx.updateTable('study_round').set(change).where('study', '=', study).where('round', '=', round).where('attempt', '=', attempt).execute();
}
export type RoundKey = { study: string; round: number; attempt: number };

export function uploadsOf(db: Db, { study, round, attempt }: RoundKey) {
  return db
    .selectFrom('study_upload')
    .selectAll()
    .where('study', '=', study)
    .where('round', '=', round)
    .where('attempt', '=', attempt)
    .orderBy('station')
    .execute();
}

export async function insertUpload(trx: Trx, upload: Omit<Insertable<StudyUploadTable>, 'signed'> & { signed: Envelope }): Promise<void> {
  await trx.insertInto('study_upload').values({ ...upload, signed: json(upload.signed) as never }).execute();
}

export async function storeOpening(trx: Trx, { study, round, attempt }: RoundKey, station: string, opening: Buffer, at: Date) {
  await trx
    .updateTable('study_upload')
    .set({ opening, opened_at: at })
    .where('study', '=', study)
    .where('round', '=', round)
    .where('attempt', '=', attempt)
    .where('station', '=', station)
    .execute();
}

/** What only the running study needed. The masked vectors go too: with the seeds gone they say nothing, but nobody needs them. */
export async function forgetRun(trx: Trx, study: string): Promise<void> {
  await trx.updateTable('study_round').set({ sum: null }).where('study', '=', study).execute();
  await trx.updateTable('study_upload').set({ vector: Buffer.alloc(0), opening: null }).where('study', '=', study).execute();
}

export function modelByDigest(db: Db, digest: string) {
  return db.selectFrom('model').selectAll().where('digest', '=', digest).executeTakeFirst();
}
