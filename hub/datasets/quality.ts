// The verbs on what holders tell of a dataset: more about it, words to find it by, and the elements of the label of quality and utility.
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { type Actor, organisationsOf } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { type Db, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, Problem } from '../platform/problem.ts';
import { type Dataset, datasetOf } from './actions.ts';
import type { BothLanguages, Element } from './quality-store.ts';
import * as store from './quality-store.ts';
import { indexDataset } from './words-store.ts';

export type { BothLanguages, Element } from './quality-store.ts';
/** Regulation (EU) 2025/327 art. 78(3)(a) to (f). */
export const elements = ['a', 'b', 'c', 'd', 'e', 'f'] as const satisfies Element[];
/** Everything that may be told. */
export const told = ['about', 'keywords', ...elements] as const satisfies Element[];
export type Told = { text: BothLanguages; by: string; at: Date };
export type Quality = Partial<Record<Element, Told>>;
export type Given = Partial<Record<Element, BothLanguages | null>>;

export async function qualityOf(db: Db, dataset: string): Promise<Quality> {
  const rows = await store.qualityOf(db, dataset);
  return Object.fromEntries(rows.map(({ element, text, told_by, told_at }) => [element, { text, by: told_by, at: told_at }]));
}

/** How one who changes a text says what they have seen there. */
export function versionOf(text: BothLanguages | undefined): string {
  return digest(canonicalBytes(text ? [text.sv, text.en] : ['', '']));
}
export type Seen = Partial<Record<Element, string>>;

/** A steward of one of the stations, or an advisor of the hub, tells or takes back (null; empty in both languages); what is not given
 * stays. `seen`: the version of each text that the actor began with: what they left as it was stays as others have made it by now, and
 * where both have changed the same, nothing is changed. */
export async function describeQuality(hub: Hub, actor: Actor, id: string, given: Given, seen: Seen = {}): Promise<Quality> {
  return transaction(hub.db, async (trx) => {
    const dataset = await datasetOf(trx, id);
    if (!may(actor, 'dataset.describe', { stations: dataset.stations }))
      throw notForYou('Those who answer for one of its stations describe a dataset.');
    await store.lockDataset(trx, id);
    const before = await qualityOf(trx, id);
    const changed = told.filter(
      (element) => differs(given[element], before[element]?.text) && versionOf(given[element] ?? undefined) !== seen[element],
    );
    const both = changed.filter((element) => (seen[element] ?? '') !== '' && seen[element] !== versionOf(before[element]?.text));
    if (both.length > 0)
      throw new Problem(409, 'description-changed', 'Somebody else has changed the same since you opened it.', {
        elements: both,
      });
    for (const element of changed) {
      const text = given[element];
      if (!text || isEmpty(text)) await store.deleteQuality(trx, id, element);
      else await store.putQuality(trx, { dataset: id, element, text, told_by: speakerOf(actor, dataset), told_at: hub.now() });
    }
    if (changed.length === 0) return before;
    await indexDataset(trx, id);
    await record(trx, {
      at: hub.now(),
      actor: `person:${actor.person}`,
      verb: 'dataset.describe',
      thing: `dataset:${id}`,
      detail: { elements: changed },
    });
    return qualityOf(trx, id);
  });
}

const isEmpty = ({ sv, en }: BothLanguages) => sv === '' && en === '';

function differs(given: BothLanguages | null | undefined, before: BothLanguages | undefined): boolean {
  if (given === undefined) return false;
  if (given === null || isEmpty(given)) return before !== undefined;
  return given.sv !== before?.sv || given.en !== before?.en;
}

/** For which organisation the actor tells: a holder of the data, else the hub that they advise for. */
export function speakerOf(actor: Actor, { stations }: Dataset): string {
  const [own, advised] = [organisationsOf(actor, 'steward'), organisationsOf(actor, 'advisor')];
  const holder = own.find((organisation) => stations.some((station) => station.holder === organisation));
  return (holder ?? advised[0] ?? own[0]) as string;
}
