// Finding datasets: by words, by variable, by holder, by place. Each filter narrows what the others leave.
import type { Dictionary, Variable } from '@sluss/protocol/dictionary.ts';
import { listOrganisations, type Organisation } from '../organisations/actions.ts';
import type { Hub } from '../platform/hub.ts';
import { type Dataset, listDatasets } from './actions.ts';
import { folded, nearWords } from './near-words.ts';
import { personsByDataset } from './profile-store.ts';
import { isPhrase, meansTheSame, type Wider, widerThanIt, wordsLeadingTo } from './synonyms.ts';
import { knownWords, type Match, rowsWith, rowsWithSame, wordsToFind } from './words-store.ts';

export type Search = {
  q: string;
  variable: string;
  /** An organisation's id. */
  holder: string;
  /** Two digits: a Swedish region. Two letters: a country. `outside`: not Sweden. */
  place: string;
};

export type Hit = {
  /** Rounded, as far as stations have told. */
  persons: number | undefined;
  dataset: Dataset;
  holders: Organisation[];
  /** Variables that hold one of the words. */
  found: Variable[];
  rank: number;
};
export type Counted = { id: string; count: number };
export type Found = {
  hits: Hit[];
  /** All that there is, without any filter. */
  all: Dataset[];
  /** How many datasets each choice would leave, the other filters kept. */
  holders: (Counted & { name: string; place: string })[];
  places: Counted[];
  /** Where nothing was found: the same search with a word changed to one that is known. */
  near: string[];
  /** Where nothing is about a word: what is looked for in its stead, and said to be wider. */
  wider: { word: string; by: Wider }[];
};

