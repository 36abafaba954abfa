// Applications on the real hub: the whole way, and what happens when somebody does the wrong thing, or two do the same.
import assert from 'node:assert/strict';
import test from 'node:test';
import { seedDemo, tokenAs } from '../demo-personas/actions.ts';
import { giveRole, membershipsOf } from '../organisations/actions.ts';
import { verifyJournal } from '../platform/journal.ts';
import { testHub } from '../platform/testing.ts';
import { aContent, allFulfilled, announce, as, caller, inProcess, withKey } from './applications.test-support.ts';

const hub = await testHub({ demo: true, jobs: true });
await seedDemo(hub.hub);
await announce(hub);
const innovator = await as(hub, 'innovator');
const officer = await as(hub, 'officer');
const officerTwo = await as(hub, 'officer-two');
const advisor = await as(hub, 'advisor');
const nobody = caller(hub, {});
await withKey(innovator);
const draft = async (content = aContent()) =>
  (await innovator.call('POST', '/applications', { organisation: 'hjartlyftet', content })).body;
const decision = (version: number, more = {}) => ({
  version,
  outcome: 'grant',
  reason: 'All criteria are met.',
  assessments: allFulfilled,
  ...more,
});

test('an application goes from draft to a permit that waits for the signature', async () => {
  const { id, version } = await inProcess(innovator, officer);
  const decided = await officer.call(
    'POST',
    `/applications/${id}/decision`,
    decision(version, { conditions: ['Publish the results.'] }),
  );
  assert.equal(decided.status, 200, JSON.stringify(decided.body));
  assert.equal(decided.body.state, 'DECISION_ISSUED');
  assert.equal(decided.body.permit.state, 'PENDING');
  const permit = await innovator.call('GET', `/permits/${decided.body.permit.reference}`);
  assert.deepEqual(permit.body.pending.datasets[0].variables, ['age', 'sex']);
  assert.equal(permit.body.pending.persons[0].keys.length, 1);
  assert.deepEqual(permit.body.terms.conditions, ['Publish the results.']);
  const entry = (await nobody('GET', '/register')).body[0];
  assert.equal(entry.decision, null, 'a permit is published when it is signed');
  assert.equal(entry.state, 'DECISION_ISSUED');
  assert.equal(JSON.stringify(entry).includes('Only sums leave'), false, 'the register holds the public section alone');
});

test('an incomplete draft is kept, and says what is missing', async () => {
  const made = await draft(aContent({ benefit: undefined, safeguards: undefined }));
  const refused = await innovator.call('POST', `/applications/${made.id}/submission`, { version: made.version });
  assert.equal(refused.status, 422);
  assert.equal(refused.body.code, 'incomplete');
  assert.deepEqual(
    refused.body.issues.map((issue: { path: string }) => issue.path),
    ['benefit', 'safeguards'],
  );
  const edited = await innovator.call('PATCH', `/applications/${made.reference}`, {
    version: made.version,
    content: { benefit: 'B', safeguards: 'S', ethics: null },
  });
  assert.equal(edited.body.content.title, 'Does the model hold elsewhere?');
  assert.equal(
    (await innovator.call('POST', `/applications/${made.id}/submission`, { version: edited.body.version })).body.state,
    'SUBMITTED',
  );
});

test('two officers who decide at once: one decision, one clear answer to the other, one permit', async () => {
  const { id, version } = await inProcess(innovator, officer);
  const answers = await Promise.all([
    officer.call('POST', `/applications/${id}/decision`, decision(version)),
    officerTwo.call('POST', `/applications/${id}/decision`, decision(version, { reason: 'The other one.' })),
  ]);
  assert.deepEqual(answers.map((one) => one.status).sort(), [200, 409]);
  assert.equal(answers.find((one) => one.status === 409)?.body.code, 'changed-under-you');
  assert.equal((await officer.call('GET', `/applications/${id}`)).body.decisions.length, 1);
});

