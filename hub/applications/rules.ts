// When may an application be submitted, answered, extended, decided, withdrawn, and what follows: Regulation (EU) 2025/327 art. 53, 54,
// 67 and 68 and the states of TEHDAS2 D6.4 as pure functions. Who may do it stands in permissions/may.ts.

import { methods } from '@sluss/methods/catalogue.ts';
import { type Assessment, assessmentGaps } from '@sluss/protocol/decision.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { dayOf } from './calendar.ts';
import { answerIsLate, clockOf, type Happening, longestUntil, type Procedure } from './clocks.ts';
import { gaps } from './completeness.ts';
import { problemsOfData } from './requested-data.ts';
import { type Content, prohibitedUses, purposes, reservedPurposes, type State } from './schema.ts';
import { criteriaOfRequest } from './statistics/rules.ts';
import { accept, refuse, type Verdict } from './verdict.ts';

export type Situation = {
  state: State;
  /** Where an answer leads back to. */
  askedIn: 'PRE_SCREENING' | 'PROCESSING' | null;
  procedure: Procedure;
  content: Content;
  events: Happening[];
};
export type Change = { state: State; askedIn: Situation['askedIn']; event: Happening['kind'] | null; procedure?: Procedure };
export type Applicant = {
  publicSector: boolean;
  /** The organisation named in `on_behalf_of`, if it is known here. */
  principal?: { publicSector: boolean } | undefined;
};

export type RefusalOfApplication =
  | 'wrong-state'
  | 'incomplete'
  | 'use-prohibited'
  | 'purpose-reserved'
  | 'data-not-there'
  | 'period-not-possible'
  | 'already-extended'
  | 'no-extension'
  | 'is-request'
  | 'no-answer-due'
  | 'criteria-open'
  | 'no-ground-for-refusal'
  | 'conflict-of-interest'
  | 'method-unknown'
  | 'nothing-asked';

const final: State[] = ['DECISION_ISSUED', 'WITHDRAWN', 'DRAFT_EXPIRED'];

function wrongState(verb: string, situation: Situation) {
  return refuse('wrong-state', `An application in state ${situation.state} cannot be ${verb}.`, { state: situation.state });
}

export function edit(situation: Situation): Verdict<null, RefusalOfApplication> {
  const open = situation.state === 'DRAFT' || situation.state === 'AWAITING_ADDITIONAL_INFORMATION';
  return open ? accept(null) : wrongState('changed', situation);
}

type Submission = { situation: Situation; applicant: Applicant; dictionaries: Map<string, Dictionary>; now: Date };

/** DRAFT → SUBMITTED. */
export function submit({ situation, applicant, dictionaries, now }: Submission): Verdict<Change, RefusalOfApplication> {
  if (situation.state !== 'DRAFT') return wrongState('submitted', situation);
  const no = mayStand(situation.content, applicant, dictionaries, now);
  if (no) return no;
  return accept({ state: 'SUBMITTED', askedIn: null, event: 'submitted', procedure: procedureOf(situation.content, applicant) });
}

/** What must hold of the content whenever it is handed in: at submission and with each answer. */
function mayStand(content: Content, applicant: Applicant, dictionaries: Map<string, Dictionary>, now: Date) {
  // Art. 54 before art. 67: whoever declares a prohibited use is told that, not that a field is missing.
  const [use] = content.prohibited_uses ?? [];
  if (use)
    return refuse('use-prohibited', `Art. 54(${use}) prohibits this use: ${prohibitedUses[use]}.`, {
      uses: content.prohibited_uses,
    });
  const onPublicBehalf = applicant.publicSector || applicant.principal?.publicSector === true;
  if (content.purpose && reservedPurposes.includes(content.purpose) && !onPublicBehalf) {
    const detail = `${content.purpose} (${purposes[content.purpose]}) is reserved for public sector bodies and those who act on their behalf: art. 53(2).`;
    return refuse('purpose-reserved', detail, { purpose: content.purpose });
  }
  const missing = gaps(content, applicant);
  if (missing.length) {
    const fields = [...new Set(missing.map((gap) => gap.field))].join(', ');
    const issues = missing.map(({ field, article, code, detail }) => ({
      path: field,
      message: `${detail} (art. ${article})`,
      code,
    }));
    return refuse('incomplete', `The application lacks what art. 67(2) asks for: ${fields}.`, { issues });
  }
  const problems = problemsOfData(content.data ?? [], dictionaries);
  if (problems.length) {
    const issues = problems.map(({ field, code, detail }) => ({ path: field, message: detail, code }));
    return refuse('data-not-there', 'The application asks for data that are not there in this form.', { issues });
  }
  const unknown = (content.methods ?? []).find((name) => !methods.some((method) => method.name === name));
  if (unknown)
    return refuse(
      'method-unknown',
      `There is no method ${unknown}. There are: ${methods.map((method) => method.name).join(', ')}.`,
      { method: unknown },
    );
  return periodProblem(content.period, now);
}

