// Linear and Poisson regression, description and crosstab against statsmodels and scipy on the pooled rows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { type Dictionary, dictionarySchema } from '@sluss/protocol/dictionary.ts';
import type { MethodCall } from '@sluss/protocol/documents.ts';
import type { CrosstabResult } from './crosstab.ts';
import type { DescribeResult } from './describe.ts';
import { aPlan, heartDictionary, readHeart, truth } from './heart.test-support.ts';
import type { LinearResult } from './linear.ts';
import type { Fit } from './regression.ts';
import { type Row, runPlan } from './rows.test-support.ts';

function close(actual: number[], expected: number[], relative: number): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of actual.entries())
    assert.ok(
      Math.abs(value - (expected[i] as number)) <= relative * Math.max(1e-3, Math.abs(expected[i] as number)),
      `${i}: ${value} against ${expected[i]}`,
    );
}

function ask<R>(call: MethodCall, parts = {}, dictionary = heartDictionary, stations = readHeart()): R {
  return runPlan({ plan: aPlan({ methods: [call], ...parts }), dictionary, stations }).outcome.results[0]?.result as R;
}

test('linear regression equals ordinary least squares of statsmodels', () => {
  const fit = ask<LinearResult>({ name: 'linear@1', y: 'thalach', x: ['age', 'sex', 'cp', 'exang', 'oldpeak'] });
  close(fit.estimates, truth.linear.estimates, 1e-7);
  close(fit.standardErrors, truth.linear.standardErrors, 1e-7);
  close([fit.rSquared, fit.residualSd], [truth.linear.rSquared, truth.linear.residualSd], 1e-8);
});

test('Poisson regression equals the GLM of statsmodels', () => {
  const fit = ask<Fit>({ name: 'poisson@1', y: 'trestbps', x: ['age', 'sex', 'chol'] });
  assert.equal(fit.state, 'converged');
  close(fit.estimates, truth.poisson.estimates, 1e-6);
  close(fit.standardErrors, truth.poisson.standardErrors, 1e-6);
});

const text = { sv: 'x', en: 'x' };
const number = (id: string, grid: string[]) => ({
  id,
  column: id,
  title: text,
  missing: [],
  type: 'number',
  unit: '1',
  range: [grid[0], grid.at(-1)],
  grid,
});
const visits: Dictionary = dictionarySchema.parse({
  type: 'dictionary',
  dataset: 'visits',
  title: text,
  description: text,
  category: 'EHRS',
  access: 'public',
  licence: 'CC0',
  person_key: null,
  variables: [
    number('age', ['30', '50', '90']),
    {
      id: 'smoker',
      column: 'smoker',
      title: text,
      missing: [],
      type: 'category',
      levels: ['no', 'yes'].map((id, i) => ({ id, codes: [String(i)], title: text })),
    },
    number('years', ['0.1', '5', '12']),
    number('visits', ['0', '1', '5', '40']),
  ],
});

test('a time at risk enters as the offset of statsmodels’ exposure', () => {
  const { columns, rows } = truth.counts as { columns: string[]; rows: number[][] };
  const persons: Row[] = rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] as number])));
  const stations = {
    cleveland: persons.slice(0, 90),
    budapest: persons.slice(90, 150),
    zurich: persons.slice(150, 310),
    'long-beach': persons.slice(310),
  };
  const parts = { dictionary: digest(canonicalBytes(visits)), complete_on: columns };
  for (const [expected, exposure] of [
    [truth.counts.withExposure, { exposure: 'years' }],
    [truth.counts.without, {}],
  ] as const) {
    const fit = ask<Fit>({ name: 'poisson@1', y: 'visits', x: ['age', 'smoker'], ...exposure }, parts, visits, stations);
    close(fit.estimates, expected.estimates, 1e-6);
    close(fit.standardErrors, expected.standardErrors, 1e-6);
  }
});

test('means and standard deviations equal those of the pooled rows, and the census counts what is missing', () => {
  const variables = Object.keys(truth.describe);
  const { outcome } = runPlan({
    plan: aPlan({ methods: [{ name: 'describe@1', variables }] }),
    dictionary: heartDictionary,
    stations: readHeart(),
  });
  const described = outcome.results[0]?.result as DescribeResult;
  for (const { variable, mean, sd, counts } of described.numbers) {
    close([mean, sd], [truth.describe[variable].mean, truth.describe[variable].sd], 1e-7);
    assert.equal(
      counts.reduce((a, b) => a + b, 0),
      740,
    );
  }
  assert.equal(outcome.census.inFilter, 920);
  assert.deepEqual(outcome.census.missing, { ...truth.missing, disease: 0 });
});

test('chi-square equals scipy’s, by sex over all 920 and by kind of pain over the complete', () => {
  const bySex = ask<CrosstabResult>(
    { name: 'crosstab@1', rows: { variable: 'sex' }, columns: { variable: 'disease' } },
    { complete_on: ['sex', 'disease'] },
  );
  assert.deepEqual(bySex.table, [
    [144, 50],
    [267, 459],
  ]);
  const byPain = ask<CrosstabResult>({ name: 'crosstab@1', rows: { variable: 'cp' }, columns: { variable: 'disease' } });
  for (const [found, expected] of [
    [bySex, truth.sexByDisease],
    [byPain, truth.painByDisease],
  ]) {
    assert.deepEqual(found.table, expected.table);
    close(
      [found.test.statistic, found.test.p, found.test.smallestExpected],
      [expected.statistic, expected.p, expected.smallestExpected],
      1e-10,
    );
    assert.equal(found.test.df, expected.df);
  }
});

test('a variable that hardly varies is named instead of fitted', () => {
  const same = Object.fromEntries(
    Object.entries(readHeart()).map(([station, rows]) => [station, rows.map((row) => ({ ...row, age: 50 }))]),
  );
  const fit = ask<LinearResult>({ name: 'linear@1', y: 'thalach', x: ['age', 'sex'] }, {}, heartDictionary, same);
  assert.deepEqual([fit.state, fit.column], ['constant_column', { variable: 'age', level: null }]);
});
