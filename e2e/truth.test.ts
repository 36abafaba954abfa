// Through the whole stack, released exactly: the results that statsmodels, scikit-learn and scipy find on the pooled patients.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startStudy } from '../demo/play.ts';
import { endOf, obtainPermit, outcome, predictors, startSystem } from './system.test-support.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url));
/** Made by methods/truth/heart.py, which says with which versions. */
const truth = JSON.parse(read('../methods/truth/heart.json').toString());
const card = JSON.parse(read('../demo/model/card.json').toString());

const { origin } = await startSystem();
const { innovator, permit, model } = await obtainPermit(origin, {
  methods: ['describe@1', 'crosstab@1', 'linear@1', 'logistic@1', 'poisson@1', 'evaluate@1'],
  model: read('../demo/model/cleveland.onnx'),
});
const { inputs, outcome: y, trained_on } = card;
const id = await startStudy(innovator, permit, {
  title: 'Everything whose truth is known',
  groups: [['cleveland'], ['budapest', 'zurich', 'long-beach']],
  release: 'exact',
  methods: [
    { name: 'describe@1', variables: predictors },
    { name: 'crosstab@1', rows: { variable: 'cp' }, columns: { variable: 'disease' } },
    { name: 'linear@1', y: 'thalach', x: ['age', 'sex', 'cp', 'exang', 'oldpeak'] },
    { name: 'logistic@1', y: outcome, x: predictors },
    { name: 'poisson@1', y: 'trestbps', x: ['age', 'sex', 'chol'] },
    { name: 'evaluate@1', model, inputs, y, trained_on, partitions: [], thresholds: ['0.5'] },
  ],
});
const study = await endOf(innovator, id);
const resultOf = (name: string) => study.result.results.find((one: { name: string }) => one.name === name).result;

function near(value: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(value - expected) <= tolerance, `${what}: ${value} is not ${expected}`);
}

type Term = { estimate: number; standardError: number; p: number };
type Truth = { names: string[]; estimates: number[]; standardErrors: number[]; p: number[] };

function assertFit({ state, n, terms }: { state: string; n: number; terms: Term[] }, expected: Truth): void {
  assert.deepEqual([state, n, terms.length], ['converged', truth.complete.n, expected.names.length]);
  for (const [i, name] of expected.names.entries()) {
    const term = terms[i] as Term;
    near(term.estimate, expected.estimates[i] as number, 1e-6, `the estimate of ${name}`);
    near(term.standardError, expected.standardErrors[i] as number, 1e-6, `the standard error of ${name}`);
    near(term.p, expected.p[i] as number, 1e-6, `p of ${name}`);
  }
}

test('the study ends with a result over the patients who have every value', () => {
  assert.deepEqual([study.state, study.reason], ['finished', null]);
  assert.equal(study.result.n, truth.complete.n);
});

test('logistic regression over four stations is the pooled fit of statsmodels to 1e-6 in every coefficient and standard error', () => {
  assertFit(resultOf('logistic@1'), truth.logistic);
  assert.equal(resultOf('logistic@1').events, truth.complete.events);
});

test('linear regression over four stations is the pooled fit of statsmodels to 1e-6', () => {
  assertFit(resultOf('linear@1'), truth.linear);
});

test('Poisson regression over four stations is the pooled fit of statsmodels to 1e-6', () => {
  assertFit(resultOf('poisson@1'), truth.poisson);
});

test('a crosstab holds the pooled counts, and scipy’s chi-square', () => {
  const { cells, test: chiSquare } = resultOf('crosstab@1');
  const { table, statistic, df, p } = truth.painByDisease;
  assert.deepEqual(cells, table);
  assert.equal(chiSquare.df, df);
  near(chiSquare.statistic, statistic, 1e-9, 'chi-square');
  near(chiSquare.p, p, 1e-12, 'its p');
});

test('means and standard deviations are the pooled ones', () => {
  const found = resultOf('describe@1').numbers as { variable: string; mean: number; sd: number }[];
  for (const [variable, { mean, sd }] of Object.entries(truth.describe as Record<string, { mean: number; sd: number }>)) {
    const summary = found.find((one) => one.variable === variable);
    near(summary?.mean as number, mean, 1e-6, `the mean of ${variable}`);
    near(summary?.sd as number, sd, 1e-6, `the standard deviation of ${variable}`);
  }
});

test('the brought model’s AUROC on the external hospitals is the pooled one within the printed tie bound, and within 0.01', () => {
  const { external } = resultOf('evaluate@1');
  assert.deepEqual([external.n, external.events], [truth.external.n, truth.external.events]);
  const { value, tieBound } = external.auroc;
  assert.ok(tieBound < 0.001, `a tie bound of ${tieBound} says little`);
  near(value, truth.external.aurocBySklearn, Math.min(tieBound, 0.01), 'the AUROC');
  near(external.brier, truth.external.brier, 1e-6, 'the Brier score');
  near(external.calibration.intercept, truth.external.intercept, 0.005, 'the calibration intercept');
  near(external.calibration.slope, truth.external.slope, 0.005, 'the calibration slope');
});

test('the hospital on which the model was trained is told apart as development', () => {
  const { external, development } = resultOf('evaluate@1');
  assert.ok(!external.stations.includes('cleveland'));
  assert.deepEqual(development[0].stations, ['cleveland']);
  near(development[0].auroc.value, truth.development.auroc, development[0].auroc.tieBound, 'the AUROC in Cleveland');
});
