// A scope is whose sum a round asks for: the whole set, or one of the plan's declared groups. No other combination exists.
import { z } from 'zod';
import { type Plan, stationsOf } from './documents.ts';

export const scopeSchema = z.union([z.literal('all'), z.int().min(0).max(19)]);
export type Scope = z.infer<typeof scopeSchema>;

/** The stations of a scope within the pinned set, sorted. */
export function stationsIn(plan: Pick<Plan, 'groups'>, scope: Scope, set: string[] = stationsOf(plan)): string[] {
  const members = scope === 'all' ? stationsOf(plan) : (plan.groups[scope] ?? []);
  return members.filter((station) => set.includes(station)).sort();
}

/** From this many stations on, each may see the opened sums and check the path; below it one could subtract itself and see too much. */
export const pathCheckFrom = 4;
/** A sum is made over at least this many stations, or comes from one alone by its own policy. */
export const smallestSum = 3;
