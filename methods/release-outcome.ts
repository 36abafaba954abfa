// The released result of a whole plan: what people see, and nothing else of what the run found.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import { callOf, methodOf } from './catalogue.ts';
import type { Outcome } from './conversation.ts';
import { releaseCount } from './release.ts';

export type ReleasedOutcome = {
  /** Persons of the frame, rounded down to 10 where the exact number would tell a hidden one. */
  n: number | null;
  /** Per variable: persons inside the filter without a value; null where fewer than k, 0 included. */
  missing: Record<string, number | null>;
  /** Complete persons whom a station's ledger left out, so that no difference to an earlier answer tells fewer than k: rounded up to
   * ten. They are not a random sample. */
  leftOut: number;
  results: { name: string; title: { sv: string; en: string }; result: unknown }[];
};

export function releaseOutcome(
  { census, results }: Outcome,
  { plan, dictionary }: { plan: Plan; dictionary: Dictionary },
): ReleasedOutcome {
  const context = { plan, dictionary, census, k: plan.k, profile: plan.release };
  return {
    n: releaseCount(census.n, context),
    missing: Object.fromEntries(Object.entries(census.missing).map(([id, count]) => [id, count < plan.k ? null : count])),
    leftOut: Math.ceil((census.complete - census.n) / 10) * 10,
    results: results.map(({ call, result }) => {
      const method = methodOf(call.name);
      return { name: call.name, title: method.title, result: method.release(result, callOf(call), context) };
    }),
  };
}
