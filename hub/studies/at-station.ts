// Studies as a station's page tells of them: to its steward what ran there and what the station said, to everybody what was published.
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import type { Hub } from '../platform/hub.ts';
import { publishedOfStation, studiesOfStation } from './station-store.ts';

const shown = 100;

/** Of the studies at a station those that the actor may see; none for somebody who is not signed in. */
export async function studiesAtStation(hub: Hub, actor: Actor | null, station: { id: string; holder: string }) {
  const rows = await studiesOfStation(hub.db, station.id, shown);
  return rows
    .filter(({ organisation, body }) => may(actor, 'study.read', { organisation, body, stations: [station] }))
    .map(({ id, document, state, organisation, created_at, said, code, round }) => ({
      ...{ id, title: document.title, state, organisation, said, code, round },
      created_at: created_at.toISOString(),
    }));
}

/** What was found with a station's answers, where its people have published it. */
export async function publishedAtStation(hub: Hub, station: string) {
  return (await publishedOfStation(hub.db, station)).map(
    ({ id, document, organisation, summary_sv, summary_en, published_at }) => ({
      ...{ id, title: document.title, organisation, summary: { sv: summary_sv, en: summary_en } },
      published_at: published_at.toISOString(),
    }),
  );
}
