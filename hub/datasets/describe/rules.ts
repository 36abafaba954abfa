// When a holder must have checked a dataset's description again: at least once a year (Regulation (EU) 2025/327 art. 60(3)).
import { addDays, addMonths, type Day, dayOf } from '../../applications/calendar.ts';

const monthsBetween = 12;
/** Stewards are reminded so many days before. */
export const daysOfNotice = 30;

/** `checkedAt`: by the holder; null: not since its station came with the description, which is then its last word. */
export type Check = { checkedAt: Date | null; since: Date };
export type Standing = Check & { due: Day; state: 'fresh' | 'soon' | 'late' };

export function standingOf({ checkedAt, since }: Check, now: Date): Standing {
  const due = addMonths(dayOf(checkedAt ?? since), monthsBetween);
  const today = dayOf(now);
  return { checkedAt, since, due, state: today > due ? 'late' : today >= addDays(due, -daysOfNotice) ? 'soon' : 'fresh' };
}
