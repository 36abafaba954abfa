// The officer's desk on the real hub, as a browser posts to it: the whole way to a permit, and what happens when two do it at once, when
// it is done twice, when somebody may not, when mail bounces.
import assert from 'node:assert/strict';
import test from 'node:test';
import { announceDataset } from '../../datasets/actions.ts';
import { tokenAs } from '../../demo-personas/actions.ts';
import { ensureMember } from '../../organisations/actions.ts';
import { transaction } from '../../platform/database.ts';
import { isUndeliverable } from '../../platform/letters.ts';
import { testHub } from '../../platform/testing.ts';
import { aContent, allFulfilled, announce, as, dictionary, inProcess, station, withKey } from '../applications.test-support.ts';

const hub = await testHub({ demo: true });
// After the hub: its API teaches zod what OpenAPI needs before schemas are made.
const { applicationJobs } = await import('../jobs.ts');
await announce(hub);
const innovator = await as(hub, 'innovator');
const officer = await as(hub, 'officer');
const steward = await as(hub, 'steward-zurich');
await withKey(innovator);

type Page = { status: number; html: string; location: string };
/** Reads or posts a page as a persona's browser would, without following where it leads. */
async function browser(persona: string, language = 'en') {
  const { token } = await tokenAs(hub.hub, persona, 'test');
  const headers = { accept: 'text/html', 'accept-language': language, authorization: `Bearer ${token}` };
  const answer = async (response: Response): Promise<Page> => ({
    status: response.status,
    html: await response.text(),
    location: response.headers.get('location') ?? '',
  });
  return {
    get: async (path: string) => answer(await hub.app.request(path, { headers })),
    post: async (path: string, fields: Record<string, string | string[]>) => {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
      return answer(await hub.app.request(path, { method: 'POST', headers, body }));
    },
  };
}
const olle = await browser('officer');
const oda = await browser('officer-two');
const ines = await browser('innovator');
const zoe = await browser('steward-zurich');

const read = async (id: string) => (await officer.call('GET', `/applications/${id}`)).body;
const assessed = async (change = {}) => {
  const { id, version } = await inProcess(innovator, officer, change);
  const { body } = await officer.call('POST', `/applications/${id}/assessments`, { version, assessments: allFulfilled });
  return { id, reference: body.reference as string, version: String(body.version) };
};
const choices = {
  'variables.heart[]': ['age', 'sex'],
  'stations[]': ['budapest', 'cleveland', 'zurich'],
  'methods[]': ['describe@1', 'logistic@1'],
  from: '2026-03-01',
  to: '2027-02-28',
  reason: 'All criteria are met.',
  conditions: 'Publish the results.',
};
/** As an officer does: reads the permit in words, then presses once more. */
async function grant(who: typeof olle, at: { id: string; version: string }, more: Record<string, string | string[]> = {}) {
  const fields = { ...choices, version: at.version, ...more };
  const shown = await who.post(`/desk/${at.id}/grant`, { ...fields, step: 'preview' });
  const previewed = /name="previewed" value="([^"]+)"/.exec(shown.html)?.[1] ?? '';
  return { shown, granted: await who.post(`/desk/${at.id}/grant`, { ...fields, previewed, step: 'grant' }) };
}

