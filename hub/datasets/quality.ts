// The verbs on what holders tell of a dataset's quality and use: the elements of the label of Regulation (EU) 2025/327 art. 78(3).
import { type Actor, organisationsOf } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { type Db, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou } from '../platform/problem.ts';
import { datasetOf } from './actions.ts';
import { type BothLanguages, deleteQuality, type Element, putQuality, qualityOf as rowsOf } from './quality-store.ts';

export type { BothLanguages, Element } from './quality-store.ts';
export const elements: Element[] = ['a', 'b', 'c', 'd', 'e', 'f'];
export type Told = { text: BothLanguages; by: string; at: Date };
export type Quality = Partial<Record<Element, Told>>;

export async function qualityOf(db: Db, dataset: string): Promise<Quality> {
  const rows = await rowsOf(db, dataset);
  return Object.fromEntries(rows.map(({ element, text, told_by, told_at }) => [element, { text, by: told_by, at: told_at }]));
}

/** A steward of one of the stations tells, or takes back (null); what is not given stays. */
export async function describeQuality(
  hub: Hub,
  actor: Actor,
  id: string,
  given: Partial<Record<Element, BothLanguages | null>>,
): Promise<Quality> {
  return transaction(hub.db, async (trx) => {
    const dataset = await datasetOf(trx, id);
    if (!may(actor, 'dataset.describe', { stations: dataset.stations }))
      throw notForYou('Those who answer for one of its stations describe a dataset.');
    const holders = dataset.stations.map(({ holder }) => holder);
    const own = organisationsOf(actor, 'steward');
    const by = own.find((organisation) => holders.includes(organisation)) ?? (own[0] as string);
    for (const element of elements) {
      const text = given[element];
      if (text === null) await deleteQuality(trx, id, element);
      else if (text) await putQuality(trx, { dataset: id, element, text, told_by: by, told_at: hub.now() });
    }
    const detail = { elements: elements.filter((element) => given[element] !== undefined) };
    await record(trx, {
      at: hub.now(),
      actor: `person:${actor.person}`,
      verb: 'dataset.describe',
      thing: `dataset:${id}`,
      detail,
    });
    return qualityOf(trx, id);
  });
}
