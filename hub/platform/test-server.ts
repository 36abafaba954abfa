// The PostgreSQL that a test run uses and throws away.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** An address without a database. The server ends with this process, however it ends. */
export async function startTestServer(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'sluss-test-server-'));
  const { url } = await startEmbeddedPostgres({ home, throwaway: true });
  clearAwayAfterwards(home);
  return url.replace(/\/sluss$/, '');
}

/** When this process has ended, even by kill -9, the PostgreSQL of this folder is stopped and the folder removed. */
export function clearAwayAfterwards(home: string): void {
  const note = join(home, 'postgres-folder');
  const folder = existsSync(note) ? readFileSync(note, 'utf8').trim() : home;
  // Reads until its input ends, which is when this process does. The server may have been started anew meanwhile: its own note tells.
  const clearAway = 'cat > /dev/null; kill -QUIT "$(head -n 1 "$0")" 2> /dev/null; sleep 0.3; rm -rf "$@"';
  const watcher = spawn('sh', ['-c', clearAway, join(folder, 'postgres', 'postmaster.pid'), home, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
}
