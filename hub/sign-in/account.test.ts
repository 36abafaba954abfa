// A person's own account: for whom they act, sessions seen and ended, everything taken away as a file, leaving for good.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ensureMember, ensurePerson, membershipsOf, personOf } from '../organisations/actions.ts';
import { may } from '../permissions/may.ts';
import { makeWorld, origin, sessionCookie } from '../permissions/world.test-support.ts';
import { verifyJournal } from '../platform/journal.ts';
import { testHub } from '../platform/testing.ts';
import { references } from './account-store.ts';
import { deviceOf } from './device.ts';

const hub = await testHub({ demo: true });
const world = await makeWorld(hub);
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function person(email: string, memberships: [string, 'innovator' | 'officer' | 'advisor'][] = []) {
  const id = await ensurePerson(hub.hub.db, { email, name: email.split('@')[0] ?? '' }, hub.hub.now());
  for (const [organisation, role] of memberships)
    await ensureMember(hub.hub.db, { person: id, organisation, role, station: null }, hub.hub.now());
  const cookie = await sessionCookie(hub, email);
  const ask = async (path: string, fields?: Record<string, string>) =>
    hub.app.request(path, {
      headers: { origin, cookie, accept: 'text/html', 'accept-language': 'en', 'user-agent': firefox },
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    });
  const me = async () => (await (await ask('/api/v1/me')).json()) as { roles: { organisation: string }[] };
  return { id, cookie, ask, me };
}

test('who belongs to several organisations acts for the one they choose, and sees only what is its', async () => {
  const both = await person('both@example.org', [
    ['hjartlyftet', 'innovator'],
    ['rival', 'innovator'],
  ]);
  const application = `/api/v1/applications/${world.processing.id}`;
  assert.equal((await both.me()).roles.length, 2);
  assert.equal((await both.ask(application)).status, 200);
  assert.equal((await both.ask('/me/acting-for', { organisation: 'rival', to: '/me' })).status, 303);
  assert.deepEqual(
    (await both.me()).roles.map((one) => one.organisation),
    ['rival'],
  );
  assert.equal((await both.ask(application)).status, 404);
  assert.match(await (await both.ask('/me')).text(), /acting for rival/);
  assert.equal((await both.ask('/me/acting-for', { organisation: 'access-body' })).status, 404, 'not one of theirs');
  assert.equal(
    (await both.ask('/me/acting-for', { organisation: 'rival', to: 'https://evil.example' })).headers.get('location'),
    '/me',
  );
  await both.ask('/me/acting-for', { organisation: 'all' });
  assert.equal((await both.ask(application)).status, 200);
});

test('who acts for one organisation starts nothing under a permit of another of theirs that names them, and sees no result', async () => {
  const one = await person('named@hjartlyftet.example', [
    ['hjartlyftet', 'innovator'],
    ['rival', 'innovator'],
  ]);
  const pages = [`/permits/${world.permit.id}`, `/studies/${world.finished}`, `/studies/new?permit=${world.permit.reference}`];
  const statuses = async () => Promise.all(pages.map(async (path) => (await one.ask(path)).status));
  assert.deepEqual(await statuses(), [200, 200, 200]);
  await one.ask('/me/acting-for', { organisation: 'rival' });
  assert.deepEqual(await statuses(), [404, 404, 404]);
  await one.ask('/me/acting-for', { organisation: 'hjartlyftet' });
  assert.deepEqual(await statuses(), [200, 200, 200]);
  for (const organisation of ['hjartlyftet', 'rival'])
    await hub.hub.db.deleteFrom('membership').where('person', '=', one.id).where('organisation', '=', organisation).execute();
});

test('no cache keeps what was made for somebody: pages that are open to all, errors and the API too', async () => {
  const one = await person('cached@example.org');
  for (const path of ['/', '/register', '/stations', '/privacy', '/ui', '/me/acting-for', '/me/deletion', '/api/v1/me', '/none'])
    assert.equal((await one.ask(path)).headers.get('cache-control'), 'no-store', path);
  assert.match((await one.ask('/datasets')).headers.get('cache-control') ?? '', /private/);
});

test('what is wrong with a field is said in the reader’s language, also where the form has no words of its own for it', async () => {
  const one = await person('reader@example.org');
  for (const [language, nothing, long, odd] of [
    ['sv', 'Fyll i det här.', 'högst 200 tecken', 'tecken som inte är text'],
    ['en', 'Fill this in.', 'at most 200 characters', 'characters here that are not text'],
  ] as const) {
    const said = async (fields: Record<string, string>) => (await one.ask(`/me/name?language=${language}`, fields)).text();
    assert.ok((await said({})).includes(nothing));
    assert.ok((await said({ name: 'a'.repeat(201) })).includes(long));
    assert.ok((await said({ name: 'a\0b' })).includes(odd));
  }
});

