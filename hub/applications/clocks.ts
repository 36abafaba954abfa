// The clocks of an application, computed from what happened to it: Regulation (EU) 2025/327 art. 68(4), (6) and 57(1)(j). Nothing is
// stored that could disagree with the events.
import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  daysAfter,
  daysBetween,
  monthsAfter,
  weeksAfter,
  workingDaysAfter,
} from './calendar.ts';
import type { State } from './schema.ts';

export type Happening = {
  kind:
    | 'created'
    | 'submitted'
    | 'screening'
    | 'asked'
    | 'answered'
    | 'complete'
    | 'extended'
    | 'forwarded'
    | 'proposed'
    | 'estimated'
    | 'fee-accepted'
    | 'decided'
    | 'received'
    | 'appealed'
    | 'appeal-withdrawn'
    | 'appeal-rejected'
    | 'appeal-handed-over'
    | 'appeal-settled'
    | 'reopened'
    | 'request-offered'
    | 'request-agreed'
    | 'request-declined'
    | 'approved'
    | 'responded'
    | 'withdrawn'
    | 'expired';
  at: Date;
};

/** request: for an answer in anonymised statistics, art. 69. */
export type Procedure = 'normal' | 'accelerated' | 'request';

/** Months to decide, and how many more with notice and reasons: art. 68(4) and (6). */
export const months = {
  normal: { decide: 3, extend: 3 },
  accelerated: { decide: 2, extend: 1 },
  request: { decide: 3, extend: 0 },
} as const;
/** Art. 69(4), and 61(4) from the answer. */
export const monthsToRespond = 3;
export const monthsToPublishResults = 18;
export const weeksToAnswer = 4;
export const workingDaysToPublish = 30;
/** Förvaltningslagen (2017:900) 44 §; "promptly" of 46 § as a week, which is ours. */
export const weeksToAppeal = 3;
export const weeksToHandOver = 1;
/** Art. 72(5): for a trusted holder's proposal, and for the body's decision after it. */
export const monthsToPropose = 2;
export const monthsAfterProposal = 2;
const idleMonthsOfDraft = 6;

export type Clock = {
  /** Where the clock of the decision stands. */
  decision: 'not-started' | 'running' | 'paused' | 'stopped';
  /** Last day to decide, in the body's calendar; null while paused (TEHDAS2 D6.4: the due date is void) or not started. */
  decide_by: Day | null;
  /** Last day for the applicant to answer a question. */
  answer_by: Day | null;
  /** Last day for a trusted holder to send its proposal, art. 72(5). */
  propose_by: Day | null;
  /** Last day to make the decision public, art. 57(1)(j)(iii). */
  publish_by: Day | null;
  /** Last day to appeal, from the day the applicant was told: förvaltningslagen (2017:900) 44 §. */
  appeal_by: Day | null;
  /** When an appeal should be with the court: 46 §. */
  hand_over_by: Day | null;
  /** When an approved request for statistics should be answered, art. 69(4). */
  respond_by: Day | null;
  /** Last day to publish what was found in that answer, art. 61(4). */
  results_by: Day | null;
  /** When an idle draft is put away. */
  draft_expires: Day | null;
  extended: boolean;
};

