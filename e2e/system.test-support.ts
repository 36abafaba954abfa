// For end-to-end tests: the whole of Sluss as real processes on a database of their own: hubs, the signer, four stations with their
// own hospital's file each. Every one of them can be killed and started again; all end with the test file, also when a test fails.
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { apply, grant, type Player, type StudyView, signedPermit, signIn } from '../demo/play.ts';
import { endChild, launch, type Program } from '../demo/processes.ts';
import { hospitals, type Setting, setUpDemo } from '../demo/set-up.ts';
import { clearAwayAfterwards } from '../hub/platform/test-server.ts';
import { testDatabase } from '../hub/platform/testing.ts';
import { type Entry, entries } from '../station/journal.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
export const predictors = ['age', 'sex', 'cp', 'trestbps', 'chol', 'fbs', 'restecg', 'thalach', 'exang', 'oldpeak'];
export const outcome = { variable: 'disease', events: ['yes'] };
export const stationIds = hospitals.map(({ id }) => id);

export type Process = {
  start(): Promise<void>;
  /** kill -9, and gone when this resolves. */
  kill(): Promise<void>;
  /** Stands still (SIGSTOP) until `thaw`: alive for others, but it says nothing. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
  runs(): boolean;
  /** All that it ever printed. */
  log(): string;
};

