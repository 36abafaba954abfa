// What people may see: rounding that hides one person, counts that do not tell a hidden one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crosstab } from './crosstab.ts';
import { describe, quantilesOf, runsWithin } from './describe.ts';
import { normalQuantile, normalTwoSided } from './distributions.ts';
import { aPlan, heartDictionary, readHeart } from './heart.test-support.ts';
import { logistic } from './logistic.ts';
import type { Census } from './method.ts';
import { gridStep, releaseCount, releaseEstimate, sizeTellsMissing } from './release.ts';
import { runPlan } from './rows.test-support.ts';

const normal = { quantile: normalQuantile(0.95), twoSided: normalTwoSided };

test('the grid is the largest of 1, 2, 5 times a power of ten up to a tenth of the standard error', () => {
  assert.deepEqual([1, 0.99, 0.3, 0.2, 0.0049, 70].map(gridStep), [0.1, 0.05, 0.02, 0.02, 0.0002, 5]);
});

test('a rounded estimate lies on its grid, and interval and p-value follow from what is told', () => {
  const told = releaseEstimate(1.299613, 0.2437, 'rounded', normal);
  assert.deepEqual(told, { estimate: 1.3, standardError: 0.24, low: 0.82, high: 1.78, p: 6.1e-8 });
  assert.equal(releaseEstimate(1.299613, 0.2437, 'exact', normal).estimate, 1.299613);
});

test('leaving one patient out moves no rounded coefficient by more than a few grid steps', () => {
  const stations = readHeart();
  const call = {
    name: 'logistic@1',
    y: { variable: 'disease', events: ['yes'] },
    x: ['age', 'sex', 'thalach', 'oldpeak'],
  } as const;
  const plan = aPlan({ methods: [{ ...call, x: [...call.x] }] });
  const of = (rows: typeof stations) => {
    const { outcome } = runPlan({ plan, dictionary: heartDictionary, stations: rows });
    const context = { plan, dictionary: heartDictionary, census: outcome.census, k: 10, profile: 'rounded' as const };
    return (
      logistic.release(outcome.results[0]?.result as never, call as never, context) as {
        terms: { estimate: number; standardError: number }[];
      }
    ).terms;
  };
  const [all, without] = [of(stations), of({ ...stations, cleveland: stations.cleveland?.slice(1) ?? [] })];
  for (const [i, { estimate, standardError }] of all.entries())
    assert.ok(Math.abs(estimate - (without[i]?.estimate ?? 0)) <= 3 * gridStep(standardError) + 1e-12);
});

const aCensus = (n: number, missing: Record<string, number>): Census => ({ n, inFilter: 920, complete: n, missing, levels: {} });

test('the size of the frame is told to ten where the exact one would tell a small number of missing values', () => {
  assert.equal(sizeTellsMissing(aCensus(918, { restecg: 2 }), 10), true);
  assert.equal(releaseCount(918, { census: aCensus(918, { restecg: 2 }), k: 10 }), 910);
  // Missing ECG (2) in addition to 90 missing blood sugars: 828 would give it away.
  assert.equal(sizeTellsMissing(aCensus(828, { restecg: 2, fbs: 90 }), 10), true);
  assert.equal(sizeTellsMissing(aCensus(740, { restecg: 2, fbs: 90, trestbps: 59, oldpeak: 62 }), 10), false);
  assert.equal(releaseCount(740, { census: aCensus(740, { fbs: 90, trestbps: 59, oldpeak: 62 }), k: 10 }), 740);
  assert.equal(releaseCount(9, { census: aCensus(740, { fbs: 180 }), k: 10 }), null);
});

test('quantiles come from safe bins only, with k persons on either side', () => {
  const bins = [
    { from: 0, to: 10, count: 20 },
    { from: 10, to: 30, count: 60 },
    { from: 30, to: 40, count: 20 },
  ];
  assert.deepEqual(
    quantilesOf(bins, 10).map(({ share, value }) => [share, value]),
    [
      [0.25, 11.7],
      [0.5, 20],
      [0.75, 28.3],
    ],
  );
});

