// What comes after a decision, on the real hub: how to appeal, the three weeks, too late, decided anew, the court; and who reads what. And
// what may come instead of a permit: an answer in statistics.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test from 'node:test';
import { tokenAs } from '../../demo-personas/actions.ts';
import { testHub } from '../../platform/testing.ts';
import { aContent, allFulfilled, announce, as, inProcess, withKey } from '../applications.test-support.ts';

const hub = await testHub({ demo: true });
await announce(hub);
const innovator = await as(hub, 'innovator');
const officer = await as(hub, 'officer');
const steward = await as(hub, 'steward-zurich');
await withKey(innovator);
// After the hub: its API teaches zod what OpenAPI needs before schemas are made.
const { applicationJobs } = await import('../jobs.ts');
const { readRegisterEntry } = await import('../register-views.ts');
/** All letters about what has happened; each is sent once. */
async function sendLetters() {
  for (const { id } of await hub.hub.db.selectFrom('application_event').select('id').execute())
    await applicationJobs['application-letters']?.(hub.hub, { event: id });
}
const start = new Date('2026-03-02T09:00:00Z');

async function visit(persona: string, path: string, fields?: Record<string, string>, language = 'en') {
  const { token } = await tokenAs(hub.hub, persona, 'test');
  const headers = { accept: 'text/html', 'accept-language': language, authorization: `Bearer ${token}` };
  const response = await hub.app.request(path, {
    headers,
    ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
  });
  return { status: response.status, html: await response.text() };
}
const read = async (id: string, who = officer) => (await who.call('GET', `/applications/${id}`)).body;
const act = async (id: string, fields: Record<string, string>) =>
  visit('officer', `/desk/${id}/appeal`, { version: String((await read(id)).version), ...fields });

async function refused(title: string) {
  hub.setNow(start);
  const { id, version } = await inProcess(innovator, officer, { title });
  const assessments = [{ criterion: 'b', finding: 'not-fulfilled', reason: 'Too much.' }];
  const decision = { version, outcome: 'refuse', reason: `No to ${title}.`, assessments };
  const { body } = await officer.call('POST', `/applications/${id}/decision`, decision);
  assert.equal(body.state, 'DECISION_ISSUED');
  return { id, reference: body.reference as string, decision: body.decisions[0].id as string };
}
const appealNow = (reference: string, text = 'It is needed.', id = randomUUID()) =>
  visit('innovator', `/applications/${reference}/appeal`, { id, text });

test('a refusal says how to appeal, in the body’s own words where it has written some: letter, page and mail', async () => {
  const settings = { votes_needed: '0', appeal_sv: 'Skriv till {body} om {reference}.', appeal_en: '' };
  assert.equal((await visit('officer', '/desk/settings', settings)).status, 303);
  const one = await refused('Told how');
  const { decisions } = await read(one.id);
  assert.match(decisions[0].instruction.sv, /^Skriv till .+ om A-2026-\d+\.$/);
  assert.match(decisions[0].instruction.en, /within three weeks of the day on which you were told/);
  // What was told with a decision stays, whatever the body writes later.
  await visit('officer', '/desk/settings', { ...settings, appeal_sv: '' });
  assert.match((await read(one.id)).decisions[0].instruction.sv, /^Skriv till/);
  assert.match((await visit('innovator', `/applications/${one.reference}`, undefined, 'sv')).html, /Skriv till .+ om A-2026/);
  await sendLetters();
  const letter = hub.letters.findLast((sent) => sent.text.includes('No to Told how.'));
  assert.match(letter?.text ?? '', /Skriv till .+ om A-2026[\s\S]+within three weeks/);
  const pdf = await visit('innovator', `/decisions/${one.decision}.sv.pdf`);
  assert.equal(pdf.html.slice(0, 5), '%PDF-');
});

