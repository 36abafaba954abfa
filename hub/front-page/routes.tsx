// The front page's route.
import { newestInRegister } from '../applications/register-views.ts';
import { personas } from '../demo-personas/personas.ts';
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { visitorOf } from '../sign-in/who-is.ts';
import { listStations } from '../stations/actions.ts';
import { page } from '../ui/layout.tsx';
import { FrontPage } from './pages.tsx';
import { countsOf, newestStudy } from './store.ts';

/** A station asks for work at least once a minute. */
const silentAfter = 90_000;

export function frontPage(hub: Hub) {
  const pages = newPages();
  pages.get('/', async (context) => {
    const now = hub.now().getTime();
    const [stations, counts, newest, demo] = await Promise.all([
      listStations(hub),
      countsOf(hub.db),
      newestInRegister(hub, 3),
      demonstration(hub),
    ]);
    const here = stations.filter(({ last_seen_at }) => last_seen_at && now - Date.parse(last_seen_at) < silentAfter).length;
    const facts = { ...counts, here, stations: stations.length };
    return context.html(
      page(
        <FrontPage language={context.get('language')} visitor={visitorOf(context)} facts={facts} newest={newest} demo={demo} />,
      ),
    );
  });
  return pages;
}

/** The demonstration's story: who tells it, and its newest study. Null on any other hub. */
async function demonstration(hub: Hub) {
  if (!hub.config.demo) return null;
  const innovator = personas.find(({ role }) => role === 'innovator');
  return { study: innovator ? ((await newestStudy(hub.db, innovator.organisation)) ?? null) : null };
}
