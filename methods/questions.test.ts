// The questions' own rules: bounds that no honest station can break, guards against steering, what leaves a station alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantum } from '@sluss/protocol/fixed-point.ts';
import { kindOf, type Question, questionSchema } from '@sluss/questions/catalogue.ts';
import { counts } from '@sluss/questions/counts.ts';
import { type GramQuestion, gramSchema, readGram, unit } from '@sluss/questions/gram.ts';
import { histogram, joined } from '@sluss/questions/histogram.ts';
import { dominance } from '@sluss/questions/moments.ts';
import { aPlan, flambyVariables, heartDictionary, readHeart } from './heart.test-support.ts';
import { columnsOf } from './regression.ts';
import { answerOf, compute, runPlan } from './rows.test-support.ts';

const plan = aPlan();
const surroundings = { plan, dictionary: heartDictionary };
const stations = readHeart();
const federation = { ...surroundings, stations };

function aGram(): Extract<GramQuestion, { link: 'logit' }> {
  const asked = runPlan(federation)
    .rounds.flatMap(({ questions }) => questions)
    .find(({ kind }) => kind === 'gram');
  return asked as Extract<GramQuestion, { link: 'logit' }>;
}

test('on standardised columns every entry of every question, at every station and in the sum, is within its bound', () => {
  const { rounds, answers } = runPlan(federation);
  for (const [r, { questions }] of rounds.entries())
    for (const [q, question] of questions.entries()) {
      const bounds = kindOf(question)
        .layout(question, surroundings)
        .flatMap(({ length, bound }) => new Array<number>(length).fill(bound));
      for (const values of [
        answers[r]?.[q] ?? [],
        ...Object.keys(stations).map((station) => answerOf(federation, station, question)),
      ])
        assert.ok(
          values.every((value, i) => Math.abs(value) <= (bounds[i] as number)),
          question.kind,
        );
    }
});

test('a wild β is refused by the schema; one within reach that weighs hardly anybody is refused by the weights guard', () => {
  const question = aGram();
  const wild = { ...question, beta: question.beta.map((_b, j) => (j === 1 ? Math.round(10.5 / unit) : 0)) };
  assert.equal(gramSchema.safeParse(wild).success, false);
  // All but 6 of Cleveland's patients get a weight near 0: their rows could be read from the sum.
  const steering = {
    ...question,
    beta: question.beta.map((_b, j) => Math.round((j === 0 ? -10 : j === 1 ? 10 : j === 8 ? -10 : 8) / unit)),
  };
  assert.equal(gramSchema.safeParse(steering).success, true);
  assert.throws(() => answerOf(federation, 'cleveland', steering), { code: 'too_few' });
});

test('unguarded, a steered question would have weighed a few patients only', () => {
  const question = aGram();
  const beta = question.beta.map((_b, j) => Math.round((j === 0 ? -10 : j === 1 ? 10 : j === 8 ? -10 : 8) / unit));
  const steered: GramQuestion = { ...question, beta };
  const work = kindOf(steered).work(steered, surroundings);
  assert.ok(work.from === 'sums');
  const complete = (stations.cleveland ?? []).filter((row) => flambyVariables.every((id) => row[id] !== null));
  const sums = compute({ ...work, guards: [] }, { filter: complete, frame: complete }, { k: 10, length: 0 });
  const { matrix } = readGram(sums, steered);
  assert.ok((matrix[0]?.[0] ?? 0) < 0.02 * complete.length, `the weights add up to ${matrix[0]?.[0]}`);
});

test('centre, scale and β must fit the columns', () => {
  const question = aGram();
  assert.throws(() => kindOf(question as Question).layout({ ...question, beta: [0] }, surroundings), { code: 'malformed' });
});

test('for a thousand million persons at fifty stations the fixed point still keeps steps of 2⁻²⁵ or less', () => {
  const question: GramQuestion = { ...aGram(), n: 1e9 };
  const [hessian] = kindOf(question as Question).layout(question, surroundings);
  assert.ok(hessian && quantum(hessian, 50) / 50 <= 2 ** -25);
});

test('amounts dominated by two persons, or of which one can be gauged within a tenth, are not summed', () => {
  const { holds } = dominance('cost');
  const frame = { n: 100, k: 10 };
  assert.equal(holds([1000, 100, 90], frame), true);
  assert.equal(holds([1000, 500, 360], frame), false);
  assert.equal(holds([1000, 945, 0], frame), false);
});

test('alone, a histogram leaves with bins joined until each holds k', () => {
  const question = { kind: 'histogram' as const, variables: ['age'] };
  const told = histogram.alone?.(answerOf(federation, 'cleveland', question), question, { ...surroundings, k: 10 }) ?? [];
  const bins = told.filter((count) => count !== joined);
  assert.ok(bins.length > 3 && bins.every((count) => count >= 10));
  assert.equal(
    bins.reduce((a, b) => a + b, 0),
    303,
  );
});

test('alone, Cleveland and Budapest tell sex by disease; Zürich and Long Beach hide cells', () => {
  const question = { kind: 'counts' as const, by: [{ variable: 'sex' }, { variable: 'disease' }] };
  const everybody = { ...surroundings, plan: aPlan({ complete_on: ['sex', 'disease'] }) };
  const hidden = Object.keys(stations).map((station) => {
    const told = counts.alone?.(answerOf({ ...federation, ...everybody }, station, question), question, { ...everybody, k: 10 });
    return told?.filter((count) => count < 0).length;
  });
  assert.deepEqual(hidden, [0, 0, 4, 4]);
});

test('census, moments and Gram never leave a station alone', () => {
  for (const kind of ['census', 'moments', 'gram'] as const) assert.equal(kindOf({ kind } as Question).alone, null);
});

test('a question with a member that it does not know is not a question', () => {
  assert.equal(questionSchema.safeParse({ kind: 'census', filter: [] }).success, false);
  assert.equal(questionSchema.safeParse({ kind: 'rows' }).success, false);
  assert.equal(columnsOf(['cp'], heartDictionary).length, 3);
});
