// Permits on the real hub: what it takes from a signer, and what it never takes.
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import test from 'node:test';
import type { Permit } from '@sluss/protocol/documents.ts';
import { type Envelope, publicKeyText, seal } from '@sluss/protocol/signed.ts';
import { sql } from 'kysely';
import { allFulfilled, announce, as, inProcess, withKey } from '../applications/applications.test-support.ts';
import { seedDemo } from '../demo-personas/actions.ts';
import { testHub } from '../platform/testing.ts';
import { currentPermit, latestStatus, permitByDigest } from './actions.ts';

const hub = await testHub({ demo: true });
await seedDemo(hub.hub);
await announce(hub);
const innovator = await as(hub, 'innovator');
const officer = await as(hub, 'officer');
const signer = await as(hub, 'signer');
await withKey(innovator);
const pair = () => generateKeyPairSync('ed25519').privateKey;
const decisionKey = pair();
const statusKey = pair();
await signer.call('PUT', '/signer/key', { key: publicKeyText(decisionKey) });

async function granted(): Promise<Permit> {
  const { id, version } = await inProcess(innovator, officer);
  const decided = await officer.call('POST', `/applications/${id}/decision`, {
    version,
    outcome: 'grant',
    reason: 'Yes.',
    assessments: allFulfilled,
  });
  const { body } = await signer.call('GET', '/signer/pending');
  return body.permits.find((one: { draft: Permit }) => one.draft.id === decided.body.permit.id).draft;
}
type Listed = Record<string, { version: number; state: 'active' | 'revoked' }>;
const list = (seq: number, permits: Listed, more = {}) => ({
  type: 'status',
  body: 'access-body',
  seq,
  issued: '2026-03-02T09:00:00Z',
  valid_until: '2026-03-03T09:00:00Z',
  permits,
  ...more,
});
const certificate = (key: KeyObject = statusKey, by: KeyObject = decisionKey) =>
  seal('status-key', { type: 'status-key', body: 'access-body', key: publicKeyText(key), not_after: '2026-06-01T00:00:00Z' }, by);
const bring = (permits: Envelope[], status: Envelope, status_key = certificate(), who = signer) =>
  who.call('POST', '/signer/signatures', { permits, status, status_key });

test('a permit comes into force with its status list, and is found by id and by digest', async () => {
  const draft = await granted();
  await assert.rejects(currentPermit(hub.hub, draft.id), { code: 'permit-not-signed' });
  const brought = await bring(
    [seal('permit', draft, decisionKey)],
    seal('status', list(1, { [draft.id]: { version: 1, state: 'active' } }), statusKey),
  );
  assert.equal(brought.status, 204, JSON.stringify(brought.body));
  const permit = await currentPermit(hub.hub, draft.id);
  assert.deepEqual(permit.document, draft);
  assert.equal((await permitByDigest(hub.hub, permit.digest))?.id, draft.id);
  assert.equal((await latestStatus(hub.hub, 'access-body'))?.document.seq, 1);
});

test('expired is said from the day after the last', async () => {
  const [permit] = (await innovator.call('GET', '/permits')).body;
  hub.setNow(new Date('2027-03-01T00:00:00Z'));
  assert.equal((await currentPermit(hub.hub, permit.id)).state, 'EXPIRED');
  hub.setNow(new Date('2026-03-02T09:00:00Z'));
  assert.equal((await currentPermit(hub.hub, permit.id)).state, 'GRANTED');
});

