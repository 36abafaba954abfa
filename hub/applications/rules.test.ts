// When an application may be submitted, answered, granted, refused or withdrawn: the whole table.
import assert from 'node:assert/strict';
import test from 'node:test';
import { aContent, allFulfilled, dictionary } from './applications.test-support.ts';
import * as rules from './rules.ts';
import { type Content, type State, states } from './schema.ts';

const now = new Date('2026-03-02T09:00:00Z');
const company = { publicSector: false };
const dictionaries = new Map([['heart', dictionary]]);
const situation = (change: Partial<rules.Situation> = {}): rules.Situation => ({
  state: 'DRAFT',
  askedIn: null,
  procedure: 'normal',
  content: aContent(),
  events: [],
  ...change,
});
const code = (verdict: { ok: boolean; code?: string }) => (verdict.ok ? 'ok' : verdict.code);

function submission(content: Partial<Content>, applicant: rules.Applicant = company) {
  return rules.submit({ situation: situation({ content: aContent(content) }), applicant, dictionaries, now });
}

test('an application that lacks nothing may be submitted', () => {
  const verdict = submission({});
  assert.deepEqual(verdict.ok && verdict.value, { state: 'SUBMITTED', askedIn: null, event: 'submitted', procedure: 'normal' });
});

const needed: (keyof Content)[] = [
  ...(['title', 'summary', 'applicant', 'persons', 'purpose', 'prohibited_uses', 'intended_use', 'benefit', 'data'] as const),
  ...(['coverage', 'format', 'safeguards', 'period', 'period_reason', 'methods'] as const),
];
for (const field of needed) {
  test(`an application without ${field} is incomplete, and is told so by that name`, () => {
    const verdict = submission({ [field]: undefined });
    assert.equal(code(verdict), 'incomplete');
    const issues = (verdict.ok ? [] : verdict.particulars?.issues) as { path: string }[];
    assert.deepEqual([...new Set(issues.map((issue) => issue.path))], [field]);
  });
}

const refused: [string, string, Partial<Content>, rules.Applicant?][] = [
  ['pseudonymised data without a reason', 'incomplete', { format: 'pseudonymised' }],
  ['a summary of more than 250 words', 'incomplete', { summary: 'word '.repeat(251) }],
  [
    'two principal investigators',
    'incomplete',
    { persons: ['a@x.se', 'b@x.se'].map((email) => ({ name: 'P', email, investigator: true })) },
  ],
  ['a declared use for insurance', 'use-prohibited', { prohibited_uses: ['b'] }],
  ['public health as a company’s purpose', 'purpose-reserved', { purpose: 'ehds53.1.a' }],
  [
    'statistics on behalf of another company',
    'purpose-reserved',
    { purpose: 'ehds53.1.c' },
    { publicSector: false, principal: { publicSector: false } },
  ],
  ['an unknown dataset', 'data-not-there', { data: [{ dataset: 'lungs', variables: ['age'], filter: [] }] }],
  ['an unknown variable', 'data-not-there', { data: [{ dataset: 'heart', variables: ['age', 'name'], filter: [] }] }],
  [
    'a cut beside the grid',
    'data-not-there',
    { data: [{ dataset: 'heart', variables: ['age'], filter: [{ variable: 'age', from: '20', to: '46' }] }] },
  ],
  [
    'a level that is none',
    'data-not-there',
    { data: [{ dataset: 'heart', variables: ['age'], filter: [{ variable: 'sex', levels: ["'; drop table"] }] }] },
  ],
  ['a method that is none', 'method-unknown', { methods: ['lasso@1'] }],
  ['a period of eleven years', 'period-not-possible', { period: { from: '2026-04-01', to: '2037-04-01' } }],
  ['a period that is over', 'period-not-possible', { period: { from: '2025-01-01', to: '2026-03-02' } }],
  ['a period that runs backwards', 'period-not-possible', { period: { from: '2027-01-01', to: '2026-12-31' } }],
];
for (const [what, why, content, applicant] of refused) {
  test(`${what} is refused with ${why}`, () => assert.equal(code(submission(content, applicant)), why));
}

test('a prohibited use is named before anything that is missing', () => {
  assert.equal(code(submission({ prohibited_uses: ['c'], title: undefined })), 'use-prohibited');
});

test('a public body may apply for statistics, and has the accelerated procedure', () => {
  const verdict = submission({ purpose: 'ehds53.1.c', frequency: 'Monthly' }, { publicSector: true });
  assert.equal(verdict.ok && verdict.value.procedure, 'accelerated');
});

test('a company may apply for statistics on behalf of a public body, without the accelerated procedure', () => {
  const verdict = submission({ purpose: 'ehds53.1.c' }, { publicSector: false, principal: { publicSector: true } });
  assert.equal(verdict.ok && verdict.value.procedure, 'normal');
});

test('a public body says how often instead of for how long: art. 67(5)', () => {
  const verdict = submission({ period_reason: undefined }, { publicSector: true });
  assert.equal(code(verdict), 'incomplete');
  assert.equal(code(submission({ period_reason: undefined, frequency: 'Once a year' }, { publicSector: true })), 'ok');
});

