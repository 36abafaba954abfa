// Signing in by an identity provider: a real one, in a process of its own, which is honest at first and then lies in every way.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ensureMember, ensureOrganisation } from '../organisations/actions.ts';
import { testHub } from '../platform/testing.ts';
import { type Account, type Lie, lies, logoutLies, startTestProvider } from './identity-provider.test-support.ts';
import { isPersonalNumber } from './identity-provider.ts';
import { readProviders } from './provider-settings.ts';

const secret = 'a secret that nobody may read';
const client = { id: 'sluss', secret, redirect: 'http://hub.test/sign-in/with/region/return' };
const [hub, provider] = await Promise.all([testHub(), startTestProvider(client)]);
const logged: string[] = [];
hub.hub.log.warn = (event, fields) => void logged.push(JSON.stringify({ event, ...fields }));
const settings = readProviders(
  JSON.stringify([
    {
      ...{ id: 'region', title: { sv: 'Region Test', en: 'Region Test' }, issuer: provider.issuer, client_id: client.id },
      ...{ client_secret: secret, acr: { want: ['loa3', 'loa2'], require: ['loa3'] } },
      email_domains: ['region.example'],
      organisations: { 'SE2321000016-HJ': 'heart-clinic', 'SE2321000016-LU': 'lung-clinic' },
    },
    { ...{ id: 'down', title: { sv: 'Nere', en: 'Down' }, issuer: 'http://127.0.0.1:9', client_id: 'x', client_auth: 'none' } },
  ]),
);
assert.ok(settings.ok);
hub.hub.config.providers.push(...settings.providers);

const origin = 'http://hub.test';
/** A browser: it keeps cookies and goes where it is sent, at the hub. */
function browser() {
  const jar = new Map<string, string>();
  const visit = async (path: string, fields?: Record<string, string>) => {
    const response = await hub.app.request(path, {
      headers: { origin, accept: 'text/html', 'accept-language': 'en', cookie: [...jar].map((one) => one.join('=')).join('; ') },
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    return response;
  };
  const toProvider = async (to = '') => (await visit(`/sign-in/with/region${to}`)).headers.get('location') ?? '';
  const back = async (address: URL) => visit(`${address.pathname}${address.search}`);
  return {
    jar,
    visit,
    toProvider,
    back,
    signIn: async (account: Account, lie?: Lie) => {
      await provider.answer(account, lie);
      const response = await back(await provider.walk(await toProvider()));
      return response.headers.get('location') === '/sign-in/first-time' ? visit('/sign-in/first-time') : response;
    },
    whoAmI: async () =>
      (await (await visit('/api/v1/me')).json()) as {
        person?: string;
        email?: string;
        name?: string;
        roles?: { organisation: string }[];
      },
    followLetter: async (path: string) => {
      const link = /http:\/\/hub\.test(\S+)/.exec(hub.letters.at(-1)?.text ?? '')?.[1] ?? '';
      const token = /token=(\w+)/.exec(link)?.[1] ?? '';
      return visit('/sign-in/link', { token, to: path });
    },
  };
}
const anna: Account = { sub: 'anna-1', name: 'Anna Ek', email: 'Anna.Ek@region.example', email_verified: true, acr: 'loa3' };

test('a person whose address the provider has proved gets an account at once, and the same one the next time', async () => {
  const first = browser();
  const response = await first.signIn(anna);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), '/me');
  const me = await first.whoAmI();
  assert.deepEqual([me.email, me.name], ['anna.ek@region.example', 'Anna Ek']);
  const second = browser();
  await second.signIn({ ...anna, email: 'anna.gift@region.example' });
  assert.equal((await second.whoAmI()).person, me.person, 'the subject counts, whatever the address has become');
});

test('the way to the provider carries PKCE, state and nonce, and leads back to where the person wanted to go', async () => {
  await provider.answer(anna);
  const one = browser();
  const address = new URL(await one.toProvider('?to=/studies%3Fx=1'));
  assert.equal(address.searchParams.get('code_challenge_method'), 'S256');
  assert.ok(address.searchParams.get('state') && address.searchParams.get('nonce'));
  assert.equal(address.searchParams.get('acr_values'), 'loa3 loa2');
  const response = await one.back(await provider.walk(address.href));
  assert.equal(response.headers.get('location'), '/studies?x=1');
  const elsewhere = browser();
  const home = await elsewhere.back(await provider.walk(await elsewhere.toProvider('?to=//evil.example')));
  assert.equal(home.headers.get('location'), '/me');
});

