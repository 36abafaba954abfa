// A permit's later life on the real hub: what its user asks for, what is taken back before the signature, when a decision becomes public,
// and what everybody can read of it.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import test from 'node:test';
import type { Permit } from '@sluss/protocol/documents.ts';
import { publicKeyText, seal } from '@sluss/protocol/signed.ts';
import { allFulfilled, announce, as, inProcess, withKey } from '../applications/applications.test-support.ts';
import { tokenAs } from '../demo-personas/actions.ts';
import { ensureMember, ensurePerson } from '../organisations/actions.ts';
import { deleteMembership } from '../organisations/store.ts';
import { testHub } from '../platform/testing.ts';
import { aStudy } from '../studies/studies.test-support.ts';

const hub = await testHub({ demo: true, jobs: true });
await announce(hub);
const innovator = await as(hub, 'innovator');
const officer = await as(hub, 'officer');
const signer = await as(hub, 'signer');
await withKey(innovator);
const pair = () => generateKeyPairSync('ed25519').privateKey;
const [decisionKey, statusKey] = [pair(), pair()];
await signer.call('PUT', '/signer/key', { key: publicKeyText(decisionKey) });

const tokens = new Map<string, string>();
async function tokenOf(persona: string): Promise<string> {
  const known = tokens.get(persona) ?? (await tokenAs(hub.hub, persona, 'test')).token;
  tokens.set(persona, known);
  return known;
}

async function visit(persona: string | null, path: string, fields?: Record<string, string | string[]>, language = 'en') {
  const token = persona && (await tokenOf(persona));
  const headers = { accept: 'text/html', 'accept-language': language, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields ?? {})) for (const one of [value].flat()) body.append(name, one);
  const response = await hub.app.request(path, { headers, ...(fields ? { method: 'POST', body } : {}) });
  return { status: response.status, html: await response.text() };
}

let seq = 0;
/** As the body's signer does: permits with the status list that names them. */
async function sign(...drafts: Permit[]) {
  seq++;
  const list = {
    type: 'status',
    body: 'access-body',
    seq,
    issued: '2026-03-02T09:00:00Z',
    valid_until: '2026-03-03T09:00:00Z',
    permits: Object.fromEntries(drafts.map((one) => [one.id, { version: one.version, state: 'active' }])),
  };
  const key = { type: 'status-key', body: 'access-body', key: publicKeyText(statusKey), not_after: '2026-06-01T00:00:00Z' };
  return signer.call('POST', '/signer/signatures', {
    permits: drafts.map((one) => seal('permit', one, decisionKey)),
    status: seal('status', list, statusKey),
    status_key: seal('status-key', key, decisionKey),
  });
}
async function granted(title: string) {
  const { id, version } = await inProcess(innovator, officer, { title });
  const decision = { version, outcome: 'grant', reason: `Reason of ${title}.`, assessments: allFulfilled };
  const { body } = await officer.call('POST', `/applications/${id}/decision`, decision);
  return { application: body.reference as string, id: body.permit.id as string, reference: body.permit.reference as string };
}
const read = async (id: string) => (await officer.call('GET', `/permits/${id}`)).body;
async function inForce(title: string) {
  const made = await granted(title);
  assert.equal((await sign((await read(made.id)).pending)).status, 204);
  return made;
}
const amendment = (version: number) => ({
  version: String(version),
  'persons[]': 'innovator@demo.sluss.example',
  'variables.heart[]': 'age',
  'stations[]': ['budapest', 'cleveland', 'zurich'],
  'methods[]': ['describe@1'],
  to: '2027-02-28',
  reason: 'Less is enough.',
});

