// Turns a released logistic regression into a model that any station can score, with its card.

import { type Card, cardSchema } from '@sluss/methods/model-card.ts';
import { digest } from '@sluss/protocol/canonical.ts';
import { outcomeSchema } from '@sluss/questions/columns.ts';
import { z } from 'zod';
import { logisticModel } from './logistic-model.ts';

const termSchema = z.object({ variable: z.string().nullable(), level: z.string().nullable(), estimate: z.number() });
/** What of a result of logistic@1 is needed here. */
export const fitSchema = z.object({
  state: z.string(),
  message: z.object({ en: z.string() }).nullable(),
  ratio: z.literal('odds'),
  outcome: outcomeSchema,
  terms: z.array(termSchema),
});
export type Fit = z.infer<typeof fitSchema>;

/** All logistic regressions somewhere in a JSON value: a result by itself, or a whole study. */
export function fitsIn(value: unknown): Fit[] {
  const fit = fitSchema.safeParse(value);
  if (fit.success) return [fit.data];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(fitsIn) : [];
}

/** Throws Error where the fit has no estimates. */
export function modelOf(
  fit: Fit,
  { title, trainedOn }: { title: string; trainedOn: string[] },
): { bytes: Uint8Array; card: Card } {
  const [intercept, ...terms] = fit.terms;
  if (!intercept || intercept.variable !== null)
    throw new Error(`The regression has no estimates: ${fit.message?.en ?? fit.state}`);
  const bytes = logisticModel({ intercept: intercept.estimate, coefficients: terms.map((term) => term.estimate), title });
  const card = cardSchema.parse({
    title,
    digest: digest(bytes),
    inputs: terms.map(({ variable, level }) => (level === null ? { variable } : { variable, level })),
    outcome: fit.outcome,
    trained_on: trainedOn,
  });
  return { bytes, card };
}
