// The signer against a real hub: what it signs, what it refuses to sign, and that a crash changes nothing.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { allFulfilled, announce, as, inProcess, withKey } from '@sluss/hub/applications/applications.test-support.ts';
import { seedDemo, tokenAs } from '@sluss/hub/demo-personas/actions.ts';
import { testHub } from '@sluss/hub/platform/testing.ts';
import type { DecisionRecord } from '@sluss/protocol/decision.ts';
import { type Permit, permitSchema, statusKeySchema, statusSchema } from '@sluss/protocol/documents.ts';
import { open, publicKeyText } from '@sluss/protocol/signed.ts';
import { type Api, hubApi } from '../api.ts';
import { objections } from './check.ts';
import { makeSigner, openSigner } from './folder.ts';
import { onePass, readPending } from './sign.ts';

const hub = await testHub({ demo: true, listen: true, realTime: true });
await seedDemo(hub.hub);
await announce(hub);
const innovator = await as(hub, 'innovator');
const officer = await as(hub, 'officer');
const { thumbprint } = await withKey(innovator);
const api = hubApi({ hub: hub.origin, token: (await tokenAs(hub.hub, 'signer', 'test')).token });
const folder = mkdtempSync(join(tmpdir(), 'sluss-signer-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let signer = makeSigner(folder, 'access-body');

const today = new Date().toISOString().slice(0, 10);
const period = { from: today, to: `${Number(today.slice(0, 4)) + 1}-01-15` };
async function granted(): Promise<string> {
  const { id, version } = await inProcess(innovator, officer, { period });
  const decided = await officer.call('POST', `/applications/${id}/decision`, {
    version,
    outcome: 'grant',
    reason: 'Yes.',
    assessments: allFulfilled,
  });
  assert.equal(decided.status, 200, JSON.stringify(decided.body));
  return decided.body.permit.id;
}
const pass = async (at = new Date(), through: Api = api, confirm = true) =>
  onePass(signer, through, await readPending(api, { wait: 0, revocations: 0 }), () => confirm, at);

test('keys rest readable by their owner alone', () => {
  for (const name of ['decision.key.pem', 'status.key.pem']) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
});

test('a granted permit is signed, and in force together with a status list that names it', async () => {
  const id = await granted();
  const { signed, objected } = await pass();
  assert.deepEqual(objected, []);
  assert.deepEqual(
    signed.map((permit) => permit.id),
    [id],
  );
  const { body } = await innovator.call('GET', `/permits/${id}/envelope`);
  const key = publicKeyText(signer.decision);
  const { document, digest } = open('permit', body.permit, key, permitSchema);
  assert.deepEqual(document.persons[0]?.keys, [thumbprint]);
  const certificate = open('status-key', body.status_key, key, statusKeySchema).document;
  const list = open('status', body.status, certificate.key, statusSchema).document;
  assert.deepEqual(list.permits[id], { version: 1, state: 'active' });
  assert.ok(Date.parse(list.valid_until) - Date.parse(list.issued) <= 24 * 3600_000);
  const permit = await innovator.call('GET', `/permits/${id}`);
  assert.equal(permit.body.state, 'GRANTED');
  assert.equal(permit.body.digest, digest);
});

test('nothing new is signed within the hour, a new list after it', async () => {
  assert.equal((await pass()).seq, null);
  const before = (await readPending(api, { wait: 0, revocations: 0 })).status?.seq ?? 0;
  const sent: unknown[] = [];
  const catching: Api = { get: api.get, send: async <T>(...call: unknown[]) => void sent.push(call) as T };
  assert.equal((await pass(new Date(Date.now() + 3_601_000), catching)).seq, before + 1);
  assert.equal(sent.length, 1);
});

test('a revocation reaches the next list, and stays there', async () => {
  const id = await granted();
  await pass();
  const revoked = await officer.call('POST', `/permits/${id}/revocation`, {
    reason: 'The purpose was another one.',
    urgent: 'Now.',
  });
  assert.equal(revoked.body.state, 'REVOKED');
  assert.deepEqual((await pass()).revoked, [id]);
  const { body } = await innovator.call('GET', `/permits/${id}/envelope`);
  const certificate = open('status-key', body.status_key, publicKeyText(signer.decision), statusKeySchema).document;
  assert.equal(open('status', body.status, certificate.key, statusSchema).document.permits[id]?.state, 'revoked');
  const again = await officer.call('POST', `/permits/${id}/revocation`, { reason: 'Again.' });
  assert.equal(again.body.code, 'already-revoked');
});

test('a signer killed after it signed and before it sent brings the same bytes when it returns', async () => {
  const id = await granted();
  const dead: Api = { get: api.get, send: () => Promise.reject(new Error('killed here')) };
  await assert.rejects(pass(new Date(), dead));
  signer.state.close();
  signer = openSigner(folder);
  const before = signer.state.prepare('select digest, envelope from signed where permit = ?').get(id);
  assert.ok(before);
  assert.deepEqual((await pass()).signed, []);
  const { body } = await innovator.call('GET', `/permits/${id}/envelope`);
  assert.deepEqual(body.permit, JSON.parse(before.envelope as string));
});

test('an amendment is signed as the next version and names the one before', async () => {
  const id = await granted();
  await pass();
  const amended = await officer.call('POST', `/permits/${id}/amendments`, {
    version: 1,
    reason: 'Sex is not needed.',
    datasets: [{ dataset: 'heart', variables: ['age'] }],
  });
  assert.equal(amended.status, 200, JSON.stringify(amended.body));
  assert.equal(amended.body.version, 1);
  assert.equal((await pass()).signed[0]?.version, 2);
  const { body } = await officer.call('GET', `/permits/${id}`);
  assert.equal(body.state, 'AMENDED');
  assert.equal(body.document.previous, body.versions[0].digest);
  const stale = await officer.call('POST', `/permits/${id}/amendments`, { version: 1, reason: 'Late.', methods: ['describe@1'] });
  assert.equal(stale.body.code, 'changed-under-you');
});

test('a hub whose database was edited to widen a draft gets no signature', async () => {
  const id = await granted();
  const pending = await readPending(api, { wait: 0, revocations: 0 });
  const waiting = pending.permits.find(({ draft }) => draft.id === id) as { draft: Permit; decision: DecisionRecord };
  const past = { body: 'access-body', previous: undefined, revoked: false, now: new Date() };
  assert.deepEqual(objections(waiting.draft, waiting.decision, past), []);
  const wider = { ...waiting.draft, methods: [...waiting.draft.methods, 'poisson@1'] };
  assert.deepEqual(objections(wider, waiting.decision, past), ['the draft is not the one that the officer approved']);
  const unfinished = { ...waiting.decision, assessments: waiting.decision.assessments.slice(1) };
  assert.match(objections(waiting.draft, unfinished, past)[0] ?? '', /criterion a .* is missing/);
  const own = { ...waiting.decision, decided_by: { id: innovator.person, name: 'I' } };
  assert.match(objections(waiting.draft, own, past).join(), /who decided is named/);
  await pass();
});

test('without consent a permit waits, and status lists go on', async () => {
  const id = await granted();
  assert.deepEqual((await pass(new Date(), api, false)).signed, []);
  assert.equal((await innovator.call('GET', `/permits/${id}`)).body.state, 'PENDING');
  await pass();
});