for (const lie of lies)
  test(`an id token that is wrong in its ${lie} signs nobody in`, async () => {
    const one = browser();
    const response = await one.signIn(anna, lie);
    assert.equal(response.status, 403);
    assert.match(await response.text(), /could not be trusted/);
    assert.equal((await one.visit('/api/v1/me')).status, 401);
  });

test('a level of assurance below the required one signs nobody in, and says what is needed', async () => {
  const one = browser();
  const response = await one.signIn({ ...anna, acr: 'loa2' });
  assert.equal(response.status, 403);
  assert.match(await response.text(), /stronger way of showing who you are/);
  assert.equal((await one.visit('/api/v1/me')).status, 401);
});

test('a state counts once, in the browser that began, and a code counts once', async () => {
  await provider.answer(anna);
  const one = browser();
  const address = await provider.walk(await one.toProvider());
  const stolen = browser();
  assert.equal((await stolen.back(address)).status, 400, 'another browser comes back with somebody’s answer');
  assert.equal((await one.back(address)).status, 303);
  assert.equal((await one.visit('/sign-out', {})).status, 303);
  assert.equal((await one.back(address)).status, 400, 'the state was used');
  const fresh = new URL(await one.toProvider());
  address.searchParams.set('state', fresh.searchParams.get('state') ?? '');
  assert.equal((await one.back(address)).status, 403, 'the code was used');
  await one.toProvider();
  const answered = await provider.walk(await one.toProvider());
  answered.searchParams.set('state', 'x'.repeat(43));
  assert.equal((await one.back(answered)).status, 403, 'the state is not the one that was sent');
});

test('a person who breaks off at the provider is told so, and nothing is kept', async () => {
  const one = browser();
  const state = new URL(await one.toProvider()).searchParams.get('state') ?? '';
  const no = new URL(
    `${origin}/sign-in/with/region/return?error=access_denied&state=${state}&iss=${encodeURIComponent(provider.issuer)}`,
  );
  const response = await one.back(no);
  assert.equal(response.status, 403);
  assert.match(await response.text(), /broken off/);
});

test('a provider that is down is said to be down, and the other ways stay', async () => {
  const response = await browser().visit('/sign-in/with/down');
  assert.equal(response.status, 503);
  const page = await response.text();
  assert.match(page, /does not answer right now/);
  assert.match(page, /Send me a link/);
});

test('an address that the provider has not proved opens no account that has it: its owner proves it by a letter first', async () => {
  const victim = browser();
  await victim.visit('/sign-in', { email: 'vera@region.example' });
  await victim.followLetter('/me');
  const { person } = await victim.whoAmI();
  const thief = browser();
  const answer = await thief.signIn({
    sub: 'thief',
    name: 'Vera',
    email: 'vera@region.example',
    email_verified: false,
    acr: 'loa3',
  });
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /Now we need to know which e-mail address is yours/);
  assert.equal((await thief.visit('/api/v1/me')).status, 401);
  // The thief asks for the letter; the owner opens it, in her own browser: nothing of the thief's is joined with her account.
  await thief.visit('/sign-in', { email: 'vera@region.example', to: '/me/identities/new' });
  const owner = browser();
  const opened = await owner.followLetter('/me/identities/new');
  assert.equal((await owner.visit(opened.headers.get('location') ?? '')).headers.get('location'), '/me');
  assert.equal((await owner.visit('/me/identities/new', {})).status, 410);
  const again = browser();
  await again.signIn({ sub: 'thief', name: 'Vera', email: 'vera@region.example', email_verified: false, acr: 'loa3' });
  assert.equal((await again.visit('/api/v1/me')).status, 401);
  // The same browser does both: the account and the identity are joined, after a look at whose it is.
  await again.visit('/sign-in', { email: 'vera@region.example', to: '/me/identities/new' });
  const question = await again.visit((await again.followLetter('/me/identities/new')).headers.get('location') ?? '');
  assert.match(await question.text(), /Region Test says that you are Vera, vera@region.example/);
  assert.equal((await again.visit('/me/identities/new', {})).headers.get('location'), '/me#ways');
  assert.match(hub.letters.at(-1)?.text ?? '', /Region Test/, 'the owner is told');
  const later = browser();
  await later.signIn({ sub: 'thief', acr: 'loa3' });
  assert.equal((await later.whoAmI()).person, person);
});

