// SQL of permits and their versions.
import type { Permit } from '@sluss/protocol/documents.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import { sql } from 'kysely';
import { type Db, json } from '../platform/database.ts';
import type { DecisionTable } from './decision-store.ts';
import type { HearingTables } from './hearing-store.ts';
import type { RequestTables } from './request-store.ts';
import type { StatusTables } from './status-store.ts';

export const permitStates = ['PENDING', 'GRANTED', 'AMENDED', 'RENEWED', 'REVOKED'] as const;

export type PermitTable = {
  id: string;
  reference: string;
  application: string;
  organisation: string;
  body: string;
  state: (typeof permitStates)[number];
  version: number;
  revoked_at: Date | null;
  revoked_by: string | null;
  revoked_reason: string | null;
  /** Art. 63(2): how the user was heard before it was revoked. */
  hearing: string | null;
  created_at: Date;
};
export type PermitVersionTable = {
  permit: string;
  version: number;
  decision: string;
  draft: Permit;
  draft_digest: string;
  envelope: Envelope | null;
  signed_at: Date | null;
  /** What the signer has against it, in words. */
  objections: string[] | null;
};
/** A version that was taken back before its signature. */
export type TakenBackTable = {
  id: string;
  permit: string;
  version: number;
  decision: string;
  draft: Permit;
  draft_digest: string;
  taken_back_by: string;
  reason: string;
  at: Date;
};
export type PermitTables = RequestTables &
  HearingTables &
  StatusTables & {
    permit_taken_back: TakenBackTable;
    decision: DecisionTable;
    permit: PermitTable;
    permit_version: PermitVersionTable;
  };