test('a token acts for what its maker acted for, and a narrowed token makes no wider one', async () => {
  const both = await person('tokens@example.org', [
    ['hjartlyftet', 'innovator'],
    ['rival', 'innovator'],
  ]);
  await both.ask('/me/acting-for', { organisation: 'rival' });
  const make = async (headers: Record<string, string>, more = {}) => {
    const body = JSON.stringify({ name: 'x', days: 1, ...more });
    const response = await hub.app.request('/api/v1/me/tokens', {
      ...{ method: 'POST', body, headers: { origin, 'content-type': 'application/json', ...headers } },
    });
    return (await response.json()) as { token: string };
  };
  const { token } = await make({ cookie: both.cookie });
  const roles = async (of: string) => {
    const response = await hub.app.request('/api/v1/me', { headers: { authorization: `Bearer ${of}` } });
    return ((await response.json()) as { roles: { organisation: string }[] }).roles.map((one) => one.organisation);
  };
  assert.deepEqual(await roles(token), ['rival']);
  const wider = await make({ authorization: `Bearer ${token}` }, { days: 365 });
  assert.deepEqual(await roles(wider.token), ['rival']);
  const { rows: ends } = await hub.hub.pool.query('select distinct expires_at from api_token where person = $1', [both.id]);
  assert.equal(ends.length, 1, 'nor one that lives longer');
  const file = await hub.app.request('/me/export.json', { headers: { authorization: `Bearer ${token}` } });
  assert.equal(file.status, 403, 'all that is known about a person is for the person at a screen');
  await both.ask('/me/acting-for', { organisation: 'all' });
  assert.deepEqual(await roles(token), ['rival'], 'it does not follow what its maker chooses later');
});

test('an officer who belongs to the applicant too may not decide, whichever organisation they act for', async () => {
  const id = await ensurePerson(hub.hub.db, { email: 'conflict@example.org', name: 'C' }, hub.hub.now());
  for (const [organisation, role] of [
    ['access-body', 'officer'],
    ['hjartlyftet', 'innovator'],
  ] as const)
    await ensureMember(hub.hub.db, { person: id, organisation, role, station: null }, hub.hub.now());
  const narrowed = await membershipsOf(hub.hub, id, 'session', 'access-body');
  const thing = { organisation: 'hjartlyftet', body: 'access-body' };
  assert.equal(may(narrowed, 'application.decide', thing), false);
  assert.equal(may(narrowed, 'application.decide', { ...thing, organisation: 'rival' }), true);
});

test('sessions are seen with their device and ended one by one or all others; nobody ends somebody else’s', async () => {
  const one = await person('sessions@example.org');
  const other = await sessionCookie(hub, 'sessions@example.org');
  const third = await sessionCookie(hub, 'sessions@example.org');
  const alive = async (cookie: string) => (await hub.app.request('/api/v1/me', { headers: { cookie } })).status === 200;
  await hub.hub.db
    .updateTable('session')
    .set({ device: deviceOf(firefox) })
    .where('person', '=', one.id)
    .execute();
  assert.match(await (await one.ask('/me')).text(), /Firefox on Windows/);
  const rows = await hub.hub.db.selectFrom('session').select(['id', 'token']).where('person', '=', one.id).execute();
  const idOf = (cookie: string) => rows.find((row) => decodeURIComponent(cookie).includes(row.token))?.id;
  const stranger = await person('stranger@example.org');
  assert.equal((await stranger.ask(`/me/sessions/${idOf(other)}/end`, {})).status, 404);
  assert.equal(await alive(other), true);
  assert.equal((await one.ask(`/me/sessions/${idOf(other)}/end`, {})).status, 303);
  assert.deepEqual([await alive(other), await alive(third)], [false, true]);
  await one.ask('/me/sessions/others/end', {});
  assert.deepEqual([await alive(one.cookie), await alive(third)], [true, false]);
});

test('browsers are told apart by two words', () => {
  const agents = {
    [firefox]: 'Firefox/Windows',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1':
      'Safari/iPhone',
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36':
      'Chrome/Android',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0':
      'Edge/Mac',
    'curl/8.0': '/',
  };
  for (const [agent, device] of Object.entries(agents)) assert.equal(deviceOf(agent), device);
});

test('the language that somebody chooses while signed in stays with them', async () => {
  const one = await person('language@example.org');
  assert.equal((await personOf(hub.hub.db, one.id))?.language, null);
  assert.match(await (await one.ask('/me?language=sv')).text(), /Sätt att logga in/);
  assert.equal((await personOf(hub.hub.db, one.id))?.language, 'sv');
  assert.match(await (await one.ask('/me')).text(), /Sätt att logga in/, 'though the browser prefers English');
});

