// SQL of identities at providers, passkeys, and secrets that can be used once.
import { createHash } from 'node:crypto';
import { type Db, json } from '../platform/database.ts';

export type IdentityTable = {
  id: string;
  person: string;
  provider: string;
  issuer: string;
  subject: string;
  label: string;
  created_at: Date;
  last_used_at: Date;
};
export type PasskeyTable = {
  id: string;
  person: string;
  credential: string;
  public_key: string;
  counter: number;
  transports: string[];
  name: string;
  created_at: Date;
  last_used_at: Date | null;
};
export type IdentityTables = {
  identity: IdentityTable;
  passkey: PasskeyTable;
  one_time: { key: string; kind: string; value: unknown; expires_at: Date };
};

// ---- identities ----

export function identity(db: Db, at: Pick<IdentityTable, 'provider' | 'issuer' | 'subject'>) {
  return db
    .selectFrom('identity')
    .selectAll()
    .where('provider', '=', at.provider)
    .where('issuer', '=', at.issuer)
    .where('subject', '=', at.subject)
    .executeTakeFirst();
}

export function identitiesOf(db: Db, person: string) {
  return db.selectFrom('identity').selectAll().where('person', '=', person).orderBy('created_at').execute();
}

/** False when somebody has it already. */
export async function insertIdentity(db: Db, row: IdentityTable): Promise<boolean> {
  const inserted = await db
    .insertInto('identity')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning('id')
    .execute();
  return inserted.length === 1;
}

export async function touchIdentity(db: Db, id: string, at: Date): Promise<void> {
  await db.updateTable('identity').set({ last_used_at: at }).where('id', '=', id).execute();
}

export async function deleteIdentity(db: Db, person: string, id: string): Promise<boolean> {
  const gone = await db.deleteFrom('identity').where('id', '=', id).where('person', '=', person).returning('id').execute();
  return gone.length === 1;
}

// ---- passkeys ----

export function passkeysOf(db: Db, person: string) {
  return db.selectFrom('passkey').selectAll().where('person', '=', person).orderBy('created_at').execute();
}

export function passkeyByCredential(db: Db, credential: string) {
  return db.selectFrom('passkey').selectAll().where('credential', '=', credential).executeTakeFirst();
}

export async function insertPasskey(db: Db, row: PasskeyTable): Promise<boolean> {
  const inserted = await db
    .insertInto('passkey')
    .values({ ...row, transports: json(row.transports) })
    .onConflict((on) => on.doNothing())
    .returning('id')
    .execute();
  return inserted.length === 1;
}

export async function touchPasskey(db: Db, id: string, counter: number, at: Date): Promise<void> {
  await db.updateTable('passkey').set({ counter, last_used_at: at }).where('id', '=', id).execute();
}

export async function renamePasskey(db: Db, person: string, id: string, name: string): Promise<boolean> {
  const found = await db
    .updateTable('passkey')
    .set({ name })
    .where('id', '=', id)
    .where('person', '=', person)
    .returning('id')
    .execute();
  return found.length === 1;
}

export async function deletePasskey(db: Db, person: string, id: string): Promise<boolean> {
  const gone = await db.deleteFrom('passkey').where('id', '=', id).where('person', '=', person).returning('id').execute();
  return gone.length === 1;
}

// ---- what can be used once ----

const keyOf = (kind: string, secret: string) => createHash('sha256').update(`${kind}:${secret}`).digest('base64url');

/** Keeps a value under a secret that only the browser has: the table alone opens nothing. */
export async function keepOnce(
  db: Db,
  kind: string,
  secret: string,
  value: unknown,
  { now, minutes }: { now: Date; minutes: number },
): Promise<void> {
  await db.deleteFrom('one_time').where('expires_at', '<', now).execute();
  const expires = new Date(now.getTime() + minutes * 60_000);
  await db
    .insertInto('one_time')
    .values({ key: keyOf(kind, secret), kind, value: json(value), expires_at: expires })
    .execute();
}

/** Remembers that this came; false where it came before. */
export async function keepIfNew(
  db: Db,
  kind: string,
  secret: string,
  { now, minutes }: { now: Date; minutes: number },
): Promise<boolean> {
  await db.deleteFrom('one_time').where('expires_at', '<', now).execute();
  const expires = new Date(now.getTime() + minutes * 60_000);
  const kept = await db
    .insertInto('one_time')
    .values({ key: keyOf(kind, secret), kind, value: json({}), expires_at: expires })
    .onConflict((on) => on.doNothing())
    .returning('key')
    .execute();
  return kept.length === 1;
}

/** The value, gone with this call: two that come at once do not both get it. */
export async function takeOnce<T>(db: Db, kind: string, secret: string, now: Date): Promise<T | undefined> {
  const row = await db
    .deleteFrom('one_time')
    .where('key', '=', keyOf(kind, secret))
    .returning(['value', 'expires_at'])
    .executeTakeFirst();
  return row && row.expires_at > now ? (row.value as T) : undefined;
}

/** The value, still there afterwards: to show what would be done with it. */
export async function lookOnce<T>(db: Db, kind: string, secret: string, now: Date): Promise<T | undefined> {
  const row = await db
    .selectFrom('one_time')
    .select('value')
    .where('key', '=', keyOf(kind, secret))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.value as T | undefined;
}