test('an appeal of nothing or of a megabyte is given back with what was typed; an officer is reminded to hand one over', async () => {
  const { reference } = await refused('Typed');
  const long = `Begins so. ${'x'.repeat(60_000)}`;
  const given = await appealNow(reference, long);
  assert.deepEqual([given.status, given.html.includes('Begins so.')], [422, true]);
  assert.equal((await appealNow(reference, ' ')).status, 422);
  assert.equal((await appealNow(reference, '<b>Short</b>')).status, 303);
  const told = () => hub.letters.filter((one) => one.subject.includes('Typed') && one.text.includes('9 March 2026'));
  for (const [day, count] of [
    ['2026-03-05', 0],
    ['2026-03-06', 1],
    ['2026-03-08', 1],
    ['2026-03-10', 2],
  ] as const) {
    hub.setNow(new Date(`${day}T05:00:00Z`));
    await applicationJobs['application-reminders']?.(hub.hub, {});
    assert.equal(new Set(told().map((one) => one.text)).size, count, day);
  }
});

test('the three weeks run from when the applicant opened the decision, and end on a working day', async () => {
  const { id, reference } = await refused('Opened later');
  assert.equal((await read(id)).clock.appeal_by, null, 'the body’s reading starts nothing');
  hub.setNow(new Date('2026-03-13T09:00:00Z'));
  await visit('innovator', `/applications/${reference}`);
  await visit('innovator', `/applications/${reference}`);
  const seen = await read(id);
  assert.equal(seen.clock.appeal_by, '2026-04-07', 'three weeks later is Good Friday; then Easter');
  assert.equal(seen.events.filter((one: { kind: string }) => one.kind === 'received').length, 1);
  assert.match((await visit('innovator', `/applications/${reference}`)).html, /Last day to appeal: 7 April 2026/);
});

test('an appeal is kept word for word, once however often it is sent; holders do not read it; the court gets it', async () => {
  const { id, reference } = await refused('To the court');
  const own = randomUUID();
  const words = 'Line one.\n\n<b>Line two</b>';
  for (const _ of [1, 2]) assert.equal((await appealNow(reference, words, own)).status, 303);
  assert.equal((await appealNow(reference, 'Another one')).status, 422);
  const [appeal, ...others] = (await read(id)).appeals;
  assert.deepEqual(
    [appeal.text, appeal.late, appeal.state, appeal.hand_over_by, others.length],
    [words, false, 'filed', '2026-03-09', 0],
  );
  assert.equal((await read(id, steward)).appeals[0].text, null);
  assert.equal(JSON.stringify(await read(id, steward)).includes('Line one'), false);
  assert.match((await visit('officer', '/desk')).html, /Appeals[\s\S]+To the court[\s\S]+9 March 2026/);
  const inTime = await act(id, { act: 'reject', reason: 'Late.' });
  assert.deepEqual([inTime.status, /came in time and cannot be rejected/.test(inTime.html)], [422, true]);
  const tomorrow = await act(id, { act: 'hand-over', court: 'Förvaltningsrätten i Stockholm', on: '2026-03-03' });
  assert.deepEqual([tomorrow.status, tomorrow.html.includes('Förvaltningsrätten i Stockholm')], [422, true]);
  assert.equal((await act(id, { act: 'hand-over', court: 'Förvaltningsrätten i Stockholm', on: '2026-03-02' })).status, 303);
  assert.equal((await visit('innovator', `/applications/${reference}/appeal-withdrawal`, {})).status, 422, 'the court has it');
  assert.equal((await act(id, { act: 'settle', outcome: 'upheld', on: '2026-03-02', reason: 'Mål 1-26.' })).status, 303);
  const done = await read(id);
  assert.deepEqual([done.state, done.appeals[0].state, done.appeals[0].court_outcome], ['DECISION_ISSUED', 'settled', 'upheld']);
  assert.equal((await appealNow(reference)).status, 422, 'what the court has decided is not appealed here');
  const register = await visit('innovator', `/register/${reference}`);
  assert.match(register.html, /The court let the decision stand/);
  assert.equal(register.html.includes('Line one'), false);
});

