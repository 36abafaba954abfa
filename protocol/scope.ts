// A scope is whose sum a round asks for: the whole set, or one of the plan's declared groups. No other combination exists.
import { z } from 'zod';
import { type Plan, stationsOf } from './documents.ts';

export const scopeSchema = z.union([z.literal('all'), z.int().min(0).max(19)]);
export type Scope = z.infer<typeof scopeSchema>;

/** The stations of a scope, sorted. */
export function stationsIn(plan: Plan, scope: Scope): string[] {
  return scope === 'all' ? stationsOf(plan) : [...(plan.groups[scope] ?? [])].sort();
}
