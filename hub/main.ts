// One hub process: reads the environment, brings the database to the newest state, listens, works, stops in order.
import './platform/tsx.mjs';
import { ConfigurationError, readConfig } from './config.ts';
import type { Api } from './platform/http.tsx';
import { type Hub, openHub } from './platform/hub.ts';
import { migrateJobs, startJobs } from './platform/jobs.ts';
import { migrate, readMigrations } from './platform/migrate.ts';

export async function startHub(environment: Record<string, string | undefined>) {
  const config = readConfig(environment);
  // Loaded here and not above: .tsx can be imported only after tsx.mjs has run.
  const [{ createApp, prepare, jobs, crontab }, { listen }] = await Promise.all([
    import('./app.tsx'),
    import('./platform/http.tsx'),
  ]);
  const { hub, beginStop, close } = await openHub(config);
  try {
    await migrate(hub.pool, await readMigrations());
    await migrateJobs(hub.pool);
    await prepare(hub);
    const app = await createApp(hub);
    await warmUp(hub, app);
    const server = await listen(hub, app);
    const runner = await startJobs(hub, jobs, crontab.join('\n'));
    hub.log.info('listening', { origin: config.origin, port: server.port });
    return {
      hub,
      port: server.port,
      async stop() {
        beginStop();
        await server.stop();
        await runner.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a process does for the first time takes it many times as long, and the first to come should not wait for it: connections to the
 * database, and one page on which every component and every kind of picture stands. */
async function warmUp(hub: Hub, app: Pick<Api, 'request'>): Promise<void> {
  await Promise.all(Array.from({ length: 6 }, () => hub.pool.query('select 1')));
  await (await app.request('/ui')).text();
}

/** Why a hub did not start, for the person who started it. */
export function startProblem(error: unknown): string {
  const { code, message, stack } = error as Error & { code?: string };
  if (error instanceof ConfigurationError) return message;
  if (code === 'EADDRINUSE') return 'The port is taken by another program: choose another with PORT=4401.';
  if (code === 'EACCES') return 'This port may not be listened on: choose one above 1023 with PORT=4401.';
  if (['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET'].includes(code ?? ''))
    return 'The database does not answer: check DATABASE_URL.';
  if (code?.startsWith('28') || code === '3D000') return `The database refuses: ${message}. Check DATABASE_URL.`;
  return stack ?? message;
}
