// `npm start` as a person meets it: it gets ready, is not started twice, mends what dies, and leaves nothing behind.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { keepRunning } from './processes.ts';

const home = mkdtempSync(join(tmpdir(), 'sluss-test-start-'));
const port = await freePort();
const origin = `http://127.0.0.1:${port}`;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function launch(environment: Record<string, string> = {}) {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts')], {
    env: { ...inherited, SLUSS_HOME: home, PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  return { child, said: () => said, ended: new Promise<number | null>((resolve) => child.once('exit', resolve)) };
}

async function until(what: string, holds: () => boolean | Promise<boolean>, said: () => string): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (await holds()) return;
    await pause(100);
  }
  assert.fail(`waited two minutes for: ${what}. It said:\n${said()}`);
}

const isHealthy = () =>
  fetch(`${origin}/healthz`).then(
    (response) => response.ok,
    () => false,
  );

const launched: ChildProcess[] = [];
after(() => {
  for (const child of launched) child.kill('SIGTERM');
  const note = join(home, 'postgres-folder');
  if (existsSync(note)) rmSync(readFileSync(note, 'utf8').trim(), { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

test('a program that ends before it is ready is told with its last words', async () => {
  const program = {
    title: 'a hub',
    name: 'hub',
    // A stack longer than what is told, below the sentence that says why.
    args: ['-e', 'console.error("the port is taken\\n" + "    at start (main.ts:1:1)\\n".repeat(30)); process.exit(3)'],
    ready: /ready/,
  };
  await assert.rejects(keepRunning(program, { logs: join(home, 'logs'), say: () => {} }), /the port is taken/);
});

test('it gets ready with four stations, refuses a second start, starts a killed hub again, and ends in order', async () => {
  const first = launch({ SLUSS_STORY: 'no' });
  launched.push(first.child);
  await until('ready', () => first.said().includes('Sluss runs (ready'), first.said);
  const stations = (await (await fetch(`${origin}/api/v1/stations`)).json()) as { id: string }[];
  assert.deepEqual(stations.map(({ id }) => id).sort(), ['budapest', 'cleveland', 'long-beach', 'zurich']);

  const second = launch();
  assert.equal(await second.ended, 1);
  assert.match(second.said(), /Sluss runs here already: http:\/\/127\.0\.0\.1:\d+\n.*kill \d+/);

  const taken = launch({ SLUSS_HOME: join(home, 'other') });
  assert.equal(await taken.ended, 1);
  assert.match(taken.said(), /Port \d+ is taken by another program\. Choose another:\n {2}PORT=\d+ npm start/);

  // Only this launcher's own hub: its children are asked for by their parent.
  const children = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const hub = children
    .map((line) => line.trim().split(/\s+/))
    .find(([, parent, ...args]) => Number(parent) === first.child.pid && args.at(-1) === 'hub');
  process.kill(Number(hub?.[0]), 'SIGKILL');
  await until('word of the death', () => first.said().includes('The hub ended (SIGKILL) and is started again'), first.said);
  await until('the hub again', isHealthy, first.said);

  first.child.kill('SIGTERM');
  assert.equal(await first.ended, 0);
  assert.match(first.said(), /Everything has stopped/);
  assert.equal(await isHealthy(), false);
  assert.equal(existsSync(join(home, 'running.json')), false);
});

test('another port the next time is the same hub at another address: its stations find it, and the story is told there once', async () => {
  const moved = await freePort();
  const begun = new Date().toISOString();
  const again = launch({ PORT: String(moved) });
  launched.push(again.child);
  await until('ready', () => again.said().includes('Sluss runs (ready'), again.said);
  await until(
    'each station heard there',
    async () => {
      const stations = (await (await fetch(`http://127.0.0.1:${moved}/api/v1/stations`)).json()) as {
        last_seen_at: string | null;
      }[];
      return stations.every(({ last_seen_at }) => (last_seen_at ?? '') > begun);
    },
    again.said,
  );
  await until('the story told', () => again.said().includes('The story is told once'), again.said);
  assert.match(await (await fetch(`http://127.0.0.1:${moved}/`)).text(), /\/studies\/[0-9a-f-]{36}/);
  assert.ok(existsSync(join(home, 'story-told')));
  again.child.kill('SIGTERM');
  assert.equal(await again.ended, 0);
});

test('each station has its own hospital’s file in its folder and no other', () => {
  const files = readdirSync(join(home, 'stations')).map((id) => [
    id,
    readdirSync(join(home, 'stations', id)).filter((name) => name.endsWith('.data')),
  ]);
  assert.deepEqual(Object.fromEntries(files), {
    budapest: ['processed.hungarian.data'],
    cleveland: ['processed.cleveland.data'],
    'long-beach': ['processed.va.data'],
    zurich: ['processed.switzerland.data'],
  });
});

test('a folder that cannot be written to is said in words', async () => {
  // A file where the folder should be: even root cannot write into it.
  const refused = launch({ SLUSS_HOME: join(home, 'postgres-password', 'x') });
  assert.equal(await refused.ended, 1);
  assert.match(refused.said(), /cannot be written to. Choose another folder/);
});
