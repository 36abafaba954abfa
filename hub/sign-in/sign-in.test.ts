// Signing in on the real hub: links, personas, tokens, keys, and those who try to get in without.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import test from 'node:test';
import { publicKeyText, seal } from '@sluss/protocol/signed.ts';
import { as, caller } from '../applications/applications.test-support.ts';
import { seedDemo } from '../demo-personas/actions.ts';
import { ensurePerson } from '../organisations/actions.ts';
import { testHub } from '../platform/testing.ts';
import { sendLink } from './actions.ts';
import { visitCookie } from './browser-routes.ts';
import { createSignIn } from './sign-in.ts';

const hub = await testHub({ demo: true });
await seedDemo(hub.hub);
const plain = await testHub();
const origin = 'http://localhost';

function post(at: typeof hub, path: string, fields: Record<string, string> = {}, headers: Record<string, string> = { origin }) {
  return at.app.request(path, { method: 'POST', body: new URLSearchParams(fields), headers });
}
const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');

test('a link by mail signs in once, after a press of a button', async () => {
  const asked = await post(plain, '/sign-in', { email: 'New.Person@Example.org' });
  assert.equal(asked.status, 200);
  const letter = plain.letters.at(-1);
  assert.equal(letter?.to, 'new.person@example.org');
  const token = /token=([A-Za-z]{32})/.exec(letter?.text ?? '')?.[1] ?? '';
  assert.equal((await asked.text()).includes(token), false);
  const opened = await plain.app.request(`/sign-in/link?token=${token}`);
  assert.equal(opened.headers.getSetCookie().length, 0, 'opening the link alone, as mail scanners do, signs nobody in');
  assert.match(await opened.text(), /new\.person@example\.org/, 'it says whose account, so that nobody is put into a stranger’s');
  const signedIn = await post(plain, '/sign-in/link', { token });
  assert.equal(signedIn.status, 303);
  const [cookie = ''] = signedIn.headers.getSetCookie();
  assert.match(cookie, /HttpOnly/i);
  assert.match(cookie, /SameSite=Lax/i);
  const me = await plain.app.request('/api/v1/me', { headers: { cookie: cookieOf(signedIn) } });
  assert.equal(((await me.json()) as { email: string }).email, 'new.person@example.org');
  assert.equal((await post(plain, '/sign-in/link', { token })).status, 410);
  const used = await plain.app.request(`/sign-in/link?token=${token}`);
  assert.deepEqual([used.status, (await used.text()).includes('new.person')], [410, false]);
});

test('a person who was given a role before they ever came signs in by a link too', async () => {
  const person = await ensurePerson(plain.hub.db, { email: 'invited@example.org', name: 'Inga' }, plain.hub.now());
  await post(plain, '/sign-in', { email: 'invited@example.org' });
  const token = /token=([A-Za-z]{32})/.exec(plain.letters.at(-1)?.text ?? '')?.[1] ?? '';
  const signedIn = await post(plain, '/sign-in/link', { token });
  assert.equal(signedIn.status, 303);
  const me = await plain.app.request('/api/v1/me', { headers: { cookie: cookieOf(signedIn) } });
  assert.equal(((await me.json()) as { person: string }).person, person);
});

test('a link that was never sent signs nobody in', async () => {
  assert.equal((await post(plain, '/sign-in/link', { token: 'a'.repeat(32) })).status, 410);
  assert.equal((await post(plain, '/sign-in/link', { token: '../..' })).status, 400);
});

test('letters to one address are limited, whatever x-forwarded-for says', async () => {
  const statuses = [];
  for (let i = 0; i < 7; i++)
    statuses.push(
      (await post(plain, '/sign-in', { email: 'often@example.org' }, { origin, 'x-forwarded-for': `10.0.0.${i}` })).status,
    );
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429]);
});

