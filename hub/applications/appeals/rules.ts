// Appeals: who may appeal what, until when, and what the body does with it. Förvaltningslagen (2017:900) 37-39 and 43-46 §§. Pure: an
// appeal is what its events say.
import { type Day, dayOf } from '../calendar.ts';
import { limits } from '../deadlines.ts';
import type { Change, RefusalOfApplication, Situation } from '../rules.ts';
import { accept, refuse, type Verdict } from '../verdict.ts';

export const courtOutcomes = ['upheld', 'changed', 'remitted', 'dismissed'] as const;
export type CourtOutcome = (typeof courtOutcomes)[number];

/** filed: waits for the body. reconsidered: the body decides anew. handed-over: the court has it. The others are ends. */
export type AppealState = 'filed' | 'reconsidered' | 'handed-over' | 'rejected' | 'withdrawn' | 'settled';
export type Appeal = {
  id: string;
  of: 'decision' | 'revocation';
  /** The id of that decision, or of the permit. */
  against: string | null;
  text: string;
  at: string;
  by: string | null;
  /** The last day that held for it (44 §). */
  last_day: Day;
  late: boolean;
  state: AppealState;
  /** Until when the body should have handed it over: 46 § says "promptly", the week is ours. */
  hand_over_by: Day | null;
  /** Why it was rejected, reconsidered, taken up though late; what the court said. */
  reason: string | null;
  court: string | null;
  handed_over_on: Day | null;
  court_outcome: CourtOutcome | null;
  court_on: Day | null;
};

export type RefusalOfAppeal =
  | 'nothing-to-appeal'
  | 'appealed-before'
  | 'appealed-too-often'
  | 'no-appeal'
  | 'not-late'
  | 'appeal-late'
  | 'day-not-possible';

/** What happened, as far as appeals go. */
export type Told = {
  id: string;
  kind: string;
  at: Date;
  by: string | null;
  text: string | null;
  detail: Record<string, unknown>;
};

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** All appeals, the newest last. */
export function appealsOf(events: Told[]): Appeal[] {
  const found: Appeal[] = [];
  let lastDay: Day | null = null;
  for (const event of events) {
    const day = dayOf(event.at);
    if (event.kind === 'received') lastDay = limits.appeal.end(day);
    if (event.kind === 'appealed')
      found.push({
        ...{ id: event.id, text: event.text ?? '', at: event.at.toISOString(), by: event.by },
        of: event.detail.of === 'revocation' ? 'revocation' : 'decision',
        against: text(event.detail.id),
        last_day: lastDay ?? limits.appeal.end(day),
        late: lastDay !== null && day > lastDay,
        state: 'filed',
        hand_over_by: limits.handOverAppeal.end(day),
        ...{ reason: null, court: null, handed_over_on: null, court_outcome: null, court_on: null },
      });
    const now = found.at(-1);
    if (now && isOpen(now)) Object.assign(now, after(now, event, day));
  }
  return found;
}

export const isOpen = (appeal: Appeal): boolean => ['filed', 'reconsidered', 'handed-over'].includes(appeal.state);

function after(appeal: Appeal, event: Told, day: Day): Partial<Appeal> {
  switch (event.kind) {
    case 'appeal-withdrawn':
    // With the application there is nothing left to decide anew.
    case 'withdrawn':
      return { state: 'withdrawn', hand_over_by: null };
    case 'appeal-rejected':
      return { state: 'rejected', hand_over_by: null, reason: event.text };
    case 'reopened':
      return { state: 'reconsidered', hand_over_by: null, reason: event.text };
    // 46 §: also an appeal of a decision that the body has changed goes to the court, with the new decision.
    case 'decided':
      return appeal.state === 'reconsidered' ? { state: 'filed', hand_over_by: limits.handOverAppeal.end(day) } : {};
    case 'appeal-handed-over': {
      const { court, on } = event.detail;
      return { state: 'handed-over', hand_over_by: null, reason: event.text, court: text(court), handed_over_on: text(on) };
    }
    case 'appeal-settled': {
      const outcome = courtOutcomes.find((one) => one === event.detail.outcome) ?? null;
      return { state: 'settled', reason: event.text, court_outcome: outcome, court_on: text(event.detail.on) };
    }
    default:
      return {};
  }
}

/** Each is told to the body and kept: who appeals and takes it back all day is asked to write on paper. */
export const mostAppeals = 10;

