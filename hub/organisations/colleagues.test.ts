// Colleagues on the real hub: invited by letter, joined by saying yes, taken back; nobody else's, and nobody against their will.
import assert from 'node:assert/strict';
import test from 'node:test';
import { aContent, announce, as } from '../applications/applications.test-support.ts';
import { sessionCookie } from '../permissions/world.test-support.ts';
import { testHub } from '../platform/testing.ts';
import { colleagueJobs } from './colleagues.ts';

const hub = await testHub({ demo: true });
// After the hub: its API teaches zod what OpenAPI needs before schemas are made.
const { applicationJobs } = await import('../applications/jobs.ts');
await announce(hub);
const innovator = await as(hub, 'innovator');
const officer = await as(hub, 'officer');

async function browser(email: string) {
  const cookie = await sessionCookie(hub, email);
  const headers = { origin: 'http://localhost', cookie, accept: 'text/html', 'accept-language': 'en' };
  return async (path: string, fields?: Record<string, string>) => {
    const response = await hub.app.request(path, {
      headers,
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    });
    return { status: response.status, location: response.headers.get('location'), html: await response.text() };
  };
}
const ines = await browser('innovator@demo.sluss.example');
const invite = (email: string) => ines('/me/colleagues', { organisation: 'hjartlyftet', email });
const idOf = async (email: string) => {
  const { body } = await innovator.call('GET', '/organisations/hjartlyftet/colleagues');
  return body.invitations.find((one: { email: string }) => one.email === email)?.id as string;
};
const send = async () => {
  const rows = await hub.hub.db.selectFrom('colleague_invitation').select('id').execute();
  for (const { id } of rows) await colleagueJobs['colleague-letters']?.(hub.hub, { invitation: id });
};

test('a colleague is invited by letter, joins, works in the application, and gets its letters', async () => {
  const made = await innovator.call('POST', '/applications', { organisation: 'hjartlyftet', content: aContent() });
  assert.equal((await invite('Ada@Hjartlyftet.example ')).status, 303);
  assert.equal((await invite('ada@hjartlyftet.example')).status, 303, 'a double click is one invitation');
  await send();
  await send();
  const letters = hub.letters.filter((one) => one.to === 'ada@hjartlyftet.example');
  assert.equal(letters.length, 1);
  assert.match(letters[0]?.text ?? '', /Ines Lindqvist.*\/invitations/s);
  assert.match((await ines('/me/colleagues')).html, /ada@hjartlyftet\.example.*The invitation holds until 16 March 2026/s);

  const ada = await browser('ada@hjartlyftet.example');
  assert.equal((await ada(`/applications/${made.body.reference}`)).status, 404, 'signing in alone gives no role');
  assert.match((await ada('/invitations')).html, /Hjärtlyftet AB invites you.*Yes, join Hjärtlyftet AB/s);
  const joined = await ada(`/invitations/${await idOf('ada@hjartlyftet.example')}`, {});
  assert.deepEqual([joined.status, joined.location], [303, '/applications']);
  assert.match((await ada('/applications')).html, new RegExp(made.body.reference));
  const { version } = (await innovator.call('GET', `/applications/${made.body.id}`)).body;
  const sent = await innovator.call('POST', `/applications/${made.body.id}/submission`, { version });
  const screened = await officer.call('POST', `/applications/${made.body.id}/screening`, { version: sent.body.version });
  await officer.call('POST', `/applications/${made.body.id}/questions`, { version: screened.body.version, text: 'Why so?' });
  const event = await hub.hub.db
    .selectFrom('application_event')
    .select('id')
    .where('application', '=', made.body.id)
    .where('kind', '=', 'asked')
    .executeTakeFirstOrThrow();
  await applicationJobs['application-letters']?.(hub.hub, { event: event.id });
  const told = hub.letters.filter((one) => one.text.includes('Why so?')).map((one) => one.to);
  assert.deepEqual(told.sort(), ['ada@hjartlyftet.example', 'innovator@demo.sluss.example']);

  const [, id] = /colleagues\/([0-9a-f-]{36})\/end/.exec((await ines('/me/colleagues')).html) ?? [];
  assert.equal((await ines(`/me/colleagues/${id}/end`, {})).status, 303);
  assert.equal((await ada(`/applications/${made.body.reference}`)).status, 404);
  const verbs = await hub.hub.db.selectFrom('journal').select('verb').where('thing', '=', 'organisation:hjartlyftet').execute();
  for (const verb of ['invite-colleague', 'join', 'end-colleague'])
    assert.ok(verbs.some((one) => one.verb === `organisation.${verb}`));
});

test('an officer who is invited is made nobody’s member by it, and may go on deciding', async () => {
  await invite('officer@demo.sluss.example');
  const olle = await browser('officer@demo.sluss.example');
  assert.match((await olle('/invitations')).html, /may not assess its applications/);
  const memberships = await hub.hub.db
    .selectFrom('membership')
    .select('organisation')
    .where('person', '=', officer.person)
    .execute();
  assert.deepEqual(memberships, [{ organisation: 'access-body' }]);
});