test('withdrawn while it is being decided: whoever is second is told, and nothing is half done', async () => {
  const { id, version } = await inProcess(innovator, officer);
  const [withdrawn, decided] = await Promise.all([
    innovator.call('POST', `/applications/${id}/withdrawal`, { version }),
    officer.call('POST', `/applications/${id}/decision`, decision(version)),
  ]);
  assert.deepEqual([withdrawn.status, decided.status].sort(), [200, 409]);
  const after = (await innovator.call('GET', `/applications/${id}`)).body;
  assert.equal(after.state, withdrawn.status === 200 ? 'WITHDRAWN' : 'DECISION_ISSUED');
  assert.equal(after.permit === null, withdrawn.status === 200);
  const late = await officer.call('POST', `/applications/${id}/decision`, decision(after.version));
  assert.equal(late.body.code, 'wrong-state');
});

test('a question pauses the clock, the applicant changes what was asked about, the answer starts it again', async () => {
  const { id, version } = await inProcess(innovator, officer);
  const asked = await officer.call('POST', `/applications/${id}/questions`, {
    version,
    text: 'Why sex?',
    fields: [{ field: 'data', text: 'What for?' }],
  });
  assert.deepEqual([asked.body.clock.decision, asked.body.clock.decide_by], ['paused', null]);
  const open = asked.body.questions.map((one: { field: string | null; text: string }) => [one.field, one.text]);
  assert.deepEqual(open, [
    [null, 'Why sex?'],
    ['data', 'What for?'],
  ]);
  const edited = await innovator.call('PATCH', `/applications/${id}`, {
    version: asked.body.version,
    content: { data: [{ dataset: 'heart', variables: ['age'] }] },
  });
  const answered = await innovator.call('POST', `/applications/${id}/answers`, {
    version: edited.body.version,
    text: 'Not needed.',
  });
  assert.equal(answered.body.state, 'PROCESSING');
  assert.equal(answered.body.clock.decide_by, '2026-06-02');
  assert.equal(answered.body.questions[1].answer, 'Not needed.');
  const empty = await officer.call('POST', `/applications/${id}/questions`, { version: answered.body.version, text: ' ' });
  assert.equal(empty.body.code, 'nothing-asked');
});

test('a refusal names its criterion, and the applicant reads why', async () => {
  const { id, version } = await inProcess(innovator, officer);
  const body = { version, outcome: 'refuse', reason: 'More data than needed.' };
  assert.equal((await officer.call('POST', `/applications/${id}/decision`, body)).body.code, 'no-ground-for-refusal');
  const assessed = await officer.call('POST', `/applications/${id}/assessments`, {
    version,
    assessments: [{ criterion: 'b', finding: 'not-fulfilled', reason: 'Sex is not needed.' }],
  });
  const hidden = await innovator.call('GET', `/applications/${id}`);
  assert.deepEqual(hidden.body.assessments, [], 'findings are the body’s until it has decided');
  const refused = await officer.call('POST', `/applications/${id}/decision`, { ...body, version: assessed.body.version });
  assert.equal(refused.body.state, 'DECISION_ISSUED');
  const read = await innovator.call('GET', `/applications/${id}`);
  assert.equal(read.body.assessments[0].reason, 'Sex is not needed.');
  assert.equal(read.body.permit, null);
});

test('a draft is the applicant’s alone, and a submitted application is no rival’s and no advisor’s', async () => {
  const made = await draft();
  for (const who of [officer, advisor]) assert.equal((await who.call('GET', `/applications/${made.id}`)).status, 404);
  const { id } = await inProcess(innovator, officer);
  assert.equal((await advisor.call('GET', `/applications/${id}`)).status, 404);
  assert.equal((await nobody('GET', `/applications/${id}`)).status, 401);
  const stranger = await officer.call('POST', `/applications/${id}/withdrawal`, { version: 1 });
  assert.deepEqual([stranger.status, stranger.body.code], [403, 'not-for-you']);
});

test('an officer who also belongs to the applicant does not decide', async () => {
  const hubAdvisor = await membershipsOf(hub.hub, advisor.person, 'session');
  assert.ok(hubAdvisor);
  await giveRole(hub.hub, hubAdvisor, 'hjartlyftet', {
    email: 'officer-two@demo.sluss.example',
    name: 'Oda',
    role: 'innovator',
    station: null,
  });
  const { id, version } = await inProcess(innovator, officer);
  assert.equal((await officerTwo.call('POST', `/applications/${id}/decision`, decision(version))).status, 403);
});

