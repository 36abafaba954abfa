// Datasets on the real hub: announced by stations, read by everybody.
import assert from 'node:assert/strict';
import test from 'node:test';
import { caller, dictionary, station } from '../applications/applications.test-support.ts';
import { transaction } from '../platform/database.ts';
import { testHub } from '../platform/testing.ts';
import { announceDataset, datasetOf, dictionaryDigest, withdrawStation } from './actions.ts';

const hub = await testHub();
const nobody = caller(hub, {});
const note = { sv: '0 betyder inte uppmätt <här>', en: '0 stands for not measured <here>' };
const noted = {
  ...dictionary,
  person_key: 'secret_patient_number',
  variables: dictionary.variables.map((one) => (one.id === 'age' ? { ...one, note } : one)),
};
const announce = (id: string, what = noted) =>
  transaction(hub.hub.db, (trx) =>
    announceDataset(trx, { dictionary: what, station: station(id), dataVersion: 'v1', now: hub.hub.now() }),
  );

test('the first station makes the dataset, others join with the same dictionary, another dictionary is refused', async () => {
  await announce('budapest');
  const joined = await announce('zurich');
  assert.deepEqual(
    joined.stations.map((one) => one.id),
    ['budapest', 'zurich'],
  );
  await assert.rejects(announce('paris', { ...noted, licence: 'mine' }), { code: 'dictionary-differs' });
  assert.deepEqual((await datasetOf(hub.hub, 'heart')).stations.length, 2, 'the refused station is not listed');
});

test('a station that joins again replaces its keys; one that left is not offered', async () => {
  await announce('budapest');
  await transaction(hub.hub.db, (trx) => withdrawStation(trx, 'budapest', hub.hub.now()));
  assert.deepEqual(
    (await datasetOf(hub.hub, 'heart')).stations.map((one) => one.id),
    ['zurich'],
  );
});

test('anybody reads a dataset, and its digest is that of the dictionary as it was sent', async () => {
  const { status, body } = await nobody('GET', '/datasets/heart');
  assert.equal(status, 200);
  assert.equal(body.digest, dictionaryDigest(body.dictionary));
  assert.equal(body.digest, dictionaryDigest(noted));
  assert.equal((await nobody('GET', '/datasets/lungs')).status, 404);
});

test('the page shows the note where the variable is, as text, and never the person key', async () => {
  for (const [language, expected] of [
    ['en', '0 stands for not measured &lt;here&gt;'],
    ['sv', '0 betyder inte uppmätt &lt;här&gt;'],
  ] as const) {
    const response = await hub.app.request('/datasets/heart', { headers: { 'accept-language': language } });
    const html = await response.text();
    assert.equal(response.status, 200);
    assert.ok(html.includes(expected));
    assert.equal(html.includes('secret_patient_number'), false);
  }
  assert.ok((await (await hub.app.request('/datasets')).text()).includes('/datasets/heart'));
});
