// Score bins and subgroups that may be told: each holds k persons of either outcome.
import { mergeRuns } from './merge.ts';
import { addBins, type ScoreBins, totals } from './score-summary.ts';

/** Bins without and with events, joined until each holds k of both: bounds are positions, ascending from 0 to the number of bins. */
export type SafeBin = { from: number; to: number; none: number; events: number; score: number };

export function safeBins(bins: ScoreBins, cuts: number[], k: number): SafeBin[] {
  const edges = [0, ...cuts, bins.none.length];
  const over = (counts: number[], from: number, to: number) => counts.slice(from, to).reduce((a, b) => a + b, 0);
  const at = (first: number, last: number) => [edges[first] as number, edges[last + 1] as number] as const;
  return mergeRuns(
    edges.length - 1,
    (first, last) => over(bins.none, ...at(first, last)) >= k && over(bins.events, ...at(first, last)) >= k,
  ).map(([first, last]) => {
    const [from, to] = at(first, last);
    return { from, to, none: over(bins.none, from, to), events: over(bins.events, from, to), score: over(bins.score, from, to) };
  });
}

export function bothSafe(bins: ScoreBins, k: number): boolean {
  const { n, events } = totals(bins);
  return events >= k && n - events >= k;
}

/** Runs of a partition's cells that may be told of every one of these groups: neighbours joined where the cells are ordered; else the
 * unsafe ones left out, with the smallest other where what is left out could be solved. Empty where nothing can be told. */
export function safeRuns(groups: ScoreBins[][], ordered: boolean, k: number): [number, number][] {
  const size = groups[0]?.length ?? 0;
  const safe = (cells: number[]) => groups.every((group) => bothSafe(addBins(cells.map((i) => group[i] as ScoreBins)), k));
  if (ordered) {
    const runs = mergeRuns(size, (first, last) => safe(Array.from({ length: last - first + 1 }, (_, i) => first + i)));
    return runs.length > 1 ? runs : [];
  }
  const persons = (i: number) => groups.reduce((sum, group) => sum + totals(group[i] as ScoreBins).n, 0);
  const bySize = Array.from({ length: size }, (_, i) => i).sort((a, b) => persons(a) - persons(b));
  const left = new Set(bySize.filter((i) => !safe([i])));
  const solvable = () => left.size === 1 || (left.size > 1 && !safe([...left]));
  for (const i of bySize) if (solvable()) left.add(i);
  return bySize
    .filter((i) => !left.has(i))
    .sort((a, b) => a - b)
    .map((i) => [i, i]);
}
