// A plan as one conversation: the census, its rules, then each method in the plan's order. Hub and stations run it by replay.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { MethodCall, Plan } from '@sluss/protocol/documents.ts';
import { decode, type Layout, layoutLength } from '@sluss/protocol/fixed-point.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import type { Scope } from '@sluss/protocol/scope.ts';
import { kindOf, type Question } from '@sluss/questions/catalogue.ts';
import { readCensus } from '@sluss/questions/census.ts';
import { splitRuns } from '@sluss/questions/split.ts';
import { callOf, methodOf } from './catalogue.ts';
import type { Answers, Census, Conversation, Round } from './method.ts';
import { needed } from './regression.ts';

/** The raw result of a plan: kept encrypted, shown only through `release`. */
export type Outcome = { census: Census; results: { call: MethodCall; result: unknown }[] };

type Context = { plan: Plan; dictionary: Dictionary };

const censusRound: Round = { scope: 'all', questions: [{ kind: 'census' }] };

/** The whole conversation of a plan. Throws Refusal('too_few') where the census or a sum rule says no. */
export function* converse(plan: Plan, dictionary: Dictionary): Conversation<Outcome> {
  const [values = []] = needed(yield* ruled(single(censusRound), { plan, dictionary }));
  const census = readCensus(values, { plan, dictionary });
  const context = { plan, dictionary, census, k: plan.k };
  const calls = plan.methods.map((call) => ({ method: methodOf(call.name), call: callOf(call) }));
  for (const { method, call } of calls) method.checkCensus?.(call, context);
  const results: Outcome['results'] = [];
  for (const [i, { method, call }] of calls.entries())
    results.push({
      call: plan.methods[i] as MethodCall,
      result: yield* ruled(method.converse(call, context), { plan, dictionary }),
    });
  return { census, results };
}

function* single(round: Round): Conversation<Answers | undefined> {
  return yield round;
}

/** Passes a conversation on, applying each question's sum rule to what comes back. */
function* ruled<R>(conversation: Conversation<R>, surroundings: Context): Conversation<R> {
  let step = conversation.next();
  while (!step.done) {
    const round: Round = step.value;
    const answers: Answers | undefined = yield round;
    for (const [i, question] of round.questions.entries())
      if (answers) kindOf(question).sumRule?.(answers[i] ?? [], question, { ...surroundings, k: surroundings.plan.k });
    step = conversation.next(answers);
  }
  return step.value;
}

/** What a plan asks after these answers (one entry per round so far; undefined where they may not be seen), or its raw result.
 * Throws Refusal where a rule says no. */
export function askedRound(
  plan: Plan,
  dictionary: Dictionary,
  answers: (Answers | undefined)[],
): { asks: true; round: Round } | { asks: false; outcome: Outcome } {
  const conversation = converse(plan, dictionary);
  let step = conversation.next();
  for (const answer of answers) {
    if (step.done) throw new Refusal('plan_mismatch', 'more answers than the plan has questions');
    step = conversation.next(answer);
  }
  return step.done ? { asks: false, outcome: step.value } : { asks: true, round: step.value };
}

/** All rounds that a plan may ever ask, without what follows from sums. */
export function methodTemplates(plan: Plan, dictionary: Dictionary): { scope: Scope; questions: unknown[]; atMost: number }[] {
  return [
    { ...censusRound, atMost: 1 },
    ...plan.methods.flatMap((call) => methodOf(call.name).templates(callOf(call), { plan, dictionary })),
  ];
}

/** Splits a round's decoded vector into one list of numbers per question. */
export function splitAnswers(values: number[], questions: Question[], surroundings: Context): Answers {
  return splitRuns(
    values,
    questions.map((question) => layoutLength(kindOf(question).layout(question, surroundings))),
  );
}

/** How long a round's vector is and what its words mean: the layouts of its questions, one after the other. */
export function layoutOf(questions: Question[], surroundings: Context): Layout {
  return questions.flatMap((question) => kindOf(question).layout(question, surroundings));
}

/** The numbers of a sum over so many stations, per question. Throws RangeError where honest stations cannot have sent it. */
export function decodeAnswers(words: BigUint64Array, stations: number, questions: Question[], surroundings: Context): Answers {
  return splitAnswers(decode(words, layoutOf(questions, surroundings), stations), questions, surroundings);
}
