// The days of a permit as they are written: its moments are UTC, its days are those that the decision names.
import type { Language } from '../platform/texts.ts';
import { writeDay } from '../ui/format.ts';

export function writePermitDay(moment: string, language: Language): string {
  return writeDay(`${moment.slice(0, 10)}T12:00:00Z`, language);
}

const day = 24 * 3600_000;

/** The share of a permit's time that has gone, from 0 to 1, and the days that are left, today with them. */
export function spanOf({ not_before, not_after }: { not_before: string; not_after: string }, now: Date) {
  const [begin, end] = [Date.parse(not_before), Date.parse(not_after)];
  const gone = Math.min(1, Math.max(0, (now.getTime() - begin) / (end - begin)));
  return { gone, daysLeft: Math.max(0, Math.ceil((end - now.getTime()) / day)) };
}
