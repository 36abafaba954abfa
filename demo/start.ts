// `npm start`: the whole of Sluss on this machine: PostgreSQL, the hub, the deciding body's signer, and four stations, each a
// process of its own with its own folder and only its own hospital's file.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import { EmbeddedPostgresError } from '../hub/platform/embedded-binaries.ts';
import { startEmbeddedPostgres } from '../hub/platform/embedded-postgres.ts';
import { NotNow, prepareFolder, refuseIfRunning } from './before-start.ts';
import { endChild, keepRunning, launch, type Watched } from './processes.ts';
import { hospitals, setUpDemo } from './set-up.ts';

const begun = Date.now();
const root = resolve(import.meta.dirname, '..');
const home = resolve(process.env.SLUSS_HOME ?? join(root, '.sluss'));
const port = Number(process.env.PORT ?? 4400);
const origin = process.env.SLUSS_ORIGIN ?? `http://127.0.0.1:${port}`;
const note = join(home, 'running.json');
const watch = process.argv.includes('--watch');
/** Written when the story was told once, so that there is something to look at. */
const told = join(home, 'story-told');
const running: { stop(): Promise<void> }[] = [];
let stopping: Promise<void> | undefined;

process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
process.on('SIGHUP', () => void stop());
// run.mjs was killed.
process.on('disconnect', () => void stop());

try {
  await start();
} catch (error) {
  if (!stopping) {
    say(explain(error as Error & { code?: string }));
    process.exitCode = 1;
    await stop();
  }
}

async function start(): Promise<void> {
  prepareFolder(home);
  await refuseIfRunning(note, port);
  writeFileSync(note, JSON.stringify({ pid: process.pid, origin }));
  running.push({ stop: async () => rmSync(note, { force: true }) });

  const embedded = !process.env.DATABASE_URL;
  if (embedded) {
    say('Starting PostgreSQL …');
    process.env.DATABASE_URL = await runPostgres();
  }
  say('Starting the hub …');
  const shared = { SLUSS_HOME: home, SLUSS_ORIGIN: origin, PORT: String(port), NO_COLOR: '1' };
  const demo: Record<string, string> = embedded ? { DEMO: '1', SLUSS_EMBEDDED: '1' } : {};
  await watched({ title: 'The hub', name: 'hub', args: command('hub'), environment: { ...shared, ...demo }, ready: /^ready / });
  // Personas that sign in with one click exist only beside a database that nobody else uses (hub/config.ts).
  for (const program of embedded ? await setUpDemo({ root, home, origin, say }) : []) {
    await watched({ ...program, args: command(...program.args), environment: { ...shared, ...program.environment } });
  }
  // One process for the desks of all four stewards: a holder with several stations would have the same.
  const desks: string[] = [];
  let ready = false;
  if (embedded)
    await watched({
      title: 'The stewards’ desks',
      name: 'desks',
      args: command('station', 'desk', ...hospitals.map(({ id }) => join(home, 'stations', id))),
      ready: /^ready/,
      heard: (line) => void (ready ? say(line) : desks.push(line)),
    });
  tell(embedded, desks.slice(0, -1));
  ready = true;
  if (embedded && process.env.SLUSS_STORY !== 'no' && !existsSync(told)) tellStory();
}

/** The first time: whoever opens the front page meets a finished study, a permit and a register, and not an empty house. */
function tellStory(): void {
  const args = scripted('demo/story.ts', '--keep-permit');
  const story = launch({ title: 'The story', name: 'story', args, environment: { SLUSS_ORIGIN: origin } }, join(home, 'logs'));
  running.push({ stop: () => endChild(story.child) });
  // Somebody may be clicking already: they come first.
  if (story.child.pid) setPriority(story.child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  story.child.once('exit', (code) => {
    if (stopping) return;
    if (code !== 0)
      return say(
        `The story could not be told (${story.lastWords()}). Tell it yourself: ${port === 4400 ? '' : `PORT=${port} `}npm run story`,
      );
    writeFileSync(told, `${new Date().toISOString()}\n`);
    say(`The story is told once: a finished study waits at ${origin}`);
  });
}

/** Starts it, and again where it was listening when it ends unasked; the hub finds it again by itself. */
async function runPostgres(port?: number): Promise<string> {
  const postgres = await startEmbeddedPostgres({ home, port });
  if (postgres.adopted && !port) say('  (it was still running after the last stop, and goes on)');
  if (port) running.splice(1, 1);
  running.splice(1, 0, postgres);
  void postgres.ended.then(async () => {
    if (stopping) return;
    say('PostgreSQL ended and is started again: nothing that was saved is lost.');
    await runPostgres(Number(new URL(postgres.url).port)).catch((error) => say(explain(error)));
  });
  return postgres.url;
}

async function watched(program: Parameters<typeof keepRunning>[0]): Promise<void> {
  if (stopping) throw new Error('stopped');
  const process: Watched = await keepRunning(program, { logs: join(home, 'logs'), say, watch });
  running.push(process);
}

/** What comes after `node` for a command of the command line. */
function command(...words: string[]): string[] {
  return scripted('cli/main.ts', ...words);
}

function scripted(file: string, ...words: string[]): string[] {
  return ['--import', join(root, 'hub/platform/tsx.mjs'), join(root, file), ...words];
}

/** Everything, the last started first; once, however often it is asked for. */
function stop(): Promise<void> {
  stopping ??= (async () => {
    if (running.length > 1) say('\nStopping …');
    for (const one of running.reverse()) await one.stop();
    if (running.length > 1) say('Everything has stopped. `npm start` goes on where it was.');
    process.exit();
  })();
  return stopping;
}

// ---- words ----
function explain(error: Error & { code?: string; path?: string }): string {
  if (error instanceof NotNow || error instanceof EmbeddedPostgresError) return error.message;
  if (['EACCES', 'EROFS', 'EPERM', 'ENOTDIR'].includes(error.code ?? '')) {
    return `${error.path ?? home} cannot be written to. Choose another folder for Sluss's files:\n  SLUSS_HOME=~/sluss npm start`;
  }
  if (error.code === 'ENOSPC') return `The disk that holds ${home} is full.`;
  return `Sluss could not start. ${error.message}\nThe logs are in ${join(home, 'logs')}.`;
}

function tell(embedded: boolean, desks: string[]): void {
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  // What is typed in another terminal must find this hub there.
  const again = port === 4400 ? 'npm run story       ' : `PORT=${port} npm run story`;
  const story = `
  Try     ${again}   in another terminal: the story once more, told step by step
          ./sluss help           the command line
          docs/bring-your-own-data.md   three files of your own instead`;
  const alone = `
  Alone   with your DATABASE_URL the hub runs without demonstration people, signer and stations
          ./sluss help           the command line
          docs/bring-your-own-data.md   three files of your own instead`;
  say(`
Sluss runs (ready after ${seconds} s).

  Look    ${origin}${embedded ? story : alone}
  Files   ${home}   (logs in logs/, letters in outbox/)
  Stop    Ctrl-C
${desks.length > 0 ? `\nThe stewards’ own pages, each at its station (an address works once; the next stands here when it is used):\n\n${desks.map((line) => `  ${line}`).join('\n')}\n` : ''}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
