// SQL of tokens for programs, of attempts to sign in, and the types of better-auth's tables.
import { randomBytes } from 'node:crypto';
import { type Generated, sql } from 'kysely';
import type { Db } from '../platform/database.ts';

export type ApiTokenTable = {
  id: string;
  person: string;
  name: string;
  hash: string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
};
export type SignInTables = {
  session: { id: string; person: string; token: string; expires_at: Date; created_at: Date; user_agent: string | null };
  session_secret: { one: Generated<boolean>; secret: string };
  api_token: ApiTokenTable;
  attempt: { key: string; period: Date; count: number };
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

/** The person whose token this is, if it may still be used; remembers that it was used, at most once a minute. */
export async function useToken(db: Db, hash: string, now: Date): Promise<string | undefined> {
  const found = await db
    .selectFrom('api_token')
    .select(['id', 'person', 'last_used_at'])
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (found && (!found.last_used_at || now.getTime() - found.last_used_at.getTime() > 60_000))
    await db.updateTable('api_token').set({ last_used_at: now }).where('id', '=', found.id).execute();
  return found?.person;
}

export async function insertToken(db: Db, row: ApiTokenTable): Promise<void> {
  await db.insertInto('api_token').values(row).execute();
}

export function tokensOf(db: Db, person: string) {
  return db
    .selectFrom('api_token')
    .select(['id', 'name', 'created_at', 'expires_at', 'last_used_at'])
    .where('person', '=', person)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .execute();
}

export function token(db: Db, id: string) {
  return db.selectFrom('api_token').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function revokeToken(db: Db, id: string, at: Date): Promise<void> {
  await db.updateTable('api_token').set({ revoked_at: at }).where('id', '=', id).where('revoked_at', 'is', null).execute();
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
