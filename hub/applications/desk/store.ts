// SQL of the officer's desk: who handles what, votes, proposals, fee estimates, unfinished assessments, the body's settings.
import type { Criterion } from '@sluss/protocol/decision.ts';
import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { Content } from '../schema.ts';
import type { ApplicationTable } from '../store.ts';
import type { Outcome } from './rules.ts';

export type VoteTable = { application: string; officer: string; vote: Outcome; reason: string; at: Date };
export type ProposalTable = {
  application: string;
  holder: string;
  forwarded_at: Date;
  outcome: Outcome | null;
  reason: string | null;
  proposed_by: string | null;
  proposed_at: Date | null;
};
export type EstimateTable = {
  id: string;
  application: string;
  amount: number;
  currency: string;
  covers: string;
  made_by: string;
  made_at: Date;
  accepted_by: string | null;
  accepted_at: Date | null;
};
export type AssessmentDraftTable = {
  application: string;
  officer: string;
  criterion: Criterion;
  finding: string;
  reason: string;
  at: Date;
};
export type DeskTables = {
  body_setting: { body: string; votes_needed: number; appeal_sv: string | null; appeal_en: string | null };
  trusted_holder: { body: string; holder: string; designated_at: Date };
  application_vote: VoteTable;
  holder_proposal: ProposalTable;
  fee_estimate: EstimateTable;
  assessment_draft: AssessmentDraftTable;
};

const closed: ApplicationTable['state'][] = ['DECISION_ISSUED', 'WITHDRAWN', 'DRAFT_EXPIRED'];

/** What a body has received: those that are open, or the newest of those that are not. */
export function received(db: Db, body: string, open: boolean) {
  const query = db
    .selectFrom('application')
    .select(['id', 'reference', 'organisation', 'state', 'asked_in', 'procedure', 'officer', 'created_at', 'updated_at'])
    // A desk of hundreds reads their names, not all that they say.
    .select(sql<Pick<Content, 'title'>>`jsonb_build_object('title', coalesce(content->>'title', ''))`.as('content'))
    .where('body', '=', body)
    .where('state', '<>', 'DRAFT');
  return open
    ? query.where('state', 'not in', closed).orderBy('created_at').execute()
    : query.where('state', 'in', ['DECISION_ISSUED', 'WITHDRAWN']).orderBy('updated_at', 'desc').limit(200).execute();
}

/** Decided applications that were ever appealed. */
export function appealed(db: Db, body: string) {
  const events = db.selectFrom('application_event').select('application').where('kind', '=', 'appealed');
  return db
    .selectFrom('application')
    .select(['id', 'reference', sql<string>`coalesce(content->>'title', '')`.as('title')])
    .where('body', '=', body)
    .where('state', '=', 'DECISION_ISSUED')
    .where('id', 'in', events)
    .execute();
}

export function eventsOfMany(db: Db, applications: string[]) {
  if (applications.length === 0) return [];
  return db
    .selectFrom('application_event')
    .selectAll()
    .where('application', 'in', applications)
    .orderBy('at')
    .orderBy('id')
    .execute();
}

/** How many criteria are recorded, who has voted, and whether the newest fee waits for the applicant, application by application. */
export async function progressOfMany(db: Db, applications: string[]) {
  const none = { assessed: new Map<string, number>(), voters: new Map<string, string[]>(), feesOpen: new Set<string>() };
  if (applications.length === 0) return none;
  const [assessed, votes, fees] = await Promise.all([
    db
      .selectFrom('assessment')
      .select((on) => ['application', on.fn.countAll<string>().as('count')])
      .where('application', 'in', applications)
      .groupBy('application')
      .execute(),
    db.selectFrom('application_vote').select(['application', 'officer']).where('application', 'in', applications).execute(),
    db
      .selectFrom('fee_estimate')
      .distinctOn('application')
      .select(['application', 'accepted_at'])
      .where('application', 'in', applications)
      .orderBy('application')
      .orderBy('made_at', 'desc')
      .orderBy('id', 'desc')
      .execute(),
  ]);
  const voters = Map.groupBy(votes, (one) => one.application);
  return {
    assessed: new Map(assessed.map((one) => [one.application, Number(one.count)])),
    voters: new Map([...voters].map(([id, list]) => [id, list.map((one) => one.officer)])),
    feesOpen: new Set(fees.filter((one) => !one.accepted_at).map((one) => one.application)),
  };
}

