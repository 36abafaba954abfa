// Moments: Σu and Σu² of number variables, u = (x − mid)/half of the public range. Costs and incomes obey the dominance rule.
import { identifierSchema } from '@sluss/protocol/dictionary.ts';
import { z } from 'zod';
import { numberOf, unitOf } from './columns.ts';
import { multiply, named, variable } from './expression.ts';
import type { Guard, QuestionKind } from './question.ts';

export const momentsSchema = z.strictObject({
  kind: z.literal('moments'),
  variables: z.array(identifierSchema).min(1).max(500),
  /** Persons of the frame, from the census: no sum can be larger. */
  n: z.int().min(1),
});
export type MomentsQuestion = z.infer<typeof momentsSchema>;

/** (2, 85 %) dominance and p% = 10 on |x| (Hundepool et al., Handbook on Statistical Disclosure Control, ch. 4): nobody's two
 * largest amounts make up nearly all, and nobody can estimate the largest to within 10 % from the sum and his own. */
export function dominance(id: string): Guard {
  return {
    name: `dominance of ${id}`,
    sums: [{ op: 'abs', of: variable(id) }],
    largest: [{ of: { op: 'abs', of: variable(id) }, count: 2 }],
    holds: ([total = 0, first = 0, second = 0]) => first + second <= 0.85 * total && total - first - second >= 0.1 * first,
  };
}

export const moments: QuestionKind<MomentsQuestion> = {
  kind: 'moments',
  schema: momentsSchema,
  variables: ({ variables }) => variables,
  layout: ({ variables, n }) => [
    { name: 'sum of u', length: variables.length, bound: n },
    { name: 'sum of u²', length: variables.length, bound: n },
  ],
  work: ({ variables }, { dictionary }) => ({
    from: 'sums',
    over: 'frame',
    lets: variables.map((id, i) => ({ name: `u${i}`, is: unitOf(dictionary, id) })),
    sums: [...variables.map((_id, i) => named(`u${i}`)), ...variables.map((_id, i) => multiply(named(`u${i}`), named(`u${i}`)))],
    guards: variables.filter((id) => numberOf(dictionary, id).magnitude).map(dominance),
  }),
  alone: null,
  steered: (question) => ({ ...question, n: null }),
};

/** Mean and (population) standard deviation of u, per variable. A variance below what the fixed point can tell from 0 is 0. */
export function readMoments(values: number[], { variables, n }: MomentsQuestion): { mean: number; sd: number }[] {
  return variables.map((_id, i) => {
    const mean = (values[i] as number) / n;
    const variance = (values[variables.length + i] as number) / n - mean * mean;
    return { mean, sd: variance > 1e-12 ? Math.sqrt(variance) : 0 };
  });
}
