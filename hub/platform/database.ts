// Kysely over a pg pool, and the few things every store needs of it.
import { Kysely, PostgresDialect, type RawBuilder, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Tables } from '../tables.ts';
import type { JournalTable } from './journal.ts';
import type { LetterTable } from './letters.ts';

export type PlatformTables = {
  journal: JournalTable;
  letter: LetterTable;
};

export type Db = Kysely<Tables>;
/** Inside `transaction`: what must commit together. A `Db` parameter accepts both. */
export type Trx = Transaction<Tables> & { last: Map<Finish<never>, unknown[]> };
type Finish<T> = (trx: Trx, items: T[]) => Promise<void>;

const int8 = 20;
const numeric = 1700;

export function createPool(connectionString: string, max = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    // Opening one takes longer than most questions: what was opened for many who came at once stays for the next who do.
    idleTimeoutMillis: 300_000,
    application_name: 'sluss',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') => {
        if (oid === int8 && format !== 'binary') return safeInteger;
        if (oid === numeric && format !== 'binary') return Number;
        return pg.types.getTypeParser(oid as never, format as never);
      },
    } as pg.CustomTypesConfig,
  });
  // An idle connection that the server closes is replaced at the next query; without a listener Node would exit.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

export function createDb(pool: pg.Pool): Db {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** Runs `work` in a transaction; a serialisation failure or deadlock is tried again (at most five times in all), so `work` must
 * do nothing but talk to the database. Called inside a transaction, it joins it. */
export async function transaction<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db as Trx);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(async (begun) => {
        const trx: Trx = Object.assign(begun, { last: new Map() });
        const result = await work(trx);
        for (const [finish, items] of trx.last) await finish(trx, items as never[]);
        return result;
      });
    } catch (error) {
      if (attempt === 5 || !isRetryable(error)) throw error;
    }
  }
}

/** `finish` is called once, just before the commit, with all items that this transaction gave it: whoever it keeps waiting waits for
 * no more than that. */
export function lastly<T>(trx: Trx, finish: Finish<T>, item: T): void {
  trx.last.set(finish, [...(trx.last.get(finish) ?? []), item]);
}

/** A value for a jsonb column. Needed for arrays, which pg would send as a PostgreSQL array. */
export function json<T>(value: T): RawBuilder<T> {
  return sql<T>`cast(${JSON.stringify(value)} as jsonb)`;
}

/** Held to the end of the transaction; others that ask for the same name wait. */
export async function lock(trx: Trx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx);
}

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint: name } = error as { code?: string; constraint?: string };
  return code === '23505' && (constraint === undefined || constraint === name);
}

function isRetryable(error: unknown): boolean {
  return ['40001', '40P01'].includes((error as { code?: string }).code ?? '');
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('a bigint column holds a number that JavaScript cannot');
  return value;
}