test('the desk shows what waits with its day, to officers alone, in both languages', async () => {
  const { id } = await inProcess(innovator, officer, { title: 'Waits on the desk' });
  for (const language of ['sv', 'en']) {
    const page = await (await browser('officer', language)).get('/desk');
    assert.equal(page.status, 200);
    assert.ok(page.html.includes('Waits on the desk'));
    assert.ok(page.html.includes('2026-06-02'), 'three months from 2 March');
    const one = await (await browser('officer', language)).get(`/desk/${id}`);
    assert.equal(/undefined|\[object|NaN/.test(page.html + one.html), false);
  }
  for (const who of [ines, zoe]) {
    assert.equal((await who.get('/desk')).status, 404);
    assert.equal((await who.get(`/desk/${id}`)).status, 404);
    assert.equal((await who.post(`/desk/${id}/refuse`, { version: '1', reason: 'x' })).status, 403);
  }
});

test('who takes an application up handles it; it can be handed to another officer, and to nobody else', async () => {
  const { body: draft } = await innovator.call('POST', '/applications', { organisation: 'hjartlyftet', content: aContent() });
  const sent = await innovator.call('POST', `/applications/${draft.id}/submission`, { version: draft.version });
  assert.equal((await olle.post(`/desk/${draft.id}/screen`, { version: String(sent.body.version) })).status, 303);
  assert.equal((await read(draft.id)).officer.id, officer.person);
  const again = await oda.post(`/desk/${draft.id}/screen`, { version: String(sent.body.version) });
  assert.equal(again.status, 409);
  assert.ok(again.html.includes('Somebody changed the case'));
  assert.equal((await olle.post(`/desk/${draft.id}/assign`, { officer: innovator.person })).status, 422);
  assert.equal((await olle.post(`/desk/${draft.id}/assign`, { officer: '' })).status, 303);
  assert.equal((await read(draft.id)).officer, null);
});

test('an officer who belongs to the applicant neither takes its application nor chooses who does, nor is it given to them', async () => {
  const { id } = await inProcess(innovator, officer);
  const { reference } = await read(id);
  const { person } = await as(hub, 'officer-two');
  const conflict = { person, organisation: 'hjartlyftet', role: 'innovator' as const, station: null };
  await ensureMember(hub.hub.db, conflict, hub.hub.now());
  try {
    assert.equal((await oda.post(`/desk/${id}/assign`, { officer: person })).status, 403);
    assert.equal((await oda.post(`/desk/${id}/assign`, { officer: officer.person })).status, 403);
    assert.equal((await olle.post(`/desk/${id}/assign`, { officer: person })).status, 422);
    const desk = (await oda.get('/desk')).html;
    assert.ok(desk.includes(`/desk/${reference}"`) && !desk.includes(`/desk/${reference}/assign`));
    assert.equal((await oda.get(`/desk/${id}`)).html.includes('/assign"'), false);
    assert.equal((await olle.get(`/desk/${id}`)).html.includes(person), false);
  } finally {
    await hub.hub.db.deleteFrom('membership').where('person', '=', person).where('organisation', '=', 'hjartlyftet').execute();
  }
  assert.equal((await olle.post(`/desk/${id}/assign`, { officer: person })).status, 303);
});

test('one criterion is recorded, the others’ text is kept as a draft that nobody else sees', async () => {
  const { id } = await inProcess(innovator, officer);
  const typed = { 'finding.a': 'fulfilled', 'reason.a': 'Research.', 'reason.b': 'Half a thought', 'seen.a': '', 'seen.b': '' };
  const saved = await olle.post(`/desk/${id}/assessments`, { ...typed, save: 'a' });
  assert.deepEqual([saved.status, saved.location], [303, `/desk/${id}#recorded-a`]);
  assert.deepEqual(
    (await read(id)).assessments.map((one: { criterion: string }) => one.criterion),
    ['a'],
  );
  const { html } = await olle.get(`/desk/${id}`);
  assert.ok(html.includes('Half a thought'));
  // What is recorded is shut, what is begun stands open, what comes later is shut.
  const open = (criterion: string) => new RegExp(`<details class="fold" open="" id="recorded-${criterion}"`).test(html);
  assert.deepEqual(['a', 'b', 'c'].map(open), [false, true, false]);
  assert.equal((await oda.get(`/desk/${id}`)).html.includes('Half a thought'), false);
  const unfinished = await olle.post(`/desk/${id}/assessments`, { 'finding.c': 'fulfilled', 'reason.c': '', save: 'c' });
  assert.equal(unfinished.status, 422);
  assert.ok(unfinished.html.includes('Write the reason'));
});

test('the desk says what is to be done next and whose turn it is', async () => {
  const { id } = await assessed({ title: 'Ready to be decided' });
  await olle.post(`/desk/${id}/assign`, { officer: officer.person });
  const content = aContent({ title: 'Nobody has looked' });
  const { body } = await innovator.call('POST', '/applications', { organisation: 'hjartlyftet', content });
  await innovator.call('POST', `/applications/${body.id}/submission`, { version: body.version });
  const { html } = await olle.get('/desk?language=en');
  assert.match(html, /Your turn.*Ready to be decided.*?Decide.*No officer yet.*Nobody has looked.*?Take it up/s);
  assert.match((await oda.get('/desk?language=en')).html, /With colleagues.*Ready to be decided/s);
});

test('where one criterion is not fulfilled the next thing is to refuse, not to assess it again', async () => {
  const { id } = await inProcess(innovator, officer);
  await olle.post(`/desk/${id}/assessments`, { 'finding.b': 'not-fulfilled', 'reason.b': 'Too much.', save: 'b' });
  const { html } = await olle.get(`/desk/${id}?language=en`);
  assert.match(html, /1b is not fulfilled\. As the application stands no permit can be given/);
  assert.match(html, /<a class="button" href="[^"]+\/refuse[^"]*">/);
  assert.match(html, /<a class="button quiet" href="#criterion-a">/);
  // While an offer of statistics waits for its answer, nothing is next; once it is taken, fewer criteria count.
  const offer = { version: (await read(id)).version, reason: 'A table.' };
  await officer.call('POST', `/applications/${id}/statistics-offer`, offer);
  assert.doesNotMatch((await olle.get(`/desk/${id}?language=en`)).html, /<a class="button" href="[^"]+\/refuse/);
  await innovator.call('POST', `/applications/${id}/statistics-agreement`, { agrees: true });
  assert.equal((await olle.get(`/desk/${id}?language=en`)).html.split('>not needed<').length - 1, 6);
  const refusal = (await olle.get(`/desk/${id}/refuse?language=en`)).html;
  assert.match(refusal, /To refuse a request for statistics/);
  assert.doesNotMatch(refusal, /Too much\./);
});

