// The page of signing keys, with keys made as a browser makes them: by WebCrypto.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalBytes } from '@sluss/protocol/canonical.ts';
import { open, thumbprint } from '@sluss/protocol/signed.ts';
import { z } from 'zod';
import { tokenAs } from '../demo-personas/actions.ts';
import { testHub } from '../platform/testing.ts';
import { fingerprint, makePair, publicText, sealDocument } from '../ui/islands/signing.ts';
import { safeReturn } from './pages.tsx';

const hub = await testHub({ demo: true });

async function as(persona: string) {
  const { token, person } = await tokenAs(hub.hub, persona, 'test');
  const headers = { accept: 'text/html', authorization: `Bearer ${token}` };
  const get = async (path = '/me/signing-key?language=en') => (await hub.app.request(path, { headers })).text();
  const post = (fields: Record<string, string>, path = '/me/signing-key?language=en') =>
    hub.app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  return { person, get, post };
}

async function proofFor(person: string) {
  const pair = await makePair();
  const key = await publicText(pair);
  const proof = await sealDocument('key-proof', { type: 'key-proof', person, key }, pair);
  return { pair, key, proof: JSON.stringify(proof), print: await fingerprint(pair) };
}

test('what a browser seals is what the contract opens: same bytes, same name of the key, same signature', async () => {
  const pair = await makePair();
  const key = await publicText(pair);
  const document = { type: 'plan', title: 'Hjärta “å” \u2028', b: [1, null, true], a: { z: '0.1', a: -1 } };
  const opened = open('plan', await sealDocument('plan', document, pair), key, z.any());
  assert.deepEqual(opened.bytes, canonicalBytes(document));
  assert.equal(await fingerprint(pair), thumbprint(key));
});

test('the private half of a browser’s key can be read by no script', async () => {
  const { privateKey } = await makePair();
  assert.equal(privateKey.extractable, false);
  await assert.rejects(crypto.subtle.exportKey('pkcs8', privateKey));
});

test('a key that the browser made is registered with its device’s name and shown with its fingerprint, and leads back', async () => {
  const ines = await as('innovator');
  const { key, proof, print } = await proofFor(ines.person);
  const posted = await ines.post({ name: 'Laptop <b>', key, proof, back: '/studies/new?permit=T-1' });
  assert.equal(posted.status, 303);
  // The language that a page was asked for in goes along, until the person keeps one.
  assert.equal(posted.headers.get('location'), '/me/signing-key?made&back=%2Fstudies%2Fnew%3Fpermit%3DT-1&language=en');
  const html = await ines.get('/me/signing-key?made&back=%2Fstudies%2Fnew%3Fpermit%3DT-1&language=en');
  assert.match(html, new RegExp(print));
  assert.match(html, /Laptop &lt;b&gt;/);
  assert.match(html, /href="\/studies\/new\?permit=T-1[^"]*">Go on where you were/);
  const again = await ines.post({ name: 'Laptop', key, proof });
  assert.equal(again.status, 303, 'sent twice, it is the same key');
});

test('somebody else’s proof, a key of somebody else’s and a form without a key are refused, and the name stays', async () => {
  const [ines, olle] = [await as('innovator'), await as('officer')];
  const hers = await proofFor(ines.person);
  for (const fields of [
    { name: 'Tablet', key: hers.key, proof: hers.proof },
    { name: 'Tablet', key: '', proof: '' },
    { name: 'Tablet', key: hers.key, proof: '{"payload":' },
  ]) {
    const answer = await olle.post(fields);
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /role="alert".*value="Tablet"/s);
  }
  assert.doesNotMatch(await olle.get(), new RegExp(hers.print));
});

test('a revoked key is gone from the page; somebody else’s is not there to be revoked', async () => {
  const [ines, olle] = [await as('innovator'), await as('officer')];
  const { key, proof, print } = await proofFor(ines.person);
  await ines.post({ name: 'Phone', key, proof });
  const [, id = ''] =
    /signing-key\/([0-9a-f-]{36})\/revocation[^"]*"[^>]*><button[^>]*aria-label="Revoke Phone"/.exec(await ines.get()) ?? [];
  assert.equal((await olle.post({}, `/me/signing-key/${id}/revocation`)).status, 404);
  assert.equal((await ines.post({}, `/me/signing-key/${id}/revocation`)).status, 303);
  assert.doesNotMatch(await ines.get(), new RegExp(print));
});

test('without a script the page says how the command line does it, in both languages; nobody sees it without signing in', async () => {
  const ines = await as('innovator');
  assert.match(await ines.get(), /sluss login --hub http:\/\/hub\.test/);
  assert.match(await ines.get('/me/signing-key?language=sv'), /lang="sv".*Ed25519.*sluss login/s);
  assert.equal((await hub.app.request('/me/signing-key', { headers: { accept: 'text/html' } })).status, 401);
});

test('the way back leads within this hub only', () => {
  assert.equal(safeReturn('/studies/new?permit=T-1&step=sign'), '/studies/new?permit=T-1&step=sign');
  for (const wrong of ['//evil.example', '/\\evil', 'https://evil.example', '/a\nb', ''])
    assert.equal(safeReturn(wrong), undefined);
});
