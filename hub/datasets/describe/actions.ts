// The yearly check of a dataset's description: who must, who has, one act that says "still true", and letters before it is too late.
import { dayOf } from '../../applications/calendar.ts';
import { organisationIfKnown, stewardsAt } from '../../organisations/actions.ts';
import type { Actor } from '../../permissions/actor.ts';
import { may } from '../../permissions/may.ts';
import { type Db, transaction } from '../../platform/database.ts';
import type { Hub } from '../../platform/hub.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { record } from '../../platform/journal.ts';
import { letterTo } from '../../platform/letter-text.ts';
import { type Posting, post } from '../../platform/letters.ts';
import { notForYou } from '../../platform/problem.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { writeDay } from '../../ui/format.ts';
import { type Dataset, datasetOf, listDatasets } from '../actions.ts';
import { insertCheck, lastChecks } from './check-store.ts';
import { type Standing, standingOf } from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export type HolderStanding = Standing & { dataset: string; holder: string };

export async function standingsOf(db: Db, now: Date, dataset?: string): Promise<HolderStanding[]> {
  return (await lastChecks(db, dataset)).map(({ dataset: id, holder, since, checked_at }) => ({
    ...{ dataset: id, holder },
    ...standingOf({ checkedAt: checked_at, since }, now),
  }));
}

/** The holders of a dataset for which the actor may say that the description is right. */
export function holdersFor(actor: Actor | null, { stations }: Dataset): string[] {
  const own = stations.filter((station) => may(actor, 'dataset.check', { stations: [station] }));
  return [...new Set(own.flatMap(({ holder }) => holder ?? []))];
}

/** Records that the description was gone through and is right, for each holder that the actor answers for. */
export async function confirmDescription(hub: Hub, actor: Actor, id: string): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const dataset = await datasetOf(trx, id);
    const holders = holdersFor(actor, dataset);
    if (holders.length === 0) throw notForYou('A holder of the data checks their description.');
    const now = hub.now();
    const known = await standingsOf(trx, now, id);
    for (const holder of holders) {
      // A second click, or a colleague's the same day, says nothing new.
      const last = known.find((one) => one.holder === holder)?.checkedAt;
      if (last && dayOf(last) === dayOf(now)) continue;
      await insertCheck(trx, { dataset: id, holder, checked_at: now });
      const entry = { at: now, actor: `person:${actor.person}`, verb: 'dataset.check', thing: `dataset:${id}` };
      await record(trx, { ...entry, detail: { holder } });
    }
  });
}

export type OwnDataset = { dataset: Dataset; standing: HolderStanding | undefined };

/** The datasets that the actor answers for, the most pressing check first. */
export async function ownDatasets(hub: Hub, actor: Actor | null): Promise<OwnDataset[]> {
  if (!actor?.memberships.some(({ role }) => role === 'steward')) return [];
  const [datasets, standings] = await Promise.all([listDatasets(hub), standingsOf(hub.db, hub.now())]);
  const first = (one: Dataset) =>
    standings.find(({ dataset, holder }) => dataset === one.id && holdersFor(actor, one).includes(holder));
  return datasets
    .filter((dataset) => may(actor, 'dataset.describe', { stations: dataset.stations }))
    .filter((dataset) => holdersFor(actor, dataset).length > 0)
    .map((dataset) => ({ dataset, standing: first(dataset) }))
    .sort((a, b) => ((a.standing?.due ?? '') < (b.standing?.due ?? '') ? -1 : 1));
}

/** To each holder's stewards, a month before and once when it is late. */
async function remind(hub: Hub): Promise<void> {
  const due = (await standingsOf(hub.db, hub.now())).filter(({ state }) => state !== 'fresh');
  const letters = await Promise.all(due.map((standing) => lettersAbout(hub, standing)));
  await post(hub, letters.flat());
}

async function lettersAbout(hub: Hub, { dataset: id, holder, due, state }: HolderStanding): Promise<Posting[]> {
  const { dictionary, stations } = await datasetOf(hub, id);
  const organisation = await organisationIfKnown(hub.db, holder);
  const own = stations.filter((station) => station.holder === holder);
  const readers = await stewardsAt(
    hub.db,
    holder,
    own.map((station) => station.id),
  );
  const kind = state === 'late' ? 'late' : 'soon';
  // Titles and days are written otherwise in each language; the rest is the same.
  const wordsIn = (language: Language, text: typeof sv) => ({
    subject: text[`letterSubject_${kind}`],
    text: fill(text[`letter_${kind}`], { title: dictionary.title[language], day: writeDay(due, language) }),
  });
  const words = { sv: wordsIn('sv', sv), en: wordsIn('en', en) };
  return readers.map(({ person, email, language }) => {
    const values = { holder: organisation?.name ?? holder, link: `${hub.config.origin}/datasets/${id}#verified` };
    const letter = letterTo({ email, language }, words, values);
    return { key: `description-check:${id}:${holder}:${due}:${kind}:${person}`, about: `dataset:${id}`, person, letter };
  });
}

export const describeJobs: Jobs = { 'remind-description-checks': remind };
export const describeCrontab = ['41 5 * * * remind-description-checks'];