test('two officers record one criterion at once: the first stands, the second reads it beside the own text', async () => {
  const { id } = await inProcess(innovator, officer);
  const by = (who: typeof olle, reason: string) =>
    who.post(`/desk/${id}/assessments`, { 'finding.a': 'fulfilled', 'reason.a': reason, 'seen.a': '', save: 'a' });
  const answers = await Promise.all([by(olle, 'Olle thinks so.'), by(oda, 'Oda thinks so.')]);
  assert.deepEqual(answers.map((one) => one.status).sort(), [303, 422]);
  const second = answers.find((one) => one.status === 422)?.html ?? '';
  assert.ok(second.includes('Olle thinks so.') && second.includes('Oda thinks so.'));
  assert.equal((await read(id)).assessments.length, 1);
});

test('questions on fields reach the applicant with their field; an empty form asks nothing and keeps what was typed', async () => {
  const { id, version } = await inProcess(innovator, officer);
  const empty = await olle.post(`/desk/${id}/ask`, { version: String(version), 'field.0': 'data', 'text.0': '', text: 'Whole' });
  assert.equal(empty.status, 422);
  assert.ok(empty.html.includes('Whole'));
  const asked = await olle.post(`/desk/${id}/ask`, { version: String(version), 'field.0': 'data', 'text.0': 'Why sex?' });
  assert.equal(asked.status, 303);
  const { questions } = (await innovator.call('GET', `/applications/${id}`)).body;
  assert.deepEqual(
    questions.map((one: { field: string; text: string }) => [one.field, one.text]),
    [['data', 'Why sex?']],
  );
});

test('a permit is read in words before it is made; less than was applied for is granted; the letter carries the decision', async () => {
  const at = await assessed();
  const direct = await olle.post(`/desk/${at.id}/grant`, { ...choices, version: at.version, step: 'grant' });
  assert.equal(direct.status, 200, 'nothing is decided that was not read');
  const { shown, granted } = await grant(olle, at, {
    'variables.heart[]': ['age'],
    'stations[]': ['budapest', 'zurich', 'cleveland'],
  });
  assert.ok(shown.html.includes('This will be the permit'));
  assert.equal(granted.status, 303, granted.html);
  const { decisions, permit } = await read(at.id);
  const pending = (await officer.call('GET', `/permits/${permit.id}`)).body.pending;
  assert.deepEqual(pending.datasets[0].variables, ['age']);
  assert.deepEqual(decisions[0].conditions, ['Publish the results.']);
  for (const language of ['sv', 'en']) {
    const letter = await ines.get(`/decisions/${decisions[0].id}.${language}.pdf`);
    assert.deepEqual([letter.status, letter.html.slice(0, 5)], [200, '%PDF-']);
  }
  assert.equal((await (await browser('advisor')).get(`/decisions/${decisions[0].id}.sv.pdf`)).status, 404);
  assert.equal((await zoe.get(`/desk/${at.id}/grant`)).status, 404);
});

