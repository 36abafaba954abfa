// What may be asked next: the plan's own questions and no others, with the sums in sight and without.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aPlan, heartDictionary, readHeart } from './heart.test-support.ts';
import type { Round } from './method.ts';
import { isAskedNext, mayBeAsked } from './path.ts';
import { runPlan } from './rows.test-support.ts';

const methods = [
  { name: 'crosstab@1', rows: { variable: 'cp' }, columns: { variable: 'disease' } },
  { name: 'logistic@1', y: { variable: 'disease', events: ['yes'] }, x: ['age', 'sex'] },
];
const around = { plan: aPlan({ methods }), dictionary: heartDictionary };
const { rounds, answers } = runPlan({ ...around, stations: readHeart() });
const withBeta = rounds.findIndex(({ questions }) => JSON.stringify(questions).includes('"beta"'));

/** The round with something else in its first question. */
const changed = (round: Round, change: object): Round => ({
  ...round,
  questions: [{ ...round.questions[0], ...change } as never],
});

test('along the way of a plan each question is the next one, and none of the others is', () => {
  for (const [i, round] of rounds.entries()) {
    assert.ok(isAskedNext(round, answers.slice(0, i), around));
    assert.ok(!isAskedNext({ ...round, scope: 0 }, answers.slice(0, i), around));
    if (i + 1 < rounds.length) assert.ok(!isAskedNext(rounds[i + 1] as Round, answers.slice(0, i), around));
  }
  assert.ok(!isAskedNext(rounds.at(-1) as Round, answers, around), 'nothing more');
});

test('β may be another machine’s in its last bits, and in nothing else', () => {
  const round = rounds[withBeta + 1] as Round;
  const before = answers.slice(0, withBeta + 1);
  const { beta, n } = round.questions[0] as unknown as { beta: number[]; n: number };
  const moved = (by: number) => changed(round, { beta: beta.map((value, i) => (i === 1 ? value + by : value)) });
  assert.ok(isAskedNext(moved(4), before, around));
  assert.ok(!isAskedNext(moved(5), before, around));
  assert.ok(!isAskedNext(changed(round, { n: n + 1 }), before, around));
});

test('without the sums the questions’ kinds, their numbers of times and the census first are all that can be told', () => {
  for (const [i, round] of rounds.entries()) assert.ok(mayBeAsked(round, rounds.slice(0, i), around));
  const [census, crosstab] = rounds as [Round, Round];
  assert.ok(!mayBeAsked(crosstab, [], around), 'the census comes first');
  assert.ok(!mayBeAsked(census, [census], around), 'and once');
  assert.ok(!mayBeAsked(crosstab, [census, crosstab], around));
  const gram = rounds[withBeta] as Round;
  assert.ok(mayBeAsked(changed(gram, { beta: [2 ** 33, 0, 0] }), [census], around), 'β is for the guards');
  assert.ok(!mayBeAsked(changed(gram, { y: { variable: 'disease', events: ['no'] } }), [census], around));
  assert.ok(!mayBeAsked(gram, [census, ...new Array<Round>(25).fill(gram)], around), 'twenty-five rounds at most');
});
