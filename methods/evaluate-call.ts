// How a plan asks for the evaluation of a brought model, and the question that this becomes.
import { decimalSchema, identifierSchema, slugSchema } from '@sluss/protocol/dictionary.ts';
import { digestSchema } from '@sluss/protocol/documents.ts';
import { outcomeSchema } from '@sluss/questions/columns.ts';
import { modelInputSchema, type ScoresQuestion } from '@sluss/questions/scores.ts';
import { z } from 'zod';

export const evaluateSchema = z.strictObject({
  name: z.literal('evaluate@1'),
  model: digestSchema,
  inputs: z.array(modelInputSchema).min(1).max(2000),
  y: outcomeSchema,
  /** Stations whose patients the model was trained on. */
  trained_on: z.array(slugSchema).max(60),
  /** Declared partitions whose cells are reported as subgroups. */
  partitions: z.array(identifierSchema).max(10),
  thresholds: z.array(decimalSchema).max(20),
  /** Equal public score bins, a multiple of ten; 1,000 where it is not said. */
  bins: z.int().min(10).max(1000).multipleOf(10).optional(),
});
export type EvaluateCall = z.infer<typeof evaluateSchema>;

export const defaultBins = 1000;

export function questionOf(call: EvaluateCall): ScoresQuestion {
  const bins = call.bins ?? defaultBins;
  const tenths = Array.from({ length: 9 }, (_, i) => ((i + 1) * bins) / 10);
  const thresholds = call.thresholds.map((threshold) => Math.round(Number(threshold) * bins));
  const cuts = [...new Set([...tenths, ...thresholds])].sort((a, b) => a - b);
  return { kind: 'scores', model: call.model, inputs: call.inputs, y: call.y, partitions: call.partitions, bins, cuts };
}
