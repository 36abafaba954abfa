// Over which stations sums are made: two sums over the same persons whose sets differ by one or two stations are, by subtraction, a
// sum over those one or two. Such a plan is refused, unless those stations answer alone or a steward lets it pass.
import { canonicalText } from '@sluss/protocol/canonical.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { smallestSum, stationsIn } from '@sluss/protocol/scope.ts';
import type { Station } from './station.ts';

/** The sets over which a plan makes sums: the whole pinned set and each group. */
function sumSets(plan: Plan, set: string[]): string[][] {
  return [stationsIn(plan, 'all', set), ...plan.groups.map((_, group) => stationsIn(plan, group, set))];
}

/** Throws Refusal('set_changed') where `set` is too small, or too near the set of an earlier plan on (nearly) the same persons. */
export function checkSet(
  station: Station,
  { plan, planHash, frame, persons }: { plan: Plan; planHash: string; frame: string; persons: number },
  set: string[],
  k: number,
): void {
  const sums = sumSets(plan, set).filter((members) => members.length > 1);
  if (sums.some((members) => members.length < smallestSum))
    throw new Refusal('set_changed', 'a sum over fewer than three stations');
  const released = station.state.prepare('select 1 from allowed_sets where dataset = ? and station_set = ?');
  if (released.get(plan.dataset, canonicalText([...set].sort()))) return;
  const earlier = station.state
    .prepare('select document, pinned_set, persons, frame from plans where dataset = ? and pinned_set is not null and hash <> ?')
    .all(plan.dataset, planHash) as { document: string; pinned_set: string; persons: number; frame: string }[];
  for (const other of earlier) {
    // Nearly the same persons are the same persons to somebody who subtracts.
    if (other.frame !== frame && Math.abs(other.persons - persons) >= k) continue;
    const otherPlan: Plan = JSON.parse(other.document);
    const alone = [...plan.groups, ...otherPlan.groups].filter((group) => group.length === 1).flat();
    for (const before of sumSets(otherPlan, JSON.parse(other.pinned_set)).filter((members) => members.length > 1))
      for (const now of sums) {
        const difference = [...now.filter((id) => !before.includes(id)), ...before.filter((id) => !now.includes(id))];
        const exposed = difference.filter((id) => !alone.includes(id));
        if (exposed.length > 0 && difference.length < smallestSum)
          throw new Refusal('set_changed', `a sum over ${exposed.join(' and ')} would follow by subtraction`);
      }
  }
}