const mostWords = 8;
export const wordsIn = (text: string) => [...new Set(text.split(/[\s,;"'()]+/).filter(Boolean))].slice(0, mostWords);
/** Words, or the phrase that all of them are. */
const termsIn = (text: string) => (isPhrase(text.trim()) ? [text.trim()] : wordsIn(text));

export async function findDatasets(hub: Hub, search: Search): Promise<Found> {
  const [datasets, organisations, persons] = await Promise.all([
    listDatasets(hub),
    listOrganisations(hub),
    personsByDataset(hub.db),
  ]);
  const known = new Map(organisations.map((one) => [one.id, one]));
  const all = datasets.map((dataset): Hit => {
    const ids = [...new Set(dataset.stations.map(({ holder }) => holder))];
    return {
      dataset,
      holders: ids.flatMap((id) => known.get(id ?? '') ?? []),
      persons: persons.get(dataset.id),
      found: [],
      rank: 0,
    };
  });
  const [words = [], variableWords = []] = await Promise.all(
    [search.q, search.variable].map((text) => wordsToFind(hub.db, termsIn(text))),
  );
  let worded = await narrow(hub, await narrow(hub, all, words, 'all'), variableWords, 'variables');
  const wider = worded.length > 0 ? [] : widerWords([...words, ...variableWords]);
  if (wider.length > 0) {
    const instead = (word: string) => wider.find((one) => one.word === word)?.by.sv ?? word;
    const told = await narrow(hub, all, words.map(instead), 'all');
    worded = await narrow(hub, told, variableWords.map(instead), 'variables');
  }
  const byHolder = worded.filter((hit) => isHolder(hit, search.holder));
  const hits = byHolder.filter((hit) => isAt(hit, search.place));
  hits.sort((a, b) => b.rank - a.rank || (a.dataset.id < b.dataset.id ? -1 : 1));
  const near = hits.length === 0 && all.length > 0 ? await nearSearches(hub, search, all) : [];
  const atPlace = worded.filter((hit) => isAt(hit, search.place));
  return {
    hits,
    all: datasets,
    holders: countHolders(atPlace),
    places: countPlaces(byHolder),
    near,
    wider: hits.length > 0 ? wider : [],
  };
}

function widerWords(words: string[]): Found['wider'] {
  return words.flatMap((word) => {
    const by = widerThanIt(word);
    return by ? [{ word, by }] : [];
  });
}

/** What holds the word, and after it what holds another one for the same. */
async function matchesOf(hub: Hub, word: string): Promise<Match[]> {
  const [own, same] = await Promise.all([rowsWith(hub.db, word), rowsWithSame(hub.db, meansTheSame(word))]);
  const known = new Set(own.map(({ dataset, variable }) => `${dataset} ${variable}`));
  return [...own, ...same.filter(({ dataset, variable }) => !known.has(`${dataset} ${variable}`))];
}

/** Those where each word is found somewhere: in the dataset's own words, in a variable, in whose it is. */
async function narrow(hub: Hub, hits: Hit[], words: string[], where: 'all' | 'variables'): Promise<Hit[]> {
  let left = hits;
  for (const word of words) {
    const rows = Map.groupBy(
      (await matchesOf(hub, word)).filter(({ variable }) => where === 'all' || variable !== ''),
      ({ dataset }) => dataset,
    );
    left = left.flatMap((hit) => {
      const own = rows.get(hit.dataset.id) ?? [];
      const names = where === 'all' ? [...hit.holders, ...hit.dataset.stations.map(({ title }) => ({ name: title }))] : [];
      const named = names.some(({ name }) => folded(name).includes(folded(word)));
      if (own.length === 0 && !named) return [];
      const ids = new Set([...hit.found.map(({ id }) => id), ...own.map(({ variable }) => variable)]);
      const rank = Math.max(0, ...own.map((row) => row.rank)) + (named ? 0.1 : 0);
      return [{ ...hit, rank: hit.rank + rank, found: hit.dataset.dictionary.variables.filter(({ id }) => ids.has(id)) }];
    });
  }
  return left;
}

const isHolder = (hit: Hit, id: string) => id === '' || hit.holders.some((holder) => holder.id === id);

/** Where a holder is: its region in Sweden, else its country. */
export const placeOf = ({ country, region }: Pick<Organisation, 'country' | 'region'>) =>
  country === 'SE' ? (region ?? 'SE') : country;

function isAt(hit: Hit, place: string): boolean {
  return (
    place === '' ||
    hit.holders.some((holder) =>
      place === 'outside' ? holder.country !== 'SE' : holder.country === place || placeOf(holder) === place,
    )
  );
}

function count(ids: string[][]): Counted[] {
  const counts = new Map<string, number>();
  for (const id of ids.flatMap((one) => [...new Set(one)])) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([id, found]) => ({ id, count: found }));
}

function countHolders(hits: Hit[]) {
  const known = new Map(hits.flatMap(({ holders }) => holders.map((holder) => [holder.id, holder] as const)));
  return count(hits.map(({ holders }) => holders.map(({ id }) => id)))
    .flatMap((one) => {
      const holder = known.get(one.id);
      return holder ? [{ ...one, name: holder.name, place: placeOf(holder) }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function countPlaces(hits: Hit[]): Counted[] {
  const part = ({ country }: Organisation) => (country === 'SE' ? 'SE' : 'outside');
  return count(hits.map(({ holders }) => holders.flatMap((holder) => [placeOf(holder), part(holder)])));
}

/** The words as typed, but for one that is like a known one. */
async function nearSearches(hub: Hub, search: Search, all: Hit[]): Promise<string[]> {
  const text = search.q || search.variable;
  const names = all.flatMap(({ holders }) => holders.flatMap(({ name }) => wordsIn(folded(name))));
  const indexed = await knownWords(hub.db);
  const words = [...wordsLeadingTo(new Set(indexed)), ...spelled(all), ...names, ...indexed];
  const known = [...new Map(words.toReversed().map((word) => [folded(word), word])).values()];
  return [
    ...new Set(
      wordsIn(text)
        .slice(0, 3)
        .flatMap((word) => nearWords(word, known).map((near) => text.replace(word, () => near))),
    ),
  ].slice(0, 5);
}

/** Words as they are spelled in titles, so that a suggestion reads as a word and not folded. */
function spelled(all: Hit[]): string[] {
  const texts = ({ title, variables }: Dictionary) => [title, ...variables.map((variable) => variable.title)];
  return all.flatMap(({ dataset }) => texts(dataset.dictionary).flatMap(({ sv, en }) => wordsIn(`${sv} ${en}`.toLowerCase())));
}
