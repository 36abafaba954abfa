// What a plan may ask for under its permit; each refusal with the code that travels.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digest } from '@sluss/protocol/canonical.ts';
import type { Permit, Plan } from '@sluss/protocol/documents.ts';
import type { RefusalCode } from '@sluss/protocol/refusal.ts';
import { aPermit, aPlan, heartDictionary, heartDigest } from './heart.test-support.ts';
import { checkPlan } from './plan-check.ts';

function refused(code: RefusalCode, plan: Partial<Plan>, permit: Partial<Permit> = {}): void {
  assert.throws(() => checkPlan(aPlan(plan), aPermit(permit), heartDictionary), { code });
}
const dataset = (parts: Partial<Permit['datasets'][0]>) => ({
  datasets: [{ ...(aPermit().datasets[0] as Permit['datasets'][0]), ...parts }],
});
const from = (variable: string, low: string, high: string) => ({ variable, from: low, to: high });
const everyone = ['cleveland', 'budapest', 'zurich', 'long-beach'];
const evaluate = {
  name: 'evaluate@1',
  model: digest('model'),
  inputs: [{ variable: 'age' }],
  y: { variable: 'disease', events: ['yes'] },
  trained_on: ['cleveland'],
  partitions: [],
  thresholds: ['0.5'],
};
const apart = [['cleveland'], ['budapest', 'zurich', 'long-beach']];

test('the demo’s plan is within its permit', () => {
  checkPlan(aPlan(), aPermit(), heartDictionary);
  checkPlan(aPlan({ groups: apart, methods: [evaluate] }), aPermit({ models: [evaluate.model] }), heartDictionary);
});

test('another dataset or another dictionary than the permit’s is refused', () => {
  refused('not_permitted', { dataset: 'other' });
  refused('plan_mismatch', { dictionary: digest('another') });
  refused('plan_mismatch', {}, dataset({ dictionary: digest('another') }));
  assert.throws(() => checkPlan(aPlan({ dictionary: heartDigest }), aPermit(), { ...heartDictionary, licence: 'other' }), {
    code: 'plan_mismatch',
  });
});

test('variables beyond the permit are refused wherever they stand', () => {
  const permit = dataset({ variables: ['age', 'sex', 'disease'] });
  refused('not_permitted', {}, permit);
  const few = { complete_on: ['age', 'sex', 'disease'], methods: [{ name: 'describe@1', variables: ['age'] }] };
  refused('not_permitted', { ...few, filter: [from('chol', '1', '700')] }, permit);
  refused('malformed', { ...few, methods: [{ name: 'describe@1', variables: ['chol'] }] }, permit);
  refused('malformed', { complete_on: ['age', 'nobody'] });
});

test('a filter cuts on public edges and levels only, and is as narrow as the permit’s', () => {
  refused('malformed', { filter: [from('age', '41', '90')] });
  refused('malformed', { filter: [from('age', '60', '40')] });
  refused('malformed', { filter: [{ variable: 'sex', levels: ['other'] }] });
  refused('malformed', { filter: [from('age', '40', '90'), from('age', '20', '60')] });
  const permit = dataset({ filter: [from('age', '40', '90'), { variable: 'sex', levels: ['female'] }] });
  refused('not_permitted', {}, permit);
  refused('not_permitted', { filter: [from('age', '35', '90'), { variable: 'sex', levels: ['female'] }] }, permit);
  checkPlan(
    aPlan({ filter: [from('age', '45', '80'), { variable: 'sex', levels: ['female'] }] }),
    aPermit(permit),
    heartDictionary,
  );
});

test('stations are the permit’s, each in one group; a group is one or at least three', () => {
  refused('not_permitted', { groups: [['cleveland', 'budapest', 'invented']] });
  refused('malformed', {
    groups: [
      ['cleveland', 'budapest'],
      ['zurich', 'long-beach'],
    ],
  });
  refused('malformed', { groups: [['cleveland'], ['budapest']] });
  refused('malformed', { groups: [everyone, ['cleveland']] });
});

test('a partition’s cells follow each other over the whole range, or share out all levels', () => {
  const cells = (...edges: string[]) =>
    edges.slice(1).map((to, i) => ({ id: `c${i}`, condition: from('age', edges[i] as string, to) }));
  const age = (list: Plan['partitions'][0]['cells']) => ({ partitions: [{ id: 'ages', variable: 'age', cells: list }] });
  checkPlan(aPlan(age(cells('20', '45', '55', '90'))), aPermit(), heartDictionary);
  refused('malformed', age(cells('20', '45', '55')));
  refused('malformed', age(cells('20', '44', '90')));
  refused('malformed', age([...cells('20', '45'), ...cells('55', '90')]));
  const sex = (levels: string[][]) => ({
    partitions: [
      {
        id: 'sexes',
        variable: 'sex',
        cells: levels.map((list, i) => ({ id: `c${i}`, condition: { variable: 'sex', levels: list } })),
      },
    ],
  });
  checkPlan(aPlan(sex([['male'], ['female']])), aPermit(), heartDictionary);
  refused('malformed', sex([['male'], ['male', 'female']]));
  refused('malformed', {
    ...age(cells('20', '45', '90')),
    complete_on: ['sex', 'disease'],
    methods: [{ name: 'describe@1', variables: ['sex'] }],
  });
});

test('methods and models are the permit’s, and every method works inside the frozen frame', () => {
  refused('not_permitted', {}, { methods: ['describe@1'] });
  refused('not_permitted', { groups: apart, methods: [evaluate] });
  refused('malformed', { methods: [{ name: 'logistic@1', y: { variable: 'disease', events: ['yes'] }, x: ['ca'] }] });
  refused('malformed', {
    methods: [{ name: 'logistic@1', y: { variable: 'disease', events: ['yes'] }, x: ['age'], sql: 'select 1' }],
  });
  refused('malformed', { methods: [{ name: 'logistic@1', y: { variable: 'disease', events: ['perhaps'] }, x: ['age'] }] });
  refused('malformed', { methods: [{ name: 'linear@1', y: 'sex', x: ['age'] }] });
  refused(
    'malformed',
    { groups: apart, methods: [evaluate, { ...evaluate, thresholds: ['0.4'] }] },
    { models: [evaluate.model] },
  );
  const models = [1, 2, 3, 4].map((i) => digest(`model ${i}`));
  refused('limit', { groups: apart, methods: models.map((model) => ({ ...evaluate, model })) }, { models: models.slice(0, 3) });
});

test('the outcome is not its own predictor', () => {
  refused('malformed', { methods: [{ name: 'logistic@1', y: { variable: 'disease', events: ['yes'] }, x: ['age', 'disease'] }] });
});
