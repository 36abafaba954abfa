// The studies' tables and the SQL over them.
import type { Scope } from '@sluss/protocol/scope.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { type Db, json, type Trx } from '../platform/database.ts';
import type { Memory } from '../platform/memory.ts';
import type { StudyRoundTable, StudyStationTable, StudyTable } from './tables.ts';

export type StudyRow = Selectable<StudyTable>;
export type RoundRow = Selectable<StudyRoundTable>;

const coreColumns = [
  'id',
  'plan_hash',
  'plan',
  'plan_key',
  'document',
  'permit',
  'permit_digest',
  'body',
  'dataset',
  'dictionary',
  'stations',
  'organisation',
] as const;
const nowColumns = ['study.id', 'study.state', 'study.pinned_set', 'study.round', 'study.attempt'] as const;

/** What of a study never changes: read once a process. */
export type StudyCore = Pick<StudyRow, (typeof coreColumns)[number]>;
/** A study with where it stands. */
export type Study = StudyCore &
  Pick<StudyRow, 'state' | 'pinned_set' | 'round' | 'attempt'> & { round_state: RoundRow['state'] | null };
export type RoundKey = { study: string; round: number; attempt: number };
/** What of a round never changes. */
export type RoundCore = Pick<RoundRow, 'study' | 'round' | 'attempt' | 'scope' | 'members' | 'questions' | 'question_digest'>;

export async function insertStudy(trx: Trx, study: Insertable<StudyTable>, stations: string[]): Promise<void> {
  await trx.insertInto('study').values(study).execute();
  await trx
    .insertInto('study_station')
    .values(
      stations.map((station) => ({
        study: study.id,
        station,
        state: 'invited' as const,
        told: false,
        signed: sql`null` as never,
      })),
    )
    .execute();
}

export function findStudy(db: Db, id: string) {
  return db.selectFrom('study').selectAll().where('id', '=', id).executeTakeFirst();
}

/** What permission asks about a study. */
export function whoseStudy(db: Db, id: string) {
  const columns = ['id', 'organisation', 'body', 'permit_digest', 'stations', 'created_by'] as const;
  return db.selectFrom('study').select(columns).where('id', '=', id).executeTakeFirst();
}
export type WhoseStudy = NonNullable<Awaited<ReturnType<typeof whoseStudy>>>;

function coreOf(db: Db, memory: Memory, id: string): Promise<StudyCore> {
  return memory.remember(`study ${id}`, () =>
    db.selectFrom('study').select(coreColumns).where('id', '=', id).executeTakeFirstOrThrow(),
  );
}

/** A study by its plan, as far as it never changes. */
export async function studyOfPlan(db: Db, memory: Memory, planHash: string): Promise<StudyCore | undefined> {
  const id = await memory.remember(`plan ${planHash}`, async () => {
    return (await db.selectFrom('study').select('id').where('plan_hash', '=', planHash).executeTakeFirst())?.id;
  });
  return id === undefined ? undefined : coreOf(db, memory, id);
}

/** Holds the study for the rest of the transaction: all that changes its course goes through here. */
export async function lockStudy(trx: Trx, memory: Memory, planHash: string): Promise<Study | undefined> {
  const now = await trx
    .selectFrom('study')
    .select(nowColumns)
    .select((e) =>
      e
        .selectFrom('study_round')
        .select('study_round.state')
        .whereRef('study_round.study', '=', 'study.id')
        .whereRef('study_round.round', '=', 'study.round')
        .whereRef('study_round.attempt', '=', 'study.attempt')
        .as('round_state'),
    )
    .where('plan_hash', '=', planHash)
    .forUpdate()
    .executeTakeFirst();
  return now && { ...(await coreOf(trx, memory, now.id)), ...now };
}

export async function updateStudy(trx: Trx, id: string, change: Updateable<StudyTable>): Promise<void> {
  await trx.updateTable('study').set(change).where('id', '=', id).execute();
}

type AtStation = Pick<StudyRow, 'id' | 'state' | 'pinned_set' | 'round' | 'attempt'> & {
  station_state: StudyStationTable['state'];
  round_state: RoundRow['state'] | null;
  uploaded_at: Date | null;
  opened_at: Date | null;
};

/** The unfinished business of one station (migration 0043): studies whose end it has not heard of, and what it has done in their
 * present round. */
export async function studiesOfStation(db: Db, memory: Memory, station: string, now: Date) {
  const { rows } = await sql<AtStation>`select * from study_work(${station}, ${now})`.execute(db);
  return Promise.all(rows.map(async (row) => ({ ...(await coreOf(db, memory, row.id)), ...row })));
}

export function stationsOfStudy(db: Db, study: string) {
  return db.selectFrom('study_station').selectAll().where('study', '=', study).orderBy('station').execute();
}

export async function updateStation(
  db: Db,
  study: string,
  station: string,
  change: Updateable<StudyStationTable>,
): Promise<void> {
  await db.updateTable('study_station').set(change).where('study', '=', study).where('station', '=', station).execute();
}

const roundName = ({ study, round, attempt }: RoundKey) => `round ${study} ${round} ${attempt}`;

