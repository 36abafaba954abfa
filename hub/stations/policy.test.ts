// A station tells the hub of a changed policy, signed with its own key; nobody else can.
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { authorization } from '@sluss/protocol/request-signature.ts';
import { publicKeyText } from '@sluss/protocol/signed.ts';
import { ensureMember, ensureOrganisation, ensurePerson, membershipsOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { transaction } from '../platform/database.ts';
import { testHub } from '../platform/testing.ts';
import { heart } from '../studies/studies.test-support.ts';
import { inviteStation } from './actions.ts';
import { insertStation } from './store.ts';

const { hub, app } = await testHub();
const keys = { uppsala: generateKeyPairSync('ed25519').privateKey, umea: generateKeyPairSync('ed25519').privateKey };
for (const [id, key] of Object.entries(keys))
  await transaction(hub.db, (trx) =>
    insertStation(trx, {
      ...{ id, title: id, holder: `region-${id}`, dataset: 'heart', data_version: 'v1', enrolled_at: hub.now() },
      sign_key: publicKeyText(key),
      mask_key: publicKeyText(generateKeyPairSync('x25519').privateKey),
      policy: JSON.stringify({ k: 10, alone: [], release: 'rounded' }),
    }),
  );

async function tell(station: string, policy: unknown, key: KeyObject) {
  const [method, path, body] = ['POST', '/station/v1/policy', JSON.stringify(policy)];
  const nonce = randomBytes(16).toString('base64url');
  const signed = { method, path, body, station, time: hub.now().getTime(), nonce, audience: new URL(hub.config.origin).origin };
  const headers = { authorization: authorization(signed, key), 'content-type': 'application/json' };
  return (await app.request(path, { method, body, headers })).status;
}
const listed = async (id: string) => {
  const stations = (await (await app.request('/api/v1/stations')).json()) as { id: string; policy: unknown }[];
  return stations.find((one) => one.id === id)?.policy;
};

test('what a station says of its policy stands in the list from then on, and in the journal', async () => {
  const policy = { k: 25, alone: ['counts'], release: 'exact' };
  assert.equal(await tell('uppsala', policy, keys.uppsala), 204);
  assert.deepEqual(await listed('uppsala'), policy);
  assert.deepEqual(await listed('umea'), { k: 10, alone: [], release: 'rounded' });
  const entry = await hub.db.selectFrom('journal').selectAll().where('verb', '=', 'station.policy').executeTakeFirstOrThrow();
  assert.deepEqual([entry.actor, entry.detail], ['station:uppsala', policy]);
});

test('nobody speaks for another station, and what is no policy changes nothing', async () => {
  const before = await listed('umea');
  assert.equal(await tell('umea', { k: 5, alone: [], release: 'exact' }, keys.uppsala), 401);
  assert.equal(await tell('nowhere', { k: 5, alone: [], release: 'exact' }, keys.uppsala), 401);
  for (const wrong of [
    {},
    { k: 'many', alone: [], release: 'exact' },
    { k: 10, alone: [], release: 'all' },
    { k: 10, alone: [], release: 'exact', paused: true },
  ])
    assert.equal(await tell('umea', wrong, keys.umea), 400);
  assert.deepEqual(await listed('umea'), before);
});

test('a code lets a station in as long as who made it may invite one: taken along by somebody who left, it opens nothing', async () => {
  const holder = 'region-orn';
  await ensureOrganisation(hub.db, { id: holder, name: 'Region Örn', kind: 'holder', public_sector: true }, hub.now());
  const person = await ensurePerson(hub.db, { email: 'steward@orn.example', name: 'S' }, hub.now());
  const join = () => ensureMember(hub.db, { person, organisation: holder, role: 'steward', station: null }, hub.now());
  await join();
  const steward = (await membershipsOf(hub, person, 'session')) as Actor;
  const { code } = await inviteStation(hub, steward, holder);
  const enrolment = {
    ...{ code, station: 'orn', title: 'Örn', dictionary: heart, dataVersion: 'v1' },
    sign: publicKeyText(generateKeyPairSync('ed25519').privateKey),
    mask: publicKeyText(generateKeyPairSync('x25519').privateKey),
    policy: { k: 10, alone: [], release: 'exact' as const },
  };
  const enrolled = async () =>
    (await app.request('/station/v1/enrol', { method: 'POST', body: JSON.stringify(enrolment) })).status;
  await hub.db.deleteFrom('membership').where('person', '=', person).execute();
  assert.equal(await enrolled(), 422);
  assert.equal(await listed('orn'), undefined);
  await join();
  assert.ok((await enrolled()) < 300);
  assert.deepEqual(await listed('orn'), enrolment.policy);
});