test('two officers grant at once: one decision; the other reads what happened, with all that was typed', async () => {
  const at = await assessed();
  const answers = await Promise.all([grant(olle, at), grant(oda, at, { reason: 'Oda’s own reason.' })]);
  const statuses = answers.map((one) => one.granted.status).sort();
  assert.deepEqual(statuses, [303, 422]);
  const second = answers.find((one) => one.granted.status === 422)?.granted.html ?? '';
  assert.ok(second.includes('Somebody changed the case'));
  assert.ok(second.includes('Publish the results.'));
  assert.equal((await read(at.id)).decisions.length, 1);
});

test('a double click grants once and leads to the case both times', async () => {
  const at = await assessed();
  const fields = { ...choices, version: at.version };
  const shown = await olle.post(`/desk/${at.id}/grant`, { ...fields, step: 'preview' });
  const previewed = /name="previewed" value="([^"]+)"/.exec(shown.html)?.[1] ?? '';
  const click = () => olle.post(`/desk/${at.id}/grant`, { ...fields, previewed, step: 'grant' });
  const clicks = await Promise.all([click(), click()]);
  assert.deepEqual(
    clicks.map((one) => one.status),
    [303, 303],
  );
  assert.equal((await read(at.id)).decisions.length, 1);
});

test('an application that was withdrawn meanwhile is not decided, and the officer is told why', async () => {
  const at = await assessed();
  const shown = await olle.post(`/desk/${at.id}/grant`, { ...choices, version: at.version, step: 'preview' });
  const previewed = /name="previewed" value="([^"]+)"/.exec(shown.html)?.[1] ?? '';
  await innovator.call('POST', `/applications/${at.id}/withdrawal`, { version: Number(at.version) });
  const late = await olle.post(`/desk/${at.id}/grant`, { ...choices, version: at.version, previewed, step: 'grant' });
  assert.equal(late.status, 422);
  const { version } = await read(at.id);
  const fresh = await olle.post(`/desk/${at.id}/refuse`, { version: String(version), reason: 'Too late.' });
  assert.equal(fresh.status, 422);
  assert.ok(fresh.html.includes('no longer in a state') && fresh.html.includes('Too late.'));
  assert.equal((await read(at.id)).decisions.length, 0);
});

test('where the body asks for two votes, one does not do; a vote before an answer does not count', async () => {
  assert.equal((await olle.post('/desk/settings', { votes_needed: '9' })).status, 422);
  assert.equal((await olle.post('/desk/settings', { votes_needed: '2' })).status, 303);
  const at = await assessed();
  await olle.post(`/desk/${at.id}/vote`, { outcome: 'grant', reason: 'Sound.' });
  assert.ok((await grant(olle, at)).granted.html.includes('does not have enough votes'));
  const { body: asked } = await officer.call('POST', `/applications/${at.id}/questions`, {
    version: Number(at.version),
    text: 'Why?',
  });
  hub.setNow(new Date('2026-03-03T09:00:00Z'));
  const { body: answered } = await innovator.call('POST', `/applications/${at.id}/answers`, {
    version: asked.version,
    text: 'So.',
  });
  hub.setNow(new Date('2026-03-03T10:00:00Z'));
  await oda.post(`/desk/${at.id}/vote`, { outcome: 'grant', reason: 'Now it is.' });
  const now = { id: at.id, version: String(answered.version) };
  assert.ok((await grant(olle, now)).granted.html.includes('does not have enough votes'), 'one of the two is about another text');
  await olle.post(`/desk/${at.id}/vote`, { outcome: 'grant', reason: 'Still sound.' });
  const hidden = (await innovator.call('GET', `/applications/${at.id}`)).body.votes;
  assert.deepEqual(hidden, [], 'votes are the body’s until it has decided');
  assert.equal((await grant(olle, now)).granted.status, 303);
  assert.equal((await innovator.call('GET', `/applications/${at.id}`)).body.votes.length, 2);
  assert.equal((await olle.post('/desk/settings', { votes_needed: '0' })).status, 303);
});

