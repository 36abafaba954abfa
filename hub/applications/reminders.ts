// Which reminders are due today: before a last day, and once when it has passed. Pure; that each is sent once is the letters' key.
import { type Day, daysBetween } from './calendar.ts';

export type Deadline = {
  what: 'decide' | 'answer' | 'propose' | 'renew' | 'publish' | 'hear' | 'respond' | 'results' | 'handOver';
  day: Day;
};
/** `before`: how many days ahead this reminder was meant for; 0 for the one that says that the day has passed. */
export type Reminder = Deadline & { before: number; left: number };

/** Days ahead, the longest first: officers need weeks, an applicant has four of them in all. */
export const ahead: Record<Deadline['what'], number[]> = {
  decide: [30, 7, 1],
  answer: [14, 3],
  propose: [14, 3],
  renew: [60, 14],
  publish: [90, 30, 7],
  hear: [14, 3],
  respond: [30, 7],
  results: [90, 30, 7],
  handOver: [3],
};

/** At most one reminder a deadline: where days were missed (a hub that stood still), the nearest one. */
export function remindersDue<One extends Deadline>(deadlines: One[], today: Day): (One & Pick<Reminder, 'before' | 'left'>)[] {
  return deadlines.flatMap((one) => {
    const left = daysBetween(today, one.day);
    if (left < 0) return [{ ...one, before: 0, left }];
    const before = ahead[one.what].filter((days) => left <= days).at(-1);
    return before === undefined ? [] : [{ ...one, before, left }];
  });
}
