// A plan as a conversation: replay gives the same questions, templates fit them, and nothing is asked after a no.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalText } from '@sluss/protocol/canonical.ts';
import { kindOf, questionSchema } from '@sluss/questions/catalogue.ts';
import { askedRound, methodTemplates } from './conversation.ts';
import { aPlan, heartDictionary, readHeart } from './heart.test-support.ts';
import { runPlan, sumRound } from './rows.test-support.ts';

const methods = [
  { name: 'describe@1', variables: ['age', 'sex', 'chol'] },
  { name: 'crosstab@1', rows: { variable: 'cp' }, columns: { variable: 'disease' } },
  { name: 'linear@1', y: 'thalach', x: ['age', 'cp'] },
  { name: 'logistic@1', y: { variable: 'disease', events: ['yes'] }, x: ['sex', 'cp'] },
  { name: 'poisson@1', y: 'trestbps', x: ['age'] },
];
const plan = aPlan({ methods });
const federation = { plan, dictionary: heartDictionary, stations: readHeart() };

test('every question asked passes its own schema and travels as a canonical document', () => {
  for (const round of runPlan(federation).rounds)
    for (const question of round.questions) assert.equal(canonicalText(questionSchema.parse(question)), canonicalText(question));
});

test('run again over the same sums, a plan asks byte for byte the same', () => {
  const { rounds, answers } = runPlan(federation);
  for (let i = 0; i <= rounds.length; i++) {
    const next = askedRound(plan, heartDictionary, answers.slice(0, i));
    assert.equal(next.asks ? canonicalText(next.round) : 'done', i < rounds.length ? canonicalText(rounds[i]) : 'done');
  }
});

test('every round fits a template of its method, and no template is used more often than it says', () => {
  const templates = methodTemplates(plan, heartDictionary).map(({ scope, questions, atMost }) => ({
    text: canonicalText([scope, questions]),
    atMost,
  }));
  const used = new Map<string, number>();
  for (const { scope, questions } of runPlan(federation).rounds) {
    const text = canonicalText([scope, questions.map((question) => kindOf(question).steered(question))]);
    used.set(text, (used.get(text) ?? 0) + 1);
  }
  for (const [text, times] of used)
    assert.ok(times <= templates.filter((t) => t.text === text).reduce((sum, t) => sum + t.atMost, 0), text);
});

test('a plan over too few persons ends at the census: no other question is asked', () => {
  const small = { ...federation, stations: { cleveland: readHeart().cleveland?.slice(0, 9) ?? [] } };
  const first = askedRound(plan, heartDictionary, []);
  assert.ok(first.asks && first.round.questions[0]?.kind === 'census');
  assert.throws(() => askedRound(plan, heartDictionary, [sumRound(small, first.round)]), { code: 'too_few' });
});

test('a method cannot go on without a sum that may not be seen', () => {
  assert.throws(() => askedRound(plan, heartDictionary, [undefined]), { code: 'plan_mismatch' });
});

test('one outcome class below k stops the plan before any regression', () => {
  const rows = Object.fromEntries(
    Object.entries(federation.stations).map(([id, list]) => [id, list.filter((row) => row.disease === 0 || row.age === 60)]),
  );
  const found = Object.values(rows)
    .flat()
    .filter((row) => row.disease === 1 && row.chol !== null).length;
  assert.ok(found > 0 && found < 50);
  assert.throws(() => runPlan({ ...federation, plan: { ...plan, k: 50 }, stations: rows }), { code: 'too_few' });
});
