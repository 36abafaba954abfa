// Describe: who is in the frame. Size, missing values, means, spreads, quantiles from safe bins, levels.
import { identifierSchema } from '@sluss/protocol/dictionary.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import type { Question } from '@sluss/questions/catalogue.ts';
import { rangeOf } from '@sluss/questions/columns.ts';
import { edgesOf, readHistograms } from '@sluss/questions/histogram.ts';
import { mergeRuns } from '@sluss/questions/merge.ts';
import { readMoments } from '@sluss/questions/moments.ts';
import { mergeOrderedLevels, suppressList } from '@sluss/questions/suppression.ts';
import { z } from 'zod';
import type { Conversation, Method, MethodContext, ReleaseContext } from './method.ts';
import { needed } from './regression.ts';
import { gridStep, releaseCount, sizeTellsMissing, toDigits, toGrid } from './release.ts';

export const describeSchema = z.strictObject({
  name: z.literal('describe@1'),
  variables: z.array(identifierSchema).min(1).max(100),
});
export type DescribeCall = z.infer<typeof describeSchema>;

export type NumberSummary = { variable: string; mean: number; sd: number; edges: number[]; counts: number[] };
export type DescribeResult = { numbers: NumberSummary[]; categories: { variable: string; counts: number[] }[] };

function numbersOf(call: DescribeCall, { dictionary }: Pick<MethodContext, 'dictionary'>): string[] {
  return call.variables.filter((id) => dictionary.variables.find((variable) => variable.id === id)?.type === 'number');
}

function* converse(call: DescribeCall, context: MethodContext): Conversation<DescribeResult> {
  const { census, dictionary } = context;
  const numbers = numbersOf(call, context);
  const categories = call.variables
    .filter((id) => !numbers.includes(id))
    .map((variable) => ({ variable, counts: census.levels[variable] ?? [] }));
  if (numbers.length === 0) return { numbers: [], categories };
  const moments = { kind: 'moments' as const, variables: numbers, n: census.n };
  const histogram = { kind: 'histogram' as const, variables: numbers };
  const questions: Question[] = [moments, histogram];
  const [sums = [], bins = []] = needed(yield { scope: 'all', questions });
  const found = readMoments(sums, moments);
  const counts = readHistograms(bins, histogram, context);
  return {
    numbers: numbers.map((variable, i) => {
      const { mean, sd } = found[i] as { mean: number; sd: number };
      const { mid, half } = rangeOf(dictionary, variable);
      // The sample standard deviation, with n − 1.
      const spread = half * sd * Math.sqrt(census.n / (census.n - 1));
      return { variable, mean: mid + half * mean, sd: spread, edges: edgesOf(context, variable), counts: counts[i] as number[] };
    }),
    categories,
  };
}

export type Quantile = { share: number; value: number; low: number; high: number };

/** Quantiles by interpolation inside safe bins, only where k persons lie on either side. */
export function quantilesOf(bins: { from: number; to: number; count: number }[], k: number): Quantile[] {
  const n = bins.reduce((sum, { count }) => sum + count, 0);
  return [0.05, 0.25, 0.5, 0.75, 0.95].flatMap((share): Quantile[] => {
    if (n * Math.min(share, 1 - share) < k) return [];
    let below = 0;
    for (const { from, to, count } of bins) {
      if (below + count >= share * n) {
        const value = from + ((share * n - below) / count) * (to - from);
        return [{ share, value: toDigits(value, 3), low: from, high: to }];
      }
      below += count;
    }
    return [];
  });
}

/** Bins after which a declared partition of the same variable cuts: told bins must not cross them, or the difference of two counts
 * at neighbouring cuts could be below k. */
function cutsOf(id: string, edges: number[], { plan }: ReleaseContext): number[] {
  const conditions = plan.partitions
    .filter((partition) => partition.variable === id)
    .flatMap(({ cells }) => cells.map(({ condition }) => condition));
  const ends = conditions.flatMap((condition) => ('to' in condition ? [edges.indexOf(Number(condition.to))] : []));
  return [...new Set(ends)].filter((end) => end > 0 && end < edges.length - 1).sort((a, b) => a - b);
}

/** Safe runs of bins that cross no cut; cuts that leave an unsafe stretch are given up. */
export function runsWithin(cuts: number[], length: number, safe: (first: number, last: number) => boolean): [number, number][] {
  const ends = [0, ...cuts, length];
  const stretches = mergeRuns(ends.length - 1, (first, last) => safe(ends[first] as number, (ends[last + 1] as number) - 1));
  return stretches.flatMap(([first, last]) => {
    const from = ends[first] as number;
    const size = (ends[last + 1] as number) - from;
    return mergeRuns(size, (a, b) => safe(from + a, from + b)).map(([a, b]): [number, number] => [from + a, from + b]);
  });
}

