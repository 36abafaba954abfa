// What every method is: a conversation of questions that ends in a result. Generators, run by replay at the hub and, as the
// path check, at every station. Pure: the same sums give the same next question, byte for byte.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import type { Scope } from '@sluss/protocol/scope.ts';
import type { Question } from '@sluss/questions/catalogue.ts';
import type { Census } from '@sluss/questions/census.ts';
import type { z } from 'zod';

/** One round: questions put together to one scope, answered by one vector (their layouts one after the other). */
export type Round = { scope: Scope; questions: Question[] };
/** The opened sums of a round, per question, decoded to numbers. At a station: undefined where it may not see them. */
export type Answers = number[][];

export type { Census };

export type MethodContext = { plan: Plan; dictionary: Dictionary; census: Census; k: number };

export type Conversation<R> = Generator<Round, R, Answers | undefined>;

export type ReleaseProfile = 'rounded' | 'exact';
export type ReleaseContext = MethodContext & { profile: ReleaseProfile };

export type Method<Call, Result> = {
  /** e.g. "logistic@1": name and version as permits and plans carry them. */
  name: string;
  title: { sv: string; en: string };
  /** One plain sentence: what it tells you. */
  about: { sv: string; en: string };
  schema: z.ZodType<Call>;
  /** Variables it uses: must be permitted, and (the frozen frame) in complete_on. */
  variables: (call: Call) => string[];
  /** Extra rules that the plan must fulfil; throws Refusal('malformed'|'not_permitted'). */
  check?: (call: Call, context: { plan: Plan; dictionary: Dictionary }) => void;
  /** Brought models it uses: must be permitted. */
  models?: (call: Call) => string[];
  /** The rules that the census must fulfil before the plan goes on; throws Refusal('too_few'). */
  checkCensus?: (call: Call, context: MethodContext) => void;
  converse: (call: Call, context: MethodContext) => Conversation<Result>;
  /** Every round it may ask, with what follows from earlier sums left out (`steered`): what a station checks where no path check
   * can run, because the scope has three stations only. At most `atMost` rounds fit each template. */
  templates: (
    call: Call,
    context: { plan: Plan; dictionary: Dictionary },
  ) => { scope: Scope; questions: unknown[]; atMost: number }[];
  /** What a person may see of the result. The raw result never leaves the hub's encrypted store. */
  release: (result: Result, call: Call, context: ReleaseContext) => unknown;
};
