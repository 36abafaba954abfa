// The processes of the demonstration: started, watched, started again when they die, stopped in order.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export type Program = {
  /** As people know it: "the hub", "the station at Zürich". */
  title: string;
  /** Of its log file. */
  name: string;
  /** What follows `node`. */
  args: string[];
  environment?: Record<string, string>;
  /** A line that says it is ready; without one it is ready once it runs. */
  ready?: RegExp;
  /** Is told each line that it prints: what its user must see. */
  heard?: (line: string) => void;
};

export type Watched = { stop(): Promise<void>; pid: () => number | undefined };

type Options = { logs: string; say: (line: string) => void; watch?: boolean };

/** Resolves when it is ready; rejects with its last words when it ends before that. Afterwards, a death is told and the program
 * is started again: after 1, 2, 4 … seconds, and no more after five deaths in a row within a minute each. */
export async function keepRunning(program: Program, { logs, say, watch = false }: Options): Promise<Watched> {
  let stopping = false;
  let deaths: number[] = [];
  // Ends before it was ready: nothing to start again, the caller is told.
  let child: ChildProcess | undefined;
  child = await startOnce();

  async function startOnce(): Promise<ChildProcess> {
    const started = launch(program, logs, watch);
    started.child.once('exit', (code, signal) => void died(signal ?? `exit code ${code}`, started.lastWords()));
    await started.ready;
    return started.child;
  }

  async function died(how: string, lastWords: string): Promise<void> {
    if (stopping || !child) return;
    deaths = [...deaths.filter((at) => at > Date.now() - 60_000), Date.now()];
    if (deaths.length > 5)
      return say(`${program.title} has ended ${deaths.length} times in a minute and is left alone now. ${lastWords}`);
    say(`${program.title} ended (${how}) and is started again. ${lastWords}`);
    await pause(1000 * 2 ** (deaths.length - 1), undefined, { ref: false });
    if (!stopping) child = await startOnce().catch(() => child);
  }

  return {
    pid: () => child?.pid,
    async stop() {
      stopping = true;
      if (child) await endChild(child);
    },
  };
}

/** One process, not watched; `ready` rejects with its last words when it ends before it is ready. */
export function launch(program: Program, logs: string, watch = false) {
  mkdirSync(logs, { recursive: true });
  const log = createWriteStream(join(logs, `${program.name}.log`), { flags: 'a', mode: 0o600 });
  const child = spawn(process.execPath, [...(watch ? ['--watch', '--watch-preserve-output'] : []), ...program.args], {
    // Its standard input ends when this process does, however it does: then it stops by itself.
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches this process alone, which stops the others in order.
    detached: process.platform !== 'win32',
    env: { ...process.env, ...program.environment, SLUSS_CHILD: '1' },
    windowsHide: true,
  });
  const lines: string[] = [];
  child.stdin.on('error', () => {});
  const ready = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      log.write(chunk);
      for (const line of chunk.toString().split('\n').filter(Boolean)) {
        // Where in the code an error rose is in the log; what is told is what went wrong.
        if (!/^\s+at /.test(line)) lines.push(line);
        program.heard?.(line);
        if (program.ready?.test(line)) resolve();
      }
      lines.splice(0, lines.length - 20);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('spawn', () => program.ready ?? resolve());
    child.once('error', reject);
    child.once('exit', () => setImmediate(() => reject(new Error(lines.slice(-6).join('\n')))));
  });
  ready.catch(() => {});
  return { child, ready, lastWords: () => (lines.length ? `It said: ${lines.slice(-3).join(' / ')}` : 'It said nothing.') };
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  if ((await Promise.race([ended.then(() => true), pause(12_000, false, { ref: false })])) === false) child.kill('SIGKILL');
  await ended;
}