test('an invitation taken back, too old, or somebody else’s opens nothing; a wrong address is kept in the form', async () => {
  const wrong = await invite('not an address');
  assert.equal(wrong.status, 422);
  assert.match(wrong.html, /role="alert".*Write an e-mail address.*value="not an address"/s);
  assert.match((await invite('innovator@demo.sluss.example')).html, /colleague here already/);
  assert.equal((await ines('/me/colleagues', { organisation: 'access-body', email: 'x@example.org' })).status, 403);

  await invite('eva@example.org');
  const id = await idOf('eva@example.org');
  const [eva, other] = [await browser('eva@example.org'), await browser('other@example.org')];
  assert.equal((await other(`/invitations/${id}`, {})).status, 404);
  assert.equal((await other(`/me/invitations/${id}/end`, {})).status, 404);
  assert.equal((await ines(`/me/invitations/${id}/end`, {})).status, 303);
  assert.equal((await eva(`/invitations/${id}`, {})).status, 404);

  await invite('late@example.org');
  const late = await idOf('late@example.org');
  hub.setNow(new Date('2026-03-20T09:00:00Z'));
  const person = await browser('late@example.org');
  assert.match((await person('/invitations?language=en')).html, /No invitation waits for you/);
  assert.equal((await person(`/invitations/${late}`, {})).status, 404);
  assert.equal((await hub.app.request('/invitations')).headers.get('location'), '/sign-in?to=/invitations');
});

test('who was shown out lets nobody in: an invitation ends with the role of who made it', async () => {
  hub.setNow(new Date('2026-03-02T09:00:00Z'));
  await invite('mole@hjartlyftet.example');
  const mole = await browser('mole@hjartlyftet.example');
  await mole(`/invitations/${await idOf('mole@hjartlyftet.example')}`, {});
  await mole('/me/colleagues', { organisation: 'hjartlyftet', email: 'mole@private.example' });
  const id = await idOf('mole@private.example');
  const again = await browser('mole@private.example');
  assert.match((await again('/invitations')).html, /Hjärtlyftet AB invites you/);
  const [, membership] = /colleagues\/([0-9a-f-]{36})\/end/.exec((await ines('/me/colleagues')).html) ?? [];
  assert.equal((await ines(`/me/colleagues/${membership}/end`, {})).status, 303);
  assert.match((await again('/invitations')).html, /No invitation waits for you/);
  assert.equal((await again(`/invitations/${id}`, {})).status, 404);
  assert.equal((await again('/applications/new')).html.includes('hjartlyftet'), false);
  // It stands in nobody's way: a colleague who is there may invite the same address.
  assert.equal(await idOf('mole@private.example'), undefined);
  await invite('mole@private.example');
  assert.equal((await again(`/invitations/${await idOf('mole@private.example')}`, {})).location, '/applications');
  hub.setNow(new Date('2026-03-20T09:00:00Z'));
});

test('taking back and inviting again has an end, and a name brings no lines of its own into a letter', async () => {
  const email = 'again@elsewhere.example';
  assert.equal((await ines('/me/name', { name: 'Ines\n\nYour account is closed: \u202ehttps://evil.example' })).status, 303);
  for (let time = 0; time < 5; time += 1) {
    assert.equal((await invite(email)).status, 303);
    if (time < 4) assert.equal((await ines(`/me/invitations/${await idOf(email)}/end`, {})).status, 303);
  }
  assert.equal((await invite(email)).status, 429);
  await send();
  const letter = hub.letters.findLast((one) => one.to === email)?.text ?? '';
  assert.match(letter, /Ines Your account is closed: https/);
  assert.doesNotMatch(letter, /\n\nYour account|\u202e/);
  await ines('/me/name', { name: 'Ines Lindqvist' });
});

test('the hub’s advisor adds an organisation and gives its first role in the browser; nobody else finds the page', async () => {
  const aino = await browser('advisor@demo.sluss.example');
  assert.match((await aino('/')).html, /href="\/organisations"/);
  const wrong = await aino('/organisations', { name: 'Nya bolaget <b>', id: 'Nya Bolaget', kind: 'company' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.html, /role="alert".*small letters.*value="Nya bolaget &lt;b&gt;"/s);
  const taken = await aino('/organisations', { name: 'Again', id: 'hjartlyftet', kind: 'company' });
  assert.match(taken.html, /This short name is taken.*value="hjartlyftet"/s);
  const made = await aino('/organisations', { name: 'Nya bolaget', id: 'nya-bolaget', kind: 'company' });
  assert.deepEqual([made.status, made.location], [303, '/organisations/nya-bolaget']);
  const role = { email: 'first@nya.example', name: 'First', role: 'innovator', station: '' };
  assert.equal((await aino('/organisations/nya-bolaget/members', role)).status, 303);
  const { html } = await aino('/organisations/nya-bolaget');
  assert.match(html, /First.*innovator, first@nya\.example/s);
  const [, id] = /members\/([0-9a-f-]{36})\/end/.exec(html) ?? [];
  assert.equal((await aino(`/organisations/nya-bolaget/members/${id}/end`, {})).status, 303);
  assert.match((await aino('/organisations/nya-bolaget')).html, /Nobody has a role here yet/);
  assert.equal((await ines('/organisations')).status, 404);
  assert.equal((await ines('/organisations/nya-bolaget/members', role)).status, 404);
});