test('a permit is public when it is signed, with its reason and without a person; a refusal at once', async () => {
  const made = await granted('Signed later');
  const waiting = await visit(null, `/register/${made.application}`);
  assert.equal(waiting.html.includes('Reason of Signed later'), false);
  assert.ok(waiting.html.includes('becomes public when the permit is signed, by 15 April 2026'));
  await sign((await read(made.id)).pending);
  for (const language of ['sv', 'en']) {
    const page = await visit(null, `/register/${made.application}`, undefined, language);
    assert.equal(page.status, 200);
    assert.ok(page.html.includes('Reason of Signed later'));
    assert.equal(/Ines|undefined|\[object/.test(page.html), false);
  }
  const { id, version } = await inProcess(innovator, officer, { title: 'Refused at once' });
  const assessments = [{ criterion: 'b', finding: 'not-fulfilled', reason: 'Too much.' }];
  const refused = await officer.call('POST', `/applications/${id}/decision`, {
    version,
    outcome: 'refuse',
    reason: 'No need.',
    assessments,
  });
  assert.ok((await visit(null, `/register/${refused.body.reference}`)).html.includes('No need.'));
});

test('a decision whose signature is late is made public on the thirtieth working day all the same', async () => {
  const { publishDue } = await import('./publishing.ts');
  const made = await granted('Never signed');
  const shows = async () => (await visit(null, `/register/${made.application}`)).html.includes('Reason of Never signed');
  hub.setNow(new Date('2026-04-14T12:00:00Z'));
  await publishDue(hub.hub);
  assert.equal(await shows(), false);
  hub.setNow(new Date('2026-04-15T01:00:00Z'));
  await publishDue(hub.hub);
  await publishDue(hub.hub);
  assert.equal(await shows(), true);
  hub.setNow(new Date('2026-03-02T09:00:00Z'));
  const published = await hub.hub.db.selectFrom('journal').selectAll().where('verb', '=', 'decision.publish').execute();
  assert.equal(new Set(published.map((one) => one.thing)).size, published.length, 'each once');
});

test('the register is searched without marks, by data, purpose and year; a draft is not in it', async () => {
  const { body: draft } = await innovator.call('POST', '/applications', {
    organisation: 'hjartlyftet',
    content: { title: 'Only a draft' },
  });
  assert.equal((await visit(null, `/register/${draft.reference}`)).status, 404);
  assert.equal((await visit(null, '/register')).html.includes('Only a draft'), false);
  const find = async (query: string) => (await visit(null, `/register?${query}`)).html;
  assert.ok((await find('words=signed+LATER&dataset=heart&year=2026')).includes('Signed later'));
  assert.ok((await find('words=hjartlyftet')).includes('Signed later'), 'Hjärtlyftet without its mark');
  assert.equal((await find('words=signed&year=2025')).includes('Signed later'), false);
  assert.ok((await find(`words=${'x'.repeat(5000)}&page=-3`)).includes('Signed later'), 'nonsense is left out');
});

test('a published result stands in the register with whose answers it holds, and is found by its words', async () => {
  const made = await inForce('With a result');
  const study = await aStudy(hub, { permit: made.id });
  const { person } = innovator;
  const words = { summary_sv: 'Modellen höll i <Budapest>.', summary_en: 'The model held in <Budapest>.' };
  const at = { published_by: person, published_at: hub.hub.now(), changed_at: hub.hub.now() };
  await hub.hub.db
    .insertInto('study_publication')
    .values({ study, ...words, ...at })
    .execute();
  for (const query of ['outcome=results', 'words=model+held', 'outcome=results&dataset=heart'])
    assert.match(
      (await visit(null, `/register?${query}`)).html,
      /With a result.*What came of it:.*The model held in &lt;Budapest&gt;\./s,
    );
  assert.equal((await visit(null, '/register?outcome=results&words=signed+later')).html.includes('With a result'), false);
  const filters = async (query: string) =>
    /<details class="filters"( open)?/.exec((await visit(null, `/register?${query}`)).html)?.[1] ?? '';
  assert.deepEqual(
    await Promise.all(['', 'words=x', 'outcome=results'].map(filters)),
    ['', '', ' open'],
    'open where one is chosen',
  );
  const { html } = await visit(null, `/register/${made.application}`, undefined, 'sv');
  assert.match(html, /Modellen höll i &lt;Budapest&gt;\..*svar från .*(Budapest|budapest).*Beslutet/s);
});

test('a permit’s user asks for a change, an officer makes it, and the request is answered by it', async () => {
  const made = await inForce('Asked to change');
  const request = { id: '0195f000-0000-7000-8000-00000000000a', kind: 'amend', until: '', text: 'Fewer variables do.' };
  for (let time = 0; time < 2; time++)
    assert.equal((await visit('innovator', `/permits/${made.reference}/request`, request)).status, 303);
  assert.ok((await visit('officer', '/desk')).html.includes(made.reference));
  const second = await visit('innovator', `/permits/${made.reference}/request`, {
    ...request,
    id: '0195f000-0000-7000-8000-00000000000b',
  });
  assert.ok(second.html.includes('waits for its answer already') && second.html.includes('Fewer variables do.'));
  assert.equal((await visit('steward-zurich', `/permits/${made.reference}/request`, request)).status, 404);
  assert.equal((await visit('officer', `/permits/${made.reference}/amend`, amendment(1))).status, 303);
  const page = await visit('innovator', `/permits/${made.reference}`);
  assert.ok(page.html.includes('Less is enough.'));
  assert.equal((await visit('officer', '/desk')).html.includes(`${made.reference}#requests`), false);
  // The back button: the form of the answered request, with other words.
  const again = await visit('innovator', `/permits/${made.reference}/request`, { ...request, text: 'And fewer still.' });
  assert.equal(again.status, 303);
  assert.ok((await visit('officer', `/permits/${made.reference}`)).html.includes('And fewer still.'));
});

test('an extension is asked for a month before the end, and declined with an answer that the user reads', async () => {
  const made = await inForce('Asked for longer');
  const ask = (id: string, until: string) =>
    visit('innovator', `/permits/${made.reference}/request`, { id, kind: 'renew', until, text: 'The review takes longer.' });
  hub.setNow(new Date('2027-01-29T09:00:00Z'));
  const late = await ask('0195f000-0000-7000-8000-00000000000c', '2028-02-28');
  assert.equal(late.status, 422);
  assert.ok(late.html.includes('That day has passed') && late.html.includes('The review takes longer.'));
  hub.setNow(new Date('2026-03-02T09:00:00Z'));
  const id = '0195f000-0000-7000-8000-00000000000d';
  assert.equal((await ask(id, '2028-02-28')).status, 303);
  const declined = await visit('officer', `/permits/${made.reference}/decline`, {
    request: id,
    reason: 'A new application, please.',
  });
  assert.equal(declined.status, 303);
  assert.ok((await visit('innovator', `/permits/${made.reference}`)).html.includes('A new application, please.'));
});

test('an unsigned amendment is taken back and another made; a signature that crossed it counts', async () => {
  const made = await inForce('Taken back');
  await visit('officer', `/permits/${made.reference}/amend`, amendment(1));
  const first = (await read(made.id)).pending as Permit;
  const back = await visit('officer', `/permits/${made.reference}/take-back`, { pending: '2', reason: 'A slip.' });
  assert.equal(back.status, 303);
  assert.equal((await read(made.id)).pending, null);
  await visit('officer', `/permits/${made.reference}/amend`, { ...amendment(1), reason: 'As it was meant.' });
  const crossed = await sign(first);
  assert.equal(crossed.status, 204, JSON.stringify(crossed.body));
  const now = await read(made.id);
  assert.deepEqual([now.version, now.pending, now.document.methods], [2, null, ['describe@1']]);
  const late = await visit('officer', `/permits/${made.reference}/take-back`, { pending: '2', reason: 'Again.' });
  assert.ok(late.html.includes('has signed the version'));
  assert.ok(
    (await visit('officer', `/permits/${made.reference}`)).html.includes('As it was meant.'),
    'nothing that was decided is lost',
  );
});

/** Letters are sent by jobs of the hub itself. */
async function toldOf(reference: string, words: string) {
  const [found] = await hub.sent((letter) => letter.text.includes(words) && letter.subject.includes(reference));
  return found?.text ?? '';
}

test('a revocation starts with a notice; its user states its views; then the permit is revoked, or nothing happens', async () => {
  const made = await inForce('Heard first');
  const page = `/permits/${made.reference}`;
  const soon = await visit('officer', `${page}/revoke`, { reason: 'Misuse.', urgent: '' });
  assert.deepEqual([soon.status, soon.html.includes('Misuse.'), /state its views first/.test(soon.html)], [422, true, true]);
  const notice = { id: crypto.randomUUID(), finding: 'Plans that the purpose does not cover.' };
  for (const _ of [1, 2]) assert.equal((await visit('officer', `${page}/hear`, notice)).status, 303);
  assert.match(await toldOf(made.reference, 'considers revoking'), /by 30 March 2026/);
  assert.equal((await visit('officer', `${page}/revoke`, { reason: 'Misuse.', urgent: '' })).status, 422, 'the four weeks run');
  assert.equal((await visit('officer', `${page}/views`, { answer: 'x' })).status, 404, 'not the body’s to answer');
  assert.match((await visit('innovator', page)).html, /Plans that the purpose does not cover[\s\S]+State your views/);
  assert.equal((await visit('steward-zurich', page)).html.includes('the purpose does not cover'), false);
  assert.equal((await visit('innovator', `${page}/views`, { answer: 'We stopped\nat once.' })).status, 303);
  assert.equal((await visit('innovator', `${page}/views`, { answer: 'And more.' })).status, 422);
  assert.match((await visit('officer', '/desk')).html, /the user has stated its views/);
  assert.match((await visit('officer', `${page}/revoke`)).html, /We stopped\nat once\./);
  for (const act of ['close-hearing', 'revoke']) {
    const old = await visit('officer', `${page}/${act}`, { reason: 'Meant for another.', hearing: crypto.randomUUID() });
    assert.deepEqual([old.status, old.html.includes('Meant for another.')], [422, true], 'drawn for another hearing');
  }
  const none = await visit('officer', `${page}/close-hearing`, { reason: 'It has been mended.', hearing: notice.id });
  assert.deepEqual([none.status, (await read(made.id)).state], [303, 'GRANTED']);
  // Once more, without an answer until the four weeks are over.
  hub.setNow(new Date('2026-03-02T10:00:00Z'));
  await officer.call('POST', `/permits/${made.id}/hearings`, { finding: 'Again.' });
  hub.setNow(new Date('2026-03-30T10:00:00Z'));
  assert.equal((await officer.call('POST', `/permits/${made.id}/revocation`, { reason: 'Again.' })).body.code, 'not-heard');
  hub.setNow(new Date('2026-03-31T10:00:00Z'));
  assert.equal((await innovator.call('POST', `/permits/${made.id}/views`, { answer: 'Late.' })).body.code, 'hearing-over');
  assert.equal((await officer.call('POST', `/permits/${made.id}/revocation`, { reason: 'Again.' })).body.state, 'REVOKED');
  hub.setNow(new Date('2026-03-02T09:00:00Z'));
  const { body: hearings } = await innovator.call('GET', `/permits/${made.id}/hearings`);
  assert.deepEqual(
    hearings.map((one: { outcome: string; answer: string | null }) => [one.outcome, one.answer]),
    [
      ['none', 'We stopped\nat once.'],
      ['revoked', null],
    ],
  );
});

test('what cannot wait is revoked at once with a reason, public and told with how to appeal; the user is heard afterwards', async () => {
  const made = await inForce('Revoked');
  const page = `/permits/${made.reference}`;
  assert.equal((await visit('officer', `${page}/revoke`, { reason: 'Misuse.', urgent: 'It goes on as we write.' })).status, 303);
  const entry = await visit(null, `/register/${made.application}`);
  assert.ok(entry.html.includes('Misuse.'));
  assert.equal(entry.html.includes('It goes on as we write.'), false);
  const told = await toldOf(made.reference, 'Misuse.');
  assert.ok(told.includes(`http://hub.test${page}`));
  assert.match(told, /state your views on the revocation[\s\S]+appeal against the decision/);
  assert.equal((await visit('officer', `${page}/close-hearing`, { reason: 'Stands.' })).status, 422, 'heard first');
  assert.equal((await visit('innovator', `${page}/views`, { answer: 'It was a mistake.' })).status, 303);
  assert.equal((await visit('officer', `${page}/close-hearing`, { reason: 'Stands.' })).status, 303);
  // The revocation can be appealed, as a refusal can.
  assert.match((await visit('innovator', page)).html, /Appeal on the application/);
  await visit('innovator', `/applications/${made.application}`);
  const appealed = await visit('innovator', `/applications/${made.application}/appeal`, {
    id: crypto.randomUUID(),
    text: 'Unfair.',
  });
  assert.equal(appealed.status, 303);
  const { appeals } = (await officer.call('GET', `/applications/${made.application}`)).body;
  assert.deepEqual([appeals[0].of, appeals[0].last_day], ['revocation', '2026-03-23']);
  assert.equal((await visit('steward-zurich', `${page}/revoke`, { reason: 'x' })).status, 404);
});

test('a notice is told to whoever may answer it, not to who has left; no word of one is passed over; none by an officer it names', async () => {
  const { db } = hub.hub;
  const made = await inForce('Told to all');
  const page = `/permits/${made.reference}`;
  const people = { colleague: '', leaver: '' };
  for (const name of ['colleague', 'leaver'] as const) {
    people[name] = await ensurePerson(db, { email: `${name}@heard.example`, name }, hub.hub.now());
    const role = { person: people[name], organisation: 'hjartlyftet', role: 'innovator', station: null } as const;
    await ensureMember(db, role, hub.hub.now());
  }
  const own = await db.selectFrom('permit_version').select('draft').where('permit', '=', made.id).executeTakeFirstOrThrow();
  const name = (person: string) => {
    const persons = [...own.draft.persons, { ...own.draft.persons[0], sub: person }];
    const draft = JSON.stringify({ ...own.draft, persons }) as never;
    return db.updateTable('permit_version').set({ draft }).where('permit', '=', made.id).execute();
  };
  await name(people.leaver);
  const role = await db.selectFrom('membership').select('id').where('person', '=', people.leaver).executeTakeFirstOrThrow();
  await deleteMembership(db, role.id, hub.hub.now());
  const id = crypto.randomUUID();
  assert.equal((await visit('officer', `${page}/hear`, { id, finding: 'One thing.' })).status, 303);
  await toldOf(made.reference, 'considers revoking');
  const told = hub.letters.filter((one) => one.subject.includes(made.reference) && one.text.includes('considers revoking'));
  assert.deepEqual(told.map((one) => one.to).sort(), ['colleague@heard.example', 'innovator@demo.sluss.example']);
  const more = await visit('officer', `${page}/hear`, { id, finding: 'Another thing.' });
  assert.deepEqual([more.status, more.html.includes('Another thing.')], [422, true]);
  for (const _ of [1, 2]) assert.equal((await visit('innovator', `${page}/views`, { answer: 'Our view.' })).status, 303);
  await name(officer.person);
  for (const act of ['close-hearing', 'revoke']) {
    const { status, html } = await visit('officer', `${page}/${act}`, { reason: 'Mine.', urgent: '' });
    assert.deepEqual([status, /You are or were named in the permit/.test(html)], [422, true], act);
  }
  await db.deleteFrom('membership').where('person', '=', people.colleague).execute();
});

test('who may state its views is reminded before the four weeks are over, once each', async () => {
  const { remindOfHearings } = await import('./letters.ts');
  const made = await inForce('Reminded of');
  await officer.call('POST', `/permits/${made.id}/hearings`, { finding: 'Something.' });
  const told = () => hub.letters.filter((one) => one.subject.includes(made.reference) && one.text.includes('do so by'));
  for (const [day, count] of [
    ['2026-03-15', 0],
    ['2026-03-16', 1],
    ['2026-03-17', 1],
    ['2026-03-27', 2],
    ['2026-04-01', 2],
  ] as const) {
    hub.setNow(new Date(`${day}T05:00:00Z`));
    await remindOfHearings(hub.hub);
    assert.equal(told().length, count, day);
  }
  hub.setNow(new Date('2026-03-02T09:00:00Z'));
});

test('users are reminded in time to ask for an extension, once each, in the language that they read', async () => {
  const { sendReminders } = await import('./letters.ts');
  const made = await inForce('Ends in time');
  const told = () => hub.letters.filter((one) => one.subject.includes(made.reference) && one.text.includes('28 January 2027'));
  hub.setNow(new Date('2026-11-20T05:00:00Z'));
  await sendReminders(hub.hub);
  assert.equal(told().length, 0);
  hub.setNow(new Date('2027-01-20T05:00:00Z'));
  await sendReminders(hub.hub);
  await sendReminders(hub.hub);
  assert.equal(told().length, 1);
  assert.ok(told()[0]?.text.includes('28 januari 2027'), 'both languages for who has chosen none');
  await hub.hub.db.updateTable('person').set({ language: 'en' }).where('id', '=', innovator.person).execute();
  hub.setNow(new Date('2027-01-28T05:00:00Z'));
  await sendReminders(hub.hub);
  assert.equal(told().length, 1, 'the fourteen days were told before');
  hub.setNow(new Date('2026-03-02T09:00:00Z'));
});
