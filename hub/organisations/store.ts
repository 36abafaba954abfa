// SQL of organisations, people, their roles and keys.
import type { Membership, Role } from '../permissions/actor.ts';
import { type Db, json } from '../platform/database.ts';
import { oneLine } from '../platform/fields.ts';
import type { Language } from '../platform/texts.ts';

export const organisationKinds = ['company', 'university', 'public-body', 'holder', 'access-body', 'hub', 'other'] as const;

export type OrganisationTable = {
  id: string;
  name: string;
  kind: (typeof organisationKinds)[number];
  public_sector: boolean;
  /** ISO 3166-1, two letters. */
  country: string;
  /** In Sweden: Statistics Sweden's code of its county, two digits. */
  region: string | null;
  /** What a holder or body charges, in its own words. */
  fees: { sv: string; en: string } | null;
  body_key: string | null;
  created_at: Date;
  /** Which organisation last told where it is and what it charges, and when. */
  described_by: string | null;
  described_at: Date | null;
};
export type PersonTable = {
  id: string;
  name: string;
  email: string;
  email_verified: boolean;
  image: string | null;
  created_at: Date;
  updated_at: Date;
  /** What they chose to read; null until they choose. */
  language: Language | null;
  erased_at: Date | null;
};
export type MembershipTable = {
  id: string;
  person: string;
  organisation: string;
  role: Role;
  station: string | null;
  created_at: Date;
};
export type PersonKeyTable = {
  id: string;
  person: string;
  name: string;
  public_key: string;
  thumbprint: string;
  created_at: Date;
  revoked_at: Date | null;
};
export type OrganisationTables = {
  departure: { person: string; organisation: string; left_at: Date };
  organisation: OrganisationTable;
  person: PersonTable;
  membership: MembershipTable;
  person_key: PersonKeyTable;
};

export function organisation(db: Db, id: string) {
  return db.selectFrom('organisation').selectAll().where('id', '=', id).executeTakeFirst();
}

export function organisations(db: Db) {
  return db.selectFrom('organisation').selectAll().orderBy('name').execute();
}

export async function insertOrganisation(db: Db, row: OrganisationTable): Promise<boolean> {
  const inserted = await db
    .insertInto('organisation')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning('id')
    .execute();
  return inserted.length === 1;
}

export async function lockOrganisation(db: Db, id: string): Promise<void> {
  await db.selectFrom('organisation').select('id').where('id', '=', id).forUpdate().execute();
}

export async function describeOrganisation(
  db: Db,
  id: string,
  { fees, ...change }: Partial<Pick<OrganisationTable, 'country' | 'region' | 'fees' | 'described_by' | 'described_at'>>,
): Promise<void> {
  const set = { ...change, ...(fees === undefined ? {} : { fees: fees && json(fees) }) };
  if (Object.keys(set).length > 0) await db.updateTable('organisation').set(set).where('id', '=', id).execute();
}

/** Sets a body's decision key where none is set; false when another one is. */
export async function pinBodyKey(db: Db, body: string, key: string): Promise<boolean> {
  await db.updateTable('organisation').set({ body_key: key }).where('id', '=', body).where('body_key', 'is', null).execute();
  return (await organisation(db, body))?.body_key === key;
}

export function person(db: Db, id: string) {
  return db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function persons(db: Db, ids: string[]) {
  return ids.length === 0 ? [] : db.selectFrom('person').selectAll().where('id', 'in', ids).execute();
}

export function personByEmail(db: Db, email: string) {
  return db.selectFrom('person').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst();
}

export async function insertPerson(db: Db, row: PersonTable): Promise<void> {
  await db
    .insertInto('person')
    .values({ ...row, name: oneLine(row.name) })
    .onConflict((on) => on.column('email').doNothing())
    .execute();
}

export async function verifyPerson(db: Db, id: string, now: Date): Promise<void> {
  await db.updateTable('person').set({ email_verified: true, updated_at: now }).where('id', '=', id).execute();
}

export async function nameWhereNone(db: Db, id: string, name: string): Promise<void> {
  await db
    .updateTable('person')
    .set({ name: oneLine(name) })
    .where('id', '=', id)
    .where('name', '=', '')
    .execute();
}

export async function setName(db: Db, id: string, name: string): Promise<void> {
  await db
    .updateTable('person')
    .set({ name: oneLine(name) })
    .where('id', '=', id)
    .execute();
}

export async function setLanguage(db: Db, id: string, language: Language): Promise<void> {
  await db.updateTable('person').set({ language }).where('id', '=', id).execute();
}

export async function memberships(db: Db, personId: string): Promise<Membership[]> {
  return db
    .selectFrom('membership')
    .select(['organisation', 'role', 'station'])
    .where('person', '=', personId)
    .orderBy('created_at')
    .execute();
}

export function members(db: Db, organisationId: string) {
  return db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person')
    .select([
      'membership.id',
      'person.id as person',
      'person.name',
      'person.email',
      'person.language',
      'membership.role',
      'membership.station',
    ])
    .where('membership.organisation', '=', organisationId)
    .orderBy('person.name')
    .execute();
}

export function membership(db: Db, id: string) {
  return db.selectFrom('membership').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function insertMembership(db: Db, row: MembershipTable): Promise<void> {
  await db
    .insertInto('membership')
    .values(row)
    .onConflict((on) => on.doNothing())
    .execute();
}

/** Who thereby has no role there any more has left: `departures` tells. */
export async function deleteMembership(db: Db, id: string, at: Date): Promise<void> {
  const gone = await db.deleteFrom('membership').where('id', '=', id).returning(['person', 'organisation']).executeTakeFirst();
  if (!gone) return;
  await db
    .insertInto('departure')
    .values({ ...gone, left_at: at })
    .onConflict((on) => on.columns(['person', 'organisation']).doUpdateSet({ left_at: at }))
    .execute();
}

/** Organisations in which somebody lost a role; in some they may have another one still, or again. */
export async function departures(db: Db, personId: string): Promise<string[]> {
  const rows = await db.selectFrom('departure').select('organisation').where('person', '=', personId).execute();
  return rows.map((row) => row.organisation);
}

/** Who had a role in the organisation and has none there now. */
export async function departed(db: Db, organisation: string): Promise<string[]> {
  const rows = await db
    .selectFrom('departure')
    .select('person')
    .where('organisation', '=', organisation)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('membership')
            .select('membership.id')
            .whereRef('membership.person', '=', 'departure.person')
            .where('membership.organisation', '=', organisation),
        ),
      ),
    )
    .execute();
  return rows.map((row) => row.person);
}

export function keysOf(db: Db, personId: string) {
  return db
    .selectFrom('person_key')
    .selectAll()
    .where('person', '=', personId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .execute();
}

export function keyByThumbprint(db: Db, thumbprint: string) {
  return db.selectFrom('person_key').selectAll().where('thumbprint', '=', thumbprint).executeTakeFirst();
}

export async function insertKey(db: Db, row: PersonKeyTable): Promise<boolean> {
  const inserted = await db
    .insertInto('person_key')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning('id')
    .execute();
  return inserted.length === 1;
}

export async function revokeKey(db: Db, id: string, at: Date): Promise<void> {
  await db.updateTable('person_key').set({ revoked_at: at }).where('id', '=', id).where('revoked_at', 'is', null).execute();
}