/** What went against the applicant, the newest: a decision, or the revocation of its permit. */
export type Against = { of: 'decision' | 'revocation'; id: string; at: Date };

type Asked = { situation: Situation; against: Against | undefined; appeals: Appeal[] };

export function appeal({ situation, against, appeals }: Asked): Verdict<Against, RefusalOfApplication | RefusalOfAppeal> {
  if (situation.state !== 'DECISION_ISSUED' || !against)
    return refuse('nothing-to-appeal', 'There is no decision that goes against you.');
  const settled = appeals.some((one) => one.state === 'settled' && one.against === against.id);
  if (settled || appeals.some(isOpen)) return refuse('appealed-before', 'You have appealed already.');
  if (appeals.filter((one) => one.against === against.id).length >= mostAppeals)
    return refuse('appealed-too-often', `It was appealed ${mostAppeals} times here. Write to the body instead.`);
  return accept(against);
}

const openOne = (appeals: Appeal[], ...states: AppealState[]): Verdict<Appeal, RefusalOfAppeal> => {
  const found = appeals.findLast((one) => states.includes(one.state));
  return found ? accept(found) : refuse('no-appeal', 'No appeal waits for this.');
};

/** The applicant takes it back, as long as the court does not have it. */
export const withdrawAppeal = (appeals: Appeal[]) => openOne(appeals, 'filed', 'reconsidered');

/** 45 §: one that came too late is rejected; one that came in time never. */
export function reject(appeals: Appeal[]): Verdict<Appeal, RefusalOfAppeal> {
  const found = openOne(appeals, 'filed');
  if (!found.ok || found.value.late) return found;
  return refuse('not-late', `It came in time: until ${found.value.last_day}.`, { last_day: found.value.last_day });
}

/** 37-39 §§: the body looks at its own decision again, as long as the court does not have the appeal. */
export function reopen(situation: Situation, appeals: Appeal[]): Verdict<Change, RefusalOfApplication | RefusalOfAppeal> {
  const found = openOne(appeals, 'filed');
  if (!found.ok) return found;
  return reopened(situation);
}

function reopened(situation: Situation): Verdict<Change, RefusalOfApplication> {
  if (situation.state !== 'DECISION_ISSUED')
    return refuse('wrong-state', `An application in state ${situation.state} cannot be reopened.`, { state: situation.state });
  return accept({ state: 'PROCESSING', askedIn: null, event: 'reopened' });
}

type HandOver = { on: Day; excused: string | null };

/** 46 §. One that came late is handed over only for a reason of 45 § second paragraph: a wrong instruction, or it was at the court in time. */
export function handOver(appeals: Appeal[], { on, excused }: HandOver, today: Day): Verdict<Appeal, RefusalOfAppeal> {
  const found = openOne(appeals, 'filed');
  if (!found.ok) return found;
  if (found.value.late && !excused)
    return refuse('appeal-late', 'It came too late. Reject it, or say why it is taken up all the same.');
  return between(found.value, dayOf(new Date(found.value.at)), on, today);
}

/** What the court decided. Where it changed the decision or sent it back, the body makes a new one. */
export function settle(
  situation: Situation,
  appeals: Appeal[],
  { outcome, on }: { outcome: CourtOutcome; on: Day },
  today: Day,
): Verdict<Change | null, RefusalOfApplication | RefusalOfAppeal> {
  const found = openOne(appeals, 'handed-over');
  if (!found.ok) return found;
  const day = between(found.value, found.value.handed_over_on ?? '', on, today);
  if (!day.ok) return day;
  return outcome === 'changed' || outcome === 'remitted' ? reopened(situation) : accept(null);
}

function between(appeal: Appeal, first: Day, day: Day, today: Day): Verdict<Appeal, RefusalOfAppeal> {
  return day >= first && day <= today
    ? accept(appeal)
    : refuse('day-not-possible', `A day between ${first} and ${today}.`, { first, last: today });
}

/** The day on which the applicant was told, where it was not here: 44 §. */
export function noteReceipt(
  against: Against | undefined,
  known: boolean,
  on: Day,
  today: Day,
): Verdict<Against, RefusalOfAppeal> {
  if (!against || known) return refuse('no-appeal', 'The day is known already, or nothing went against the applicant.');
  const first = dayOf(against.at);
  return on >= first && on <= today
    ? accept(against)
    : refuse('day-not-possible', `A day between ${first} and ${today}.`, { first, last: today });
}
