// Every time limit of Regulation (EU) 2025/327 against an independent implementation (truth/deadlines.py: the Python packages holidays
// and dateutil), and against dates worked out by hand on the almanac.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { isWorkingDay } from './calendar.ts';
import { clockOf, type Happening, type Procedure } from './clocks.ts';
import { ends, limits } from './deadlines.ts';
import { ahead, type Deadline, remindersDue } from './reminders.ts';

const truth = JSON.parse(readFileSync(new URL('truth/deadlines.json', import.meta.url), 'utf8')) as [string, string, string][];
const endOf = (name: string) => (name in limits ? limits[name as keyof typeof limits].end : ends[name as keyof typeof ends]);

for (const name of [...Object.keys(limits), ...Object.keys(ends)])
  test(`${name}: each of its last days is the one that Python's holidays and dateutil find`, () => {
    const rows = truth.filter(([of]) => of === name);
    assert.ok(rows.length >= 29, 'the table holds it');
    for (const [, day, end] of rows) assert.equal(endOf(name)(day), end, `${name} from ${day}`);
  });

// By hand, on the almanac: what was looked up stands beside it.
const byHand: [keyof typeof limits, string, string, string][] = [
  ['decide', '2026-11-30', '2027-03-01', 'there is no 30 February; the 28th is a Sunday'],
  ['decide', '2027-11-30', '2028-02-29', 'in a leap year the month ends on the 29th'],
  ['decide', '2026-09-25', '2026-12-28', 'Christmas Day, Boxing Day, a Sunday'],
  ['decide', '2026-03-19', '2026-06-22', 'Midsummer Eve, Midsummer Day, a Sunday'],
  ['decideAccelerated', '2026-02-03', '2026-04-07', 'Good Friday 3 April until Easter Monday'],
  ['decideAccelerated', '2026-03-01', '2026-05-04', '1 May is a Friday'],
  ['proposeAsHolder', '2026-08-31', '2026-11-02', 'All Saints’ Day, 31 October, then a Sunday'],
  ['decideAfterProposal', '2026-11-06', '2027-01-07', 'Epiphany is a Wednesday'],
  ['answerQuestion', '2026-05-22', '2026-06-22', 'four weeks later is Midsummer Eve'],
  ['answerQuestion', '2027-04-08', '2027-05-07', 'four weeks later is Ascension Day'],
  ['publishDecision', '2026-05-11', '2026-06-24', '14 May and 19 June are no working days; 6 June is a Saturday'],
  ['publishDecision', '2026-11-30', '2027-01-18', 'Christmas Eve to Boxing Day, New Year’s Eve, New Year’s Day, Epiphany'],
  ['publishResults', '2026-08-31', '2028-02-29', 'eighteen months, to the end of February of a leap year'],
  ['hear', '2026-12-03', '2027-01-04', 'New Year’s Eve'],
  ['appeal', '2026-05-29', '2026-06-22', 'three weeks later is Midsummer Eve'],
  ['appeal', '2026-12-03', '2026-12-28', 'three weeks later is Christmas Eve, a Thursday; then Christmas and a weekend'],
  ['appeal', '2026-12-10', '2027-01-04', 'New Year’s Eve'],
  ['appeal', '2026-11-22', '2026-12-14', 'told on a Sunday: the third Sunday after, so the Monday'],
  ['handOverAppeal', '2026-03-27', '2026-04-07', 'Good Friday until Easter Monday'],
  ['checkDescription', '2028-02-29', '2029-02-28', 'no leap day the year after'],
];
for (const [name, from, to, why] of byHand)
  test(`${name} from ${from} ends on ${to}: ${why}`, () => assert.equal(limits[name].end(from), to));

test('a permit’s ten years, an exclusion’s five and the month before an expiry are not moved to a working day', () => {
  assert.equal(ends.permit('2026-11-21'), '2036-11-21');
  assert.equal(isWorkingDay('2031-11-22'), false);
  assert.equal(ends.exclusion('2026-11-22'), '2031-11-22');
  // 28 February 2027 is a Sunday: art. 3(4) does not apply to periods counted backwards.
  assert.equal(ends.askForRenewal('2027-03-31'), '2027-02-28');
});

// ---- the clock of an application, over what happened to it ----