export async function assign(db: Db, application: string, officer: string | null): Promise<void> {
  await db.updateTable('application').set({ officer }).where('id', '=', application).execute();
}

export async function settingOf(db: Db, body: string): Promise<Omit<DeskTables['body_setting'], 'body'>> {
  const found = await db.selectFrom('body_setting').selectAll().where('body', '=', body).executeTakeFirst();
  return { votes_needed: 0, appeal_sv: null, appeal_en: null, ...found };
}

export async function putSetting(db: Db, row: DeskTables['body_setting']): Promise<void> {
  await db
    .insertInto('body_setting')
    .values(row)
    .onConflict((on) => on.column('body').doUpdateSet(row))
    .execute();
}

export async function trustedHolders(db: Db, body: string): Promise<string[]> {
  const rows = await db.selectFrom('trusted_holder').select('holder').where('body', '=', body).orderBy('holder').execute();
  return rows.map((one) => one.holder);
}

export async function putTrustedHolders(db: Db, body: string, holders: string[], at: Date): Promise<void> {
  await db.deleteFrom('trusted_holder').where('body', '=', body).execute();
  if (holders.length)
    await db
      .insertInto('trusted_holder')
      .values(holders.map((holder) => ({ body, holder, designated_at: at })))
      .execute();
}

export function votesOf(db: Db, application: string) {
  return db
    .selectFrom('application_vote')
    .innerJoin('person', 'person.id', 'application_vote.officer')
    .select(['officer', 'person.name', 'vote', 'reason', 'at'])
    .where('application', '=', application)
    .orderBy('at')
    .execute();
}

export async function putVote(db: Db, row: VoteTable): Promise<void> {
  await db
    .insertInto('application_vote')
    .values(row)
    .onConflict((on) => on.columns(['application', 'officer']).doUpdateSet(row))
    .execute();
}

export function proposalOf(db: Db, application: string) {
  return db.selectFrom('holder_proposal').selectAll().where('application', '=', application).executeTakeFirst();
}

export async function insertProposal(db: Db, application: string, holder: string, at: Date): Promise<void> {
  await db.insertInto('holder_proposal').values({ application, holder, forwarded_at: at }).execute();
}

export async function saveProposal(
  db: Db,
  application: string,
  given: { outcome: Outcome; reason: string; proposed_by: string; proposed_at: Date },
): Promise<void> {
  await db.updateTable('holder_proposal').set(given).where('application', '=', application).execute();
}

/** The newest counts. */
export function estimateOf(db: Db, application: string) {
  return db
    .selectFrom('fee_estimate')
    .selectAll()
    .where('application', '=', application)
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** False when it is there already: a form sent twice. */
export async function insertEstimate(db: Db, row: EstimateTable): Promise<boolean> {
  const inserted = await db
    .insertInto('fee_estimate')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning('id')
    .execute();
  return inserted.length === 1;
}

export async function acceptEstimate(db: Db, id: string, by: string, at: Date): Promise<void> {
  await db.updateTable('fee_estimate').set({ accepted_by: by, accepted_at: at }).where('id', '=', id).execute();
}

export function draftsOf(db: Db, application: string, officer: string) {
  return db
    .selectFrom('assessment_draft')
    .selectAll()
    .where('application', '=', application)
    .where('officer', '=', officer)
    .execute();
}

export async function putDraft(db: Db, row: AssessmentDraftTable): Promise<void> {
  await db
    .insertInto('assessment_draft')
    .values(row)
    .onConflict((on) => on.columns(['application', 'officer', 'criterion']).doUpdateSet(row))
    .execute();
}

export async function dropDraft(db: Db, at: Pick<AssessmentDraftTable, 'application' | 'officer' | 'criterion'>): Promise<void> {
  await db
    .deleteFrom('assessment_draft')
    .where('application', '=', at.application)
    .where('officer', '=', at.officer)
    .where('criterion', '=', at.criterion)
    .execute();
}