test('an estimated fee is a gate: no permit before the applicant accepts; the same form twice is one estimate', async () => {
  const at = await assessed();
  const wrong = await olle.post(`/desk/${at.id}/fee`, { id: at.id, amount: 'much', currency: 'SEK', covers: 'Work' });
  assert.equal(wrong.status, 422);
  const fee = { id: '0195f000-0000-7000-8000-000000000001', amount: '12 500,50', currency: 'SEK', covers: 'Assessment.' };
  for (let time = 0; time < 2; time++) assert.equal((await olle.post(`/desk/${at.id}/fee`, fee)).status, 303);
  const estimated = await read(at.id);
  assert.equal(estimated.fee.amount, 1_250_050);
  assert.equal(estimated.events.filter((one: { kind: string }) => one.kind === 'estimated').length, 1);
  const early = await grant(olle, { id: at.id, version: String(estimated.version) });
  assert.ok(early.granted.html.includes('has not accepted the fee yet'));
  assert.equal((await ines.post(`/applications/${at.id}/fee`, { estimate: fee.id })).status, 303);
  const accepted = await read(at.id);
  assert.equal((await grant(olle, { id: at.id, version: String(accepted.version) })).granted.status, 303);
  const { permit } = await read(at.id);
  const { terms } = (await officer.call('GET', `/permits/${permit.id}`)).body;
  assert.deepEqual(terms.fee, { amount: 1_250_050, currency: 'SEK' });
});

test('one trusted holder of all the data proposes, the body is not bound; no other steward may', async () => {
  const own = { ...dictionary, dataset: 'lungs' };
  const at = { ...station('zurich'), holder: 'university-hospitals-ch' };
  await transaction(hub.hub.db, (trx) =>
    announceDataset(trx, { dictionary: own, station: at, dataVersion: 'v1', now: hub.hub.now() }),
  );
  const lungs = { data: [{ dataset: 'lungs', variables: ['age'], filter: [] }] };
  const { id } = await inProcess(innovator, officer, lungs);
  assert.ok((await olle.post(`/desk/${id}/forward`, {})).html.includes('Only where one trusted holder'));
  await olle.post('/desk/settings', { votes_needed: '0', 'trusted_holders[]': 'university-hospitals-ch' });
  assert.equal((await olle.post(`/desk/${id}/forward`, {})).status, 303);
  assert.equal((await read(id)).clock.propose_by, '2026-05-04');
  const budapest = await browser('steward-budapest');
  assert.equal((await budapest.post(`/applications/${id}/proposal`, { outcome: 'grant', reason: 'Ours?' })).status, 404);
  const proposed = await zoe.post(`/applications/${id}/proposal`, { outcome: 'refuse', reason: 'Too small a benefit.' });
  assert.equal(proposed.status, 303);
  const seen = await read(id);
  assert.deepEqual([seen.proposal.outcome, seen.clock.decide_by, seen.clock.propose_by], ['refuse', '2026-05-04', null]);
  assert.equal((await steward.call('GET', `/applications/${id}`)).body.proposal.reason, 'Too small a benefit.');
  const applicant = (await innovator.call('GET', `/applications/${id}`)).body;
  assert.equal(applicant.proposal.reason, null);
  assert.deepEqual(
    [applicant, seen].map((one) => one.events.find((event: { kind: string }) => event.kind === 'proposed').detail),
    [{}, { outcome: 'refuse' }],
    'that a holder has answered is told before the decision, not what it proposes',
  );
  const extended = await officer.call('POST', `/applications/${id}/extension`, { version: seen.version, reason: 'More.' });
  assert.equal(extended.body.code, 'no-extension');
});

