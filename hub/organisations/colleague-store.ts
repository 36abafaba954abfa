// SQL of colleagues: open invitations, and roles that began with one.
import type { Db } from '../platform/database.ts';

export type InvitationTable = {
  id: string;
  organisation: string;
  email: string;
  invited_by: string;
  invited_at: Date;
  expires_at: Date;
};
export type ColleagueTables = {
  colleague_invitation: InvitationTable;
  colleague: { membership: string; invited_by: string };
};

/** False when this address is invited already. */
export async function insertInvitation(db: Db, row: InvitationTable): Promise<boolean> {
  const inserted = await db
    .insertInto('colleague_invitation')
    .values(row)
    .onConflict((on) => on.columns(['organisation', 'email']).doNothing())
    .returning('id')
    .execute();
  return inserted.length === 1;
}

export function invitation(db: Db, id: string) {
  return db.selectFrom('colleague_invitation').selectAll().where('id', '=', id).executeTakeFirst();
}

export function invitationsOf(db: Db, organisation: string, now: Date) {
  return db
    .selectFrom('colleague_invitation')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('expires_at', '>', now)
    .orderBy('invited_at')
    .execute();
}

/** With the names of who invites and where to. */
export function invitationsTo(db: Db, email: string, now: Date) {
  return db
    .selectFrom('colleague_invitation')
    .innerJoin('organisation', 'organisation.id', 'colleague_invitation.organisation')
    .innerJoin('person', 'person.id', 'colleague_invitation.invited_by')
    .select([
      'colleague_invitation.id',
      'organisation.name as organisation',
      'organisation.id as to',
      'person.name as invited_by',
      'person.id as inviter',
      'colleague_invitation.expires_at',
    ])
    .where('colleague_invitation.email', '=', email)
    .where('expires_at', '>', now)
    .orderBy('invited_at')
    .execute();
}

/** False when somebody else was faster. */
export async function deleteInvitation(db: Db, id: string): Promise<boolean> {
  const result = await db.deleteFrom('colleague_invitation').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function deleteExpired(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('colleague_invitation').where('expires_at', '<=', now).execute();
}

export async function insertColleague(db: Db, membership: string, invitedBy: string): Promise<void> {
  await db.insertInto('colleague').values({ membership, invited_by: invitedBy }).execute();
}

/** Memberships of an organisation that began with an invitation. */
export async function invitedMemberships(db: Db, organisation: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('colleague')
    .innerJoin('membership', 'membership.id', 'colleague.membership')
    .select('colleague.membership')
    .where('membership.organisation', '=', organisation)
    .execute();
  return new Set(rows.map((one) => one.membership));
}
