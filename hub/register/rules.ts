// How the public register is searched: by words, data, purpose, year, and whether something came of it. Pure.
export type Query = { words: string; dataset: string; purpose: string; year: string; outcome: '' | 'results'; page: number };
type Entry = {
  reference: string;
  title: string;
  summary: string;
  organisation: string;
  datasets: string[];
  purpose: string;
  submitted: string;
  results: { summary: Record<'sv' | 'en', string> }[];
};

export const perPage = 20;

/** Without case and marks: who writes "hjarta" finds "hjärta". */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export function found<T extends Entry>(entries: T[], query: Query, titleOf: (dataset: string) => string): T[] {
  const words = plain(query.words).split(/\s+/).filter(Boolean);
  return entries.filter((one) => {
    const text = plain(
      [
        ...[one.reference, one.title, one.summary, one.organisation, ...one.datasets.map(titleOf), ...one.datasets],
        ...one.results.flatMap(({ summary }) => [summary.sv, summary.en]),
      ].join(' '),
    );
    return (
      words.every((word) => text.includes(word)) &&
      (!query.dataset || one.datasets.includes(query.dataset)) &&
      (!query.outcome || one.results.length > 0) &&
      (!query.purpose || one.purpose === query.purpose) &&
      (!query.year || one.submitted.startsWith(query.year))
    );
  });
}

export function pageOf<T>(entries: T[], page: number): { shown: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(entries.length / perPage));
  const here = Math.min(Math.max(1, page), pages);
  return { shown: entries.slice((here - 1) * perPage, here * perPage), page: here, pages };
}
