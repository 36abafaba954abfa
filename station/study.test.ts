// A whole study over the four hospitals' real patients: real stations, real data, the hub played by the test.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type Federation, type Imported, makeFederation, permitOf, planOf, runPlan } from './federation.test-support.ts';
import { importHeart } from './heart-federation.test-support.ts';

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

test('a logistic regression over four stations converges on the 740 complete patients', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: [...x, 'disease'], methods: [logistic] });
  const run = await runPlan(federation, permit, plan);
  assert.ok('outcome' in run, JSON.stringify(run).slice(0, 500));
  assert.equal(run.outcome.census.n, 740);
  console.log(JSON.stringify(run.outcome.results[0]?.result), run.rounds);
});