// From each state: what each verb leads to, or '–' where it is refused.
const verbs: Record<string, (at: rules.Situation) => { ok: boolean; value?: unknown; code?: string }> = {
  submit: (at) => rules.submit({ situation: at, applicant: company, dictionaries, now }),
  screen: rules.screen,
  complete: rules.findComplete,
  ask: (at) => rules.ask(at, { text: 'Why?', fields: [] }),
  answer: (at) => rules.answer({ situation: at, applicant: company, dictionaries, now }),
  extend: rules.extend,
  grant: (at) => rules.grant(at, allFulfilled),
  refuse: (at) => rules.turnDown(at, [{ criterion: 'b', finding: 'not-fulfilled' }], now),
  withdraw: rules.withdraw,
};
const machine: Record<State, Record<string, State>> = {
  DRAFT: { submit: 'SUBMITTED', withdraw: 'DRAFT_EXPIRED' },
  SUBMITTED: { screen: 'PRE_SCREENING', withdraw: 'WITHDRAWN' },
  PRE_SCREENING: { complete: 'PROCESSING', ask: 'AWAITING_ADDITIONAL_INFORMATION', withdraw: 'WITHDRAWN' },
  PROCESSING: {
    ask: 'AWAITING_ADDITIONAL_INFORMATION',
    extend: 'PROCESSING',
    grant: 'DECISION_ISSUED',
    refuse: 'DECISION_ISSUED',
    withdraw: 'WITHDRAWN',
  },
  AWAITING_ADDITIONAL_INFORMATION: { answer: 'PROCESSING', withdraw: 'WITHDRAWN' },
  DECISION_ISSUED: {},
  WITHDRAWN: {},
  DRAFT_EXPIRED: {},
};
for (const state of states) {
  for (const [verb, rule] of Object.entries(verbs)) {
    const leads = machine[state][verb];
    test(`${state}: ${verb} ${leads ? `leads to ${leads}` : 'is refused'}`, () => {
      const askedIn = state === 'AWAITING_ADDITIONAL_INFORMATION' ? ('PROCESSING' as const) : null;
      const verdict = rule(situation({ state, askedIn }));
      assert.equal(verdict.ok ? (verdict.value as { state: State }).state : verdict.code, leads ?? 'wrong-state');
    });
  }
}

test('an answer leads back to where the question was asked', () => {
  const at = situation({ state: 'AWAITING_ADDITIONAL_INFORMATION', askedIn: 'PRE_SCREENING' });
  const verdict = rules.answer({ situation: at, applicant: company, dictionaries, now });
  assert.equal(verdict.ok && verdict.value.state, 'PRE_SCREENING');
});

test('after four weeks no answer is taken, and the body may refuse without a criterion', () => {
  const at = situation({
    state: 'AWAITING_ADDITIONAL_INFORMATION',
    askedIn: 'PRE_SCREENING',
    events: [
      { kind: 'submitted', at: new Date('2026-01-12T09:00:00Z') },
      { kind: 'asked', at: new Date('2026-01-19T09:00:00Z') },
    ],
  });
  const answered = (day: string) => code(rules.answer({ situation: at, applicant: company, dictionaries, now: new Date(day) }));
  assert.equal(answered('2026-02-16T22:59:00Z'), 'ok');
  assert.equal(answered('2026-02-16T23:01:00Z'), 'no-answer-due');
  assert.equal(code(rules.turnDown(at, [], new Date('2026-02-16T12:00:00Z'))), 'wrong-state');
  assert.equal(code(rules.turnDown(at, [], new Date('2026-02-17T12:00:00Z'))), 'ok');
});

test('an extension is taken once', () => {
  const events = [
    { kind: 'complete' as const, at: now },
    { kind: 'extended' as const, at: now },
  ];
  assert.equal(code(rules.extend(situation({ state: 'PROCESSING', events }))), 'already-extended');
});

test('a permit needs every criterion recorded and fulfilled; only ethics and opt-outs may not apply', () => {
  const at = situation({ state: 'PROCESSING' });
  const grant = (
    change: (
      list: typeof allFulfilled,
    ) => { criterion: (typeof allFulfilled)[0]['criterion']; finding: 'fulfilled' | 'not-fulfilled' | 'not-applicable' }[],
  ) => rules.grant(at, change(allFulfilled));
  for (const { criterion } of allFulfilled) {
    assert.equal(
      code(grant((list) => list.filter((one) => one.criterion !== criterion))),
      'criteria-open',
      `${criterion} left out`,
    );
    assert.equal(
      code(grant((list) => list.map((one) => (one.criterion === criterion ? { ...one, finding: 'not-fulfilled' } : one)))),
      'criteria-open',
    );
    const without = grant((list) =>
      list.map((one) => (one.criterion === criterion ? { ...one, finding: 'not-applicable' } : one)),
    );
    assert.equal(code(without), criterion === 'f' || criterion === 'g' ? 'ok' : 'criteria-open', `${criterion} not applicable`);
  }
});

test('a refusal names what is not fulfilled', () => {
  assert.equal(code(rules.turnDown(situation({ state: 'PROCESSING' }), allFulfilled, now)), 'no-ground-for-refusal');
});

test('who is named in an application does not decide about it', () => {
  assert.equal(code(rules.standApart(situation(), { email: 'innovator@demo.sluss.example' })), 'conflict-of-interest');
  assert.equal(code(rules.standApart(situation(), { email: 'officer@demo.sluss.example' })), 'ok');
});

test('a draft is put away after six months without a change, no earlier', () => {
  const touched = new Date('2026-01-31T09:00:00Z');
  assert.equal(code(rules.expireDraft(situation(), touched, new Date('2026-07-31T12:00:00Z'))), 'wrong-state');
  assert.equal(code(rules.expireDraft(situation(), touched, new Date('2026-08-01T12:00:00Z'))), 'ok');
});
