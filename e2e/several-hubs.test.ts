// Two hub processes on one database, behind one address that goes to whichever lives: stations and people are spread over both, and a
// study does not notice that one of them is killed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStudy } from '../demo/play.ts';
import { findings, stallAt } from './course.test-support.ts';
import { startRelay } from './relay.test-support.ts';
import { endOf, obtainPermit, outcome, type Process, predictors, startSystem } from './system.test-support.ts';

let connections = 0;
const inTurn = (ports: number[]) => (connections++ % 2 ? [...ports].reverse() : ports);
const system = await startSystem({ hubs: 2, front: (ports) => startRelay(() => inTurn(ports)) });
const [one, two] = system.hubs as [Process, Process];
const { zurich } = system.stations as { zurich: Process };
const { innovator, permit } = await obtainPermit(system.origin, { methods: ['describe@1', 'logistic@1'] });

const begin = () =>
  startStudy(innovator, permit, {
    title: 'A study with two hubs',
    release: 'exact',
    methods: [
      { name: 'describe@1', variables: ['age', 'chol'] },
      { name: 'logistic@1', y: outcome, x: predictors },
    ],
  });
/** Exchanges and other posted requests that a hub process has answered. */
const answered = (hub: Process) => hub.log().match(/"method":"POST","status":200/g)?.length ?? 0;

const before = await endOf(innovator, await begin());

test('a study whose stations speak to two hub processes ends with its result', () => {
  assert.equal(before.state, 'finished');
  assert.equal(before.result.n, 740);
  for (const hub of system.hubs) assert.ok(answered(hub) > 2, `one hub answered ${answered(hub)} requests`);
});

test('one hub is killed in the middle of a study: its stations go on with the other, same result', async () => {
  const id = await begin();
  await stallAt(innovator, id, { zurich }, 1);
  await one.kill();
  zurich.thaw();
  assert.deepEqual(findings(await endOf(innovator, id)), findings(before));
  assert.equal(one.runs(), false);
});

test('it comes back, and the other is killed: same result', async () => {
  await one.start();
  const id = await begin();
  await stallAt(innovator, id, { zurich }, 2);
  await two.kill();
  zurich.thaw();
  assert.deepEqual(findings(await endOf(innovator, id)), findings(before));
  await two.start();
});