export function permit(db: Db, id: string) {
  return db.selectFrom('permit').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Held until the transaction ends: two officers cannot change one permit at once. */
export function permitForUpdate(db: Db, id: string) {
  return db.selectFrom('permit').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export function findPermit(db: Db, idOrReference: string) {
  const column = /^[0-9a-f]{8}-/.test(idOrReference) ? 'id' : 'reference';
  return db.selectFrom('permit').selectAll().where(column, '=', idOrReference).executeTakeFirst();
}

/** `concerning`: whose they are, who decides about them, or who is named in them; the newest first. Null: all. */
export function permits(db: Db, concerning: { organisations: string[]; person: string } | null) {
  const all = db.selectFrom('permit').selectAll().orderBy('created_at', 'desc');
  if (!concerning) return all.execute();
  const { organisations, person } = concerning;
  const named = db
    .selectFrom('permit_version')
    .select('permit')
    .where(sql<boolean>`draft->'persons' @> ${JSON.stringify([{ sub: person }])}::jsonb`);
  return all
    .where((where) =>
      where.or([
        where('organisation', '=', sql<string>`any(${organisations})`),
        where('body', '=', sql<string>`any(${organisations})`),
        where('id', 'in', named),
      ]),
    )
    .execute();
}

export function versionsOfMany(db: Db, permitIds: string[]) {
  return db
    .selectFrom('permit_version')
    .selectAll()
    .where('permit', '=', sql<string>`any(${permitIds}::uuid[])`)
    .orderBy('permit')
    .orderBy('version')
    .execute();
}

/** All of them: an application that was decided anew has several. */
export function permitsOfApplication(db: Db, application: string) {
  return db.selectFrom('permit').selectAll().where('application', '=', application).orderBy('created_at').execute();
}

/** The newest. */
export function permitOfApplication(db: Db, application: string) {
  return db
    .selectFrom('permit')
    .selectAll()
    .where('application', '=', application)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

export async function insertPermit(db: Db, row: PermitTable): Promise<void> {
  await db.insertInto('permit').values(row).execute();
}

export async function updatePermit(db: Db, id: string, set: Partial<PermitTable>): Promise<void> {
  await db.updateTable('permit').set(set).where('id', '=', id).execute();
}

export function versions(db: Db, permitId: string) {
  return db.selectFrom('permit_version').selectAll().where('permit', '=', permitId).orderBy('version').execute();
}

export function version(db: Db, permitId: string, number: number) {
  return db
    .selectFrom('permit_version')
    .selectAll()
    .where('permit', '=', permitId)
    .where('version', '=', number)
    .executeTakeFirst();
}

/** A version by its digest, also one that was taken back. */
export async function anyVersion(
  db: Db,
  permitId: string,
  draft: string,
): Promise<Pick<PermitVersionTable, 'draft'> | undefined> {
  const held = await versionByDigest(db, draft);
  return held ?? (await takenBack(db, permitId)).find((one) => one.draft_digest === draft);
}

export function versionByDigest(db: Db, name: string) {
  return db.selectFrom('permit_version').selectAll().where('draft_digest', '=', name).executeTakeFirst();
}

export async function insertVersion(db: Db, row: PermitVersionTable): Promise<void> {
  await db
    .insertInto('permit_version')
    .values({ ...row, draft: json(row.draft), envelope: null, objections: null })
    .execute();
}

export async function storeEnvelope(db: Db, permitId: string, number: number, envelope: Envelope, at: Date): Promise<void> {
  await db
    .updateTable('permit_version')
    .set({ envelope: json(envelope), signed_at: at })
    .where('permit', '=', permitId)
    .where('version', '=', number)
    .execute();
}

export function revoked(db: Db, body: string) {
  return db
    .selectFrom('permit')
    .selectAll()
    .where('body', '=', body)
    .where('state', '=', 'REVOKED')
    .where('version', '>', 0)
    .orderBy('id')
    .execute();
}

export async function storeObjections(db: Db, permitId: string, number: number, objections: string[]): Promise<void> {
  await db
    .updateTable('permit_version')
    .set({ objections: json(objections) })
    .where('permit', '=', permitId)
    .where('version', '=', number)
    .where('envelope', 'is', null)
    .execute();
}

export function unsigned(db: Db, body: string) {
  return db
    .selectFrom('permit_version')
    .innerJoin('permit', 'permit.id', 'permit_version.permit')
    .selectAll('permit_version')
    .where('permit.body', '=', body)
    .where('permit.state', '<>', 'REVOKED')
    .where('envelope', 'is', null)
    .orderBy('permit')
    .orderBy('version')
    .execute();
}

/** Signed permits that are not revoked, have not ended and were not extended, with what they say now. */
export async function inForce(db: Db, now: Date): Promise<{ row: PermitTable; draft: Permit }[]> {
  const rows = await db.selectFrom('permit').selectAll().where('state', 'in', ['GRANTED', 'AMENDED']).execute();
  const drafts = new Map((await newestDrafts(db)).map((one) => [one.permit, one.draft]));
  return rows.flatMap((row) => {
    const draft = drafts.get(row.id);
    return draft && Date.parse(draft.not_after) > now.getTime() ? [{ row, draft }] : [];
  });
}

/** Versions that wait for the body's signature, with what its signer has against them. */
export function waiting(db: Db, body: string) {
  return db
    .selectFrom('permit_version')
    .innerJoin('permit', 'permit.id', 'permit_version.permit')
    .innerJoin('decision', 'decision.id', 'permit_version.decision')
    .select(['permit.reference', 'permit_version.version', 'permit_version.objections', 'decision.at'])
    .where('permit.body', '=', body)
    .where('permit.state', '<>', 'REVOKED')
    .where('envelope', 'is', null)
    .orderBy('decision.at')
    .execute();
}

/** Takes an unsigned version out of the row of versions, and keeps it. False when it is signed or not there. */
export async function takeBack(db: Db, row: TakenBackTable): Promise<boolean> {
  const taken = await db
    .deleteFrom('permit_version')
    .where('permit', '=', row.permit)
    .where('version', '=', row.version)
    .where('draft_digest', '=', row.draft_digest)
    .where('envelope', 'is', null)
    .returning('version')
    .execute();
  if (taken.length === 0) return false;
  await db
    .insertInto('permit_taken_back')
    .values({ ...row, draft: json(row.draft) })
    .execute();
  return true;
}

export function takenBack(db: Db, permitId: string) {
  return db.selectFrom('permit_taken_back').selectAll().where('permit', '=', permitId).orderBy('at').execute();
}

export async function forgetTakenBack(db: Db, id: string): Promise<void> {
  await db.deleteFrom('permit_taken_back').where('id', '=', id).execute();
}

/** Permits with the last day of their newest version; of these applications, or of all. */
export function permitsInShort(db: Db, applications?: string[]) {
  const all = db
    .selectFrom('permit')
    .select(['id', 'reference', 'application', 'state', 'version'])
    .select((from) =>
      from
        .selectFrom('permit_version')
        .select(sql<string>`draft->>'not_after'`.as('not_after'))
        .whereRef('permit_version.permit', '=', 'permit.id')
        .orderBy('permit_version.version', 'desc')
        .limit(1)
        .as('not_after'),
    )
    .orderBy('created_at')
    .orderBy('id');
  return (applications === undefined ? all : all.where('application', '=', sql<string>`any(${applications}::uuid[])`)).execute();
}

/** Whom the signed versions of these digests name, and whom the newest signed version of the same permit names. */
export function personsByDigest(db: Db, digests: string[]) {
  const persons = (version: string) => sql<string[]>`jsonb_path_query_array(${sql.ref(`${version}.draft`)}, '$.persons[*].sub')`;
  return db
    .selectFrom('permit_version')
    .innerJoin('permit', 'permit.id', 'permit_version.permit')
    .innerJoin('permit_version as newest', (join) =>
      join.onRef('newest.permit', '=', 'permit.id').onRef('newest.version', '=', 'permit.version'),
    )
    .select(['permit_version.draft_digest', persons('permit_version').as('persons'), persons('newest').as('still')])
    .where('permit_version.draft_digest', '=', sql<string>`any(${digests})`)
    .where('permit_version.envelope', 'is not', null)
    .execute();
}

export function newestDrafts(db: Db) {
  return db
    .selectFrom('permit_version')
    .distinctOn('permit')
    .select(['permit', 'draft'])
    .orderBy('permit')
    .orderBy('version', 'desc')
    .execute();
}
