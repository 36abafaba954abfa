// The clocks of art. 68(4) and (6): when they start, stand, and end. Dates by hand on the calendar of 2026.
import assert from 'node:assert/strict';
import test from 'node:test';
import { answerIsLate, type Clock, clockOf, decisionIsLate, type Happening, longestUntil, renewalDeadline } from './clocks.ts';

const on = (kind: Happening['kind'], day: string): Happening => ({ kind, at: new Date(`${day}T10:00:00Z`) });
const clock = (...events: Happening[]): Clock => clockOf(events, 'normal');

test('the three months run from the day the application was received, not from when it was found complete', () => {
  const { decide_by, decision } = clock(
    on('submitted', '2026-01-15'),
    on('screening', '2026-01-20'),
    on('complete', '2026-02-10'),
  );
  assert.deepEqual([decide_by, decision], ['2026-04-15', 'running']);
});

test('an application completed by an answer was received with that answer', () => {
  const events = [
    on('submitted', '2026-01-15'),
    on('screening', '2026-01-16'),
    on('asked', '2026-01-19'),
    on('answered', '2026-02-05'),
  ];
  assert.equal(clock(...events).decision, 'not-started');
  assert.equal(clock(...events, on('complete', '2026-02-09')).decide_by, '2026-05-05');
});

test('a question during the assessment voids the day; what was left counts on from the answer', () => {
  const events = [on('submitted', '2026-01-15'), on('complete', '2026-01-20'), on('asked', '2026-04-01')];
  assert.deepEqual([clock(...events).decide_by, clock(...events).decision], [null, 'paused']);
  assert.equal(clock(...events).answer_by, '2026-04-29');
  // 14 days were left until 15 April.
  assert.equal(clock(...events, on('answered', '2026-04-20')).decide_by, '2026-05-04');
});

test('more time adds three months to the day that was', () => {
  const extended = clock(on('submitted', '2026-01-15'), on('complete', '2026-01-20'), on('extended', '2026-04-10'));
  assert.deepEqual([extended.decide_by, extended.extended], ['2026-07-15', true]);
});

test('the accelerated procedure has two months and one more', () => {
  const events = [on('submitted', '2026-01-15'), on('complete', '2026-01-20')];
  assert.equal(clockOf(events, 'accelerated').decide_by, '2026-03-16'); // 15 March 2026 is a Sunday
  assert.equal(clockOf([...events, on('extended', '2026-03-10')], 'accelerated').decide_by, '2026-04-15');
});

test('a decision is published within thirty working days', () => {
  const decided = clock(on('submitted', '2026-01-15'), on('complete', '2026-01-20'), on('decided', '2026-03-20'));
  // Good Friday 3 April, Easter Monday 6 April and 1 May are no working days.
  assert.deepEqual([decided.publish_by, decided.decision, decided.decide_by], ['2026-05-06', 'stopped', null]);
});

test('a withdrawn application has no day left', () => {
  const withdrawn = clock(on('submitted', '2026-01-15'), on('complete', '2026-01-20'), on('withdrawn', '2026-02-01'));
  assert.deepEqual([withdrawn.decision, withdrawn.decide_by], ['stopped', null]);
});

test('late begins with the day after', () => {
  const running = clock(on('submitted', '2026-01-15'), on('complete', '2026-01-20'));
  assert.equal(decisionIsLate(running, new Date('2026-04-15T21:00:00Z')), false);
  assert.equal(decisionIsLate(running, new Date('2026-04-15T22:30:00Z')), true); // past midnight in Stockholm
  const asked = clock(on('submitted', '2026-01-15'), on('asked', '2026-01-19'));
  assert.equal(answerIsLate(asked, 'AWAITING_ADDITIONAL_INFORMATION', new Date('2026-02-16T12:00:00Z')), false);
  assert.equal(answerIsLate(asked, 'AWAITING_ADDITIONAL_INFORMATION', new Date('2026-02-17T12:00:00Z')), true);
});

test('a permit lasts ten calendar years at most, and an extension is asked for a month before its end', () => {
  assert.equal(longestUntil('2028-02-29'), '2038-02-28');
  assert.equal(renewalDeadline('2027-03-31'), '2027-02-28');
});