test('a provider that is not the one who gives out a domain’s addresses opens no account there, whatever it calls proved, and tells nobody whether there is one', async () => {
  const claimed = (email: string): Account => ({ sub: `sub-${email}`, name: 'V', email, email_verified: true, acr: 'loa3' });
  const owner = browser();
  await owner.visit('/sign-in', { email: 'vd@company.example' });
  await owner.followLetter('/me');
  const { person } = await owner.whoAmI();
  const letters = hub.letters.length;
  const pages: string[] = [];
  for (const email of ['vd@company.example', 'new@company.example', 'officer@sub.region.example']) {
    const thief = browser();
    const answer = await thief.signIn(claimed(email));
    assert.equal((await thief.visit('/api/v1/me')).status, 401);
    pages.push(`${answer.status} ${(await answer.text()).replaceAll(email, 'ADDRESS')}`);
  }
  assert.match(pages[0] ?? '', /^200 .*which e-mail address is yours/s);
  assert.deepEqual(new Set(pages).size, 1, 'the same page with and without an account');
  assert.equal(hub.letters.length, letters);
  // No account either that its owner would find later, with a stranger's way into it.
  const made = hub.hub.db.selectFrom('person').select('id').where('email', '=', 'new@company.example');
  assert.deepEqual(await made.execute(), []);
  // Once shown to be theirs, it is linked, and opens the account from anywhere; the name comes along where there was none.
  const own = browser();
  await own.signIn(claimed('vd@company.example'));
  await own.visit('/sign-in', { email: 'vd@company.example', to: '/me/identities/new' });
  await own.visit((await own.followLetter('/me/identities/new')).headers.get('location') ?? '');
  await own.visit('/me/identities/new', {});
  const later = browser();
  assert.equal((await later.signIn(claimed('vd@company.example'))).headers.get('location'), '/me');
  assert.deepEqual([(await later.whoAmI()).person, (await later.whoAmI()).name], [person, 'V']);
});

test('who gives out a domain’s addresses is believed about them at once, also where there is an account; and its owner is told', async () => {
  const owner = browser();
  await owner.visit('/sign-in', { email: 'gun@region.example' });
  await owner.followLetter('/me');
  const one = browser();
  await one.signIn({ sub: 'gun-1', name: 'Gun', email: 'gun@region.example', email_verified: true, acr: 'loa3' });
  assert.equal((await one.whoAmI()).person, (await owner.whoAmI()).person);
  const letter = hub.letters.at(-1);
  assert.deepEqual([letter?.to, /Region Test/.test(letter?.text ?? '')], ['gun@region.example', true]);
  // Taken away, it takes whoever came in by it with it, and not the one who does so.
  const page = await (await owner.visit('/me')).text();
  const id = /identities\/([\w-]+)\/removal/.exec(page)?.[1];
  assert.equal((await owner.visit(`/me/identities/${id}/removal`, {})).status, 303);
  assert.equal((await one.visit('/api/v1/me')).status, 401);
  assert.equal((await owner.visit('/api/v1/me')).status, 200);
});

test('who set out for a page and had to show an address first comes out at that page', async () => {
  await provider.answer({ sub: 'far-1', name: 'Far', email: 'far@company.example', email_verified: true, acr: 'loa3' });
  const one = browser();
  await one.back(await provider.walk(await one.toProvider('?to=/studies%3Fx=1')));
  await one.visit('/sign-in', { email: 'far@company.example', to: '/me/identities/new' });
  await one.followLetter('/me/identities/new');
  assert.equal((await one.visit('/me/identities/new', {})).headers.get('location'), '/studies?x=1');
});

