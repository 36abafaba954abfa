// What is looked at before anything is started: may we write here, does it run already, is the port free?
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Its message is for people. */
export class NotNow extends Error {}

/** Throws the system's error (EACCES, EROFS) where the folder cannot be used. */
export function prepareFolder(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  accessSync(home, constants.W_OK | constants.X_OK);
}

/** `note` is the file in which a running launcher says who it is. */
export async function refuseIfRunning(note: string, port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new NotNow('PORT must be a number from 1 to 65535.');
  const other = existsSync(note) ? readNote(note) : undefined;
  if (other && isAlive(other.pid)) {
    throw new NotNow(
      `Sluss runs here already: ${other.origin}\nStop it first: Ctrl-C where it was started, or: kill ${other.pid}`,
    );
  }
  // The processes of a launcher that was killed end by themselves within seconds; until then one may hold the port.
  for (let wait = 0; other && wait < 50 && !(await isFree(port)); wait += 1) await pause(200);
  if (!(await isFree(port)))
    throw new NotNow(`Port ${port} is taken by another program. Choose another:\n  PORT=${port + 1} npm start`);
}

function readNote(note: string): { pid: number; origin: string } | undefined {
  try {
    return JSON.parse(readFileSync(note, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    // The number may have gone to another program since.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('demo/start.ts');
  } catch {
    return false;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