test('who asks for somebody else’s links does not keep them from their own; all of them together have an end', async () => {
  const caller = (address: string) => ({ caller: address, email: 'wanted@example.org', language: 'en' as const });
  const signIn = await createSignIn(plain.hub);
  const ask = async (address: string) => {
    const sent = sendLink(plain.hub, signIn, caller(address));
    return sent.then(
      () => 'sent',
      (error: { status?: number }) => error.status,
    );
  };
  for (let time = 0; time < 7; time += 1) await ask('attacker');
  assert.equal(await ask('attacker'), 429);
  assert.equal(await ask('owner'), 'sent');
  const sent = () => plain.letters.filter((one) => one.to === 'wanted@example.org').length;
  for (let time = 0; time < 40; time += 1) await ask(`other ${time}`);
  assert.equal(sent(), 20);
});

test('a token that somebody makes at a screen is told of by mail: it outlives the session of whoever made it', async () => {
  await post(plain, '/sign-in', { email: 'told@example.org' });
  const token = /token=([A-Za-z]{32})/.exec(plain.letters.at(-1)?.text ?? '')?.[1] ?? '';
  const cookie = cookieOf(await post(plain, '/sign-in/link', { token }));
  assert.equal((await post(plain, '/me/tokens', { name: 'night job', days: '9' }, { origin, cookie })).status, 200);
  const letter = plain.letters.at(-1);
  assert.deepEqual([letter?.to, /token for programs, “night job”/.test(letter?.text ?? '')], ['told@example.org', true]);
  assert.doesNotMatch(letter?.text ?? '', /sluss_/);
});

test('outside the demonstration there are no personas', async () => {
  assert.equal((await caller(plain, {})('POST', '/personas/officer/token', {})).status, 404);
  assert.equal((await post(plain, '/sign-in/persona/officer')).status, 404);
  assert.equal((await (await plain.app.request('/sign-in')).text()).includes('persona'), false);
});

test('in the demonstration a click signs in as a persona, and out again', async () => {
  const response = await post(hub, '/sign-in/persona/officer');
  const cookie = cookieOf(response);
  const page = await (await hub.app.request('/me', { headers: { cookie, 'accept-language': 'sv' } })).text();
  assert.match(page, /Olle Bergström/);
  assert.match(page, /handläggare/);
  const out = await post(hub, '/sign-out', {}, { origin, cookie });
  assert.equal(out.status, 303);
  assert.equal((await hub.app.request('/api/v1/me', { headers: { cookie } })).status, 401);
});

