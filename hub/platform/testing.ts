// A real hub on a real PostgreSQL for a test file: its own database, copied from a migrated template. Only mail is caught.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import './tsx.mjs';
import { readConfig } from '../config.ts';
import { createPool } from './database.ts';
import { type Hub, openHub } from './hub.ts';
import { migrateJobs, startJobs } from './jobs.ts';
import type { Letter } from './mail.ts';
import { migrate, readMigrations } from './migrate.ts';

export type TestHub = {
  hub: Hub;
  /** `await app.request('/path', init)` is answered as a server would. */
  app: { request: (input: string, init?: RequestInit) => Response | Promise<Response> };
  /** What would have been sent by mail. */
  letters: Letter[];
  /** Waits until jobs have sent so many letters of a kind, a minute at most, and gives those there are. */
  sent: (isOne: (letter: Letter) => boolean, count?: number) => Promise<Letter[]>;
  /** The hub's clock. Starts at 2026-03-02T09:00:00Z, a Monday, unless `now` was given; then stands still. */
  setNow: (now: Date) => void;
  /** The address it listens on, if `listen` was asked for. */
  origin: string;
};

export type TestHubOptions = {
  now?: Date;
  /** The real clock instead of one that stands still. */
  realTime?: boolean;
  /** Listens on a free port of this machine. */
  listen?: boolean;
  /** Runs the jobs, as a hub process does. */
  jobs?: boolean;
  demo?: boolean;
};

/** Call it at the top of a test file; everything ends with the file by itself. */
export async function testHub(options: TestHubOptions = {}): Promise<TestHub> {
  const { databaseUrl, drop } = await testDatabase();
  const home = mkdtempSync(join(tmpdir(), 'sluss-test-'));
  let now = options.now ?? new Date('2026-03-02T09:00:00Z');
  const letters: Letter[] = [];
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    SLUSS_HOME: home,
    PORT: '0',
    LOG: process.env.LOG ?? 'warn',
    SLUSS_ORIGIN: 'http://hub.test',
    ...(options.demo ? { DEMO: '1', SLUSS_EMBEDDED: '1' } : {}),
  });
  const { hub, beginStop, close } = await openHub(config, {
    now: options.realTime ? () => new Date() : () => now,
    mail: { send: async (letter) => void letters.push(letter), stop: () => {} },
  });
  const [{ createApp, prepare, jobs, crontab }, { listen }] = await Promise.all([import('../app.tsx'), import('./http.tsx')]);
  await prepare(hub);
  const app = await createApp(hub);
  const server = options.listen ? await listen(hub, app) : undefined;
  if (server) config.origin = `http://127.0.0.1:${server.port}`;
  const runner = options.jobs ? await startJobs(hub, jobs, crontab.join('\n')) : undefined;
  after(async () => {
    beginStop();
    await server?.stop();
    await runner?.stop();
    await close();
    await drop();
    rmSync(home, { recursive: true, force: true });
  });
  const setNow = (next: Date) => {
    now = next;
  };
  const sent: TestHub['sent'] = async (isOne, count = 1) => {
    for (let tries = 0; letters.filter(isOne).length < count && tries < 1200; tries++) await pause(50);
    return letters.filter(isOne);
  };
  return { hub, app, letters, sent, setNow, origin: config.origin };
}

/** A database of its own, migrated. */
export async function testDatabase(): Promise<{ databaseUrl: string; drop: () => Promise<void> }> {
  const server = process.env.SLUSS_TEST_SERVER ?? (await ownServer());
  const name = `test_${uuidv7().replaceAll('-', '')}`;
  const template = await makeTemplate(server);
  await administer(server, (client) => client.query(`create database ${name} template ${template}`));
  return {
    databaseUrl: `${server}/${name}`,
    drop: () => administer(server, (client) => client.query(`drop database if exists ${name} with (force)`)).then(() => {}),
  };
}

/** Migrations are run once for each state of hub/migrations, then copied. */
async function makeTemplate(server: string): Promise<string> {
  const migrations = await readMigrations();
  const state = createHash('sha256').update(migrations.map((migration) => migration.name + migration.digest).join());
  const name = `template_${state.digest('hex').slice(0, 16)}`;
  await administer(server, async (client) => {
    await client.query(`select pg_advisory_lock(hashtextextended('sluss template', 0))`);
    if ((await client.query('select 1 from pg_database where datname = $1', [name])).rowCount) return;
    // Under another name until it is whole.
    await client.query(`drop database if exists ${name}_partial with (force)`);
    await client.query(`create database ${name}_partial`);
    const pool = createPool(`${server}/${name}_partial`);
    await migrate(pool, migrations);
    await migrateJobs(pool);
    await pool.end();
    await client.query(`alter database ${name}_partial rename to ${name}`);
  });
  return name;
}

async function administer<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** `npm test` starts one server for all files and names it in SLUSS_TEST_SERVER; a file that is run by itself has its own. */
async function ownServer(): Promise<string> {
  const { startTestServer } = await import('./test-server.ts');
  process.env.SLUSS_TEST_SERVER = await startTestServer();
  return process.env.SLUSS_TEST_SERVER;
}