test('domains are whole names in small letters: anything else keeps the hub from starting', () => {
  const given = (email_domains: string[]) => {
    const { providers } = hub.hub.config;
    return readProviders(JSON.stringify([{ ...providers[1], email_domains }]));
  };
  assert.equal(given(['region.example', 'xn--rn-eka.example']).ok, true);
  for (const wrong of ['*', '@region.example', 'Region.Example', 'example', '.example', 'region.example.', ''])
    assert.deepEqual([wrong, given([wrong]).ok], [wrong, false]);
});

const signedOut = (token: string, id = 'region') =>
  hub.app.request(`/sign-in/with/${id}/back-channel-logout`, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  });
const sessionsAtProvider = async () =>
  (await hub.hub.db.selectFrom('session').select(['provider_session', 'provider_subject', 'id']).execute()).filter(
    (one) => one.provider_subject === 'anna-1',
  );

test('signed out at the provider, a person is signed out here: of that session alone, and only by what the provider signed', async () => {
  await hub.hub.db.deleteFrom('session').where('provider_subject', '=', 'anna-1').execute();
  const [work, home, byLetter] = [browser(), browser(), browser()];
  await work.signIn(anna);
  const sid = (await sessionsAtProvider())[0]?.provider_session ?? '';
  assert.match(sid, /.{10}/);
  await home.signIn(anna);
  await byLetter.visit('/sign-in', { email: 'anna.ek@region.example' });
  await byLetter.followLetter('/me');
  for (const lie of logoutLies)
    assert.deepEqual([lie, (await signedOut(await provider.logoutToken({ sub: 'anna-1', sid }, lie))).status], [lie, 400]);
  for (const junk of ['', 'a.b.c', 'null']) assert.equal((await signedOut(junk)).status, 400);
  const token = await provider.logoutToken({ sub: 'anna-1', sid });
  assert.equal((await signedOut(token, 'nowhere')).status, 404);
  assert.equal((await work.visit('/api/v1/me')).status, 200, 'nothing of all that ended a session');
  const answer = await signedOut(token);
  assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'no-store']);
  assert.equal((await work.visit('/api/v1/me')).status, 401);
  assert.equal((await home.visit('/api/v1/me')).status, 200, 'another session at the provider');
  assert.equal((await byLetter.visit('/api/v1/me')).status, 200, 'not by the provider');
  await work.signIn(anna);
  assert.equal((await signedOut(token)).status, 400, 'each token counts once');
  assert.equal((await work.visit('/api/v1/me')).status, 200);
  // Where the provider's name for a person is not kept (a personal identity number), its name for the session ends it; and the other
  // way round.
  const rename = (set: { provider_subject?: null; provider_session?: null }, id: string) =>
    hub.hub.db.updateTable('session').set(set).where('id', '=', id).execute();
  for (const set of [{ provider_subject: null }, { provider_session: null }]) {
    const one = browser();
    await one.signIn(anna);
    const newest = (await sessionsAtProvider()).toSorted((a, b) => a.id.localeCompare(b.id)).at(-1);
    await rename(set, newest?.id ?? '');
    const about = { sub: 'anna-1', sid: newest?.provider_session ?? '' };
    assert.equal((await signedOut(await provider.logoutToken(about))).status, 200);
    assert.equal((await one.visit('/api/v1/me')).status, 401, JSON.stringify(set));
  }
  // Another person's session is not ended with it, and one that is not here is no fault.
  const other = (await sessionsAtProvider())[0]?.provider_session ?? '';
  assert.equal((await signedOut(await provider.logoutToken({ sub: 'gun-1', sid: other }))).status, 200);
  assert.equal((await sessionsAtProvider()).length, 2);
});

test('two addresses in one claim are none: no letter goes to somebody else', async () => {
  const one = browser();
  const claimed = { sub: 'comma', name: 'C', email: 'vera,thief@region.example', email_verified: true, acr: 'loa3' };
  assert.equal((await one.signIn(claimed)).status, 200, 'asked to prove an address');
  assert.equal((await one.whoAmI()).person, undefined);
});

