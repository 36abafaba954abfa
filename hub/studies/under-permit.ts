// Which studies were started under a permit, as far as the reader may see them.
import type { Actor } from '../permissions/actor.ts';
import type { Hub } from '../platform/hub.ts';
import { listStudies } from './actions.ts';

export async function studiesUnder(hub: Hub, actor: Actor, digests: string[]) {
  if (digests.length === 0) return [];
  const rows = await hub.db.selectFrom('study').select('id').where('permit_digest', 'in', digests).execute();
  const ids = new Set(rows.map((row) => row.id));
  if (ids.size === 0) return [];
  return (await listStudies(hub, actor)).filter((one) => ids.has(one.id)).map(({ id, title, state }) => ({ id, title, state }));
}
