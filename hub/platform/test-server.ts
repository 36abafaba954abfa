// The PostgreSQL that a test run uses and throws away.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** `server` is an address without a database. It ends with this process, at once: nobody needs its data again. */
export async function startTestServer(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'sluss-test-server-'));
  const { url, pid } = await startEmbeddedPostgres({ home, throwaway: true });
  process.on('exit', () => {
    process.kill(pid, 'SIGQUIT');
    const note = join(home, 'postgres-folder');
    const folders = [home, ...(existsSync(note) ? [readFileSync(note, 'utf8').trim()] : [])];
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 });
  });
  return url.replace(/\/sluss$/, '');
}
