// Published tables at the hub: taken once, as the station signed them, and only where they keep to the dictionary and to k.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Profile } from '@sluss/protocol/profile.ts';
import { publicKeyText, seal, thumbprint } from '@sluss/protocol/signed.ts';
import { transaction } from '../platform/database.ts';
import { testHub } from '../platform/testing.ts';
import { insertStation } from '../stations/store.ts';
import { announceDataset, dictionaryDigest } from './actions.ts';
import { heart, type SeededStation, sealed, seedHeart, send } from './datasets.test-support.ts';
import { profilesOf } from './profiles.ts';

const hub = await testHub({ demo: true });
const stations = await seedHeart(hub);
const station = (id: string) => stations.find((one) => one.id === id) as SeededStation;
const [cleveland, budapest] = [station('cleveland'), station('budapest')];
const published = async () => (await profilesOf(hub.hub.db, 'heart')).map(({ profile }) => profile.station);

/** The profile with one of its variables changed. */
const changed = (profile: Profile, id: string, change: (one: Profile['variables'][number]) => object): Profile => ({
  ...profile,
  variables: profile.variables.map((one) => (one.id === id ? { ...one, ...change(one) } : one)) as Profile['variables'],
});

async function refused(code: string, words: RegExp, given: Partial<Profile>, by = cleveland) {
  const answer = await send(hub, by, 'POST', sealed(by, given));
  assert.deepEqual([answer.status, answer.code], [422, code]);
  assert.match(answer.detail, words);
  assert.deepEqual(await published(), [], 'nothing is shown');
}

test('a cell below k is refused, and so is a missing count below k', async () => {
  const cells = [
    { levels: ['female'], persons: 5 },
    { levels: ['male'], persons: 300 },
  ];
  await refused(
    'profile_not_safe',
    /sex has a count below 10/,
    changed(cleveland.profile, 'sex', () => ({ cells })),
  );
  await refused(
    'profile_not_safe',
    /sex has a count below 10/,
    changed(cleveland.profile, 'sex', () => ({ missing: 3 })),
  );
});

test('a count that is not rounded is refused: it would be exact', async () => {
  const cells = [
    { levels: ['female'], persons: 97 },
    { levels: ['male'], persons: 206 },
  ];
  await refused(
    'profile_not_safe',
    /not rounded to 10/,
    changed(cleveland.profile, 'sex', () => ({ cells })),
  );
  await refused('profile_not_safe', /number of persons is not rounded/, { persons: 303 });
});

test('a smaller k than the station answers with is refused', async () => {
  await refused('profile_not_safe', /made for groups of 5; this station answers about 10/, { k: 5 });
});

test('an unknown variable is refused', async () => {
  const variables = [...cleveland.profile.variables, { id: 'income', missing: null, cells: [] }];
  await refused('profile_unknown_variable', /no variable income/, { variables });
});

test('finer cells than the public grid, overlapping ones, or not all of it are refused', async () => {
  const age = (cells: object[]) => changed(cleveland.profile, 'age', () => ({ cells }));
  const words = /cells of age are not its public grid/;
  await refused(
    'profile_malformed',
    words,
    age([
      { from: '20', to: '37', persons: 100 },
      { from: '37', to: '90', persons: 200 },
    ]),
  );
  await refused(
    'profile_malformed',
    words,
    age([
      { from: '20', to: '50', persons: 100 },
      { from: '45', to: '90', persons: 200 },
    ]),
  );
  await refused('profile_malformed', words, age([{ from: '20', to: '50', persons: 300 }]));
  const sex = changed(cleveland.profile, 'sex', () => ({ cells: [{ levels: ['male'], persons: 300 }] }));
  await refused('profile_malformed', /cells of sex/, sex);
});

test('counts that cannot be of these persons are refused', async () => {
  const cells = [
    { levels: ['female'], persons: 5000 },
    { levels: ['male'], persons: 200 },
  ];
  await refused(
    'profile_malformed',
    /do not add up/,
    changed(cleveland.profile, 'sex', () => ({ cells })),
  );
});

test('tables signed with another key are refused, whoever brings them', async () => {
  const forged = seal('profile', cleveland.profile, budapest.key);
  const answer = await send(hub, cleveland, 'POST', forged);
  assert.deepEqual([answer.status, answer.code], [422, 'profile_signature']);
  const otherType = await send(hub, cleveland, 'POST', seal('plan', cleveland.profile, cleveland.key));
  assert.equal(otherType.code, 'profile_signature', 'a signature over another kind of document is none over a profile');
});

test("another station's tables are refused, its own signature or not", async () => {
  await refused('profile_other_station', /tables of budapest, not of cleveland/, budapest.profile);
  const answer = await send(hub, cleveland, 'POST', sealed(budapest));
  assert.equal(answer.code, 'profile_signature');
});

test('tables of another data version or another dictionary are refused', async () => {
  await refused('profile_other_data', /Data of another version are a new dataset/, { dataVersion: 'hmac:older' });
  await refused('profile_malformed', /another dictionary/, { dictionary: `sha256:${'A'.repeat(43)}` });
});

test('nobody but an enrolled station publishes: a request without its signature is not read', async () => {
  const response = await hub.app.request('/station/v1/profile', {
    method: 'POST',
    body: JSON.stringify({ profile: sealed(cleveland) }),
  });
  assert.equal(response.status, 401);
});