test('the export holds what is kept about the person wherever it is, and neither secrets nor other people', async () => {
  const response = await world.owner.call('GET', '/me');
  assert.equal(response.status, 200);
  const file = await hub.app.request('/me/export.json', { headers: { cookie: world.owner.cookie } });
  assert.match(file.headers.get('content-disposition') ?? '', /attachment/);
  const text = await file.text();
  const exported = JSON.parse(text) as { account: { email: string }; kept: Record<string, object[]>; journal: object[] };
  assert.equal(exported.account.email, 'innovator@demo.sluss.example');
  for (const part of [
    'application.created_by',
    'application_event.by',
    'api_token.person',
    'membership.person',
    'session.person',
  ])
    assert.ok(exported.kept[part]?.length, part);
  assert.ok(exported.journal.length > 3);
  const secrets = await hub.hub.db.selectFrom('session').select('token').where('person', '=', world.owner.person).execute();
  const hashes = await hub.hub.db.selectFrom('api_token').select('hash').where('person', '=', world.owner.person).execute();
  for (const secret of [...secrets.map((row) => row.token), ...hashes.map((row) => row.hash)])
    assert.equal(text.includes(secret), false);
  assert.equal(text.includes(world.officer.person), false, 'who decided is not the applicant’s to take away');
});

test('every column of the database that holds a person is known to export and deletion', async () => {
  const known = (await references(hub.hub.db)).map(({ table, column }) => `${table}.${column}`);
  const { rows } = await hub.hub.pool.query(`select table_name, column_name from information_schema.columns
    where table_schema = 'public' and data_type in ('text', 'uuid')`);
  const people = (await hub.hub.db.selectFrom('person').select('id').execute()).map((row) => row.id);
  const found: string[] = [];
  for (const { table_name: table, column_name: column } of rows) {
    const { rowCount } = await hub.hub.pool.query(`select 1 from "${table}" where "${column}"::text = any($1) limit 1`, [people]);
    if (rowCount && `${table}.${column}` !== 'person.id') found.push(`${table}.${column}`);
  }
  assert.deepEqual(
    found.filter((one) => !known.includes(one)),
    [],
    'declare it as a foreign key to person, with "on delete cascade" where it is the person’s alone',
  );
});

test('a deleted account leaves a pseudonym: name, address, sessions, tokens and keys are gone, what was decided stays', async () => {
  const one = await person('leaver@example.org', [['hjartlyftet', 'innovator']]);
  const created = await one.ask('/applications/new', {
    id: '01a2001f-9dc2-74d1-af47-6c7624f40b00',
    organisation: 'hjartlyftet',
    from: 'nothing',
  });
  assert.equal(created.status, 303);
  const content = { persons: [{ name: 'L', email: 'leaver@example.org' }] };
  await hub.hub.db
    .updateTable('application')
    .set({ content: JSON.stringify(content) as never })
    .where('created_by', '=', one.id)
    .execute();
  await one.ask('/me/tokens', { name: 'my secret script', days: '9' });
  const wrong = await one.ask('/me/deletion', { email: 'somebody@else.example' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /Nothing was deleted/);
  const gone = await one.ask('/me/deletion', { email: 'Leaver@example.org' });
  assert.equal(gone.headers.get('location'), '/sign-in/deleted');
  assert.equal(hub.letters.at(-1)?.to, 'leaver@example.org');
  assert.equal((await one.ask('/api/v1/me')).status, 401);
  assert.equal(await membershipsOf(hub.hub, one.id, 'session'), null);
  const row = await personOf(hub.hub.db, one.id);
  assert.doesNotMatch(JSON.stringify(row), /leaver/);
  assert.ok(row?.erased_at);
  const drafts = await hub.hub.db.selectFrom('application').select(['id', 'content']).where('created_by', '=', one.id).execute();
  assert.equal(drafts.length, 1, 'the application belongs to the organisation');
  assert.doesNotMatch(JSON.stringify(drafts), /leaver/);
  for (const table of ['session', 'api_token', 'membership', 'identity', 'passkey'] as const)
    assert.equal((await hub.hub.db.selectFrom(table).select('id').where('person', '=', one.id).execute()).length, 0, table);
  assert.equal((await verifyJournal(hub.hub.db)).ok, true);
  await person('leaver@example.org');
  const again = await hub.hub.db.selectFrom('person').select('id').where('email', '=', 'leaver@example.org').executeTakeFirst();
  assert.notEqual(again?.id, one.id, 'the same address later is somebody new');
});

test('the last in a role, and who answers for what is under way, cannot leave before somebody takes over', async () => {
  const advisor = await person('advisor@demo.sluss.example');
  const page = await (await advisor.ask('/me/deletion')).text();
  assert.match(page, /You are the only hub advisor in Sluss/);
  assert.doesNotMatch(page, /Delete the account for ever/);
  assert.equal((await advisor.ask('/me/deletion', { email: 'advisor@demo.sluss.example' })).status, 422);
  assert.equal((await advisor.me()).roles.length, 1);
  const second = await person('second@example.org', [['hub', 'advisor']]);
  const both = await Promise.all([
    advisor.ask('/me/deletion', { email: 'advisor@demo.sluss.example' }),
    second.ask('/me/deletion', { email: 'second@example.org' }),
  ]);
  assert.deepEqual(both.map((one) => one.status).sort(), [303, 422], 'of two last ones who leave at once, one stays');
  const named = await person('named@hjartlyftet.example');
  assert.match(await (await named.ask('/me/deletion')).text(), /only person named in permit/);
});
