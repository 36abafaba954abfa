// When a permit may be revoked, and what comes before: Regulation (EU) 2025/327 art. 63. Pure.
import { type Day, dayOf } from '../applications/calendar.ts';
import { limits } from '../applications/deadlines.ts';
import { accept, refuse, type Verdict } from '../applications/verdict.ts';
import type { HearingTable } from './hearing-store.ts';

export type RefusalOfHearing =
  | 'already-revoked'
  | 'hearing-open'
  | 'no-hearing'
  | 'answered-before'
  | 'hearing-over'
  | 'not-heard';
type Permit = { state: string; version: number };

/** Art. 63(2): "a reasonable period that shall not exceed four weeks". */
export const answerBy = (hearing: Pick<HearingTable, 'given_at'>): Day => limits.hear.end(dayOf(hearing.given_at));

const openOne = (hearings: HearingTable[]) => hearings.find((one) => !one.closed_at);
const over = (hearing: HearingTable, today: Day) => hearing.answered_at !== null || today > answerBy(hearing);

export function giveNotice(permit: Permit, hearings: HearingTable[]): Verdict<null, RefusalOfHearing> {
  if (permit.state === 'REVOKED') return refuse('already-revoked', 'This permit was revoked.');
  return openOne(hearings) ? refuse('hearing-open', 'Notice has been given already.') : accept(null);
}

export function answer(hearings: HearingTable[], today: Day): Verdict<HearingTable, RefusalOfHearing> {
  const open = openOne(hearings);
  if (!open) return refuse('no-hearing', 'The body has given no notice that waits for your views.');
  if (open.answered_at) return refuse('answered-before', 'Your views have been sent already.');
  return today > answerBy(open) ? refuse('hearing-over', `The time ended on ${answerBy(open)}.`) : accept(open);
}

/** The body may drop its own notice whenever it likes; after an urgent revocation it hears the user out first. */
export function close(hearings: HearingTable[], today: Day): Verdict<HearingTable, RefusalOfHearing> {
  const open = openOne(hearings);
  if (!open) return refuse('no-hearing', 'No hearing is open.');
  if (open.urgent && !over(open, today))
    return refuse('not-heard', `The user has until ${answerBy(open)} to state its views: art. 63(2).`);
  return accept(open);
}

/** Returns the hearing that was held; null where none is needed first. "The power to revoke the data permit … and stop without undue
 * delay the affected electronic health data processing operation" (art. 63(3)) does not wait for a hearing where the risk is immediate:
 * `urgent` says why, and the user is heard afterwards. What was never in force affects no processing. */
export function mayRevoke(
  permit: Permit,
  hearings: HearingTable[],
  urgent: string | null,
  today: Day,
): Verdict<HearingTable | null, RefusalOfHearing> {
  const open = openOne(hearings);
  if (open && over(open, today)) return accept(open);
  if (urgent || permit.version === 0) return accept(null);
  return open
    ? refuse('not-heard', `The user has until ${answerBy(open)} to state its views: art. 63(2).`)
    : refuse('not-heard', 'Give notice first, so that the user can state its views (art. 63(2)); or say why it cannot wait.');
}

/** A hearing as its two sides read it. */
export type HearingView = {
  id: string;
  finding: string;
  urgent: boolean;
  given_at: string;
  /** The last day to state views. */
  by: string;
  /** Answered, or the day has passed. */
  over: boolean;
  answer: string | null;
  answered_at: string | null;
  outcome: 'revoked' | 'none' | null;
  reason: string | null;
  closed_at: string | null;
};

export function hearingView(
  { permit: _permit, given_by: _by, answered_by: _who, closed_by: _officer, ...one }: HearingTable,
  now: Date,
): HearingView {
  const by = answerBy(one);
  return {
    ...one,
    by,
    over: one.answered_at !== null || dayOf(now) > by,
    given_at: one.given_at.toISOString(),
    answered_at: one.answered_at?.toISOString() ?? null,
    closed_at: one.closed_at?.toISOString() ?? null,
  };
}
