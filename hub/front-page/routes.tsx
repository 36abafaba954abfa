// The front page's route.
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { visitorOf } from '../sign-in/who-is.ts';
import { listStations } from '../stations/actions.ts';
import { page } from '../ui/layout.tsx';
import { FrontPage } from './pages.tsx';

export function frontPage(hub: Hub) {
  const pages = newPages();
  pages.get('/', async (context) => {
    const language = context.get('language');
    const now = hub.now();
    const stations = (await listStations(hub)).map((station) => ({
      ...station,
      secondsSilent: station.last_seen_at ? Math.round((now.getTime() - Date.parse(station.last_seen_at)) / 1000) : null,
    }));
    return context.html(
      page(<FrontPage language={language} visitor={visitorOf(context)} demo={hub.config.demo} stations={stations} />),
    );
  });
  return pages;
}
