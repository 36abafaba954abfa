// Logistic regression over four hospitals against statsmodels and scikit-learn on the pooled rows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aPlan, flambyTest, flambyVariables, heartDictionary, readHeart, truth } from './heart.test-support.ts';
import type { LogisticResult } from './logistic.ts';
import { type Row, runPlan } from './rows.test-support.ts';

const stations = readHeart();
const y = { variable: 'disease', events: ['yes'] };

export function close(actual: number[], expected: number[], within: number, what = ''): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of actual.entries())
    assert.ok(Math.abs(value - (expected[i] as number)) <= within, `${what} ${i}: ${value} against ${expected[i]}`);
}

function fit(plan = aPlan(), rows: Record<string, Row[]> = stations): LogisticResult {
  return runPlan({ plan, dictionary: heartDictionary, stations: rows }).outcome.results[0]?.result as LogisticResult;
}

test('the federated fit on the 740 complete patients equals the pooled one of statsmodels', () => {
  const found = fit();
  assert.equal(found.state, 'converged');
  assert.equal(found.n, 740);
  assert.equal(found.events, truth.complete.events);
  close(found.estimates, truth.logistic.estimates, 1e-7, 'coefficient');
  close(found.standardErrors, truth.logistic.standardErrors, 1e-7, 'standard error');
  close([found.logLikelihood, found.nullLogLikelihood], [truth.logistic.logLikelihood, truth.logistic.nullLogLikelihood], 1e-6);
});

test('it takes the census, the moments and a handful of Newton steps', () => {
  const { rounds } = runPlan({ plan: aPlan(), dictionary: heartDictionary, stations });
  assert.deepEqual(
    rounds.slice(0, 2).map(({ questions }) => questions[0]?.kind),
    ['census', 'moments'],
  );
  assert.ok(rounds.length <= 9, `${rounds.length} rounds`);
});

test('with FLamby’s split and ridge 1 it gives scikit-learn’s fit at C = 1 and the pooled accuracy of .795', () => {
  const train = Object.fromEntries(
    Object.entries(stations).map(([station, rows]) => [
      station,
      rows.filter((_row, line) => !flambyTest[station]?.includes(line)),
    ]),
  );
  const found = fit(aPlan({ methods: [{ name: 'logistic@1', y, x: flambyVariables, ridge: '1' }] }), train);
  assert.equal(found.n, truth.flamby.train);
  close(found.estimates, [truth.flamby.intercept, ...truth.flamby.estimates], 1e-6, 'coefficient');
  const held = Object.entries(stations).flatMap(([station, rows]) =>
    (flambyTest[station] ?? []).map((line) => rows[line] as Row),
  );
  const right = held.filter((row) => {
    const eta = found.terms.reduce((sum, { variable, level }, i) => {
      const value = variable === null ? 1 : (row[variable] as number);
      const levels = heartDictionary.variables.find(({ id }) => id === variable);
      const column = level && levels?.type === 'category' ? Number(levels.levels[value]?.id === level) : value;
      return sum + (found.estimates[i] as number) * column;
    }, 0);
    return eta >= 0 === (row.disease === 1);
  });
  assert.equal(held.length, truth.flamby.test);
  assert.equal(right.length / held.length, truth.flamby.accuracy);
});

test('complete separation is said plainly instead of numbers', () => {
  const separated = Object.fromEntries(
    Object.entries(stations).map(([station, rows]) => [station, rows.map((row) => ({ ...row, exang: row.disease as number }))]),
  );
  assert.equal(fit(aPlan({ methods: [{ name: 'logistic@1', y, x: ['age', 'exang'] }] }), separated).state, 'separation');
  const ridged = fit(aPlan({ methods: [{ name: 'logistic@1', y, x: ['age', 'exang'], ridge: '1' }] }), separated);
  assert.equal(ridged.state, 'converged');
});

test('a level without a single event among many is separation too, and a variable that follows from another is collinear', () => {
  const withHole = Object.fromEntries(
    Object.entries(stations).map(([station, rows]) => [
      station,
      rows.map((row) => (row.disease === 1 && row.cp === 1 ? { ...row, cp: 2 } : row)),
    ]),
  );
  assert.equal(fit(aPlan({ methods: [{ name: 'logistic@1', y, x: ['age', 'cp'] }] }), withHole).state, 'separation');
  const twice = Object.fromEntries(
    Object.entries(stations).map(([station, rows]) => [station, rows.map((row) => ({ ...row, fbs: row.sex as number }))]),
  );
  assert.equal(fit(aPlan({ methods: [{ name: 'logistic@1', y, x: ['sex', 'fbs'] }] }), twice).state, 'collinear');
});

test('a frame that is too small for the formula, or a level with fewer than k persons, is too few', () => {
  const few = Object.fromEntries(Object.entries(stations).map(([station, rows]) => [station, rows.slice(0, 30)]));
  assert.throws(() => fit(aPlan(), few), { code: 'too_few' });
  assert.throws(() => fit(aPlan({ k: 40 })), { code: 'too_few' });
});