/** The events must be in order of time. */
export function clockOf(events: Happening[], procedure: Procedure): Clock {
  let clock: Clock = {
    decision: 'not-started',
    decide_by: null,
    answer_by: null,
    propose_by: null,
    publish_by: null,
    appeal_by: null,
    hand_over_by: null,
    respond_by: null,
    results_by: null,
    draft_expires: null,
    extended: false,
  };
  let received: Day | null = null;
  let nominal: Day | null = null; // the due date before art. 3(4) of Regulation 1182/71 moves it to a working day
  let left = 0;
  let reconsidered = false; // an appeal waits while the body decides anew
  const due = (day: Day) => ({ decide_by: daysAfter(day, 0), decision: 'running' as const });

  for (const event of events) {
    const day = dayOf(event.at);
    switch (event.kind) {
      case 'created':
        clock = { ...clock, draft_expires: addMonths(day, idleMonthsOfDraft) };
        break;
      case 'submitted':
        received = day;
        clock = { ...clock, draft_expires: null };
        break;
      case 'asked':
        if (nominal) left = daysBetween(day, nominal);
        clock = {
          ...clock,
          answer_by: weeksAfter(day, weeksToAnswer),
          decide_by: null,
          decision: nominal ? 'paused' : 'not-started',
        };
        break;
      case 'answered':
        received = day;
        clock = { ...clock, answer_by: null };
        if (nominal) {
          nominal = addDays(day, Math.max(0, left));
          clock = { ...clock, ...due(nominal) };
        }
        break;
      case 'complete':
        // Three months "of receiving a complete application": from its last part, not from when somebody found it complete.
        nominal = addMonths(received ?? day, months[procedure].decide);
        clock = { ...clock, ...due(nominal) };
        break;
      case 'extended':
        if (nominal) nominal = addMonths(nominal, months[procedure].extend);
        clock = { ...clock, extended: true, ...(nominal ? due(nominal) : {}) };
        break;
      case 'forwarded':
        // The day of art. 68(4) stands until there is a proposal: a holder that is silent gives nobody more time.
        clock = { ...clock, propose_by: monthsAfter(day, monthsToPropose) };
        break;
      case 'proposed':
        nominal = addMonths(day, monthsAfterProposal);
        left = daysBetween(day, nominal);
        clock = { ...clock, propose_by: null, ...(clock.decision === 'paused' ? {} : due(nominal)) };
        break;
      case 'decided':
        clock = {
          ...clock,
          decision: 'stopped',
          decide_by: null,
          answer_by: null,
          propose_by: null,
          publish_by: workingDaysAfter(day, workingDaysToPublish),
          appeal_by: null,
          hand_over_by: reconsidered ? weeksAfter(day, weeksToHandOver) : null,
        };
        reconsidered = false;
        break;
      case 'received':
        clock = { ...clock, appeal_by: weeksAfter(day, weeksToAppeal) };
        break;
      case 'appealed':
        clock = { ...clock, appeal_by: null, hand_over_by: weeksAfter(day, weeksToHandOver) };
        break;
      case 'appeal-withdrawn':
      case 'appeal-rejected':
      case 'appeal-handed-over':
        reconsidered = false;
        clock = { ...clock, hand_over_by: null };
        break;
      case 'reopened':
        // No law says how long the second time may take: as long as the first (decisions/0029).
        reconsidered = clock.hand_over_by !== null;
        nominal = addMonths(day, months[procedure].decide);
        clock = { ...clock, ...due(nominal), hand_over_by: null, publish_by: null, respond_by: null };
        break;
      case 'request-agreed':
        nominal = addMonths(day, months.request.decide);
        clock = { ...clock, ...due(nominal), propose_by: null };
        break;
      case 'approved':
        clock = { ...clock, respond_by: monthsAfter(day, monthsToRespond) };
        break;
      case 'responded':
        clock = { ...clock, respond_by: null, results_by: monthsAfter(day, monthsToPublishResults) };
        break;
      case 'withdrawn':
      case 'expired':
        clock = { ...clock, decision: 'stopped', decide_by: null, answer_by: null, propose_by: null, draft_expires: null };
        break;
      case 'screening':
      case 'estimated':
      case 'fee-accepted':
      case 'appeal-settled':
      case 'request-offered':
      case 'request-declined':
        break;
    }
  }
  return clock;
}

/** Whether the four weeks are over without an answer: "the data permit shall not be issued" (art. 68(4)). */
export function answerIsLate(clock: Clock, state: State, now: Date): boolean {
  return state === 'AWAITING_ADDITIONAL_INFORMATION' && clock.answer_by !== null && dayOf(now) > clock.answer_by;
}

export function decisionIsLate(clock: Clock, now: Date): boolean {
  return clock.decide_by !== null && dayOf(now) > clock.decide_by;
}

/** A permit's longest period and its one extension, art. 68(12). */
export const yearsOfPermit = 10;
export function longestUntil(from: Day): Day {
  return addMonths(from, yearsOfPermit * 12);
}
export function renewalDeadline(notAfter: Day): Day {
  return addMonths(notAfter, -1);
}
