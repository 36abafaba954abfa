// What a plan's methods may ask next: the pure half of the path check, which a station runs over the sums that it was shown.
import { canonicalText } from '@sluss/protocol/canonical.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import { kindOf } from '@sluss/questions/catalogue.ts';
import { askedRound, methodTemplates } from './conversation.ts';
import type { Answers, Round } from './method.ts';

type Around = { plan: Plan; dictionary: Dictionary };

/** Whether the plan's methods, run over the sums so far, ask exactly this now. `answers`: one entry per round so far, undefined where
 * they may not be seen. Throws Refusal where a rule says no. */
export function isAskedNext(asked: Round, answers: (Answers | undefined)[], { plan, dictionary }: Around): boolean {
  const next = askedRound(plan, dictionary, answers);
  return next.asks && next.round.scope === asked.scope && isSame(next.round.questions, asked.questions);
}

/** Whether the plan may still ask this, where its sums are nobody's to see: only what does not follow from them can be told. The census
 * comes first. `before`: the rounds asked so far. */
export function mayBeAsked(asked: Round, before: Round[], { plan, dictionary }: Around): boolean {
  const unsteered = ({ scope, questions }: Round) => canonicalText([scope, questions.map((one) => kindOf(one).steered(one))]);
  const templates = methodTemplates(plan, dictionary);
  const times = (before.length === 0 ? templates.slice(0, 1) : templates.slice(1))
    .filter((template) => canonicalText([template.scope, template.questions]) === unsteered(asked))
    .reduce((rounds, template) => rounds + template.atMost, 0);
  return before.filter((round) => unsteered(round) === unsteered(asked)).length < times;
}

/** β and its like may differ by this many units of 2^-30 between two machines' exp(). */
const tolerance = 4;
const computedFields = ['beta', 'centre', 'scale'];

function isSame(a: unknown, b: unknown, computed = false): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= (computed ? tolerance : 0);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame((a as never)[key], (b as never)[key], computed || computedFields.includes(key)))
  );
}
