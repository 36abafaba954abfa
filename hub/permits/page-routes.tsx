// HTTP of permits, for people: to read.
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { listPermits, readPermit } from './actions.ts';
import { PermitPage, PermitsPage } from './pages.tsx';

export function permitsPages(hub: Hub) {
  const pages = newPages();
  pages.get('/permits', async (context) => {
    const visitor = actorOf(context);
    context.header('cache-control', 'no-store');
    return context.html(
      page(<PermitsPage language={context.get('language')} visitor={visitor} permits={await listPermits(hub, visitor)} />),
    );
  });
  pages.get('/permits/:id', async (context) => {
    const visitor = actorOf(context);
    const permit = await readPermit(hub, visitor, context.req.param('id'));
    context.header('cache-control', 'no-store');
    return context.html(page(<PermitPage language={context.get('language')} visitor={visitor} permit={permit} />));
  });
  return pages;
}
