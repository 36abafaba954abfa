import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scorer } from '@sluss/sandbox/score.ts';
import type { Io } from '../command.ts';
import { command } from './model.ts';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const expected = JSON.parse(readFileSync(path('demo/model/expected.json'), 'utf8'));
const heartColumns = 'age,sex,cp,trestbps,chol,fbs,restecg,thalach,exang,oldpeak,slope,ca,thal,num';
const covariates = 'age,sex,cp,trestbps,chol,fbs,restecg,thalach,exang,oldpeak';

async function sluss(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  const [out, error]: [string[], string[]] = [[], []];
  const io: Io = {
    out: (text) => out.push(text),
    error: (text) => error.push(text),
    environment: {},
    signal: new AbortController().signal,
  };
  const code = await command.run(words, io).catch((failure: Error) => {
    error.push(failure.message);
    return 1;
  });
  return { code, out: out.join('\n'), error: error.join('\n') };
}

function folder(context: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'sluss-model-test-'));
  context.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const fitCleveland = (to: string, ...more: string[]) => {
  const words = [
    'fit',
    path('demo/heart/processed.cleveland.data'),
    '--columns',
    heartColumns,
    '--dictionary',
    path('demo/heart/dictionary.json'),
  ];
  const what = ['--outcome', 'disease', '--events', 'yes', '--covariates', covariates];
  return sluss(...words, ...what, '-o', join(to, 'own.onnx'), '--card', join(to, 'own.json'), ...more);
};

test('a model fitted on one’s own file has scikit-learn’s coefficients, and its card the demo’s inputs', async (context) => {
  const to = folder(context);
  const { code, out } = await fitCleveland(to, '--trained-on', 'cleveland', '--json');
  assert.equal(code, 0);
  const { n, events, terms } = JSON.parse(out);
  assert.deepEqual([n, events], [303, 139]);
  const { intercept, coefficients } = expected.without_penalty;
  for (const [i, value] of [intercept, ...coefficients].entries()) assert.ok(Math.abs(terms[i].estimate - value) < 1e-6);
  const card = JSON.parse(readFileSync(join(to, 'own.json'), 'utf8'));
  const demo = JSON.parse(readFileSync(path('demo/model/card.json'), 'utf8'));
  assert.deepEqual({ ...card, digest: '', title: '' }, { ...demo, digest: '', title: '' });

  const checked = await sluss('check', join(to, 'own.onnx'), '--card', join(to, 'own.json'));
  assert.equal(checked.code, 0, checked.error);
  const other = await sluss('check', join(to, 'own.onnx'), '--card', path('demo/model/card.json'));
  assert.equal(other.code, 1);
  assert.match(other.error, /another file/);
});

test('a file scores its patients by what was fitted on it', async (context) => {
  const to = folder(context);
  await fitCleveland(to);
  const { score, close } = await scorer(readFileSync(join(to, 'own.onnx')));
  const { inputs } = expected.patients.cleveland as { inputs: number[][] };
  const scores = await score(Float32Array.from(inputs.flat()), inputs.length, 13);
  close();
  const { intercept, coefficients } = expected.without_penalty as { intercept: number; coefficients: number[] };
  for (const [i, patient] of inputs.entries()) {
    const logit = patient.reduce((sum, value, j) => sum + value * (coefficients[j] as number), intercept);
    assert.ok(Math.abs((scores[i] as number) - 1 / (1 + Math.exp(-logit))) < 1e-6);
  }
});

const result = {
  state: 'converged',
  message: null,
  column: null,
  n: 740,
  stations: 4,
  rounds: 7,
  ratio: 'odds',
  outcome: { variable: 'disease', events: ['yes'] },
  terms: [
    { variable: null, level: null, estimate: -3.1, standardError: 0.9, low: -4.9, high: -1.3, p: 0.0006, ratio: null },
    { variable: 'age', level: null, estimate: 0.03, standardError: 0.01, low: 0.01, high: 0.05, p: 0.003, ratio: null },
    { variable: 'cp', level: 'asymptomatic', estimate: 1.9, standardError: 0.4, low: 1.1, high: 2.7, p: 1e-6, ratio: null },
  ],
};

test('a released result becomes a model that knows whose persons it was made from', async (context) => {
  const to = folder(context);
  const [from, model, card] = ['study.json', 'model.onnx', 'card.json'].map((name) => join(to, name)) as [string, string, string];
  writeFileSync(
    from,
    JSON.stringify({ stations: [{ station: 'cleveland' }, { station: 'zurich' }], result: { results: [{ released: result }] } }),
  );
  assert.equal((await sluss('from-result', from, '-o', model, '--card', card)).code, 0);
  const { trained_on, inputs } = JSON.parse(readFileSync(card, 'utf8'));
  assert.deepEqual(trained_on, ['cleveland', 'zurich']);
  assert.deepEqual(inputs, [{ variable: 'age' }, { variable: 'cp', level: 'asymptomatic' }]);
  const { score, close } = await scorer(readFileSync(model));
  const [risk] = await score(Float32Array.of(60, 1), 1, 2);
  close();
  assert.ok(Math.abs((risk as number) - 1 / (1 + Math.exp(-(-3.1 + 0.03 * 60 + 1.9)))) < 1e-7);
});

test('a result without estimates, or without a word on whose persons it is from, makes no model', async (context) => {
  const to = folder(context);
  const from = join(to, 'result.json');
  writeFileSync(from, JSON.stringify(result));
  assert.match((await sluss('from-result', from, '-o', join(to, 'm.onnx'))).error, /--trained-on is missing/);
  writeFileSync(from, JSON.stringify({ ...result, state: 'separation', message: { sv: 'delat', en: 'separated' }, terms: [] }));
  assert.match(
    (await sluss('from-result', from, '--trained-on', 'a', '-o', join(to, 'm.onnx'))).error,
    /no estimates: separated/,
  );
  writeFileSync(from, JSON.stringify({ something: 'else' }));
  assert.match((await sluss('from-result', from, '--trained-on', 'a', '-o', join(to, 'm.onnx'))).error, /holds no result/);
});

test('wrong words for a fit are answered in words', async (context) => {
  const to = folder(context);
  assert.match((await fitCleveland(to, '--covariates', 'age,height')).error, /no variable "height"/);
  assert.match((await fitCleveland(to, '--events', 'perhaps')).error, /no level "perhaps"/);
  assert.match((await sluss('fit', 'nowhere.csv', '--outcome', 'disease')).error, /--dictionary is missing/);
  assert.match((await sluss('evaluation', path('demo/model/card.json'), '--thresholds', 'half')).error, /thresholds/);
  assert.match((await sluss('check', path('sandbox/specimens/loop.onnx'))).error, /"Loop" is not allowed/);
});