test('an appeal that comes too late is taken in and rejected with a reason; or handed over with one', async () => {
  for (const excused of ['', 'We told a wrong day.']) {
    const { id, reference } = await refused(`Late ${excused}`);
    const { version } = await read(id);
    const receipt = await officer.call('POST', `/applications/${id}/appeal-receipt`, { version, on: '2026-03-02' });
    assert.equal(receipt.body.clock.appeal_by, '2026-03-23');
    hub.setNow(new Date('2026-03-24T09:00:00Z'));
    assert.match((await visit('innovator', `/applications/${reference}`)).html, /has passed/);
    assert.equal((await appealNow(reference)).status, 303);
    const plain = await act(id, { act: 'hand-over', court: 'The court', on: '2026-03-24', excused });
    assert.equal(plain.status, excused ? 303 : 422);
    if (!excused) assert.equal((await act(id, { act: 'reject', reason: 'A day late.' })).status, 303);
    assert.equal((await read(id)).appeals[0].state, excused ? 'handed-over' : 'rejected');
  }
  await sendLetters();
  assert.match(hub.letters.findLast((one) => one.text.includes('A day late.'))?.text ?? '', /förvaltningsrätt/i);
});

test('decided anew: the case is open again with its own time, and the appeal goes on with the new decision', async () => {
  const { id, reference } = await refused('Anew');
  await appealNow(reference);
  assert.equal((await act(id, { act: 'reopen', reason: 'We misread it.' })).status, 303);
  const open = await read(id);
  assert.deepEqual([open.state, open.clock.decide_by, open.appeals[0].state], ['PROCESSING', '2026-06-02', 'reconsidered']);
  assert.match((await visit('innovator', `/register/${reference}`)).html, /decides anew/);
  const decision = { version: open.version, outcome: 'grant', reason: 'Yes after all.', assessments: allFulfilled };
  const granted = (await officer.call('POST', `/applications/${id}/decision`, decision)).body;
  assert.equal(granted.permit.reference, reference.replace('A', 'P'));
  assert.equal((await officer.call('GET', `/applications/${id}`)).body.clock.appeal_by, null, 'nothing goes against them now');
  assert.deepEqual([granted.appeals[0].state, granted.decisions.at(-1).against], ['filed', false]);
  assert.equal((await visit('innovator', `/applications/${reference}/appeal-withdrawal`, {})).status, 303);
  assert.equal((await read(id)).appeals[0].state, 'withdrawn');
});

