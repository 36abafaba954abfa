// A study that is stopped by somebody's right to say no, through a real hub: revocation, expiry, a paused station, a lost one, a status
// list that is not renewed. The study says so, and its people learn no more than that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HubProblem } from '../cli/api.ts';
import { expireStudies } from '../hub/studies/actions.ts';
import { entries } from '../station/journal.ts';
import { startByHand } from './by-hand.test-support.ts';
import { standing } from './course.test-support.ts';
import { lookAt, outcome, type Seen, stationIds } from './system.test-support.ts';

const hand = await startByHand();
const { innovator, officer } = hand;
const logistic = { name: 'logistic@1', y: outcome, x: ['age', 'sex', 'oldpeak'] };
const about = (variable: string) => ({ name: 'describe@1', variables: [variable] });
/** Sums over other sets of stations are about other variables, or they would be refused beside these. */
const describe = about('age');
const three = stationIds.filter((id) => id !== 'zurich').sort();

const ended = ({ state }: Seen) => !['inviting', 'running'].includes(state);
const accepted = ({ stations }: Seen) => stations.every(({ state }) => state === 'accepted');
const reached = (round: number) => (seen: Seen) => (standing(seen)?.round ?? -1) >= round && standing(seen)?.state === 'asked';
/** Everybody but Zürich has uploaded. */
const waitsForZurich = (seen: Seen) => standing(seen)?.waits === 'zurich';
const journal = (id: string, kind: string) => entries(hand.station(id).state).filter((entry) => entry.kind === kind);
const answered = () => stationIds.map((id) => journal(id, 'answered').length);
const answersTo = (id: string, plan: string) => journal(id, 'answered').filter(({ body }) => body.plan === plan);
const withoutZurich = (id: string) => innovator.api.send('POST', `/studies/${id}/go-on-without`, { stations: ['zurich'] });
const refusedWith = (code: string) => (error: unknown) => error instanceof HubProblem && error.code === code;
const inAnHour = () => `${new Date(hand.now().getTime() + 3600_000).toISOString().slice(0, 19)}Z`;

test('a permit that is revoked in the middle of a study ends it: no station answers another question', async () => {
  const permit = await hand.permit();
  const id = await hand.begin(permit, { title: 'Revoked', methods: [describe, logistic] });
  await hand.until(id, reached(3));
  await officer.api.send('POST', `/permits/${permit.id}/revocation`, { reason: 'A test of revocation.', urgent: 'Now.' });
  await hand.sign();
  // The hub may hold a list for a second.
  hand.pass(2);
  const before = answered();
  const study = await hand.until(id, ended);
  assert.deepEqual([study.state, study.reason?.code, study.result], ['refused', 'permit_revoked', null]);
  assert.deepEqual(answered(), before);
  await assert.rejects(hand.begin(permit, { title: 'Once more', methods: [describe] }), refusedWith('permit_revoked'));
});

test('a plan that expires ends without a result, and every station hears of it', async () => {
  const permit = await hand.permit();
  const id = await hand.begin(permit, { title: 'Expires', methods: [describe, logistic], expires: inAnHour() });
  await hand.until(id, reached(2));
  hand.pass(2 * 3600);
  await expireStudies(hand.hub);
  const study = await lookAt(innovator, id);
  assert.deepEqual([study.state, study.reason?.code, study.result], ['expired', 'permit_expired', null]);
  const before = answered();
  for (let i = 0; i < 3; i++) for (const station of stationIds) await hand.turn(station);
  assert.deepEqual(answered(), before);
  for (const station of stationIds) assert.equal(journal(station, 'plan finished').at(-1)?.body.plan, study.plan_hash);
});

test('where the hub is late to see that a plan has expired, the stations see it themselves', async () => {
  const permit = await hand.permit();
  const id = await hand.begin(permit, { title: 'Expires unseen', methods: [describe, logistic], expires: inAnHour() });
  await hand.until(id, reached(2));
  hand.pass(2 * 3600);
  const before = answered();
  const study = await hand.until(id, ended);
  assert.deepEqual([study.state, study.reason?.code], ['refused', 'permit_expired']);
  assert.deepEqual(answered(), before);
});

test('a station that is paused says nothing: a study waits for it, and goes on when its steward lets it', async () => {
  const permit = await hand.permit();
  hand.policy('long-beach', { paused: true });
  const id = await hand.begin(permit, { title: 'Paused', methods: [describe] });
  const waiting = await hand.until(id, ({ stations }) => stations.filter(({ state }) => state === 'accepted').length === 3);
  assert.equal(waiting.state, 'inviting');
  assert.equal(waiting.stations.find(({ station }) => station === 'long-beach')?.state, 'invited');
  hand.policy('long-beach', { paused: false });
  assert.equal((await hand.until(id, ended)).state, 'finished');
});

test('a station that is paused in the middle of a study answers no further question until it goes on', async () => {
  const permit = await hand.permit();
  const id = await hand.begin(permit, { title: 'Paused later', methods: [describe, logistic] });
  const before = await hand.until(id, reached(2));
  hand.policy('long-beach', { paused: true });
  const written = entries(hand.station('long-beach').state).length;
  for (let turn = 0; turn < 3; turn++) for (const one of stationIds) await hand.turn(one);
  assert.equal(entries(hand.station('long-beach').state).length, written);
  assert.equal((await hand.until(id, () => true)).state, 'running');
  hand.policy('long-beach', { paused: false });
  const study = await hand.until(id, ended);
  assert.deepEqual([study.state, study.reason], ['finished', null]);
  assert.ok(study.rounds.length > before.rounds.length);
});

