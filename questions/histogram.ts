// Histogram: persons per bin of the public grid. Edges come from the dictionary, never from a question.
import { identifierSchema } from '@sluss/protocol/dictionary.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { z } from 'zod';
import { mostPersons, numberOf } from './columns.ts';
import { variable } from './expression.ts';
import { mergeRuns } from './merge.ts';
import type { QuestionKind, Surroundings } from './question.ts';
import { splitRuns } from './split.ts';

export const histogramSchema = z.strictObject({
  kind: z.literal('histogram'),
  variables: z.array(identifierSchema).min(1).max(500),
});
export type HistogramQuestion = z.infer<typeof histogramSchema>;

/** In an answer that left a station alone: this bin is counted with the one before it. */
export const joined = -1;

export function edgesOf({ dictionary }: Pick<Surroundings, 'dictionary'>, id: string): number[] {
  return numberOf(dictionary, id).grid.map(Number);
}

export const histogram: QuestionKind<HistogramQuestion> = {
  kind: 'histogram',
  schema: histogramSchema,
  variables: ({ variables }) => variables,
  layout: ({ variables }, surroundings) =>
    variables.map((id) => ({ name: id, length: edgesOf(surroundings, id).length - 1, bound: mostPersons, exact: true })),
  work: ({ variables }, surroundings) => ({
    from: 'cells',
    over: 'frame',
    tables: variables.map((id) => {
      const edges = edgesOf(surroundings, id);
      return { cell: { op: 'bin', of: variable(id), edges }, size: edges.length - 1 };
    }),
  }),
  alone: (values, question, surroundings) =>
    readHistograms(values, question, surroundings).flatMap((counts) => {
      if (sum(counts) < surroundings.k) throw new Refusal('too_few', 'histogram');
      const merged: number[] = new Array(counts.length).fill(joined);
      for (const [first, last] of mergeRuns(counts.length, (a, b) => sum(counts.slice(a, b + 1)) >= surroundings.k))
        merged[first] = sum(counts.slice(first, last + 1));
      return merged;
    }),
  sumRule: (values, question, surroundings) => {
    for (const counts of readHistograms(values, question, surroundings))
      if (sum(counts.filter((count) => count !== joined)) < surroundings.k) throw new Refusal('too_few', 'histogram');
  },
  steered: (question) => question,
};

const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);

/** Counts per variable of the question, per bin. */
export function readHistograms(values: number[], { variables }: HistogramQuestion, surroundings: Surroundings): number[][] {
  return splitRuns(
    values,
    variables.map((id) => edgesOf(surroundings, id).length - 1),
  );
}
