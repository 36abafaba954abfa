// The PostgreSQL that a test run uses and throws away.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** An address without a database. The server ends with this process, however it ends. */
export async function startTestServer(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'sluss-test-server-'));
  const { url, pid } = await startEmbeddedPostgres({ home, throwaway: true });
  const note = join(home, 'postgres-folder');
  const folders = [home, ...(existsSync(note) ? [readFileSync(note, 'utf8').trim()] : [])];
  // Reads until its input ends, which is when this process does, even by kill -9; then it clears away.
  const clearAway = 'cat > /dev/null; kill -QUIT "$0" 2> /dev/null; sleep 0.3; rm -rf "$@"';
  const watcher = spawn('sh', ['-c', clearAway, String(pid), ...folders], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
  return url.replace(/\/sluss$/, '');
}