test('a status list that nobody renews makes a study wait, which says so, and go on when it is renewed', async () => {
  const permit = await hand.permit();
  const id = await hand.begin(permit, { title: 'Waits for the signer', methods: [describe, logistic] });
  await hand.until(id, reached(2));
  hand.pass(25 * 3600);
  const before = answered();
  const study = await hand.until(id, ({ stations }) => stations.some(({ code }) => code === 'status_stale'));
  assert.equal(study.state, 'running');
  assert.deepEqual(answered(), before);
  await hand.sign();
  hand.pass(10);
  const finished = await hand.until(id, ended);
  assert.deepEqual([finished.state, finished.reason], ['finished', null]);
  assert.ok(finished.stations.every(({ code }) => code === null));
});

test('without a plan that allows it, a study does not begin again over a smaller set', async () => {
  const id = await hand.begin(await hand.permit(), { title: 'All or none', methods: [describe] });
  await hand.until(id, accepted);
  await hand.until(id, waitsForZurich, three);
  await assert.rejects(withoutZurich(id), refusedWith('set_changed'));
  assert.equal((await hand.until(id, ended)).state, 'finished');
});

test('once a sum was collected, a study does not go on over a smaller set: the two sums would tell of the station in between', async () => {
  const file = { title: 'Too late', methods: [describe], smaller_set: true };
  const id = await hand.begin(await hand.permit(), file);
  await hand.until(id, (seen) => standing(seen)?.state === 'collected');
  await assert.rejects(withoutZurich(id), refusedWith('set_changed'));
  await hand.until(id, (seen) => standing(seen)?.round === 1);
  await assert.rejects(withoutZurich(id), refusedWith('set_changed'));
  assert.equal((await hand.until(id, ended)).state, 'finished');
});

test('a station with too few persons says no more than that; a plan that allows it goes on without', async () => {
  const file = { title: 'Women', methods: [about('chol')], filter: [{ variable: 'sex', levels: ['female'] }] };
  const refused = await hand.until(await hand.begin(await hand.permit(), file), ended);
  // Six women were seen in Long Beach.
  assert.deepEqual([refused.state, refused.reason], ['refused', { code: 'too_few', station: 'long-beach' }]);
  const id = await hand.begin(await hand.permit(), { ...file, smaller_set: true });
  const study = await hand.until(id, ended);
  assert.deepEqual([study.state, study.result?.stations], ['finished', ['budapest', 'cleveland', 'zurich']]);
});

test('two stations alone never make a sum', async () => {
  const file = { title: 'Two', methods: [describe], smaller_set: true };
  const id = await hand.begin(await hand.permit(), file);
  await hand.until(id, accepted);
  await hand.until(id, (seen) => standing(seen)?.waits === 'long-beach,zurich', ['cleveland', 'budapest']);
  const lost = { stations: ['zurich', 'long-beach'] };
  await assert.rejects(innovator.api.send('POST', `/studies/${id}/go-on-without`, lost), refusedWith('set_changed'));
  await innovator.api.send('POST', `/studies/${id}/stop`);
  assert.equal((await lookAt(innovator, id)).state, 'stopped');
});

test('before any sum was collected a study begins again over a smaller set; what the lost station says late changes nothing', async () => {
  const file = { title: 'Without Zürich', methods: [about('thalach')], smaller_set: true };
  const id = await hand.begin(await hand.permit(), file);
  await hand.until(id, (seen) => seen.rounds.length > 0);
  // Zürich hears the question and computes; what it says is on its way when the others go on.
  while ((hand.unsaid.get('zurich') ?? []).every(({ kind }) => kind !== 'upload')) await hand.turn('zurich');
  const late = hand.unsaid.get('zurich') ?? [];
  hand.unsaid.set('zurich', []);
  await hand.until(id, waitsForZurich, three);
  await withoutZurich(id);
  const again = await lookAt(innovator, id);
  const [first, second] = again.rounds;
  assert.deepEqual([first?.state, first?.stations, first?.round], ['abandoned', [...stationIds].sort(), 0]);
  assert.deepEqual([second?.state, second?.stations, second?.round], ['asked', three, 0]);

  assert.deepEqual(await hand.exchange('zurich', late), []);
  assert.deepEqual((await lookAt(innovator, id)).rounds, again.rounds);
  const study = await hand.until(id, ended);
  assert.deepEqual([study.state, study.result.stations], ['finished', three]);
  for (const station of three) {
    const census = answersTo(station, study.plan_hash).filter(({ body }) => body.round === 0);
    assert.deepEqual(
      census.map(({ body }) => body.attempt),
      [0, 1],
    );
  }
  assert.equal(answersTo('zurich', study.plan_hash).length, 1);
  await hand.exchange('zurich', late);
  assert.deepEqual(await lookAt(innovator, id), study);
});