test('markup, a megabyte, other people’s ids: kept as text, refused, not there', async () => {
  const { id } = await inProcess(innovator, officer);
  const reason = `<script>alert(1)</script> ${'x'.repeat(5000)}`;
  const long = await olle.post(`/desk/${id}/assessments`, { 'finding.a': 'fulfilled', 'reason.a': reason, save: 'a' });
  assert.equal(long.status, 422);
  assert.equal(long.html.includes('<script>alert'), false);
  assert.ok((await olle.get(`/desk/${id}`)).html.includes('&lt;script&gt;alert'), 'kept as a draft');
  assert.equal((await olle.post(`/desk/${id}/vote`, { outcome: 'grant', reason: 'x'.repeat(1_100_000) })).status, 413);
  for (const wrong of ['A-2026-9999', '0195f000-zzzz', '%00']) {
    const page = await olle.get(`/desk/${wrong}`);
    assert.ok([400, 404].includes(page.status), wrong);
  }
});

test('reminders are sent once each, to those whom the day concerns, with a page to open', async () => {
  const { body: draft } = await innovator.call('POST', '/applications', {
    organisation: 'hjartlyftet',
    content: aContent({ title: 'Reminded in time', period: { from: '2026-03-01', to: '2028-02-28' } }),
  });
  const sent = await innovator.call('POST', `/applications/${draft.id}/submission`, { version: draft.version });
  await olle.post(`/desk/${draft.id}/screen`, { version: String(sent.body.version) });
  const { version } = await read(draft.id);
  await olle.post(`/desk/${draft.id}/complete`, { version: String(version) });
  const { clock } = await read(draft.id);
  const about = () => hub.letters.filter((letter) => letter.subject.includes('Reminded in time'));
  const remind = async (day: string) => {
    hub.setNow(new Date(`${day}T05:00:00Z`));
    await applicationJobs['application-reminders']?.(hub.hub, {});
  };
  await remind('2026-05-01');
  assert.equal(about().length, 0);
  await remind('2026-05-27');
  await remind('2026-05-27');
  assert.deepEqual(
    about().map((letter) => letter.to),
    ['officer@demo.sluss.example'],
  );
  assert.ok(about()[0]?.text.includes(`http://hub.test/desk/${draft.reference}`));
  assert.equal(clock.decide_by, '2026-06-03');
  await remind('2026-06-04');
  await remind('2026-06-05');
  assert.equal(about().length, 2);
});

test('an address that the mail server refuses for good is known; officers see it; nothing is lost', async () => {
  const { id, version } = await inProcess(innovator, officer, {
    title: 'Bounces',
    period: { from: '2026-03-01', to: '2028-02-28' },
  });
  await officer.call('POST', `/applications/${id}/questions`, { version, text: 'Who buys it?' });
  const { send } = hub.hub.mail;
  const events = (await hub.hub.db.selectFrom('application_event').selectAll().where('application', '=', id).execute()) as {
    id: string;
    kind: string;
  }[];
  const event = events.find((one) => one.kind === 'asked')?.id;
  const letters = applicationJobs['application-letters'];
  hub.hub.mail.send = async () => {
    throw Object.assign(new Error('4.2.2 mailbox full'), { code: 'EENVELOPE', responseCode: 452 });
  };
  await assert.rejects(async () => letters?.(hub.hub, { event }), 'what may pass is tried again');
  assert.equal(await isUndeliverable(hub.hub.db, 'innovator@demo.sluss.example'), false);
  hub.hub.mail.send = async () => {
    throw Object.assign(new Error('5.1.1 no such user'), { code: 'EENVELOPE', responseCode: 550 });
  };
  await letters?.(hub.hub, { event });
  hub.hub.mail.send = send;
  assert.equal(await isUndeliverable(hub.hub.db, 'INNOVATOR@demo.sluss.example'), true);
  assert.ok((await olle.get(`/desk/${id}`)).html.includes('E-mails to Ines Lindqvist could not be delivered'));
  assert.ok((await ines.get(`/applications/${id}`)).html.includes('Who buys it?'), 'the question is on the page');
});
