// The pages of stations: open to everybody, like the list in the API; a station's steward sees more on its page.
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import { visitorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { StationsPage } from './pages.tsx';
import { StationPage } from './station-page.tsx';
import { readStation, readStations } from './station-view.ts';

export function stationsPages(hub: Hub) {
  const pages = newPages();
  pages.get('/stations', async (context) => {
    const language = context.get('language');
    const visitor = visitorOf(context);
    const stations = await readStations(hub, visitor, language);
    return context.html(page(<StationsPage language={language} visitor={visitor} stations={stations} />));
  });
  pages.get('/stations/:id', async (context) => {
    const language = context.get('language');
    const visitor = visitorOf(context);
    const id = slugSchema.safeParse(context.req.param('id'));
    if (!id.success) throw notThere('There is no such station.');
    const view = await readStation(hub, visitor, id.data, language);
    return context.html(page(<StationPage language={language} visitor={visitor} view={view} />));
  });
  return pages;
}
