// The published benchmark Fed-Heart of FLamby through the whole stack, under a declared open policy: train and test as a column, a ridge
// regression (C = 1) on federatedly standardised columns, its exact result made a model, the model brought and evaluated on the test rows.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fitsIn, modelOf } from '../cli/model-file/from-fit.ts';
import { startStudy } from '../demo/play.ts';
import { columns, hospitals } from '../demo/set-up.ts';
import { clearAwayAfterwards } from '../hub/platform/test-server.ts';
import { endOf, obtainPermit, outcome, predictors, startSystem } from './system.test-support.ts';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
/** scikit-learn on the pooled rows: methods/truth/heart.py, which follows FLamby's published split. */
const truth = json('../methods/truth/heart.json').flamby;
const { test: testRows } = json('../demo/heart/flamby-split.json') as { test: Record<string, number[]> };

const folder = mkdtempSync(join(tmpdir(), 'sluss-flamby-'));
clearAwayAfterwards(folder);
const dictionary = json('../demo/heart/dictionary.json');
const level = (id: string) => ({ id, codes: [id], title: { sv: id, en: id } });
writeFileSync(
  join(folder, 'dictionary.json'),
  JSON.stringify({
    ...dictionary,
    dataset: 'heart-flamby',
    variables: [
      ...dictionary.variables,
      {
        id: 'split',
        column: 'split',
        title: { sv: 'Del', en: 'Split' },
        missing: [],
        type: 'category',
        levels: [level('train'), level('test')],
      },
    ],
  }),
);
for (const { id, file } of hospitals) {
  const lines = readFileSync(new URL(`../demo/heart/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean);
  const split = lines.map((row, line) => `${row.trim()},${testRows[id]?.includes(line) ? 'test' : 'train'}`);
  writeFileSync(join(folder, file), `${split.join('\n')}\n`);
}

const { origin } = await startSystem({ data: { folder, columns: `${columns},split` } });
const variables = [...predictors, outcome.variable, 'split'];
const rows = (part: 'train' | 'test') => [{ variable: 'split', levels: [part] }];

const training = await obtainPermit(origin, { dataset: 'heart-flamby', variables, methods: ['logistic@1'] });
const fitted = await endOf(
  training.innovator,
  await startStudy(training.innovator, training.permit, {
    title: 'FLamby: training',
    filter: rows('train'),
    release: 'exact',
    methods: [{ name: 'logistic@1', y: outcome, x: predictors, ridge: '1' }],
  }),
);
const [fit] = fitsIn(fitted.result);
assert.ok(fit, JSON.stringify(fitted.reason));
const { bytes, card } = modelOf(fit, { title: 'FLamby', trainedOn: [] });

const testing = await obtainPermit(origin, { dataset: 'heart-flamby', variables, methods: ['evaluate@1'], model: bytes });
const evaluated = await endOf(
  testing.innovator,
  await startStudy(testing.innovator, testing.permit, {
    title: 'FLamby: test',
    filter: rows('test'),
    release: 'exact',
    // The test rows of the same hospitals were kept out of the training, so none of them is development.
    methods: [
      {
        name: 'evaluate@1',
        model: testing.model,
        inputs: card.inputs,
        y: outcome,
        trained_on: [],
        partitions: [],
        thresholds: ['0.5'],
      },
    ],
  }),
);

const { external } = evaluated.result.results[0].result;

test('the training rows give the coefficients that scikit-learn finds on them pooled', () => {
  assert.deepEqual([fitted.state, fitted.result.n], ['finished', truth.train]);
  const expected = [truth.intercept, ...truth.estimates] as number[];
  for (const [i, { estimate }] of fit.terms.entries())
    assert.ok(Math.abs(estimate - (expected[i] as number)) < 1e-6, `${i}: ${estimate}`);
});

test('the accuracy on the test rows is the pooled one, .795, to the last patient', () => {
  assert.deepEqual([evaluated.state, evaluated.result.n], ['finished', truth.test]);
  const [{ tp, fp, tn, fn, accuracy, approximate }] = external.thresholds;
  assert.equal(approximate, false);
  assert.equal(tp + fp + tn + fn, truth.test);
  assert.equal((tp + tn) / truth.test, truth.accuracy);
  assert.equal(accuracy, 0.795);
});

test('the AUROC on the test rows is the pooled one within the printed tie bound', () => {
  const { value, tieBound } = external.auroc;
  assert.ok(tieBound < 0.001 && Math.abs(value - truth.auroc) <= tieBound, `${value} is not ${truth.auroc}`);
});
