// The embedded PostgreSQL: starts, survives its launcher, is taken up again, and ends when asked.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

// Below a folder that only its owner may enter, as /root is.
const parent = mkdtempSync(join(tmpdir(), 'sluss-test-postgres-'));
const home = join(parent, 'closed');
mkdirSync(home, { mode: 0o700 });
const start = () => startEmbeddedPostgres({ home, throwaway: true });

after(() => {
  const note = join(home, 'postgres-folder');
  if (existsSync(note)) rmSync(readFileSync(note, 'utf8').trim(), { recursive: true, force: true });
  rmSync(parent, { recursive: true, force: true });
});

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

test('a server whose launcher was killed is adopted, with what it holds, and ends when asked', { timeout: 120_000 }, async () => {
  const launcher = `import { startEmbeddedPostgres } from '${new URL('./embedded-postgres.ts', import.meta.url)}';
    await startEmbeddedPostgres({ home: ${JSON.stringify(home)}, throwaway: true });
    console.log('ready');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));

  const adopted = await start();
  assert.equal(adopted.adopted, true);
  await ask(adopted.url, 'create table kept as select 7 as number');
  await adopted.stop();
  await assert.rejects(ask(adopted.url, 'select 1'));

  const again = await start();
  assert.equal(again.adopted, false);
  assert.deepEqual(await ask(again.url, 'select number from kept'), [7]);
  await again.stop();
});

test('a server that does not answer to our password is stopped, not adopted', { timeout: 120_000 }, async () => {
  const first = await start();
  writeFileSync(join(home, 'postgres-password'), 'another');
  // Nobody can enter with it, so the start fails in words; but the old server no longer holds the folder.
  await assert.rejects(start(), /does not start/);
  await assert.rejects(ask(first.url, 'select 1'));
});

test('the password is for its owner alone, and wrong ones are turned away', { timeout: 120_000 }, async () => {
  const fresh = mkdtempSync(join(tmpdir(), 'sluss-test-postgres-'));
  const server = await startEmbeddedPostgres({ home: fresh, throwaway: true });
  assert.equal(statSync(join(fresh, 'postgres-password')).mode & 0o777, 0o600);
  const wrong = new URL(server.url);
  wrong.password = 'guess';
  await assert.rejects(ask(wrong.href, 'select 1'), /password authentication failed/);
  assert.deepEqual(await ask(server.url, 'show listen_addresses'), ['127.0.0.1']);
  await server.stop();
  const note = join(fresh, 'postgres-folder');
  if (existsSync(note)) rmSync(readFileSync(note, 'utf8').trim(), { recursive: true, force: true });
  rmSync(fresh, { recursive: true, force: true });
});