function processOf(program: Program, logs: string): Process {
  let child: ChildProcess | undefined;
  const runs = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  // Where hooks did not run, as in a file that failed while it was being read.
  process.on('exit', () => child?.kill('SIGKILL'));
  return {
    async start() {
      const started = launch(program, logs);
      child = started.child;
      await started.ready;
      hold(child, false);
    },
    async kill() {
      if (!child || !runs()) return;
      hold(child, true);
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async stop() {
      if (!child || !runs()) return;
      hold(child, true);
      child.kill('SIGCONT');
      await endChild(child);
    },
    runs,
    log: () => readFileSync(join(logs, `${program.name}.log`), 'utf8'),
  };
}

/** Whether a child keeps this process from ending: it may not where a test file has failed and nobody will stop it. */
function hold(child: ChildProcess, held: boolean): void {
  for (const one of [child, child.stdin, child.stdout, child.stderr] as unknown as { ref(): void; unref(): void }[])
    held ? one.ref() : one.unref();
}

export type SystemOptions = {
  hubs?: number;
  /** Other files of the same hospitals, with their dictionary. */
  data?: Setting['data'];
  /** Puts an address in front of the hubs, given their ports; people and stations use that one. */
  front?: (ports: number[]) => Promise<{ origin: string; stop(): Promise<void> }>;
  /** Another database than one of the test run's own server. */
  databaseUrl?: string;
};

export type System = {
  home: string;
  /** What people and stations know the hub by. */
  origin: string;
  hubs: Process[];
  signer: Process;
  /** By station id. */
  stations: Record<string, Process>;
  folderOf: (station: string) => string;
  databaseUrl: string;
};

/** Call it at the top of a test file. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const home = mkdtempSync(join(tmpdir(), 'sluss-e2e-'));
  const started: { stop(): Promise<void> }[] = [];
  clearAwayAfterwards(home);
  after(async () => {
    for (const one of started.reverse()) await one.stop().catch(() => {});
  });
  let { databaseUrl } = options;
  if (!databaseUrl) {
    const database = await testDatabase();
    databaseUrl = database.databaseUrl;
    started.push({ stop: database.drop });
  }
  const logs = join(home, 'logs');
  const ports: number[] = [];
  for (let i = 0; i < (options.hubs ?? 1); i++) ports.push(await freePort());
  const front = await options.front?.(ports);
  if (front) started.push(front);
  const origin = front?.origin ?? `http://127.0.0.1:${ports[0]}`;

  const run = async (program: Program): Promise<Process> => {
    const process = processOf(program, logs);
    started.push(process);
    await process.start();
    return process;
  };
  const shared = {
    DATABASE_URL: databaseUrl,
    SLUSS_HOME: home,
    SLUSS_ORIGIN: origin,
    NO_COLOR: '1',
    LOG: 'debug',
    NODE_TEST_CONTEXT: '',
  };
  const hubs: Process[] = [];
  for (const [i, port] of ports.entries()) {
    const environment = { ...shared, PORT: String(port), DEMO: '1', SLUSS_EMBEDDED: '1' };
    hubs.push(await run({ title: `Hub ${i}`, name: `hub-${i}`, args: command('hub'), environment, ready: /^ready / }));
  }
  const programs = await setUpDemo({ root, home, origin, say: () => {}, ...(options.data ? { data: options.data } : {}) });
  const processes = await Promise.all(
    programs.map(async (program) => {
      const environment = { ...shared, ...program.environment };
      return [
        program.name,
        await run({ ...program, args: command(...program.args), environment, ready: / works for |^ready/ }),
      ] as const;
    }),
  );
  const named = Object.fromEntries(processes);
  return {
    home,
    origin,
    hubs,
    signer: named.signer as Process,
    stations: Object.fromEntries(stationIds.map((id) => [id, named[`station-${id}`] as Process])),
    folderOf: (station) => join(home, 'stations', station),
    databaseUrl,
  };
}

/** What comes after `node` for a command of the command line. */
function command(...words: string[]): string[] {
  return ['--import', join(root, 'hub/platform/tsx.mjs'), join(root, 'cli/main.ts'), ...words];
}

/** Below the range that systems hand out to outgoing connections: nobody takes it while its process is being started again. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 18_000);
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer().once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

export type Permitted = { innovator: Player; officer: Player; permit: Awaited<ReturnType<typeof signedPermit>> };

/** As the story does: an innovator applies, an officer grants, the signer signs. */
export async function obtainPermit(
  origin: string,
  asked: { dataset?: string; variables?: string[]; methods: string[]; model?: Uint8Array },
): Promise<Permitted & { model: string }> {
  const innovator = await signIn(origin, 'innovator');
  const officer = await signIn(origin, 'officer');
  const { model } = asked.model ? await innovator.api.send<{ model: string }>('POST', '/models', asked.model) : { model: '' };
  const { dataset = 'heart', variables = [...predictors, outcome.variable], methods } = asked;
  const models = model ? [{ name: 'Brought model', digest: model }] : [];
  const application = await apply(innovator, { dataset, variables, methods, models }, 'An application of an end-to-end test');
  await grant(officer, application);
  return { innovator, officer, permit: await signedPermit(innovator, application), model };
}

/** A study as its person sees it, who asks again where a connection broke: somebody is killing hubs. */
export async function lookAt(player: Player, id: string, wait = 0): Promise<Seen> {
  for (let tries = 1; ; tries++)
    try {
      return await player.api.get<Seen>(`/studies/${id}?wait=${wait}`);
    } catch (error) {
      if (!(error instanceof TypeError) || tries === 20) throw error;
      await pause(100);
    }
}
export type Seen = StudyView & { plan_hash: string; stations: { station: string; state: string; code: string | null }[] };

/** Waits for the end of a study; throws with where it stands after four minutes: what a killed hub left half done is taken up
 * within one. */
export async function endOf(player: Player, id: string): Promise<Seen> {
  let study = await lookAt(player, id);
  for (const deadline = Date.now() + 240_000; ['inviting', 'running'].includes(study.state); ) {
    if (Date.now() > deadline) throw new Error(`the study does not end: ${JSON.stringify({ ...study, plan: undefined })}`);
    study = await lookAt(player, id, 2);
  }
  return study;
}

/** A station's journal as it stands on disk, whether its process runs or not. */
export function journalOf(folder: string): Entry[] {
  const state = new DatabaseSync(join(folder, 'state.sqlite'), { readOnly: true });
  try {
    return entries(state);
  } finally {
    state.close();
  }
}

/** Asks every few milliseconds until there is something; throws when so many seconds are over, with what was waited for. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 120,
): Promise<T> {
  for (const deadline = Date.now() + 1000 * seconds; Date.now() < deadline; await pause(15)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}
