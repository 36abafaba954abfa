// A whole study over the four hospitals' real patients: real stations, real data, the hub played by the test.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { truth } from '@sluss/methods/heart.test-support.ts';
import type { LogisticResult } from '@sluss/methods/logistic.ts';
import { releaseOutcome } from '@sluss/methods/release-outcome.ts';
import { type Federation, type Imported, makeFederation, permitOf, planOf, runPlan } from './federation.test-support.ts';
import { hospitals, importHeart } from './heart-federation.test-support.ts';

let imported: Imported;
let federation: Federation;
before(async () => {
  imported = await importHeart();
  federation = await makeFederation(imported);
});
after(() => {
  federation?.close();
  imported?.remove();
});

const x = ['age', 'sex', 'cp', 'trestbps', 'chol', 'fbs', 'restecg', 'thalach', 'exang', 'oldpeak'];
const logistic = { name: 'logistic@1', y: { variable: 'disease', events: ['yes'] }, x };

test('a logistic regression over four stations equals statsmodels on the 740 complete patients', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: [...x, 'disease'], methods: [logistic] });
  const run = await runPlan(federation, permit, plan);
  assert.ok('outcome' in run, JSON.stringify(run).slice(0, 500));
  assert.equal(run.outcome.census.n, 740);
  const found = run.outcome.results[0]?.result as LogisticResult;
  for (const [i, estimate] of found.estimates.entries()) {
    assert.ok(Math.abs(estimate - truth.logistic.estimates[i]) < 1e-6, `coefficient ${i}`);
    assert.ok(Math.abs((found.standardErrors[i] as number) - truth.logistic.standardErrors[i]) < 1e-6, `standard error ${i}`);
  }
});

test('a later plan whose complete patients differ by a few is answered on slightly fewer, and its census says so', async () => {
  const permit = permitOf(federation);
  const without = x.filter((id) => id !== 'restecg' && id !== 'thalach');
  const first = planOf(federation, permit, { complete_on: [...x, 'disease'], methods: [logistic] });
  const later = planOf(federation, permit, { complete_on: [...without, 'disease'], methods: [{ ...logistic, x: without }] });
  assert.ok('outcome' in (await runPlan(federation, permit, first)));
  const run = await runPlan(federation, permit, later);
  assert.ok('outcome' in run, JSON.stringify(run).slice(0, 300));
  const { complete, n } = run.outcome.census;
  assert.equal(complete, completePatients(without), 'counted in the files themselves');
  assert.ok(complete > 740 && n >= 740 && n < complete, `${n} of ${complete}`);
  assert.equal(releaseOutcome(run.outcome, { plan: later, dictionary: federation.dictionary }).leftOut, 10);
});

/** Patients with a value in each of these, counted in the public files. */
function completePatients(variables: string[]): number {
  const lines = hospitals.flatMap(({ file }) => readFileSync(file, 'utf8').trim().split('\n'));
  const columns = variables.map((id) => x.indexOf(id));
  return lines.filter((line) => columns.every((column) => line.split(',')[column] !== '?')).length;
}
