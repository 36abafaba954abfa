// The page of stations: open to everybody, like the list in the API.
import { thumbprint } from '@sluss/protocol/signed.ts';
import { findDataset } from '../datasets/actions.ts';
import { listOrganisations } from '../organisations/actions.ts';
import { newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { visitorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { listStations } from './actions.ts';
import { type StationCard, StationsPage } from './pages.tsx';

export function stationsPages(hub: Hub) {
  const pages = newPages();
  pages.get('/stations', async (context) => {
    const language = context.get('language');
    const names = new Map((await listOrganisations(hub)).map((one) => [one.id, one.name]));
    const now = hub.now().getTime();
    const stations: StationCard[] = [];
    for (const { id, title, holder, dataset, policy, sign, mask, last_seen_at } of await listStations(hub)) {
      const found = await findDataset(hub.db, dataset);
      stations.push({
        ...{ id, title, policy, holder: names.get(holder) ?? holder },
        dataset: { id: dataset, title: found?.dictionary.title[language] ?? dataset },
        ...{ sign: thumbprint(sign), mask: thumbprint(mask) },
        secondsSilent: last_seen_at ? Math.round((now - Date.parse(last_seen_at)) / 1000) : null,
      });
    }
    return context.html(page(<StationsPage language={language} visitor={visitorOf(context)} stations={stations} />));
  });
  return pages;
}
