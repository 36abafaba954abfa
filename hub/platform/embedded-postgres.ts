// A real PostgreSQL without installing one: the binaries come from npm, initdb and postgres are started by us. PostgreSQL
// refuses to run as root, so root runs copies of binaries and data, outside the clone, under an unprivileged user.
// A server that outlived its launcher (kill -9) holds the folder: it is adopted, or stopped, through postmaster.pid.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgresError, type Owner, ownedCopy, packagedBinaries } from './embedded-binaries.ts';

export type EmbeddedPostgres = {
  pid: number;
  /** Of the database "sluss" on this server. */
  url: string;
  /** It was running already. */
  adopted: boolean;
  /** Resolves when the server has ended, asked to or not. */
  ended: Promise<void>;
  stop(): Promise<void>;
};

type Options = {
  /** Where this installation keeps its files; made if it is not there. */
  home: string;
  /** Only for data that nobody needs again: does not wait for the disk. */
  throwaway?: boolean;
  /** Where it should listen, if that is free: clients that were connected before find it again. */
  port?: number;
};

type Place = { folder: string; data: string; owner: Owner; binaries: string };

/** Throws EmbeddedPostgresError with a sentence for people. */
export async function startEmbeddedPostgres({ home, throwaway = false, port: wanted = 0 }: Options): Promise<EmbeddedPostgres> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const place = findPlace(home, throwaway);
  const password = keepPassword(join(home, 'postgres-password'));
  const adopted = await adopt(place, password);
  if (adopted) return adopted;
  if (!existsSync(join(place.data, 'PG_VERSION'))) await initialise(place, password);

  // Somebody may take the port between our looking and PostgreSQL's binding: then look again.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(attempt === 1 ? wanted : 0);
    const server = launch(place, port, throwaway);
    const url = `postgres://sluss:${password}@127.0.0.1:${port}`;
    if (await answers(url, server)) {
      await makeDatabase(url);
      return { url: `${url}/sluss`, adopted: false, ...server, stop: () => end(server) };
    }
    await end(server);
    if (attempt === 3) throw new EmbeddedPostgresError(`The embedded PostgreSQL does not start: ${lastWords(place)}`);
  }
}

// ---- where it lies, and who runs it ----
function findPlace(home: string, throwaway: boolean): Place {
  const inHome = join(home, 'postgres');
  if (process.getuid?.() !== 0) return { folder: home, data: inHome, owner: undefined, binaries: packagedBinaries() };
  // Made by an ordinary user, started by root: goes on as that user.
  const keeper = existsSync(inHome) ? statSync(inHome) : undefined;
  const owner = keeper?.uid ? { uid: keeper.uid, gid: keeper.gid } : unprivilegedUser();
  const folder = keeper ? home : outsideFolder(home, throwaway);
  return { folder, data: join(folder, 'postgres'), owner, binaries: ownedCopy(owner) };
}

