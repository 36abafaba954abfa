// How a plan groups its stations: those whose persons a model was trained on apart from the others, and no sum over two.
import { smallestSum } from '@sluss/protocol/scope.ts';
import type { PlanFile } from './plan-file.ts';

export type StationLimits = { id: string; policy: { alone: string[] } };

/** Stations that the same models were trained on form a group; where that would be two, each stands alone. Undefined: all together. */
export function groupsFor(stations: string[], cards: { trained_on: string[] }[]): string[][] | undefined {
  const kinds = new Map<string, string[]>();
  for (const station of stations) {
    const kind = cards.map((card) => card.trained_on.includes(station)).join();
    kinds.set(kind, [...(kinds.get(kind) ?? []), station]);
  }
  if (kinds.size <= 1) return undefined;
  return [...kinds.values()].flatMap((group) => (group.length < smallestSum ? group.map((station) => [station]) : [group]));
}

/** Stations that would have to let scores leave alone and, when they joined, did not. */
export function unwilling(plan: PlanFile, stations: StationLimits[]): StationLimits[] {
  const alone = (plan.groups ?? []).filter((group) => group.length === 1).flat();
  if (!plan.methods.some((call) => call.name.startsWith('evaluate@'))) return [];
  return stations.filter(({ id, policy }) => alone.includes(id) && !policy.alone.includes('scores'));
}
