// Wake-ups of a study: its stations ask for work on `station:<id>`, its watchers look on `study:<id>`.
import { notify } from '../platform/bus.ts';
import type { Trx } from '../platform/database.ts';

type Woken = { id: string; stations: { id: string }[] };

export function channelsOf(study: Woken): string[] {
  return study.stations.map(({ id }) => `station:${id}`);
}

export async function wake(trx: Trx, study: Woken): Promise<void> {
  await notify(trx, ...channelsOf(study), `study:${study.id}`);
}
