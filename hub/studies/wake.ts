// Wake-ups of a study: its stations ask for work on `station:<id>`, its watchers look on `study:<id>`.
import { notify } from '../platform/bus.ts';
import type { Trx } from '../platform/database.ts';
import type { StudyRow } from './store.ts';

export async function wake(trx: Trx, study: StudyRow, stations = study.stations.map(({ id }) => id)): Promise<void> {
  for (const station of stations) await notify(trx, `station:${station}`);
  await notify(trx, `study:${study.id}`);
}
