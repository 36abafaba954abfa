// A model's card: what stands beside the ONNX file, so that others know what to feed it with and what its score means.
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { digestSchema } from '@sluss/protocol/documents.ts';
import { outcomeSchema } from '@sluss/questions/columns.ts';
import { modelInputSchema } from '@sluss/questions/scores.ts';
import { z } from 'zod';
import { type EvaluateCall, evaluateSchema } from './evaluate-call.ts';

export const cardSchema = z.strictObject({
  title: z.string().min(1).max(200),
  digest: digestSchema,
  /** In the order of the model's input columns, as the method evaluate@1 takes them. */
  inputs: z.array(modelInputSchema).min(1).max(2000),
  /** The score is the probability of these levels. */
  outcome: outcomeSchema,
  /** Stations whose persons it was made from: reported apart, never as external evidence. Empty: none of them. */
  trained_on: z.array(slugSchema).max(60),
});
export type Card = z.infer<typeof cardSchema>;

/** The method call of a plan that evaluates the model. An error where thresholds or partitions do not fit. */
export function evaluationOf(
  card: Card,
  asked: { partitions: string[]; thresholds: string[] },
): z.ZodSafeParseResult<EvaluateCall> {
  const { digest, inputs, outcome, trained_on } = card;
  return evaluateSchema.safeParse({ name: 'evaluate@1', model: digest, inputs, y: outcome, trained_on, ...asked });
}
