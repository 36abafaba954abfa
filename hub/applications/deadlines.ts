// The single time limits of Regulation (EU) 2025/327 beside the clock of an application (clocks.ts): from the day of an event to the
// last day to act. Counted by Regulation (EEC, Euratom) 1182/71 (calendar.ts); decisions/0023 says where an end is moved to a working
// day and where it is not.
import { addMonths, type Day, monthsAfter, weeksAfter, workingDaysAfter } from './calendar.ts';

export type Limit = {
  article: string;
  /** From the day of which event. */
  from: string;
  who: 'body' | 'holder' | 'applicant' | 'user';
  end: (event: Day) => Day;
};

const limit = (article: string, from: string, who: Limit['who'], end: Limit['end']): Limit => ({ article, from, who, end });

/** Periods in which something is to be done: one that would end on a Saturday, Sunday or holiday ends with the next working day. */
export const limits = {
  answerQuestion: limit('68(4)', 'question', 'applicant', (day) => weeksAfter(day, 4)),
  decide: limit('68(4)', 'complete application', 'body', (day) => monthsAfter(day, 3)),
  decideAccelerated: limit('68(6)', 'complete application', 'body', (day) => monthsAfter(day, 2)),
  proposeAsHolder: limit('72(5)', 'application handed to the holder', 'holder', (day) => monthsAfter(day, 2)),
  decideAfterProposal: limit('72(5)', 'receipt of the proposal', 'body', (day) => monthsAfter(day, 2)),
  assessRequest: limit('69(4)', 'receipt of a data request', 'body', (day) => monthsAfter(day, 3)),
  answerRequest: limit('69(4)', 'assessment of a data request', 'body', (day) => monthsAfter(day, 3)),
  deliverData: limit('60(2)', 'receipt of the body’s request', 'holder', (day) => monthsAfter(day, 3)),
  deliverDataExtended: limit('60(2)', 'receipt of the body’s request', 'holder', (day) => monthsAfter(day, 6)),
  makeAvailable: limit('68(7)', 'data received from the holder', 'body', (day) => monthsAfter(day, 2)),
  publishDecision: limit('57(1)(j)(iii)', 'decision', 'body', (day) => workingDaysAfter(day, 30)),
  agreeOnFees: limit('62(4)', 'permit issued', 'user', (day) => monthsAfter(day, 1)),
  deleteData: limit('68(12)', 'expiry of the permit', 'body', (day) => monthsAfter(day, 6)),
  publishResults: limit('61(4)', 'end of the processing', 'user', (day) => monthsAfter(day, 18)),
  hear: limit('63(2)', 'notice of a finding', 'user', (day) => weeksAfter(day, 4)),
  // Förvaltningslagen (2017:900): three weeks from the day the party was told; handed over "promptly", where the week is our own.
  appeal: limit('förvaltningslagen 44 §', 'the day the applicant was told', 'applicant', (day) => weeksAfter(day, 3)),
  handOverAppeal: limit('förvaltningslagen 46 §', 'receipt of the appeal', 'body', (day) => weeksAfter(day, 1)),
  checkDescription: limit('60(3)', 'last check of the description', 'holder', (day) => monthsAfter(day, 12)),
  sendActivityReport: limit('59(2)', 'end of the second year', 'body', (day) => monthsAfter(day, 6)),
} as const satisfies Record<string, Limit>;

/** Ends that are dates, not time limits to act within: never moved to a working day. */
export const ends = {
  /** Art. 68(12): the longest permit, and its one extension. */
  permit: (from: Day) => addMonths(from, 120),
  /** Art. 63(3): the longest exclusion. */
  exclusion: (from: Day) => addMonths(from, 60),
  /** Art. 73(1)(e): logs are kept at least so long. */
  logs: (from: Day) => addMonths(from, 12),
  /** Art. 68(12), "one month before the expiry": counted backwards, where art. 3(4) of Regulation 1182/71 moves nothing. */
  askForRenewal: (expiry: Day) => addMonths(expiry, -1),
};