test('a page whose name was rebound to this machine gets no persona’s token', async () => {
  const response = await hub.app.request('http://evil.example/api/v1/personas/officer/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(response.status, 403);
});

test('a form on a foreign page does nothing, with a session and without', async () => {
  const cookie = cookieOf(await post(hub, '/sign-in/persona/innovator'));
  for (const foreign of [{ origin: 'https://evil.example' }, {} as Record<string, string>])
    assert.equal((await post(hub, '/me/tokens', { name: 'x', days: '1' }, { cookie, ...foreign })).status, 403);
  assert.equal((await post(hub, '/sign-in/persona/officer', {}, { origin: 'https://evil.example' })).status, 403);
  const own = await post(hub, '/me/tokens', { name: '<b>mine</b>', days: '30' }, { cookie, origin });
  const page = await own.text();
  assert.match(page, /sluss_[A-Za-z0-9_-]{43}/);
  assert.match(page, /&lt;b&gt;mine/);
});

test('a token acts as its person until it expires or is revoked, and the database holds only its digest', async () => {
  const innovator = await as(hub, 'innovator');
  const { body: made } = await innovator.call('POST', '/me/tokens', { name: 'script', days: 1 });
  const rows = await hub.hub.db.selectFrom('api_token').selectAll().execute();
  assert.equal(JSON.stringify(rows).includes(made.token), false);
  const program = caller(hub, { authorization: `Bearer ${made.token}` });
  assert.equal((await program('GET', '/me')).body.name, 'Ines Lindqvist');
  const other = await as(hub, 'officer');
  assert.equal((await other.call('DELETE', `/me/tokens/${made.id}`)).status, 404);
  hub.setNow(new Date('2026-03-03T09:00:01Z'));
  assert.equal((await program('GET', '/me')).body.code, 'token-not-valid');
  hub.setNow(new Date('2026-03-02T09:00:00Z'));
  assert.equal((await program('DELETE', `/me/tokens/${made.id}`)).status, 204);
  assert.equal((await program('GET', '/me')).status, 401);
  assert.equal((await caller(hub, { authorization: 'Bearer sluss_nothing' })('GET', '/datasets')).status, 401);
});

test('a signing key is registered by whoever holds it, for nobody else', async () => {
  const innovator = await as(hub, 'innovator');
  const officer = await as(hub, 'officer');
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = publicKeyText(privateKey);
  const proof = (person: string) => seal('key-proof', { type: 'key-proof', person, key }, privateKey);
  const stolen = await officer.call('POST', '/me/keys', { name: 'x', key, proof: proof(innovator.person) });
  assert.equal(stolen.body.code, 'proof-does-not-fit');
  assert.equal((await innovator.call('POST', '/me/keys', { name: 'x', key, proof: proof(innovator.person) })).status, 201);
  assert.equal((await officer.call('POST', '/me/keys', { name: 'x', key, proof: proof(officer.person) })).body.code, 'key-taken');
  const { body: keys } = await innovator.call('GET', '/me/keys');
  assert.equal((await innovator.call('DELETE', `/me/keys/${keys[0].id}`)).status, 204);
  assert.deepEqual((await innovator.call('GET', '/me/keys')).body, []);
});

test('roles are given and taken by a hub advisor alone', async () => {
  const advisor = await as(hub, 'advisor');
  const innovator = await as(hub, 'innovator');
  const role = { email: 'new@example.org', name: 'New', role: 'officer' };
  assert.equal((await innovator.call('POST', '/organisations/access-body/members', role)).status, 403);
  const { body: given } = await advisor.call('POST', '/organisations/access-body/members', role);
  const { body: members } = await advisor.call('GET', '/organisations/access-body/members');
  const member = members.find((one: { person: string }) => one.person === given.person);
  assert.equal((await advisor.call('DELETE', `/organisations/hub/members/${member.id}`)).status, 404);
  assert.equal((await advisor.call('DELETE', `/organisations/access-body/members/${member.id}`)).status, 204);
  assert.equal((await advisor.call('POST', '/organisations', { id: 'hub', name: 'Again', kind: 'hub' })).body.code, 'name-taken');
});

test('personas are for this machine alone: not under another name, not through a proxy', async () => {
  const handedOn: Record<string, string>[] = [
    { 'x-forwarded-for': '203.0.113.7' },
    { 'x-forwarded-host': 'sluss.example' },
    { 'x-forwarded-proto': 'https' },
    { forwarded: 'for=203.0.113.7' },
    { via: '1.1 proxy' },
    { 'x-real-ip': '203.0.113.7' },
  ];
  for (const headers of handedOn) {
    assert.equal((await post(hub, '/sign-in/persona/officer', {}, { origin, ...headers })).status, 403);
    const token = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', ...headers } };
    assert.equal((await hub.app.request('/api/v1/personas/officer/token', token)).status, 403);
    assert.doesNotMatch(await (await hub.app.request('/sign-in', { headers })).text(), /persona/);
  }
  const named = await hub.app.request('http://hub.test/sign-in/persona/officer', {
    method: 'POST',
    headers: { origin: 'http://hub.test' },
  });
  assert.equal(named.status, 403);
});

test('after signing in one is where one wanted to go, never on another site', async () => {
  const places: [string, string][] = [
    ['/studies?x=1', '/studies?x=1'],
    ['//evil.example', '/me'],
    ['/\\evil.example', '/me'],
    ['https://evil.example', '/me'],
    ['/ok\nset-cookie: x', '/me'],
    ['javascript:alert(1)', '/me'],
  ];
  for (const [to, place] of places)
    assert.equal((await post(hub, '/sign-in/persona/officer', { to })).headers.get('location'), place);
});

test('an address that is none is said beside its field, and is still there', async () => {
  const response = await post(plain, '/sign-in', { email: 'not-an-address"><b>' });
  assert.equal(response.status, 422);
  const page = await response.text();
  assert.match(page, /aria-invalid="true"/);
  assert.match(page, /value="not-an-address&quot;&gt;&lt;b&gt;"/);
});

test('a token that was made with another is revoked with it, and so are those made with that one', async () => {
  const made = (await caller(hub, {})('POST', '/personas/innovator/token', {})).body as { id: string; token: string };
  const next = async (token: string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'next', days: 5 });
    const answer = await hub.app.request('/api/v1/me/tokens', { method: 'POST', headers, body });
    return (await answer.json()) as { id: string; token: string };
  };
  const works = async (token: string) =>
    (await hub.app.request('/api/v1/me', { headers: { authorization: `Bearer ${token}` } })).status === 200;
  const [child, sibling] = [await next(made.token), await next(made.token)];
  const grandchild = await next(child.token);
  const revoke = (id: string, token: string) =>
    hub.app.request(`/api/v1/me/tokens/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  assert.equal((await revoke(child.id, made.token)).status, 204);
  assert.deepEqual(await Promise.all([made, sibling, child, grandchild].map((one) => works(one.token))), [
    true,
    true,
    false,
    false,
  ]);
  // Also where a child is being made while its maker is revoked: either it is not made, or it is dead.
  const racing = await Promise.all([next(made.token), revoke(made.id, made.token), next(made.token)]);
  for (const one of [racing[0], racing[2], sibling]) assert.equal(one.token ? await works(one.token) : false, false);
});

test('on https no neighbour under the same domain can set the cookies: their names say that they are of this host alone', async () => {
  const config = { ...hub.hub.config, origin: 'https://hub.test' };
  const secure = await createSignIn({ ...hub.hub, config });
  const person = await ensurePerson(hub.hub.db, { email: 'host@example.org', name: 'H' }, hub.hub.now());
  const [cookie = ''] = (await secure.openFor(person, { device: '/' })).cookies;
  assert.match(cookie, /^__Host-sluss\.session_token=[^;]+;(?!.*Domain)(?=.*; Path=\/(;|$))(?=.*; Secure)(?=.*; HttpOnly)/);
  const headers = new Headers({ cookie: cookie.split(';')[0] ?? '' });
  assert.equal((await secure.session(headers))?.person, person);
  assert.equal(await secure.session(new Headers({ cookie: (cookie.split(';')[0] ?? '').replace('__Host-', '') })), null);
  assert.equal(visitCookie({ ...hub.hub, config }), '__Host-sluss.visit');
});

test('a session ends seven days after it began, however often it is used: a stolen cookie does not live for ever', async () => {
  const signIn = await createSignIn(hub.hub);
  const person = await ensurePerson(hub.hub.db, { email: 'week@example.org', name: 'W' }, hub.hub.now());
  const { cookies } = await signIn.openFor(person, { device: '/' });
  const headers = new Headers({ cookie: cookies[0]?.split(';')[0] ?? '' });
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  const end = inDays(3);
  await hub.hub.db.updateTable('session').set({ expires_at: end }).where('person', '=', person).execute();
  assert.equal((await signIn.session(headers))?.person, person);
  const row = await hub.hub.db.selectFrom('session').select('expires_at').where('person', '=', person).executeTakeFirstOrThrow();
  assert.equal(row.expires_at.getTime(), end.getTime());
  await hub.hub.db
    .updateTable('session')
    .set({ expires_at: inDays(-1) })
    .where('person', '=', person)
    .execute();
  assert.equal(await signIn.session(headers), null);
});
