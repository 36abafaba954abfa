// SQL of tokens for programs, of attempts to sign in, and the types of better-auth's tables.
import { randomBytes } from 'node:crypto';
import { type Generated, sql } from 'kysely';
import type { Db, Trx } from '../platform/database.ts';
import type { IdentityTables } from './identity-store.ts';

export type ApiTokenTable = {
  id: string;
  person: string;
  name: string;
  hash: string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  /** The one organisation that it acts for; null: all of its person's. */
  acting_for: string | null;
  /** The token with which it was made; null: its person made it at a screen. */
  made_by_token: string | null;
};
/** Which identity opened a session, and what its provider calls the person and the session. */
export type OpenedBy = { identity: string; subject: string | null; session: string | null };
export type SessionTable = {
  id: string;
  person: string;
  token: string;
  expires_at: Date;
  created_at: Date;
  user_agent: string | null;
  device: string | null;
  provider: string | null;
  last_used_at: Date | null;
  acting_for: string | null;
  identity: string | null;
  provider_subject: string | null;
  provider_session: string | null;
};
export type SignInTables = IdentityTables & {
  session: SessionTable;
  session_secret: { one: Generated<boolean>; secret: string };
  api_token: ApiTokenTable;
  attempt: { key: string; period: Date; count: number };
  verification: { identifier: string; value: string; expires_at: Date };
};

/** What signs session cookies; made by whichever process asks first. */
export async function sessionSecret(db: Db): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  await db
    .insertInto('session_secret')
    .values({ secret })
    .onConflict((on) => on.doNothing())
    .execute();
  return (await db.selectFrom('session_secret').select('secret').executeTakeFirstOrThrow()).secret;
}

// ---- sessions ----

type About = Pick<
  SessionTable,
  'device' | 'provider' | 'acting_for' | 'last_used_at' | 'identity' | 'provider_subject' | 'provider_session'
>;

export async function describeSession(db: Db, token: string, about: About): Promise<void> {
  await db.updateTable('session').set(about).where('token', '=', token).execute();
}

/** Those in force, the one used last first. `now` is the machine's clock: the sign-in library counts by it. */
export function sessionsOf(db: Db, person: string, now: Date) {
  return db
    .selectFrom('session')
    .select(['id', 'device', 'provider', 'created_at', 'last_used_at', 'acting_for'])
    .where('person', '=', person)
    .where('expires_at', '>', now)
    .orderBy('last_used_at', (order) => order.desc().nullsLast())
    .orderBy('created_at', 'desc')
    .execute();
}

export async function touchSession(db: Db, id: string, at: Date): Promise<void> {
  await db.updateTable('session').set({ last_used_at: at }).where('id', '=', id).execute();
}

export async function setActingFor(db: Db, id: string, organisation: string | null): Promise<void> {
  await db.updateTable('session').set({ acting_for: organisation }).where('id', '=', id).execute();
}

/** Ends one (`only`), or all but one (`except`), of a person's sessions, or of those that one identity opened; how many there were. */
export async function endSessions(
  db: Db,
  person: string,
  which: { only: string } | { except: string; openedBy?: string },
): Promise<number> {
  let some = db.deleteFrom('session').where('person', '=', person);
  if ('only' in which) some = some.where('id', '=', which.only);
  else some = some.where('id', '!=', which.except);
  if ('openedBy' in which && which.openedBy) some = some.where('identity', '=', which.openedBy);
  return (await some.returning('id').execute()).length;
}

/** Ends the sessions that a provider says are over, by whom it names, by its session, or both; whose they were. */
export async function endSessionsOfProvider(
  db: Db,
  which: { provider: string; issuer: string; subject: string | undefined; session: string | undefined },
): Promise<string[]> {
  const { subject, session } = which;
  const ended = await db
    .deleteFrom('session')
    .where('provider', '=', which.provider)
    .where('identity', 'in', (from) => from.selectFrom('identity').select('id').where('issuer', '=', which.issuer))
    .where(({ eb, and, or }) => {
      const theirs = subject === undefined ? [] : [eb('provider_subject', '=', subject)];
      // What the provider did not tell of a session when it began, it cannot be told by: then the other name counts alone.
      if (session === undefined) return and(theirs);
      const itself = eb('provider_session', '=', session);
      if (subject === undefined) return itself;
      const unnamed = [eb('provider_session', 'is', null), ...theirs];
      return or([and([itself, or([...theirs, eb('provider_subject', 'is', null)])]), and(unnamed)]);
    })
    .returning('person')
    .execute();
  return ended.map((row) => row.person);
}

/** What the sign-in library keeps of a link that was sent and not yet used: JSON, with the address. */
export async function linkBehind(db: Db, hash: string, now: Date): Promise<string | undefined> {
  const row = await db
    .selectFrom('verification')
    .select('value')
    .where('identifier', '=', `magic-link:${hash}`)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.value;
}

// ---- tokens for programs ----

/** The person whose token this is, if it may still be used; remembers that it was used, at most once a minute. */
export async function useToken(
  db: Db,
  hash: string,
  now: Date,
): Promise<{ id: string; person: string; actingFor: string | null; until: Date } | undefined> {
  const found = await db
    .selectFrom('api_token')
    .select(['id', 'person', 'last_used_at', 'acting_for', 'expires_at'])
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (found && (!found.last_used_at || now.getTime() - found.last_used_at.getTime() > 60_000))
    await db.updateTable('api_token').set({ last_used_at: now }).where('id', '=', found.id).execute();
  return found && { id: found.id, person: found.person, actingFor: found.acting_for, until: found.expires_at };
}

export async function insertToken(db: Db, row: ApiTokenTable): Promise<void> {
  await db.insertInto('api_token').values(row).execute();
}

export function tokensOf(db: Db, person: string) {
  return db
    .selectFrom('api_token')
    .select(['id', 'name', 'created_at', 'expires_at', 'last_used_at', 'acting_for'])
    .where('person', '=', person)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .execute();
}

export function token(db: Db, id: string) {
  return db.selectFrom('api_token').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Whether the token still holds; it then does so until the transaction ends. */
export async function holdToken(trx: Trx, id: string): Promise<boolean> {
  const held = trx.selectFrom('api_token').select('id').where('id', '=', id).where('revoked_at', 'is', null).forShare();
  return (await held.executeTakeFirst()) !== undefined;
}

/** With all that were made with it, and with these. One generation at a time: one that is being made right now is waited for. */
export async function revokeToken(trx: Trx, id: string, at: Date): Promise<void> {
  const revoke = () => trx.updateTable('api_token').set({ revoked_at: at }).where('revoked_at', 'is', null);
  await revoke().where('id', '=', id).execute();
  for (let makers = [id]; makers.length > 0; ) {
    await revoke().where('made_by_token', 'in', makers).execute();
    const made = await trx.selectFrom('api_token').select('id').where('made_by_token', 'in', makers).execute();
    makers = made.map((one) => one.id);
  }
}

/** Counts one attempt under a key in the current period and returns how many there were. */
export async function countAttempt(db: Db, key: string, period: Date): Promise<number> {
  await db
    .deleteFrom('attempt')
    .where('period', '<', new Date(period.getTime() - 86_400_000))
    .execute();
  const row = await db
    .insertInto('attempt')
    .values({ key, period, count: 1 })
    .onConflict((on) => on.columns(['key', 'period']).doUpdateSet({ count: sql`attempt.count + 1` }))
    .returning('count')
    .executeTakeFirstOrThrow();
  return row.count;
}