type Told = [Happening['kind'], string];
const clocks: {
  name: string;
  procedure?: Procedure;
  events: Told[];
  decide: string | null;
  answer?: string;
  propose?: string;
}[] = [
  {
    name: 'received on the last day of November: the end of February',
    events: [
      ['submitted', '2027-11-30'],
      ['complete', '2027-12-05'],
    ],
    decide: '2028-02-29',
  },
  {
    name: 'a pause of ten days over a leap day: what was left counts on from the answer',
    events: [
      ['submitted', '2027-12-01'],
      ['complete', '2027-12-02'],
      ['asked', '2028-02-25'],
      ['answered', '2028-03-06'],
    ],
    // 5 days were left until 1 March; 11 March 2028 is a Saturday.
    decide: '2028-03-13',
  },
  {
    name: 'two pauses',
    events: [
      ['submitted', '2026-01-15'],
      ['complete', '2026-01-16'],
      ['asked', '2026-02-02'],
      ['answered', '2026-02-09'],
      ['asked', '2026-03-02'],
      ['answered', '2026-03-16'],
    ],
    // 72 days left, until 22 April; then 51 left.
    decide: '2026-05-06',
  },
  {
    name: 'asked on the last day: nothing is left, the answer’s own day is the last',
    events: [
      ['submitted', '2026-01-15'],
      ['complete', '2026-01-16'],
      ['asked', '2026-04-15'],
      ['answered', '2026-04-20'],
    ],
    decide: '2026-04-20',
  },
  {
    name: 'while it is asked no day runs for the body, and four weeks for the applicant',
    events: [
      ['submitted', '2026-01-15'],
      ['complete', '2026-01-16'],
      ['asked', '2026-06-01'],
    ],
    decide: null,
    answer: '2026-06-29',
  },
  {
    name: 'accelerated and extended: two months and one',
    procedure: 'accelerated',
    events: [
      ['submitted', '2026-12-31'],
      ['complete', '2027-01-04'],
      ['extended', '2027-02-01'],
    ],
    // 31 December + 2 months = 28 February 2027; + 1 month = 28 March, Easter Sunday.
    decide: '2027-03-30',
  },
  {
    name: 'extended, then asked: the longer time pauses too',
    events: [
      ['submitted', '2026-01-15'],
      ['complete', '2026-01-16'],
      ['extended', '2026-04-10'],
      ['asked', '2026-07-01'],
      ['answered', '2026-07-20'],
    ],
    // 14 days were left until 15 July.
    decide: '2026-08-03',
  },
  {
    name: 'with the trusted holder: two months for the proposal, and the day of art. 68(4) stands until it comes',
    events: [
      ['submitted', '2026-08-20'],
      ['complete', '2026-08-21'],
      ['forwarded', '2026-08-31'],
    ],
    decide: '2026-11-20',
    propose: '2026-11-02',
  },
  {
    name: 'the proposal has come: two months from its receipt',
    events: [
      ['submitted', '2026-08-20'],
      ['complete', '2026-08-21'],
      ['forwarded', '2026-08-31'],
      ['proposed', '2026-10-26'],
    ],
    // 26 December is a Saturday.
    decide: '2026-12-28',
  },
  {
    name: 'the proposal comes while the applicant is asked: its two months wait for the answer',
    events: [
      ['submitted', '2026-08-20'],
      ['complete', '2026-08-21'],
      ['forwarded', '2026-08-31'],
      ['asked', '2026-09-10'],
      ['proposed', '2026-09-14'],
      ['answered', '2026-09-21'],
    ],
    // 61 days from 21 September: 21 November is a Saturday.
    decide: '2026-11-23',
  },
];
for (const { name, procedure = 'normal', events, decide, answer, propose } of clocks)
  test(name, () => {
    const happened = events.map(([kind, day]) => ({ kind, at: new Date(`${day}T10:00:00Z`) }));
    const clock = clockOf(happened, procedure);
    assert.deepEqual([clock.decide_by, clock.answer_by, clock.propose_by], [decide, answer ?? null, propose ?? null]);
  });

// ---- reminders ----

const decide = (day: string): Deadline => ({ what: 'decide', day });
const due = (today: string, day = '2026-04-15') => remindersDue([decide(day)], today).map((one) => one.before);

test('reminders come thirty, seven and one day ahead, and once when the day has passed', () => {
  assert.deepEqual(ahead.decide, [30, 7, 1]);
  assert.deepEqual(due('2026-03-15'), []);
  assert.deepEqual(due('2026-03-16'), [30]);
  assert.deepEqual(due('2026-04-07'), [30]);
  assert.deepEqual(due('2026-04-08'), [7]);
  assert.deepEqual(due('2026-04-14'), [1]);
  assert.deepEqual(due('2026-04-15'), [1]);
  assert.deepEqual(due('2026-04-16'), [0]);
});

test('a hub that stood still for a month sends the nearest reminder, not all that it missed', () => {
  assert.deepEqual(due('2026-04-14'), [1]);
});
