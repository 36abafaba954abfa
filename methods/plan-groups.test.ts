// Stations on which a model was trained stand apart, and no group is a pair.
import assert from 'node:assert/strict';
import test from 'node:test';
import { groupsFor, unwilling } from './plan-groups.ts';

const trained = (...trained_on: string[]) => ({ trained_on });

test('without development stations all stand together', () => {
  assert.equal(groupsFor(['a', 'b', 'c'], []), undefined);
  assert.equal(groupsFor(['a', 'b', 'c'], [trained()]), undefined);
});

test('of four stations one stands apart and three together; of three each stands alone, because two would lay each other open', () => {
  assert.deepEqual(groupsFor(['a', 'b', 'c', 'd'], [trained('a')]), [['a'], ['b', 'c', 'd']]);
  assert.deepEqual(groupsFor(['a', 'b', 'c'], [trained('a')]), [['a'], ['b'], ['c']]);
});

test('two models trained at different stations make no group that mixes them', () => {
  assert.deepEqual(groupsFor(['a', 'b', 'c', 'd', 'e'], [trained('a'), trained('b')]), [['a'], ['b'], ['c', 'd', 'e']]);
});

test('stations that let no scores leave alone are named where the plan would need it', () => {
  const station = (id: string, alone: string[]) => ({ id, policy: { alone } });
  const plan = { title: 'x', groups: [['a'], ['b'], ['c']], methods: [{ name: 'evaluate@1' }] };
  const stations = [station('a', ['scores']), station('b', []), station('c', ['counts'])];
  assert.deepEqual(
    unwilling(plan, stations).map(({ id }) => id),
    ['b', 'c'],
  );
  assert.deepEqual(unwilling({ ...plan, methods: [{ name: 'describe@1' }] }, stations), []);
});
