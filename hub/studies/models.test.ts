// Models brought to the real hub: what no station would run is refused at once, and says why.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { digest } from '@sluss/protocol/canonical.ts';
import { seedDemo, tokenAs } from '../demo-personas/actions.ts';
import { verifyJournal } from '../platform/journal.ts';
import { testHub } from '../platform/testing.ts';

const hub = await testHub({ demo: true });
await seedDemo(hub.hub);
const specimen = (name: string) => readFileSync(new URL(`../../sandbox/specimens/${name}.onnx`, import.meta.url));
const demo = readFileSync(new URL('../../demo/model/cleveland.onnx', import.meta.url));

async function bring(bytes: Buffer, persona: 'innovator' | 'officer' = 'innovator') {
  const { token } = await tokenAs(hub.hub, persona, 'test');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
  const answer = await hub.app.request('/api/v1/models', { method: 'POST', headers, body: new Uint8Array(bytes) });
  return { status: answer.status, body: (await answer.json()) as { model?: string; code?: string; reason?: string } };
}
const kept = async () => (await hub.hub.db.selectFrom('model').select('digest').execute()).map((row) => row.digest);

test('a model that stations run is kept under its digest, and the same one again is the same model', async () => {
  assert.deepEqual(await bring(demo), { status: 201, body: { model: digest(demo) } });
  assert.deepEqual(await bring(demo), { status: 201, body: { model: digest(demo) } });
  assert.deepEqual(await kept(), [digest(demo)]);
});

test('a model that no station would run is refused with what is wrong with it, and not kept', async () => {
  const refused = await Promise.all([bring(specimen('loop')), bring(specimen('mixes-rows')), bring(Buffer.from('not a model'))]);
  assert.deepEqual(
    refused.map(({ status, body }) => [status, body.code, body.reason]),
    [
      [422, 'model_refused', 'the operator "Loop" is not allowed'],
      [422, 'model_refused', "a person's score depends on the others in the batch"],
      [422, 'model_refused', 'the file is not an ONNX model'],
    ],
  );
  assert.deepEqual(await kept(), [digest(demo)]);
  assert.ok((await verifyJournal(hub.hub.db)).ok);
});

test('who may not bring models hears only that', async () => {
  assert.equal((await bring(specimen('loop'), 'officer')).status, 403);
});