test('told bins do not cross the cuts of a declared partition, unless a stretch would be unsafe', () => {
  const counts = [4, 8, 12, 3, 9, 30];
  const safe = (first: number, last: number) => counts.slice(first, last + 1).reduce((a, b) => a + b, 0) >= 10;
  assert.deepEqual(runsWithin([], 6, safe), [
    [0, 1],
    [2, 2],
    [3, 4],
    [5, 5],
  ]);
  assert.deepEqual(runsWithin([3], 6, safe), [
    [0, 1],
    [2, 2],
    [3, 4],
    [5, 5],
  ]);
  assert.deepEqual(runsWithin([1, 4], 6, safe), [
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
});

test('a description of the heart frame hides the two missing ECGs and tells the cholesterol of all', () => {
  const variables = ['age', 'chol', 'restecg'];
  const plan = aPlan({ methods: [{ name: 'describe@1', variables }] });
  const { outcome } = runPlan({ plan, dictionary: heartDictionary, stations: readHeart() });
  const context = { plan, dictionary: heartDictionary, census: outcome.census, k: 10, profile: 'rounded' as const };
  const told = describe.release(outcome.results[0]?.result as never, { name: 'describe@1', variables }, context) as {
    frame: { n: number; missing: { variable: string; count: number | null }[] };
    numbers: { variable: string; mean: number; bins: { count: number }[] }[];
  };
  assert.equal(told.frame.n, 740);
  assert.equal(told.frame.missing.find(({ variable }) => variable === 'restecg')?.count, null);
  assert.equal(told.frame.missing.find(({ variable }) => variable === 'fbs')?.count, 90);
  for (const { bins } of told.numbers) assert.ok(bins.every(({ count }) => count >= 10));
  assert.equal(told.numbers[0]?.mean, 53.1);
});

test('where a cell of a crosstab is hidden its statistic is too, and only its verdict is told', () => {
  const plan = aPlan({ complete_on: ['cp', 'sex', 'disease'], methods: [], k: 40 });
  const call = { name: 'crosstab@1' as const, rows: { variable: 'cp' }, columns: { variable: 'sex' } };
  const { outcome } = runPlan({ plan: { ...plan, methods: [call] }, dictionary: heartDictionary, stations: readHeart() });
  const context = { plan, dictionary: heartDictionary, census: outcome.census, k: 40, profile: 'exact' as const };
  const told = crosstab.release(outcome.results[0]?.result as never, call, context) as {
    hidden: boolean;
    test: { statistic: null; p: null; verdict: number };
  };
  assert.equal(told.hidden, true);
  assert.deepEqual([told.test.statistic, told.test.p, told.test.verdict], [null, null, 0.001]);
});

test('a variable that the plan filters on is told inside the filter alone: its bins and quantiles reach nowhere else', () => {
  const variables = ['age'];
  const plan = aPlan({ methods: [{ name: 'describe@1', variables }], filter: [{ variable: 'age', from: '40', to: '65' }] });
  const { outcome } = runPlan({ plan, dictionary: heartDictionary, stations: readHeart() });
  const context = { plan, dictionary: heartDictionary, census: outcome.census, k: 10, profile: 'rounded' as const };
  const told = describe.release(outcome.results[0]?.result as never, { name: 'describe@1', variables }, context) as {
    numbers: { bins: { from: number; to: number; count: number }[]; quantiles: { value: number }[] }[];
  };
  const [age] = told.numbers;
  assert.equal(age?.bins[0]?.from, 40);
  assert.equal(age?.bins.at(-1)?.to, 65);
  assert.equal(
    age?.bins.reduce((sum, { count }) => sum + count, 0),
    outcome.census.n,
  );
  assert.ok(age?.quantiles.every(({ value }) => value >= 40 && value <= 65));
});