/** Undefined where there is no such round. */
/** A station has heard that a study is over; false where it is not, or the station has no part in it. */
export async function storeEndHeard(db: Db, study: string, station: string): Promise<boolean> {
  const result = await db
    .updateTable('study_station')
    .set({ told: true })
    .where('study', '=', study)
    .where('station', '=', station)
    .where((e) =>
      e.exists(e.selectFrom('study').select('id').where('id', '=', study).where('state', 'not in', ['inviting', 'running'])),
    )
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export function findRound(db: Db, memory: Memory, { study, round, attempt }: RoundKey): Promise<RoundCore | undefined> {
  return memory.remember(roundName({ study, round, attempt }), () =>
    db
      .selectFrom('study_round')
      .select(['study', 'round', 'attempt', 'scope', 'members', 'questions', 'question_digest'])
      .where('study', '=', study)
      .where('round', '=', round)
      .where('attempt', '=', attempt)
      .executeTakeFirst(),
  );
}

export function roundsOf(db: Db, study: string) {
  return db.selectFrom('study_round').selectAll().where('study', '=', study).orderBy('round').orderBy('attempt').execute();
}

export async function insertRound(trx: Trx, round: Omit<RoundCore, 'scope'> & { scope: Scope; asked_at: Date }): Promise<void> {
  const asJson = {
    scope: json(round.scope) as never,
    members: json(round.members) as never,
    questions: json(round.questions) as never,
  };
  await trx
    .insertInto('study_round')
    .values({ ...round, ...asJson, state: 'asked' })
    .execute();
}

export async function updateRound(trx: Trx, { study, round, attempt }: RoundKey, change: Updateable<StudyRoundTable>) {
  await trx
    .updateTable('study_round')
    .set(change)
    .where('study', '=', study)
    .where('round', '=', round)
    .where('attempt', '=', attempt)
    .execute();
}

/** The signed words of a round, without vectors. */
export function signedUploadsOf(db: Db, key: RoundKey) {
  return uploads(db, key).select(['station', 'signed', 'opened_at']).execute();
}

/** Everything of a round: large. */
export function uploadsOf(db: Db, key: RoundKey) {
  return uploads(db, key).selectAll().execute();
}

function uploads(db: Db, { study, round, attempt }: RoundKey) {
  return db
    .selectFrom('study_upload')
    .where('study', '=', study)
    .where('round', '=', round)
    .where('attempt', '=', attempt)
    .orderBy('station');
}

/** Keeps an upload in the present round, and collects the round where it is the last (migration 0041): how many there are now; 0
 * where the station's was there already, -1 where the round is over. `wake`: channels to wake when the round is collected. */
export async function takeUpload(
  db: Db,
  { study, round, attempt }: RoundKey,
  upload: NewUpload,
  wake: string[],
): Promise<number> {
  const { station, signed, vector, at } = upload;
  const { rows } = await sql<{ uploads: number }>`
    select study_take_upload(${study}, ${round}, ${attempt}, ${station}, ${json(signed)}, ${vector}, ${at}, ${wake}) as uploads`.execute(
    db,
  );
  return rows[0]?.uploads ?? -1;
}
export type NewUpload = { station: string; signed: Envelope; vector: Buffer; at: Date };

/** Keeps an opening in the present round, once collected: how many there are now; 0 where it was there already, -1 where it is not time. */
export async function takeOpening(
  db: Db,
  { study, round, attempt }: RoundKey,
  station: string,
  opening: Buffer,
  at: Date,
): Promise<number> {
  const { rows } = await sql<{ openings: number }>`
    select study_take_opening(${study}, ${round}, ${attempt}, ${station}, ${opening}, ${at}) as openings`.execute(db);
  return rows[0]?.openings ?? -1;
}

/** Rounds whose last word has come but whose sum was not opened: left by a process that was killed in between. */
export async function roundsToOpen(db: Db): Promise<(RoundKey & { plan_hash: string })[]> {
  const { rows } = await sql<RoundKey & { plan_hash: string }>`
    select study.plan_hash, r.study, r.round, r.attempt from study_round r join study on study.id = r.study
    where study.state = 'running' and r.state = 'collected' and (jsonb_array_length(r.members) = 1 or jsonb_array_length(r.members) = (
      select count(*) from study_upload u where u.study = r.study and u.round = r.round and u.attempt = r.attempt and u.opening is not null))
  `.execute(db);
  return rows;
}

/** What only the running study needed. The masked vectors go too: with the seeds gone they say nothing, but nobody needs them. */
export async function forgetRun(trx: Trx, study: string): Promise<void> {
  await trx.updateTable('study_round').set({ sum: null }).where('study', '=', study).execute();
  await trx
    .updateTable('study_upload')
    .set({ vector: Buffer.alloc(0), opening: null })
    .where('study', '=', study)
    .execute();
}

export function studyByPlan(db: Db, planHash: string) {
  return db.selectFrom('study').select(['id', 'created_by']).where('plan_hash', '=', planHash).executeTakeFirst();
}

export function modelsOfOrganisation(db: Db, organisation: string) {
  return db
    .selectFrom('model')
    .select(['digest', 'uploaded_at'])
    .where('organisation', '=', organisation)
    .orderBy('uploaded_at', 'desc')
    .limit(50)
    .execute();
}

export function modelByDigest(db: Db, digest: string) {
  return db.selectFrom('model').selectAll().where('digest', '=', digest).executeTakeFirst();
}
