// Applications on the real hub: from draft to decision, and what is refused on the way.
import assert from 'node:assert/strict';
import test from 'node:test';
import { seedDemo } from '../demo-personas/actions.ts';
import { testHub } from '../platform/testing.ts';
import { aContent, allFulfilled, announce, as, caller, inProcess, withKey } from './applications.test-support.ts';

const hubForTest = await testHub({ demo: true });
await seedDemo(hubForTest.hub);
await announce(hubForTest);
const innovator = await as(hubForTest, 'innovator');
const officer = await as(hubForTest, 'officer');
const officerTwo = await as(hubForTest, 'officer-two');
const nobody = caller(hubForTest, {});
await withKey(innovator);

test('an application goes from draft to a permit that waits for the signature', async () => {
  const { id, version } = await inProcess(innovator, officer);
  const decided = await officer.call('POST', `/applications/${id}/decision`, {
    version,
    outcome: 'grant',
    reason: 'All criteria are met.',
    assessments: allFulfilled,
  });
  assert.equal(decided.status, 200, JSON.stringify(decided.body));
  assert.equal(decided.body.state, 'DECISION_ISSUED');
  assert.equal(decided.body.permit.state, 'PENDING');
  const permit = await innovator.call('GET', `/permits/${decided.body.permit.reference}`);
  assert.equal(permit.status, 200);
  assert.deepEqual(permit.body.pending.datasets[0].variables, ['age', 'sex']);
  assert.equal(permit.body.pending.persons[0].keys.length, 1);
  assert.equal(permit.body.pending.not_after, '2027-02-28T23:59:59Z');
  const register = await nobody('GET', '/register');
  assert.equal(register.body[0].decision.reason, 'All criteria are met.');
});