/** Only the bins inside the plan's own filter on the variable: whoever reads the plan knows that the others are empty, and joined
 * with them a told bin would reach where nobody is. */
function insideFilter({ variable, edges, counts }: NumberSummary, { plan }: ReleaseContext) {
  const own = plan.filter.find((condition) => condition.variable === variable);
  if (!own || !('from' in own)) return { edges, counts };
  const [first, last] = [edges.indexOf(Number(own.from)), edges.indexOf(Number(own.to))];
  return { edges: edges.slice(first, last + 1), counts: counts.slice(first, last) };
}

function releaseNumber(summary: NumberSummary, context: ReleaseContext) {
  const { variable, mean, sd } = summary;
  const { edges, counts } = insideFilter(summary, context);
  const { census, k, profile } = context;
  const blurred = profile === 'rounded';
  const sum = (first: number, last: number) => counts.slice(first, last + 1).reduce((total, count) => total + count, 0);
  const runs = runsWithin(cutsOf(variable, edges, context), counts.length, (first, last) => sum(first, last) >= k);
  const bins = runs.map(([first, last]) => ({
    from: edges[first] as number,
    to: edges[last + 1] as number,
    count: sum(first, last),
  }));
  return {
    variable,
    mean: blurred && sd > 0 ? toGrid(mean, gridStep(sd / Math.sqrt(census.n))) : mean,
    sd: blurred && sd > 0 ? toGrid(sd, gridStep(sd / Math.sqrt(2 * census.n))) : sd,
    quantiles: quantilesOf(bins, k),
    bins: bins.map((bin) => ({ ...bin, count: releaseCount(bin.count, context) })),
  };
}

/** Levels with their counts; adjacent levels of an ordered category joined first, then small ones hidden. */
function releaseCategory(variable: string, counts: number[], context: ReleaseContext) {
  const { dictionary, k } = context;
  const found = dictionary.variables.find(({ id }) => id === variable);
  if (found?.type !== 'category') throw new Refusal('malformed', variable);
  const runs = found.ordered ? mergeOrderedLevels(counts, k) : counts.map((_count, i): [number, number] => [i, i]);
  const joined = runs.map(([first, last]) => counts.slice(first, last + 1).reduce((a, b) => a + b, 0));
  const safe = suppressList(joined, k);
  return {
    variable,
    levels: runs.map(([first, last], i) => {
      const count = safe[i] ?? null;
      return {
        levels: found.levels.slice(first, last + 1).map(({ id }) => id),
        count: count === null ? null : releaseCount(count, context),
      };
    }),
  };
}

/** The frame as people may see it: missing counts below k (0 too) are not told. */
export function releaseCensus(context: ReleaseContext) {
  const { census, k } = context;
  return {
    n: releaseCount(census.n, context),
    inFilter: census.inFilter,
    rounded: sizeTellsMissing(census, k),
    missing: Object.entries(census.missing).map(([variable, count]) => ({ variable, count: count < k ? null : count })),
  };
}

export const describe: Method<DescribeCall, DescribeResult> = {
  name: 'describe@1',
  title: { sv: 'Beskrivning', en: 'Description' },
  about: {
    sv: 'Vilka personerna är: antal, medelvärden, fördelningar.',
    en: 'Who the persons are: numbers, means, distributions.',
  },
  schema: describeSchema,
  variables: (call) => call.variables,
  check: (call, { dictionary }) => {
    if (new Set(call.variables).size !== call.variables.length) throw new Refusal('malformed', 'a variable stands twice');
    for (const id of call.variables)
      if (!dictionary.variables.some((variable) => variable.id === id))
        throw new Refusal('malformed', `${id} is not in the dictionary`);
  },
  converse,
  templates: (call, context) => {
    const variables = numbersOf(call, context);
    if (variables.length === 0) return [];
    return [
      {
        scope: 'all',
        questions: [
          { kind: 'moments', variables, n: null },
          { kind: 'histogram', variables },
        ],
        atMost: 1,
      },
    ];
  },
  release: (result, _call, context) => ({
    frame: releaseCensus(context),
    numbers: result.numbers.map((summary) => releaseNumber(summary, context)),
    categories: result.categories.map(({ variable, counts }) => releaseCategory(variable, counts, context)),
  }),
};
