// SQL of applications, their events, assessments and decisions.
import type { Assessment, Criterion, Finding } from '@sluss/protocol/decision.ts';
import { sql } from 'kysely';
import { type Db, json } from '../platform/database.ts';
import type { Happening, Procedure } from './clocks.ts';
import type { DeskTables } from './desk/store.ts';
import type { Content, State } from './schema.ts';

export type ApplicationTable = {
  id: string;
  reference: string;
  organisation: string;
  body: string;
  created_by: string;
  /** The officer who handles it; null when nobody has taken it. */
  officer: string | null;
  state: State;
  asked_in: 'PRE_SCREENING' | 'PROCESSING' | null;
  procedure: Procedure;
  version: number;
  content: Content;
  created_at: Date;
  updated_at: Date;
};
export type EventTable = {
  id: string;
  application: string;
  kind: Happening['kind'] | 'edited' | 'assessed';
  at: Date;
  by: string | null;
  text: string | null;
  detail: Record<string, unknown>;
};
export type AssessmentTable = {
  application: string;
  criterion: Criterion;
  finding: Finding;
  reason: string;
  assessor: string;
  at: Date;
};
export type ApplicationTables = DeskTables & {
  application: ApplicationTable;
  application_event: EventTable;
  assessment: AssessmentTable;
};

export async function nextReference(db: Db, prefix: string, year: number): Promise<string> {
  const { rows } = await sql<{ number: number }>`select nextval('application_number') as number`.execute(db);
  return `${prefix}-${year}-${String(rows[0]?.number).padStart(4, '0')}`;
}

export async function insertApplication(db: Db, row: ApplicationTable): Promise<void> {
  await db
    .insertInto('application')
    .values({ ...row, content: json(row.content) })
    .execute();
}

/** Finds by id or by reference. */
export function application(db: Db, idOrReference: string) {
  const column = /^[0-9a-f]{8}-/.test(idOrReference) ? 'id' : 'reference';
  return db.selectFrom('application').selectAll().where(column, '=', idOrReference).executeTakeFirst();
}

/** Held until the transaction ends. */
export function applicationForUpdate(db: Db, idOrReference: string) {
  const column = /^[0-9a-f]{8}-/.test(idOrReference) ? 'id' : 'reference';
  return db.selectFrom('application').selectAll().where(column, '=', idOrReference).forUpdate().executeTakeFirst();
}

/** All of them, for lists: of their content only the title and which datasets they ask for. */
export function applicationsInShort(db: Db) {
  return db
    .selectFrom('application')
    .select(['id', 'reference', 'organisation', 'body', 'state', 'asked_in', 'procedure', 'version', 'created_at', 'updated_at'])
    .select([
      sql<string>`coalesce(content->>'title', '')`.as('title'),
      sql<string[]>`jsonb_path_query_array(content, '$.data[*].dataset')`.as('datasets'),
    ])
    .orderBy('created_at', 'desc')
    .execute();
}

/** What the register tells of applications that were ever handed in, newest first: without the rest of their content. */
export function handedIn(db: Db, { reference, newest }: { reference?: string; newest?: number } = {}) {
  const first = db
    .selectFrom('application_event')
    .select(['application', sql<Date>`min(at)`.as('at')])
    .where('kind', '=', 'submitted')
    .groupBy('application')
    .as('first');
  const all = db
    .selectFrom('application')
    .innerJoin(first, 'first.application', 'application.id')
    .select(['application.id', 'reference', 'organisation', 'state', 'first.at as submitted'])
    .select([
      sql<string>`coalesce(content->>'title', '')`.as('title'),
      sql<string>`coalesce(content->>'summary', '')`.as('summary'),
      sql<string>`coalesce(content->>'purpose', '')`.as('purpose'),
      sql<string[]>`jsonb_path_query_array(content, '$.data[*].dataset')`.as('datasets'),
    ])
    .orderBy('created_at', 'desc');
  const asked = reference === undefined ? all : all.where('reference', '=', reference);
  return (newest === undefined ? asked : asked.limit(newest)).execute();
}

/** Their public names, by id. */
export async function titlesOf(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('application')
    .select(['id', sql<string>`coalesce(content->>'title', '')`.as('title')])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map(({ id, title }) => [id, title]));
}

/** Saves under the next version; false when somebody saved since `row.version` was read. */
export async function saveApplication(db: Db, row: ApplicationTable): Promise<boolean> {
  const saved = await db
    .updateTable('application')
    .set({ ...row, content: json(row.content), version: row.version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returning('id')
    .execute();
  return saved.length === 1;
}

export function eventsOf(db: Db, application: string) {
  return db
    .selectFrom('application_event')
    .selectAll()
    .where('application', '=', application)
    .orderBy('at')
    .orderBy('id')
    .execute();
}

export function allHappenings(db: Db) {
  return db.selectFrom('application_event').select(['application', 'kind', 'at']).orderBy('at').orderBy('id').execute();
}

/** Of all applications: what appeals are read from. */
export function appealEvents(db: Db) {
  const kinds = ['received', 'appealed', 'appeal-withdrawn', 'appeal-rejected', 'reopened', 'withdrawn', 'decided'] as const;
  const appealed = db.selectFrom('application_event').select('application').where('kind', '=', 'appealed');
  return db
    .selectFrom('application_event')
    .selectAll()
    .where('kind', 'in', [...kinds, 'appeal-handed-over', 'appeal-settled'])
    .where('application', 'in', appealed)
    .orderBy('at')
    .orderBy('id')
    .execute();
}

export async function insertEvent(db: Db, row: EventTable): Promise<void> {
  await db
    .insertInto('application_event')
    .values({ ...row, detail: json(row.detail) })
    .execute();
}

export async function assessmentsOf(db: Db, application: string): Promise<Assessment[]> {
  const rows = await db
    .selectFrom('assessment')
    .innerJoin('person', 'person.id', 'assessment.assessor')
    .select(['criterion', 'finding', 'reason', 'assessor', 'person.name', 'at'])
    .where('application', '=', application)
    .orderBy('criterion')
    .execute();
  return rows.map(({ criterion, finding, reason, assessor, name, at }) => ({
    criterion,
    finding,
    reason,
    assessor: { id: assessor, name },
    at: `${at.toISOString().slice(0, 19)}Z`,
  }));
}

export async function putAssessment(db: Db, row: AssessmentTable): Promise<void> {
  await db
    .insertInto('assessment')
    .values(row)
    .onConflict((on) => on.columns(['application', 'criterion']).doUpdateSet(row))
    .execute();
}

export function event(db: Db, id: string) {
  return db.selectFrom('application_event').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Those whose clock may run: received and not ended, appealed, or approved requests for statistics. */
export function openApplications(db: Db) {
  const ended: State[] = ['DRAFT', 'DRAFT_EXPIRED', 'DECISION_ISSUED', 'WITHDRAWN'];
  const approved = db.selectFrom('application_event').select('application').where('kind', 'in', ['approved', 'appealed']);
  return db
    .selectFrom('application')
    .selectAll()
    .where((on) => on.or([on('state', 'not in', ended), on.and([on('state', '=', 'DECISION_ISSUED'), on('id', 'in', approved)])]))
    .orderBy('created_at')
    .execute();
}

export function idleDrafts(db: Db, before: Date) {
  return db.selectFrom('application').select('id').where('state', '=', 'DRAFT').where('updated_at', '<', before).execute();
}
