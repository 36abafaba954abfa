// Wake-ups of a study: its stations ask for work on `station:<id>`, its watchers look on `study:<id>`.
import { notify } from '../platform/bus.ts';
import type { Trx } from '../platform/database.ts';

type Woken = { id: string; stations: { id: string }[] };

export async function wake(trx: Trx, study: Woken, stations = study.stations.map(({ id }) => id)): Promise<void> {
  await notify(trx, ...stations.map((station) => `station:${station}`), `study:${study.id}`);
}
