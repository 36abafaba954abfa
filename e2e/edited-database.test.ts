// Somebody who may write into the hub's database: widens a permit, withholds a revocation, invents a station. The hub believes it; the
// stations do not.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { canonicalBytes, digest } from '../protocol/canonical.ts';
import type { Permit } from '../protocol/documents.ts';
import { publicKeyText, seal, thumbprint } from '../protocol/signed.ts';
import { entries } from '../station/journal.ts';
import { startByHand } from './by-hand.test-support.ts';

import { lookAt, type Seen, stationIds } from './system.test-support.ts';

const hand = await startByHand();
const { db } = hand.hub;
const ended = ({ state }: Seen) => !['inviting', 'running'].includes(state);
const describe = (variable: string) => ({ name: 'describe@1', variables: [variable] });
const answers = () => stationIds.map((id) => entries(hand.station(id).state).filter(({ kind }) => kind === 'answered').length);
type Signed = Awaited<ReturnType<typeof hand.permit>>;

/** Writes another permit under the same id into the hub's database, with whatever envelope. */
async function edit({ id }: Signed, document: Permit, envelope?: object): Promise<Signed> {
  const named = digest(canonicalBytes(document));
  const bytes = envelope ? sql`, envelope = ${JSON.stringify(envelope)}::jsonb` : sql``;
  await sql`update permit_version set draft = ${JSON.stringify(document)}::jsonb, draft_digest = ${named} ${bytes} where permit = ${id}`.execute(
    db,
  );
  return hand.innovator.api.get<Signed>(`/permits/${id}`);
}

test('a permit widened in the database, its signed bytes left as they were: the plan names another permit than the one signed', async () => {
  const permit = await hand.permit(['describe@1'], ['age', 'sex']);
  const [dataset] = permit.document.datasets as [Permit['datasets'][number]];
  const widened = await edit(permit, { ...permit.document, datasets: [{ ...dataset, variables: ['age', 'sex', 'disease'] }] });
  const before = answers();
  // What it is after: who is ill, which nobody permitted.
  const study = await hand.until(await hand.begin(widened, { title: 'Widened', methods: [describe('disease')] }), ended);
  assert.deepEqual([study.state, study.reason?.code, study.rounds], ['refused', 'permit_invalid', []]);
  assert.deepEqual(answers(), before);
});

test('a permit widened in the database and signed with another key: no station knows that key', async () => {
  const permit = await hand.permit(['describe@1'], ['age', 'sex']);
  const [dataset] = permit.document.datasets as [Permit['datasets'][number]];
  const document = { ...permit.document, datasets: [{ ...dataset, variables: ['age', 'sex', 'disease'] }] };
  const widened = await edit(permit, document, seal('permit', document, generateKeyPairSync('ed25519').privateKey));
  const before = answers();
  const study = await hand.until(await hand.begin(widened, { title: 'Forged', methods: [describe('disease')] }), ended);
  assert.deepEqual([study.state, study.reason?.code, study.rounds], ['refused', 'permit_invalid', []]);
  assert.deepEqual(answers(), before);
});

test('a station’s keys exchanged in the database for invented ones: no other station masks towards them', async () => {
  const permit = await hand.permit(['describe@1'], ['age', 'sex']);
  const invented = {
    sign: publicKeyText(generateKeyPairSync('ed25519').privateKey),
    mask: publicKeyText(generateKeyPairSync('x25519').privateKey),
  };
  assert.notEqual(thumbprint(invented.mask), permit.document.stations.find(({ id }) => id === 'zurich')?.mask);
  const { sign_key, mask_key } = await db.selectFrom('station').selectAll().where('id', '=', 'zurich').executeTakeFirstOrThrow();
  await db.updateTable('station').set({ sign_key: invented.sign, mask_key: invented.mask }).where('id', '=', 'zurich').execute();
  const before = answers();
  const others = stationIds.filter((id) => id !== 'zurich');
  const study = await hand.until(await hand.begin(permit, { title: 'Invented', methods: [describe('age')] }), ended, others);
  assert.deepEqual([study.state, study.reason?.code, study.rounds], ['refused', 'not_permitted', []]);
  assert.deepEqual(answers(), before);
  await db.updateTable('station').set({ sign_key, mask_key }).where('id', '=', 'zurich').execute();
});

test('a revocation withheld by the database: it is known a day later all the same, because the old list has run out', async () => {
  const permit = await hand.permit(['describe@1'], ['age', 'sex']);
  const id = await hand.begin(permit, { title: 'Revoked in vain', methods: [describe('age')] });
  await hand.until(id, ({ rounds }) => rounds.length > 0);
  await hand.officer.api.send('POST', `/permits/${permit.id}/revocation`, { reason: 'A test of a stolen hub.', urgent: 'Now.' });
  await hand.sign();
  await sql`delete from status_list where seq = (select max(seq) from status_list)`.execute(db);
  hand.pass(25 * 3600);
  const before = answers();
  const study = await hand.until(id, ({ stations }) => stations.some(({ code }) => code === 'status_stale'));
  assert.deepEqual([study.state, study.result], ['running', null]);
  for (let i = 0; i < 3; i++) for (const station of stationIds) await hand.turn(station);
  assert.deepEqual(answers(), before);
  assert.equal((await lookAt(hand.innovator, id)).state, 'running');
});