function periodProblem(period: Content['period'], now: Date) {
  if (!period) return undefined;
  const no = (detail: string) => refuse('period-not-possible', detail, { period });
  if (period.from > period.to) return no('The period ends before it begins.');
  if (period.to <= dayOf(now)) return no('The period is over already.');
  if (period.to > longestUntil(period.from)) return no('A permit lasts ten years at most: art. 68(12).');
  return undefined;
}

/**
 * Art. 68(6): two months instead of three for public bodies and the purposes reserved for them. The law asks for a legal mandate in public
 * health as well; no record here tells of that, so every public body is promised the shorter time.
 */
function procedureOf(content: Content, applicant: Applicant): Procedure {
  return applicant.publicSector && content.purpose && reservedPurposes.includes(content.purpose) ? 'accelerated' : 'normal';
}

/** SUBMITTED → PRE_SCREENING: an officer takes it up. */
export function screen(situation: Situation): Verdict<Change, RefusalOfApplication> {
  if (situation.state !== 'SUBMITTED') return wrongState('taken up', situation);
  return accept({ state: 'PRE_SCREENING', askedIn: null, event: 'screening' });
}

/** Art. 55(5): who would have access does not decide about it. */
export function standApart(situation: Situation, officer: { email: string }): Verdict<null, RefusalOfApplication> {
  const named = (situation.content.persons ?? []).some((person) => person.email === officer.email);
  return named
    ? refuse('conflict-of-interest', 'You are named in this application: somebody else decides (art. 55(5)).')
    : accept(null);
}

/** PRE_SCREENING → PROCESSING: complete; the clock of the decision runs. */
export function findComplete(situation: Situation): Verdict<Change, RefusalOfApplication> {
  if (situation.state !== 'PRE_SCREENING') return wrongState('found complete', situation);
  return accept({ state: 'PROCESSING', askedIn: null, event: 'complete' });
}

/** A question about the whole (`text`), about single fields of the content, or both. */
export type Asked = { text: string; fields: { field: string; text: string }[] };

/** To AWAITING_ADDITIONAL_INFORMATION: the applicant has four weeks, the clock stands. */
export function ask(situation: Situation, asked: Asked): Verdict<Change, RefusalOfApplication> {
  const { state } = situation;
  if (state !== 'PRE_SCREENING' && state !== 'PROCESSING') return wrongState('asked about', situation);
  if (!asked.text && asked.fields.length === 0) return refuse('nothing-asked', 'Write what you want to know.');
  return accept({ state: 'AWAITING_ADDITIONAL_INFORMATION', askedIn: state, event: 'asked' });
}

/** Back to where the question was asked: TEHDAS2 D6.4 names both in different places. */
export function answer({ situation, applicant, dictionaries, now }: Submission): Verdict<Change, RefusalOfApplication> {
  if (situation.state !== 'AWAITING_ADDITIONAL_INFORMATION' || !situation.askedIn) return wrongState('answered', situation);
  const clock = clockOf(situation.events, situation.procedure);
  if (answerIsLate(clock, situation.state, now))
    return refuse('no-answer-due', `The four weeks of art. 68(4) ended on ${clock.answer_by}. You can apply again with a copy.`, {
      answer_by: clock.answer_by,
    });
  const no = mayStand(situation.content, applicant, dictionaries, now);
  if (no) return no;
  return accept({ state: situation.askedIn, askedIn: null, event: 'answered' });
}