test('a grant of less than was asked can be appealed; what the court sends back leads to a permit that replaces the first', async () => {
  hub.setNow(start);
  const { id, version } = await inProcess(innovator, officer, aContent({ title: 'Less' }));
  const given = { outcome: 'grant', reason: 'Some.', assessments: allFulfilled };
  const narrowing = { methods: ['describe@1'] };
  const { body } = await officer.call('POST', `/applications/${id}/decision`, { ...given, version, narrowing });
  assert.equal(body.decisions[0].against, true);
  assert.equal((await appealNow(body.reference)).status, 303);
  const entry = async () => (await readRegisterEntry(hub.hub, body.reference))?.entry;
  assert.equal((await entry())?.appeal, null, 'not before the decision itself is public');
  await act(id, { act: 'hand-over', court: 'The court', on: '2026-03-02' });
  assert.equal((await act(id, { act: 'settle', outcome: 'remitted', on: '2026-03-02', reason: 'Too narrow.' })).status, 303);
  const open = await read(id);
  assert.deepEqual([open.state, open.permit.state], ['PROCESSING', 'PENDING']);
  // The permit holds: neither a refusal nor a withdrawal leaves it behind.
  await officer.call('POST', `/permits/${body.permit.id}/hearings`, { finding: 'Something.' });
  const assessments = [{ criterion: 'b', finding: 'not-fulfilled', reason: 'Too much.' }];
  const no = { version: open.version, outcome: 'refuse', reason: 'No.', assessments };
  assert.equal((await officer.call('POST', `/applications/${id}/decision`, no)).body.code, 'permit-stands');
  const back = await innovator.call('POST', `/applications/${id}/withdrawal`, { version: open.version, reason: null });
  assert.equal(back.body.code, 'permit-stands');
  const again = (await officer.call('POST', `/applications/${id}/decision`, { ...given, version: open.version })).body;
  assert.equal(again.permit.reference, `${body.permit.reference}-2`);
  assert.equal((await officer.call('GET', `/permits/${body.permit.id}`)).body.state, 'REVOKED');
  const [hearing] = (await officer.call('GET', `/permits/${body.permit.id}/hearings`)).body;
  assert.equal(hearing.outcome, 'none', 'what it was about is no more');
  assert.equal((await visit('officer', '/desk')).html.includes(`${body.permit.reference}#hearing`), false);
  for (const language of ['sv', 'en'])
    for (const page of [`/applications/${body.reference}`, `/register/${body.reference}`, `/desk/${id}`])
      assert.equal(/undefined|\[object|NaN/.test((await visit('officer', page, undefined, language)).html), false, page);
});

test('the back button loses no word: what is sent again after it was taken back is an appeal, other words are no second click', async () => {
  const { id, reference } = await refused('Again');
  const form = randomUUID();
  assert.equal((await appealNow(reference, 'First words.', form)).status, 303);
  const other = await appealNow(reference, 'Better words.', form);
  assert.deepEqual([other.status, other.html.includes('Better words.')], [422, true]);
  assert.equal((await visit('innovator', `/applications/${reference}/appeal-withdrawal`, {})).status, 303);
  assert.equal((await appealNow(reference, 'Better words.', form)).status, 303);
  const states = (await read(id)).appeals.map((one: { state: string; text: string }) => [one.state, one.text]);
  assert.deepEqual(states, [
    ['withdrawn', 'First words.'],
    ['filed', 'Better words.'],
  ]);
  // An officer who handles it, and is one no more, is not the only one told.
  await hub.hub.db.updateTable('application').set({ officer: innovator.person }).where('id', '=', id).execute();
  await sendLetters();
  const told = hub.letters.filter((one) => one.text.includes(`${reference}, “Again”, has been appealed`));
  const officers = ['officer-two@demo.sluss.example', 'officer@demo.sluss.example'];
  assert.deepEqual([...new Set(told.map((one) => one.to))].sort(), officers);
  // The application itself withdrawn while it is decided anew: nothing is open any more.
  await act(id, { act: 'reopen', reason: 'We look again.' });
  const { version } = await read(id);
  const gone = (await innovator.call('POST', `/applications/${id}/withdrawal`, { version, reason: null })).body;
  assert.deepEqual([gone.state, gone.appeals.at(-1).state], ['WITHDRAWN', 'withdrawn']);
});

test('who appeals and takes it back all day is asked to write otherwise; a title in two lines writes no lines in letters', async () => {
  const { id, reference } = await refused('Often\n\nPay here');
  for (let time = 0; time < 10; time += 1) {
    assert.equal((await innovator.call('POST', `/applications/${id}/appeal`, { text: 'x' })).status, 200);
    await innovator.call('POST', `/applications/${id}/appeal-withdrawal`, {});
  }
  const { status, html } = await appealNow(reference, 'The eleventh.');
  assert.deepEqual([status, /ten times/.test(html), html.includes('The eleventh.')], [422, true, true]);
  await sendLetters();
  const letters = hub.letters.filter((one) => one.subject.includes(reference));
  assert.ok(letters.length > 0);
  for (const { subject, text } of letters) {
    assert.match(subject, /Often Pay here$/);
    assert.equal(/[“”]Often\n/.test(text), false);
  }
});

test('a refusal that follows a revoked permit is appealed by itself, with its own three weeks', async () => {
  hub.setNow(start);
  const { id, version } = await inProcess(innovator, officer, { title: 'Revoked, then refused' });
  const grant = { version, outcome: 'grant', reason: 'Yes.', assessments: allFulfilled };
  const { reference, permit } = (await officer.call('POST', `/applications/${id}/decision`, grant)).body;
  assert.equal((await officer.call('POST', `/permits/${permit.id}/revocation`, { reason: 'Misuse.' })).status, 200);
  await appealNow(reference);
  await act(id, { act: 'reopen', reason: 'We look again.' });
  hub.setNow(new Date('2026-05-04T09:00:00Z'));
  const assessments = [{ criterion: 'b', finding: 'not-fulfilled', reason: 'Too much.' }];
  const no = { version: (await read(id)).version, outcome: 'refuse', reason: 'No.', assessments };
  assert.equal((await officer.call('POST', `/applications/${id}/decision`, no)).status, 200);
  await visit('innovator', `/applications/${reference}/appeal-withdrawal`, {});
  assert.equal((await appealNow(reference, 'Against the refusal.')).status, 303);
  const { of, late, last_day } = (await read(id)).appeals.at(-1);
  assert.deepEqual([of, late, last_day], ['decision', false, '2026-05-25']);
});

test('an officer whom the application names neither offers statistics nor answers its appeal (art. 55(5))', async () => {
  const { id, reference } = await refused('Named');
  await appealNow(reference);
  const { content } = await hub.hub.db.selectFrom('application').select('content').where('id', '=', id).executeTakeFirstOrThrow();
  const persons = [...(content.persons ?? []), { name: 'O', email: 'officer@demo.sluss.example', investigator: false }];
  const named = JSON.stringify({ ...content, persons }) as never;
  await hub.hub.db.updateTable('application').set({ content: named }).where('id', '=', id).execute();
  const { status, html } = await act(id, { act: 'reopen', reason: 'For myself.' });
  assert.deepEqual([status, /You are named in the application/.test(html), html.includes('For myself.')], [422, true, true]);
  const offer = { version: (await read(id)).version, reason: 'x' };
  assert.equal((await officer.call('POST', `/applications/${id}/statistics-offer`, offer)).body.code, 'conflict-of-interest');
});

test('what is granted as asked goes against nobody', async () => {
  hub.setNow(start);
  const { id, version } = await inProcess(innovator, officer);
  const decision = { version, outcome: 'grant', reason: 'Yes.', assessments: allFulfilled };
  const { body } = await officer.call('POST', `/applications/${id}/decision`, decision);
  assert.deepEqual([body.decisions[0].against, body.decisions[0].instruction], [false, null]);
  const refusal = await innovator.call('POST', `/applications/${id}/appeal`, { text: 'No.' });
  assert.deepEqual([refusal.status, refusal.body.code], [422, 'nothing-to-appeal']);
});

test('where no permit can be given an answer in statistics is offered, agreed to, approved and given, each with its own time', async () => {
  hub.setNow(start);
  const { id, version } = await inProcess(innovator, officer, { title: 'Statistics instead' });
  const { reference } = await read(id);
  const now = async () => String((await read(id)).version);
  const early = await officer.call('POST', `/applications/${id}/statistics-offer`, { version, reason: 'Tables.' });
  assert.equal(early.body.code, 'no-ground-for-refusal', 'a permit may still be possible');
  const found = [
    { criterion: 'c', finding: 'not-fulfilled', reason: 'No ground for pseudonymised data.' },
    ...allFulfilled.filter((one) => one.criterion === 'a'),
  ];
  await officer.call('POST', `/applications/${id}/assessments`, { version, assessments: found });
  const offer = { version: await now(), reason: 'Counts by age.\nNo permit: criterion c.' };
  assert.equal((await visit('officer', `/desk/${id}/offer`, offer)).status, 303);
  assert.match(
    (await visit('innovator', `/applications/${reference}`)).html,
    /Counts by age\.\nNo permit[\s\S]+Yes, give us an answer/,
  );
  hub.setNow(new Date('2026-03-26T09:00:00Z'));
  const stale = { agrees: 'yes', offer: '2026-03-01T09:00:00.000Z' };
  assert.equal(
    (await visit('innovator', `/applications/${reference}/statistics`, stale)).status,
    409,
    'another offer than was read',
  );
  const readOffer = { agrees: 'yes', offer: '2026-03-02T09:00:00.000Z' };
  assert.ok((await visit('innovator', `/applications/${reference}`)).html.includes(`value="${readOffer.offer}"`));
  assert.equal((await visit('innovator', `/applications/${reference}/statistics`, readOffer)).status, 303);
  assert.equal((await visit('innovator', `/applications/${reference}/statistics`, { agrees: 'yes' })).status, 422, 'once');
  const request = await read(id);
  assert.deepEqual([request.procedure, request.clock.decide_by], ['request', '2026-06-26'], 'three months from the agreement');
  assert.equal(
    (await officer.call('POST', `/applications/${id}/extension`, { version: request.version, reason: 'x' })).body.code,
    'no-extension',
  );
  const grant = { version: request.version, outcome: 'grant', reason: 'x', assessments: allFulfilled };
  assert.equal((await officer.call('POST', `/applications/${id}/decision`, grant)).body.code, 'is-request');
  const refusal = { version: request.version, outcome: 'refuse', reason: 'x', assessments: [] };
  const ground = (await officer.call('POST', `/applications/${id}/decision`, refusal)).body.code;
  assert.equal(ground, 'no-ground-for-refusal', 'what a permit lacks is none');
  const approval = { version: await now(), reason: 'Anonymised counts do.' };
  assert.equal((await visit('officer', `/desk/${id}/approve`, approval)).status, 422, 'the risks are open');
  const risks = allFulfilled.filter((one) => one.criterion.startsWith('risk'));
  await officer.call('POST', `/applications/${id}/assessments`, { version: Number(await now()), assessments: risks });
  assert.equal((await visit('officer', `/desk/${id}/approve`, { ...approval, version: await now() })).status, 303);
  const approved = await read(id);
  assert.deepEqual(
    [approved.state, approved.decisions[0].kind, approved.permit, approved.clock.respond_by],
    ['DECISION_ISSUED', 'approve', null, '2026-06-26'],
  );
  assert.match((await visit('innovator', `/register/${reference}`)).html, /answered in statistics/);
  const table = 'age  count\n20-44  112\n45-54  230';
  assert.equal((await visit('officer', `/desk/${id}/respond`, { version: await now(), reason: table })).status, 303);
  const done = await read(id);
  assert.deepEqual([done.clock.respond_by, done.clock.results_by], [null, '2027-09-27'], '26 September 2027 is a Sunday');
  assert.match((await visit('innovator', `/applications/${reference}`)).html, /20-44 {2}112/);
  assert.equal(
    JSON.stringify(await read(id, steward)).includes('20-44'),
    false,
    'whose data they are does not read the answer here',
  );
  for (const language of ['sv', 'en']) {
    for (const page of [`/applications/${reference}`, `/register/${reference}`, `/desk/${id}`])
      assert.equal(/undefined|\[object|NaN/.test((await visit('officer', page, undefined, language)).html), false, page);
    const letter = await visit('innovator', `/decisions/${done.decisions[0].id}.${language}.pdf`);
    assert.equal(letter.html.slice(0, 5), '%PDF-');
  }
  // Results are due in eighteen months, and whose they are is told in time.
  const told = () => hub.letters.filter((one) => one.text.includes('must be public by 27 September 2027')).length;
  await sendLetters();
  assert.equal(told(), 1, 'with the answer');
  hub.setNow(new Date('2027-07-01T05:00:00Z'));
  for (const _ of [1, 2]) await applicationJobs['application-reminders']?.(hub.hub, {});
  assert.equal(told(), 2, 'and three months ahead');
});

test('an offer that is declined leaves the application as it is', async () => {
  hub.setNow(start);
  const { id, version } = await inProcess(innovator, officer, { title: 'Declined' });
  const assessments = [{ criterion: 'b', finding: 'not-fulfilled', reason: 'Too much.' }];
  await officer.call('POST', `/applications/${id}/assessments`, { version, assessments });
  await officer.call('POST', `/applications/${id}/statistics-offer`, { version: (await read(id)).version, reason: 'Tables.' });
  const { body } = await innovator.call('POST', `/applications/${id}/statistics-agreement`, { agrees: false });
  assert.deepEqual([body.state, body.procedure, body.clock.decide_by], ['PROCESSING', 'normal', '2026-06-02']);
  const refusal = { version: body.version, outcome: 'refuse', reason: 'No.' };
  assert.equal((await officer.call('POST', `/applications/${id}/decision`, refusal)).body.decisions[0].kind, 'refuse');
});
