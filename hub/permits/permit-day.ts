// The days of a permit as they are written: its moments are UTC, its days are those that the decision names.
import type { Language } from '../platform/texts.ts';
import { writeDay } from '../ui/format.ts';

export function writePermitDay(moment: string, language: Language): string {
  return writeDay(`${moment.slice(0, 10)}T12:00:00Z`, language);
}
