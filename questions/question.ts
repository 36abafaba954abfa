// What every question is: a schema, the columns it needs, the sums it asks for, its guards, its layout, its rules. All pure.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import type { Layout } from '@sluss/protocol/fixed-point.ts';
import type { z } from 'zod';
import type { Expression } from './expression.ts';

/** What the station must compute. Vectors follow the order of the question's layout. */
export type Work =
  /** One row of aggregates over the frame: lets (each may use earlier ones) are computed per person, then summed. */
  | { from: 'sums'; over: 'frame' | 'filter'; lets: { name: string; is: Expression }[]; sums: Expression[]; guards: Guard[] }
  /** Counts per cell: for each table the number of persons at each position 0 … size-1. `over: filter` counts before complete_on. */
  | { from: 'cells'; over: 'frame' | 'filter'; tables: { cell: Expression; size: number }[] }
  /** Several works one after the other: their vectors are joined in this order. */
  | { from: 'parts'; parts: Work[] }
  /** A brought model scores each person; `fold` adds a batch to the vector. `tags` are per-person integers by `tag` order. */
  | {
      from: 'scores';
      model: string;
      inputs: Expression[];
      tags: Expression[];
      fold: (vector: Float64Array, scores: Float64Array, tags: Int32Array[]) => void;
    };

/** A local aggregate that is checked at the station and never sent. `sums` are evaluated beside the answer's own. */
export type Guard = {
  name: string;
  sums: Expression[];
  /** The `count` largest values of an expression, largest first, padded with 0: they follow the sums in what `holds` is given. */
  largest?: { of: Expression; count: number }[];
  holds: (values: number[], frame: { n: number; k: number }) => boolean;
};

export type Surroundings = { dictionary: Dictionary; plan: Plan };

export type QuestionKind<Q extends { kind: string }> = {
  kind: Q['kind'];
  schema: z.ZodType<Q>;
  /** Ids of the variables it needs. */
  variables: (question: Q, surroundings: Surroundings) => string[];
  layout: (question: Q, surroundings: Surroundings) => Layout;
  work: (question: Q, surroundings: Surroundings) => Work;
  /** What a group of one (allowed by its own policy) may let out alone: the same layout, after the sum rules and suppression.
   * Null: never alone. Throws Refusal('too_few'). */
  alone: ((values: number[], question: Q, surroundings: Surroundings & { k: number }) => number[]) | null;
  /** The sum rule: throws Refusal('too_few') where an opened sum rests on too few persons to go on. */
  sumRule?: (values: number[], question: Q, surroundings: Surroundings & { k: number }) => void;
  /** The question with the parts that follow from earlier sums (β, centre, scale, n) replaced by null: all that can be checked
   * where no path check runs. */
  steered: (question: Q) => unknown;
};