test('text of a megabyte, a NUL, markup, strange ids and wrong types: each a clear answer, and the draft as it was', async () => {
  const made = await draft();
  const patch = (content: unknown) => innovator.call('PATCH', `/applications/${made.id}`, { version: made.version, content });
  const long = await patch({ title: 'x'.repeat(500_000) });
  assert.deepEqual([long.status, long.body.issues[0].path], [400, 'content.title']);
  assert.equal(JSON.stringify(long.body).length < 2000, true, 'what was sent is not sent back');
  assert.equal((await patch({ title: 'x'.repeat(1_100_000) })).status, 413);
  assert.equal((await patch({ title: 'a\0b' })).status, 400);
  assert.equal((await patch({ title: '\ud800' })).status, 400);
  assert.equal((await patch({ titel: 'misspelt' })).status, 400);
  assert.equal((await patch({ period: { from: '2026-02-30', to: '2026-03-01' } })).status, 400);
  assert.equal(
    (await innovator.call('PATCH', `/applications/${made.id}`, { version: 99, content: { title: 'late' } })).status,
    409,
  );
  for (const id of ["'; drop table application; --", '0195f000-zzzz', '%00', 'A-2026-9999'])
    assert.ok([400, 404].includes((await innovator.call('GET', `/applications/${encodeURIComponent(id)}`)).status), id);
  assert.deepEqual((await innovator.call('GET', `/applications/${made.id}`)).body.content, made.content);
  const markup = await patch({ title: '<script>alert(1)</script> e\u0301' });
  assert.equal(markup.body.content.title, '<script>alert(1)</script> é');
});

test('letters tell the officers of a submission, and of a decision everybody who may act for the applicant', async () => {
  const { id, version } = await inProcess(innovator, officer, { title: 'Told by letter' });
  await officer.call('POST', `/applications/${id}/decision`, decision(version));
  const letters = await hub.sent((letter) => letter.subject.includes('Told by letter'), 3);
  assert.deepEqual(letters.map(({ to }) => to).sort(), [
    'innovator@demo.sluss.example',
    'officer-two@demo.sluss.example',
    'officer@demo.sluss.example',
  ]);
  const toColleague = letters.find(({ to }) => to.startsWith('officer-two'));
  assert.match(toColleague?.text ?? '', /\/applications\/A-/, 'who has joined the applicant hears of it as a colleague alone');
});

test('pages show the register to anybody, an application and its permit to those concerned, in both languages', async () => {
  const { id, version } = await inProcess(innovator, officer, { title: 'Shown <on> a page' });
  const decided = await officer.call('POST', `/applications/${id}/decision`, decision(version));
  const { token } = await tokenAs(hub.hub, 'innovator', 'test');
  const read = async (path: string, language: string, authorization?: string) => {
    const headers = { accept: 'text/html', 'accept-language': language, ...(authorization ? { authorization } : {}) };
    const response = await hub.app.request(path, { headers });
    return { status: response.status, html: await response.text() };
  };
  for (const language of ['sv', 'en']) {
    const register = await read('/register', language);
    assert.ok(register.html.includes('Shown &lt;on&gt; a page'));
    assert.equal(register.html.includes('Only sums leave'), false);
    for (const path of [
      `/applications/${decided.body.reference}`,
      `/permits/${decided.body.permit.reference}`,
      '/permits',
      '/applications',
    ]) {
      const page = await read(path, language, `Bearer ${token}`);
      assert.equal(page.status, 200, path);
      assert.equal(/undefined|\[object/.test(page.html), false, path);
    }
    assert.equal((await read(`/applications/${decided.body.reference}`, language)).status, 401);
  }
});

test('everything that happened is in the journal, whole', async () => {
  const { id, version } = await inProcess(innovator, officer);
  assert.equal((await innovator.call('POST', `/applications/${id}/withdrawal`, { version })).body.state, 'WITHDRAWN');
  const verdict = await verifyJournal(hub.hub.db);
  assert.equal(verdict.ok, true);
  const verbs = new Set((await hub.hub.db.selectFrom('journal').select('verb').execute()).map((row) => row.verb));
  for (const verb of [
    'application.submitted',
    'application.decided',
    'application.withdrawn',
    'application.assess',
    'decision.grant',
    'decision.refuse',
  ])
    assert.ok(verbs.has(verb), verb);
});