test('what was published is shown, the same bytes again change nothing, and others never take their place', async () => {
  assert.equal((await send(hub, cleveland, 'POST', sealed(cleveland))).status, 204);
  assert.equal((await send(hub, cleveland, 'POST', sealed(cleveland))).status, 204);
  assert.deepEqual(await published(), ['cleveland']);
  const answer = await send(hub, cleveland, 'POST', sealed(cleveland, { variables: cleveland.profile.variables.slice(1) }));
  assert.deepEqual([answer.status, answer.code], [409, 'profile-differs']);
  const { rows } = await hub.hub.pool.query(`select count(*)::int as n from journal where verb = 'profile.publish'`);
  assert.deepEqual(rows, [{ n: 1 }]);
});

test('a k that is raised later does not unsettle what stands', async () => {
  await hub.hub.pool.query(`update station set policy = policy || '{"k": 20}' where id = 'cleveland'`);
  assert.equal((await send(hub, cleveland, 'POST', sealed(cleveland))).status, 204);
  await send(hub, cleveland, 'DELETE');
  assert.equal((await send(hub, cleveland, 'POST', sealed(cleveland))).code, 'profile_not_safe', 'but it is not put up again');
  await hub.hub.pool.query(`update station set policy = policy || '{"k": 10}' where id = 'cleveland'`);
  assert.equal((await send(hub, cleveland, 'POST', sealed(cleveland))).status, 204);
});

test('a station takes its tables back, and can publish the same again but no others', async () => {
  assert.equal((await send(hub, cleveland, 'DELETE')).status, 204);
  assert.deepEqual(await published(), []);
  const other = await send(hub, cleveland, 'POST', sealed(cleveland, { variables: cleveland.profile.variables.slice(1) }));
  assert.equal(other.code, 'profile-differs');
  assert.equal((await send(hub, cleveland, 'POST', sealed(cleveland))).status, 204);
  assert.deepEqual(await published(), ['cleveland']);
});

test('two thousand variables at four stations are published whole, and shown in pages that stay light', async () => {
  const grid = Array.from({ length: 17 }, (_, at) => String(at * 10));
  const variables = Array.from({ length: 2000 }, (_, at) => ({
    ...{ id: `${at % 2 ? 'lab' : 'vtl'}_${at}`, column: `c${at}`, type: 'number' as const, missing: [], unit: 'mm[Hg]' },
    ...{ title: { sv: `Mätning nummer ${at}`, en: `Measurement number ${at}` }, range: ['0', '160'] as [string, string], grid },
  }));
  const wide = { ...heart, dataset: 'wide', person_key: null, variables };
  const now = hub.hub.now();
  for (const id of ['north', 'south', 'east', 'west']) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const signKey = publicKeyText(publicKey);
    const station = { id, title: id, holder: 'hungarian-institute', sign: thumbprint(signKey), mask: 'x' };
    await transaction(hub.hub.db, async (trx) => {
      await insertStation(trx, {
        ...{ id, title: id, holder: station.holder, sign_key: signKey, mask_key: signKey, dataset: 'wide', data_version: 'v' },
        ...{ policy: JSON.stringify({ k: 10, alone: [], release: 'exact' }), enrolled_at: now },
      });
      await announceDataset(trx, { dictionary: wide, station, dataVersion: 'v', now });
    });
    const profile: Profile = {
      ...{
        type: 'profile',
        station: id,
        dataset: 'wide',
        dictionary: dictionaryDigest(wide),
        dataVersion: 'v',
        k: 10,
        persons: 800,
      },
      variables: variables.map((variable) => ({
        ...{ id: variable.id, missing: null },
        cells: grid.slice(1).map((to, at) => ({ from: grid[at] as string, to, persons: 50 })),
      })),
    };
    const envelope = seal('profile', profile, privateKey);
    assert.ok(envelope.payload.length > 1_000_000);
    const answer = await send(hub, { id, key: privateKey, profile }, 'POST', envelope);
    assert.deepEqual([answer.status, answer.detail], [204, '']);
  }
  const look = async (query: string) => {
    const html = await (await hub.app.request(`/datasets/wide${query}`, { headers: { 'accept-language': 'en' } })).text();
    return { html, ids: [...html.matchAll(/<li id="(\w+)">/g)].map(([, id]) => id) };
  };
  const first = await look('');
  assert.match(first.html, /about 3,200/);
  assert.equal(first.ids.length, 50);
  // Fonts and style take 53 and 10 of the hundred kilobytes.
  assert.ok(gzipSync(first.html).length < 37_000, `${gzipSync(first.html).length} bytes`);
  assert.match(first.html, /href="\/datasets\/wide\?from=50#variables"/);
  assert.deepEqual((await look('?find=lab_777')).ids, ['lab_777']);
  assert.equal((await look('?find=mmHg&group=lab')).ids[0], 'lab_1');
  assert.deepEqual((await look('?from=99999')).ids.length, 50, 'behind the end is the last page');
  const last = await look('?group=lab&from=950');
  assert.deepEqual([last.ids[0], last.ids.at(-1)], ['lab_1901', 'lab_1999']);
  assert.match(last.html, /Variables? 951 to 1000 of 1,000/);

  const form = new URLSearchParams({ dataset: 'wide', to: '/datasets/wide?group=lab&from=950#variables' });
  form.append('variables[]', 'lab_1999');
  const put = await hub.app.request('/basket', { method: 'POST', body: form, headers: { origin: 'http://hub.test' } });
  assert.equal(put.headers.get('location'), '/datasets/wide?group=lab&from=950&choose=wide:lab_1999#variables');
  form.set('to', '//elsewhere.example/#variables');
  const away = await hub.app.request('/basket', { method: 'POST', body: form, headers: { origin: 'http://hub.test' } });
  assert.equal(away.headers.get('location'), '/basket?choose=wide:lab_1999');
});
