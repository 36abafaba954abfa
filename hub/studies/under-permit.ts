// Which studies were started under a permit, as far as the reader may see them, and until when their results are to be public.
import { dayOf } from '../applications/calendar.ts';
import type { Actor } from '../permissions/actor.ts';
import type { Hub } from '../platform/hub.ts';
import { listStudies } from './actions.ts';
import { publicationsUnder } from './people-store.ts';
import { publishBy } from './sharing.ts';

export async function studiesUnder(hub: Hub, actor: Actor, digests: string[]) {
  if (digests.length === 0) return [];
  const rows = new Map((await publicationsUnder(hub.db, digests)).map((row) => [row.id, row]));
  if (rows.size === 0) return [];
  return (await listStudies(hub, actor)).flatMap(({ id, title, state }) => {
    const row = rows.get(id);
    if (!row) return [];
    const by = row.state === 'finished' && row.finished_at ? publishBy(row.finished_at.toISOString()) : null;
    const published = row.published_at?.toISOString() ?? null;
    return [{ id, title, state, publish: by && { by, published, late: !published && by < dayOf(hub.now()) } }];
  });
}
