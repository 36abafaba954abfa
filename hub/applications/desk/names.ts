// The names by which people know what an application or a permit is about: datasets with their variables and stations, organisations.
import { findDataset } from '../../datasets/actions.ts';
import { listOrganisations } from '../../organisations/actions.ts';
import type { Hub } from '../../platform/hub.ts';
import type { Content } from '../schema.ts';

export type Named = {
  datasets: Map<string, NonNullable<Awaited<ReturnType<typeof findDataset>>>>;
  organisations: Map<string, string>;
};

export async function datasetsNamed(hub: Hub, datasets: string[]): Promise<Named> {
  const [found, organisations] = await Promise.all([
    Promise.all([...new Set(datasets)].map((id) => findDataset(hub.db, id))),
    listOrganisations(hub),
  ]);
  return {
    datasets: new Map(found.flatMap((one) => (one ? [[one.id, one] as const] : []))),
    organisations: new Map(organisations.map((one) => [one.id, one.name])),
  };
}

export function datasetsOfContent(hub: Hub, content: Content): Promise<Named> {
  return datasetsNamed(
    hub,
    (content.data ?? []).map((one) => one.dataset),
  );
}
