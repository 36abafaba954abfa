// The process in which a brought model runs: it can read nothing but the runtime, and is capped in memory and time.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Request } from './program.ts';

export type Limits = {
  /** For each request: inspecting, loading, scoring one batch. */
  timeoutMs: number;
  memoryMb: number;
  /** For the whole life of the process, by the operating system: it ends even if the station died while the model loops. */
  cpuSeconds: number;
};
export const defaultLimits: Limits = { timeoutMs: 10_000, memoryMb: 512, cpuSeconds: 900 };

const startMs = 60_000;

export type Sandbox = { ask: (request: Request) => Promise<unknown>; close: () => void };

// Node's permission model takes away files, children, workers and addons, but in Node 24 not the network: a network namespace of
// its own does, where the system grants one. (The runtime has no code that could use a network either.)
const shell = ({ cpuSeconds }: Limits) => `ulimit -t ${cpuSeconds}; ulimit -c 0; ulimit -f 0
for own in -n -rn; do unshare $own true 2>/dev/null && exec unshare $own "$0" "$@"; done
exec "$0" "$@"`;

/** What to start: `program` beside this file. */
export function sandboxCommand(limits: Limits, program: string): [string, string[]] {
  const here = dirname(fileURLToPath(import.meta.url));
  // Installed packages and no data: Node's resolver stumbles over a package folder that it may not look into.
  const readable = createRequire(import.meta.url).resolve.paths('onnxruntime-web') ?? [];
  const flags = [
    '--permission',
    ...[here, ...readable].map((folder) => `--allow-fs-read=${folder}${sep}`),
    `--max-old-space-size=${limits.memoryMb}`,
    `--wasm-max-mem-pages=${limits.memoryMb * 16}`, // of 64 KiB
  ];
  return ['/bin/sh', ['-c', shell(limits), process.execPath, ...flags, resolve(here, program)]];
}

/** A request that fails is an error that says how; one that is not answered in time ends the process, and all later ones fail. */
export async function startSandbox(limits: Limits = defaultLimits): Promise<Sandbox> {
  const child = spawn(...sandboxCommand(limits, 'program.ts'), {
    cwd: '/',
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  let waiting: { resolve: (value: unknown) => void; reject: (error: Error) => void } | undefined;
  let dead: Error | undefined;
  const end = (reason: string) => {
    dead ??= new Error(reason);
    child.kill('SIGKILL');
    waiting?.reject(dead);
  };
  child.on('error', () => end('it could not be started'));
  child.on('exit', () => end('it needed too much memory or time, or crashed'));
  child.on('message', (answer: Answer) =>
    'failed' in answer ? waiting?.reject(new Error(answer.failed)) : waiting?.resolve(answer.done),
  );

  let turn: Promise<unknown> = Promise.resolve();
  const ask = (request: Request): Promise<unknown> => {
    const answered = turn.then(async () => {
      if (dead) throw dead;
      const timer = setTimeout(() => end('it took too long'), request === 'start' ? startMs : limits.timeoutMs);
      const answer = new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
      child.send(request);
      return answer.finally(() => clearTimeout(timer));
    });
    turn = answered.catch(() => undefined);
    return answered;
  };
  await ask('start').catch((error) => {
    throw new Error(`the model sandbox did not start: ${error.message}`);
  });
  return { ask, close: () => end('it was closed') };
}
