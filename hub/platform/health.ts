// /healthz: whether this process can do its work, for launchers, load balancers and people.
import { sql } from 'kysely';
import { newPages } from './http.tsx';
import type { Hub } from './hub.ts';

export function healthRoutes(hub: Hub) {
  const pages = newPages();
  pages.get('/healthz', async (context) => {
    context.header('cache-control', 'no-store');
    const database = await sql`select 1`.execute(hub.db).then(
      () => true,
      () => false,
    );
    const ok = database && !hub.stopping.aborted;
    return context.json({ ok, database: database ? 'ok' : 'unreachable', stopping: hub.stopping.aborted }, ok ? 200 : 503);
  });
  return pages;
}
