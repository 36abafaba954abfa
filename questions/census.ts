// Census: round 0 of every plan. How many persons the frame has, how many the filter, what is missing, how large each level is.
import { Refusal } from '@sluss/protocol/refusal.ts';
import { z } from 'zod';
import { categoryOf, mostPersons } from './columns.ts';
import { constant, type Expression, multiply, subtract } from './expression.ts';
import type { QuestionKind, Surroundings } from './question.ts';
import { splitRuns } from './split.ts';

export const censusSchema = z.strictObject({ kind: z.literal('census') });
export type CensusQuestion = z.infer<typeof censusSchema>;

export type Census = {
  n: number;
  /** Persons inside the filter, complete or not. */
  inFilter: number;
  /** Persons inside the filter with a value in all of complete_on: those of the frame, and those that ledgers left out of it. */
  complete: number;
  /** Per variable of complete_on: persons inside the filter without a value. */
  missing: Record<string, number>;
  /** Per category variable of complete_on: persons of the frame per level, in dictionary order. */
  levels: Record<string, number[]>;
};

function categories({ plan, dictionary }: Surroundings) {
  return plan.complete_on
    .filter((id) => dictionary.variables.some((variable) => variable.id === id && variable.type === 'category'))
    .map((id) => categoryOf(dictionary, id));
}

const missing = (id: string): Expression => ({ op: 'missing', id });

/** 1 where a person has a value in each of these, else 0. */
const complete = (ids: string[]): Expression =>
  ids.map((id) => subtract(constant(1), missing(id))).reduce((all, one) => multiply(all, one), constant(1));

export const census: QuestionKind<CensusQuestion> = {
  kind: 'census',
  schema: censusSchema,
  variables: (_question, { plan }) => plan.complete_on,
  layout: (_question, surroundings) => [
    { name: 'n', length: 1, bound: mostPersons, exact: true },
    ...categories(surroundings).map(({ id, levels }) => ({
      name: `levels of ${id}`,
      length: levels.length,
      bound: mostPersons,
      exact: true,
    })),
    { name: 'in filter', length: 1, bound: mostPersons, exact: true },
    { name: 'complete', length: 1, bound: mostPersons, exact: true },
    { name: 'missing', length: surroundings.plan.complete_on.length, bound: mostPersons, exact: true },
  ],
  work: (_question, surroundings) => ({
    from: 'parts',
    parts: [
      {
        from: 'sums',
        over: 'frame',
        lets: [],
        sums: [
          constant(1),
          ...categories(surroundings).flatMap(({ id, levels }) =>
            levels.map((_level, i) => ({ op: 'is' as const, id, levels: [i] })),
          ),
        ],
        guards: [],
      },
      {
        from: 'sums',
        over: 'filter',
        lets: [],
        sums: [constant(1), complete(surroundings.plan.complete_on), ...surroundings.plan.complete_on.map(missing)],
        guards: [],
      },
    ],
  }),
  alone: null,
  sumRule: ([n = 0], _question, { k }) => {
    if (n < k) throw new Refusal('too_few', `the frame has ${n} persons`);
  },
  steered: (question) => question,
};

export function readCensus(values: number[], surroundings: Surroundings): Census {
  const { plan } = surroundings;
  const found = categories(surroundings);
  const runs = splitRuns(values, [1, ...found.map(({ levels }) => levels.length), 2, plan.complete_on.length]);
  const [[n = 0] = [], ...rest] = runs;
  const [[inFilter = 0, complete = 0] = [], missing = []] = rest.slice(found.length);
  return {
    n,
    inFilter,
    complete,
    missing: Object.fromEntries(plan.complete_on.map((id, i) => [id, missing[i] ?? 0])),
    levels: Object.fromEntries(found.map(({ id }, i) => [id, rest[i] ?? []])),
  };
}