test('forged, wider, foreign and repeated documents are refused, and nothing of them stays', async () => {
  const draft = await granted();
  const status = (seq: number, key = statusKey, more = {}) => seal('status', list(seq, {}, more), key);
  const good = seal('permit', draft, decisionKey);
  const cases: [string, string, () => ReturnType<typeof bring>][] = [
    ['signed with another key', 'signature-invalid', () => bring([seal('permit', draft, pair())], status(2))],
    [
      'wider than the draft',
      'not-a-draft',
      () => bring([seal('permit', { ...draft, methods: ['poisson@1'] }, decisionKey)], status(2)),
    ],
    [
      'of no application',
      'not-a-draft',
      () => bring([seal('permit', { ...draft, id: crypto.randomUUID() }, decisionKey)], status(2)),
    ],
    ['sealed under another type', 'signature-invalid', () => bring([seal('plan', draft, decisionKey)], status(2))],
    ['an older status list', 'status-old', () => bring([good], status(1))],
    ['a status list of an uncertified key', 'signature-invalid', () => bring([good], status(2, pair()))],
    ['a certificate of another body’s key', 'signature-invalid', () => bring([good], status(2), certificate(statusKey, pair()))],
    [
      'a list that lives longer than a day',
      'status-invalid',
      () => bring([good], status(2, statusKey, { valid_until: '2026-03-03T09:00:01Z' })),
    ],
    [
      'a list of yesterday',
      'status-invalid',
      () => bring([good], status(2, statusKey, { issued: '2026-03-01T08:00:00Z', valid_until: '2026-03-02T08:00:00Z' })),
    ],
    [
      'a list of tomorrow',
      'status-invalid',
      () => bring([good], status(2, statusKey, { issued: '2026-03-03T08:00:00Z', valid_until: '2026-03-03T09:00:00Z' })),
    ],
    ['another body’s list', 'status-invalid', () => bring([good], status(2, statusKey, { body: 'other-body' }))],
  ];
  for (const [what, code, act] of cases) {
    const answer = await act();
    assert.deepEqual([answer.status, answer.body.code], [422, code], what);
  }
  assert.equal((await innovator.call('GET', `/permits/${draft.id}`)).body.state, 'PENDING');
  assert.equal((await latestStatus(hub.hub, 'access-body'))?.document.seq, 1);
});

test('nobody but the body’s signer signs, and the key that is pinned stays', async () => {
  const status = seal('status', list(9, {}), statusKey);
  for (const who of [innovator, officer]) {
    assert.equal((await bring([], status, certificate(), who)).status, 403);
    assert.equal((await who.call('GET', '/signer/pending')).status, 403);
  }
  assert.equal((await signer.call('PUT', '/signer/key', { key: publicKeyText(pair()) })).body.code, 'body-key-pinned');
});

test('a draft widened in the database is not what the officer approved, and its envelope is not accepted', async () => {
  const draft = await granted();
  const wider = { ...draft, methods: [...draft.methods, 'poisson@1'] };
  await sql`update permit_version set draft = ${JSON.stringify(wider)}::jsonb where permit = ${draft.id}`.execute(hub.hub.db);
  const answer = await bring([seal('permit', draft, decisionKey)], seal('status', list(2, {}), statusKey));
  assert.equal(answer.body.code, 'not-a-draft');
  const { body } = await signer.call('GET', '/signer/pending');
  const waiting = body.permits.find((one: { draft: Permit }) => one.draft.id === draft.id);
  // What the signer compares: cli/signer/check.ts.
  assert.notEqual(waiting.decision.permit.draft, undefined);
  assert.deepEqual(waiting.draft.methods, wider.methods);
  const why = ['the draft is not the one that the officer approved'];
  assert.equal((await innovator.call('POST', '/signer/objections', { permit: draft.id, version: 1, why })).status, 403);
  assert.equal((await signer.call('POST', '/signer/objections', { permit: draft.id, version: 1, why })).status, 204);
  assert.deepEqual((await officer.call('GET', `/permits/${draft.id}`)).body.objections, why);
});

test('a waiting signer is woken by a new draft', async () => {
  const before = (await signer.call('GET', '/signer/pending')).body;
  await sql`delete from permit_version where envelope is null`.execute(hub.hub.db);
  const waiting = signer.call('GET', `/signer/pending?wait=20&revocations=${before.revocations.length}`);
  const draft = await granted();
  assert.equal((await waiting).body.permits[0].draft.id, draft.id);
});

test('only officers of the body revoke, and the applicant reads why', async () => {
  const draft = await granted();
  assert.equal((await innovator.call('POST', `/permits/${draft.id}/revocation`, { reason: 'x' })).status, 403);
  const advisor = await as(hub, 'advisor');
  for (const [path, body] of [
    ['revocation', { reason: 'x' }],
    ['amendment', { version: 1, reason: 'x' }],
  ] as const)
    assert.equal((await advisor.call('POST', `/permits/${draft.id}/${path}`, body)).status, 404, 'nor that there is one');
  const rival = await as(hub, 'steward-zurich');
  assert.equal((await rival.call('GET', `/permits/${crypto.randomUUID()}`)).status, 404);
  const revoked = await officer.call('POST', `/permits/${draft.id}/revocation`, { reason: 'Another purpose.' });
  assert.equal(revoked.body.state, 'REVOKED');
  assert.equal((await innovator.call('GET', `/permits/${draft.id}`)).body.revoked.reason, 'Another purpose.');
});