/** Art. 68(4): three more months (68(6): one), once, with reasons. */
export function extend(situation: Situation): Verdict<Change, RefusalOfApplication> {
  if (situation.state !== 'PROCESSING') return wrongState('given more time', situation);
  if (situation.events.some((one) => one.kind === 'forwarded'))
    return refuse(
      'no-extension',
      'Under art. 72 the body decides within two months of the holder’s proposal; it knows no extension.',
    );
  if (situation.procedure === 'request')
    return refuse('no-extension', 'Art. 69 gives three months for a request for statistics; it knows no extension.');
  if (clockOf(situation.events, situation.procedure).extended)
    return refuse('already-extended', 'The time was extended before: art. 68(4) allows it once.');
  return accept({ state: 'PROCESSING', askedIn: null, event: 'extended' });
}

export function assess(situation: Situation): Verdict<null, RefusalOfApplication> {
  return situation.state === 'PROCESSING' ? accept(null) : wrongState('assessed', situation);
}

/** PROCESSING → DECISION_ISSUED with a permit: only when every criterion is recorded and fulfilled (art. 68(3)). */
export function grant(
  situation: Situation,
  assessments: Pick<Assessment, 'criterion' | 'finding'>[],
): Verdict<Change, RefusalOfApplication> {
  if (situation.state !== 'PROCESSING') return wrongState('granted', situation);
  if (situation.procedure === 'request')
    return refuse('is-request', 'The applicant has agreed to an answer in statistics: approve that (art. 69).');
  const open = assessmentGaps(assessments);
  if (open.length) {
    const list = open.map(({ criterion, gap }) => `${criterion} (${gap})`).join(', ');
    return refuse(
      'criteria-open',
      `A permit needs every criterion of art. 68(1) and (2) recorded and fulfilled. Open: ${list}.`,
      { criteria: open },
    );
  }
  return accept({ state: 'DECISION_ISSUED', askedIn: null, event: 'decided' });
}

/** To DECISION_ISSUED without a permit: a criterion is not fulfilled, or the applicant did not complete it in four weeks. */
export function turnDown(
  situation: Situation,
  assessments: Pick<Assessment, 'criterion' | 'finding'>[],
  now: Date,
): Verdict<Change, RefusalOfApplication> {
  const decided: Change = { state: 'DECISION_ISSUED', askedIn: null, event: 'decided' };
  const clock = clockOf(situation.events, situation.procedure);
  if (answerIsLate(clock, situation.state, now)) return accept(decided);
  if (situation.state !== 'PROCESSING') return wrongState('refused', situation);
  // A request for statistics is refused for what art. 69 asks of it, not for what a permit would need.
  const counts = ({ criterion }: Pick<Assessment, 'criterion'>) =>
    situation.procedure !== 'request' || criteriaOfRequest.includes(criterion);
  if (!assessments.some((one) => one.finding === 'not-fulfilled' && counts(one)))
    return refuse('no-ground-for-refusal', 'Record first which criterion of art. 68(1) or (2) is not fulfilled, and why.');
  return accept(decided);
}

export function withdraw(situation: Situation): Verdict<Change, RefusalOfApplication> {
  if (final.includes(situation.state)) return wrongState('withdrawn', situation);
  // What was never handed in was never the body's: it is put away, and stays the applicant's alone.
  const state = situation.state === 'DRAFT' ? 'DRAFT_EXPIRED' : 'WITHDRAWN';
  return accept({ state, askedIn: null, event: 'withdrawn' });
}

/** DRAFT → DRAFT_EXPIRED after six months without a change. */
export function expireDraft(situation: Situation, lastChange: Date, now: Date): Verdict<Change, RefusalOfApplication> {
  if (situation.state !== 'DRAFT') return wrongState('put away', situation);
  const { draft_expires } = clockOf([{ kind: 'created', at: lastChange }], situation.procedure);
  if (!draft_expires || dayOf(now) <= draft_expires) return wrongState('put away yet', situation);
  return accept({ state: 'DRAFT_EXPIRED', askedIn: null, event: 'expired' });
}