function unprivilegedUser(): NonNullable<Owner> {
  // initdb looks the user's name up, so it must be one that the system knows.
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = ['postgres', 'nobody'].map((name) => users.find((fields) => fields[0] === name)).find(Boolean);
  if (!user)
    throw new EmbeddedPostgresError('PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** A folder that an unprivileged user can reach whatever the modes above `home` are; `home` remembers it by a note, so that a
 * clone made again at the same path does not find the old one's data. */
function outsideFolder(home: string, throwaway: boolean): string {
  const note = join(home, 'postgres-folder');
  if (existsSync(note)) {
    const noted = readFileSync(note, 'utf8').trim();
    if (existsSync(noted)) return noted;
  }
  const name = `data-${randomBytes(8).toString('hex')}`;
  for (const root of throwaway ? [tmpdir()] : ['/var/lib/sluss', join(tmpdir(), 'sluss')]) {
    const folder = join(root, name);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
    } catch {
      continue;
    }
    writeFileSync(note, `${folder}\n`);
    return folder;
  }
  throw new EmbeddedPostgresError('No folder for the database can be made in /var/lib/sluss or the temporary folder.');
}

function keepPassword(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}

// ---- a server that is there already ----
async function adopt(place: Place, password: string): Promise<EmbeddedPostgres | undefined> {
  const note = join(place.data, 'postmaster.pid');
  if (!existsSync(note)) return undefined;
  const [pidLine, , , portLine] = readFileSync(note, 'utf8').split('\n');
  const pid = Number(pidLine);
  if (!isPostgres(pid)) {
    // Its process is gone, and the number may by now belong to another program: PostgreSQL would wait for that one.
    rmSync(note);
    return undefined;
  }
  const server: Server = { pid, ended: whenGone(pid) };
  const url = `postgres://sluss:${password}@127.0.0.1:${Number(portLine)}`;
  if (portLine && (await answers(url, server, 5000))) {
    await makeDatabase(url);
    return { url: `${url}/sluss`, adopted: true, ...server, stop: () => end(server) };
  }
  await end(server);
  return undefined;
}

function isPostgres(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    // Empty for a process that has ended and that nobody has buried, as in containers without an init.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

async function whenGone(pid: number): Promise<void> {
  while (isPostgres(pid)) await pause(200, undefined, { ref: false });
}

// ---- a new one ----
async function initialise(place: Place, password: string): Promise<void> {
  // Made under another name and then renamed: an interrupted initdb is never taken for a database.
  const partial = `${place.data}.partial`;
  const passwordFile = join(place.folder, 'initdb-password');
  rmSync(partial, { recursive: true, force: true });
  rmSync(place.data, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.owner) for (const path of [partial, passwordFile]) chownSync(path, place.owner.uid, place.owner.gid);
  const options = [
    '--username=sluss',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--no-instructions',
  ];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const child = start(place, 'initdb', ['-D', partial, ...options, ...locale]);
  const code = await new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  rmSync(passwordFile, { force: true });
  if (code !== 0) throw new EmbeddedPostgresError(`The embedded PostgreSQL cannot make its folder: ${lastWords(place)}`);
  renameSync(partial, place.data);
}

type Server = { pid: number; ended: Promise<void> };

function launch(place: Place, port: number, throwaway: boolean): Server {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '64MB',
    // Containers have little /dev/shm.
    dynamic_shared_memory_type: process.platform === 'win32' ? 'windows' : 'mmap',
    max_parallel_workers_per_gather: 0,
    log_min_messages: 'warning',
    // Values in statements may be personal data: they stay out of the log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(throwaway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = start(place, 'postgres', ['-D', place.data, '-p', String(port), ...flags]);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  child.unref();
  return { pid: child.pid ?? 0, ended };
}

/** In a process group of its own: Ctrl-C in a terminal must not stop the database before those who use it. */
function start(place: Place, program: string, args: string[]): ChildProcess {
  const log = openSync(join(place.folder, 'postgres.log'), 'a', 0o600);
  const child = spawn(join(place.binaries, 'bin', program), args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: place.folder,
    env: {
      PATH: process.env.PATH,
      LC_ALL: 'C',
      TZ: 'UTC',
      ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}),
    },
    windowsHide: true,
    ...place.owner,
  });
  return child;
}

function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', (error) => (wanted ? resolve(freePort(0)) : reject(error)));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** True when it lets us in; false when it ended or `timeout` (ms) is over. */
async function answers(url: string, server: Server, timeout = 60_000): Promise<boolean> {
  let gone = false;
  void server.ended.then(() => {
    gone = true;
  });
  for (const deadline = Date.now() + timeout; !gone && Date.now() < deadline; ) {
    const client = new pg.Client({ connectionString: `${url}/postgres`, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      await client.end();
      return true;
    } catch (error) {
      await client.end().catch(() => {});
      const { code } = error as { code?: string };
      if (code?.startsWith('28')) return false;
      await pause(25);
    }
  }
  return false;
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${url}/postgres` });
  await client.connect();
  try {
    const { rowCount } = await client.query(`select 1 from pg_database where datname = 'sluss'`);
    if (!rowCount) await client.query('create database sluss');
  } finally {
    await client.end();
  }
}

/** SIGINT: "fast" shutdown, running transactions are rolled back; SIGQUIT if that takes too long, recovered at the next start. */
async function end(server: Server): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!isPostgres(server.pid)) return;
    process.kill(server.pid, signal);
    for (const deadline = Date.now() + 8000; Date.now() < deadline; await pause(20)) if (!isPostgres(server.pid)) return;
  }
}

function lastWords(place: Place): string {
  const log = join(place.folder, 'postgres.log');
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return `${lines.slice(-4).join(' / ')} (${log})`;
}
