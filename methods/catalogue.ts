// The list of methods. A new one is a file and a line here.
import type { MethodCall } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { crosstab } from './crosstab.ts';
import { describe } from './describe.ts';
import { evaluate } from './evaluate.ts';
import { linear } from './linear.ts';
import { logistic } from './logistic.ts';
import type { Method } from './method.ts';
import { poisson } from './poisson.ts';

// biome-ignore lint/suspicious/noExplicitAny: each method knows its own call and result; the list does not.
type AnyMethod = Method<any, any>;

export const methods: AnyMethod[] = [describe, crosstab, linear, logistic, poisson, evaluate];

/** Throws Refusal('not_permitted') for a name that is not in the list. */
export function methodOf(name: string): AnyMethod {
  const found = methods.find((method) => method.name === name);
  if (!found) throw new Refusal('not_permitted', `no method ${name}`);
  return found;
}

/** A plan's method call read by its method's own schema. Throws Refusal('malformed'). */
export function callOf(call: MethodCall): unknown {
  const parsed = methodOf(call.name).schema.safeParse(call);
  if (!parsed.success) throw new Refusal('malformed', `${call.name}: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}
