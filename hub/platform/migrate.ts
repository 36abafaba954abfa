// Forward-only migrations: hub/migrations/NNNN-name.sql, run in order of their names, each in a transaction of its own.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';

const folder = new URL('../migrations/', import.meta.url);

export type Migration = { name: string; text: string; digest: string };

export async function readMigrations(from: URL = folder): Promise<Migration[]> {
  const names = (await readdir(from)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, from), 'utf8');
      return { name, text, digest: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Brings the database to the newest state; several processes may call it at once. Returns the names that were run.
 * Throws when a migration that was already run has since been edited: write a new one instead. */
export async function migrate(pool: pg.Pool, migrations: Migration[]): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('sluss migrations', 0))`);
    await client.query(
      'create table if not exists migration (name text primary key, digest text not null, run_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ name: string; digest: string }>('select name, digest from migration');
    const done = new Map(rows.map((row) => [row.name, row.digest]));
    const run: string[] = [];
    for (const migration of migrations) {
      const digest = done.get(migration.name);
      if (digest === migration.digest) continue;
      if (digest) throw new Error(`migration ${migration.name} was changed after it had been run; write a new one`);
      await runOne(client, migration).catch((error: Error) => {
        const strange = [...done.keys()].find((name) => !migrations.some((one) => one.name === name));
        throw strange
          ? new Error(
              `${error.message}. Another state of Sluss made this database (with ${strange}): begin with a new SLUSS_HOME.`,
            )
          : error;
      });
      run.push(migration.name);
    }
    return run;
  } finally {
    await client.query(`select pg_advisory_unlock_all()`).catch(() => {});
    client.release();
  }
}

async function runOne(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.text);
    await client.query('insert into migration (name, digest) values ($1, $2)', [migration.name, migration.digest]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${migration.name} failed: ${(error as Error).message}`, { cause: error });
  }
}