test('who is signed in adds an identity after being asked; one that is somebody else’s is refused; it can be removed', async () => {
  const one = browser();
  await one.visit('/sign-in', { email: 'olle@region.example' });
  await one.followLetter('/me');
  const account: Account = { sub: 'olle-7', name: 'Olle', email: 'olle@elsewhere.example', email_verified: true, acr: 'loa3' };
  assert.equal((await one.signIn(account)).headers.get('location'), '/me/identities/new');
  await one.visit('/me/identities/new', {});
  const page = await (await one.visit('/me')).text();
  assert.match(page, /olle@elsewhere\.example/);
  const other = browser();
  await other.visit('/sign-in', { email: 'other@region.example' });
  await other.followLetter('/me');
  const otherPerson = (await other.whoAmI()).person;
  const taken = await other.signIn(account);
  assert.deepEqual([taken.status, /belongs to another account here/.test(await taken.text())], [422, true]);
  assert.equal((await other.whoAmI()).person, otherPerson, 'nobody is moved into another account unawares');
  const id = /identities\/([\w-]+)\/removal/.exec(page)?.[1];
  assert.equal((await other.visit('/me')).status, 200);
  const stranger = browser();
  await stranger.visit('/sign-in', { email: 'stranger@region.example' });
  await stranger.followLetter('/me');
  assert.equal((await stranger.visit(`/me/identities/${id}/removal`, {})).status, 404);
  assert.equal((await one.visit(`/me/identities/${id}/removal`, {})).status, 303);
  assert.doesNotMatch(await (await one.visit('/me')).text(), /olle@elsewhere\.example/);
});

test('a provider that names people by their personal identity number is refused, and the number is nowhere', async () => {
  const number = '198507099805';
  assert.equal(isPersonalNumber(number), true);
  const one = browser();
  const response = await one.signIn({ sub: number, email: 'n@region.example', email_verified: true, acr: 'loa3' });
  assert.equal(response.status, 403);
  assert.match(await response.text(), /personal identity number/);
  const rows = await hub.hub.db.selectFrom('identity').select('subject').execute();
  assert.equal(
    rows.some((row) => row.subject === number),
    false,
  );
});

test('the commission chosen at the provider is the organisation acted for, if the person belongs to it', async () => {
  await ensureOrganisation(
    hub.hub.db,
    { id: 'heart-clinic', name: 'Heart Clinic', kind: 'holder', public_sector: true },
    hub.hub.now(),
  );
  await ensureOrganisation(
    hub.hub.db,
    { id: 'lung-clinic', name: 'Lung Clinic', kind: 'holder', public_sector: true },
    hub.hub.now(),
  );
  const one = browser();
  const doctor: Account = { sub: 'doctor', name: 'Dr Dahl', email: 'dahl@region.example', email_verified: true, acr: 'loa3' };
  await one.signIn({ ...doctor, commissionHsaId: 'SE2321000016-HJ' });
  const { person = '', roles } = await one.whoAmI();
  assert.deepEqual(roles, [], 'what a provider says gives no role');
  for (const organisation of ['heart-clinic', 'lung-clinic'])
    await ensureMember(hub.hub.db, { person, organisation, role: 'steward', station: null }, hub.hub.now());
  const chosen = browser();
  const response = await chosen.signIn({
    ...doctor,
    commissionHsaId: 'SE2321000016-HJ',
    allCommissions: [{ commissionHsaId: 'SE2321000016-LU' }],
  });
  assert.equal(response.headers.get('location'), '/me');
  assert.deepEqual(
    (await chosen.whoAmI()).roles?.map((role) => role.organisation),
    ['heart-clinic'],
  );
  const open = browser();
  assert.equal(
    (await open.signIn(doctor)).headers.get('location'),
    '/me/acting-for?to=%2Fme',
    'without it the person chooses here',
  );
});

test('signing out offers to end the provider’s session too, without a token in the address', async () => {
  const one = browser();
  await one.signIn(anna);
  const out = await one.visit('/sign-out', {});
  const page = await (await one.visit(out.headers.get('location') ?? '')).text();
  const address = new URL(/href="(http:\/\/127[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '');
  assert.equal(address.origin, provider.issuer);
  assert.equal(address.searchParams.get('client_id'), 'sluss');
  assert.equal(address.searchParams.get('id_token_hint'), null);
  assert.equal((await one.visit('/api/v1/me')).status, 401);
});

test('the secret, names and addresses are in no log line', () => {
  assert.ok(logged.some((line) => line.includes('provider-answer-not-valid')));
  assert.doesNotMatch(logged.join('\n'), /nobody may read|anna|vera|region\.example/i);
});
