// What stands beside the form on the real hub: attachments, comments, files in and out, questions answered, withdrawing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { v7 as uuidv7 } from 'uuid';
import { seedDemo } from '../../demo-personas/actions.ts';
import { verifyJournal } from '../../platform/journal.ts';
import { testHub } from '../../platform/testing.ts';
import { aContent, announce, as, inProcess } from '../applications.test-support.ts';
import { browser, fieldsOn } from './form.test-support.ts';

const hub = await testHub({ demo: true });
await seedDemo(hub.hub);
await announce(hub);
const ines = await browser(hub, 'innovator');
const olle = await browser(hub, 'officer');
const innovator = await as(hub, 'innovator');
const officer = await as(hub, 'officer');

const draft = async (content = {}) =>
  (await innovator.call('POST', '/applications', { organisation: 'hjartlyftet', content: aContent(content) })).body;
const stepOf = (reference: string, step: string) => `/applications/${reference}/form/${step}`;
const pdf = (name = 'plan.pdf', bytes = '%PDF-1.7 a research plan') => new File([bytes], name);
const attach = (reference: string, file: File, id = uuidv7()) =>
  ines.upload(
    `/applications/${reference}/attachments`,
    { attachment_id: id, back: 'benefit', attachment_field: 'benefit' },
    file,
  );
const linkIn = (html: string, reference: string) =>
  new RegExp(`/applications/${reference}/attachments/[0-9a-f-]{36}`).exec(html)?.[0] ?? '';

test('an attachment is kept once, served as a download under its real name, and read by the body only after handing in', async () => {
  const { reference, version } = await draft();
  const id = uuidv7();
  await attach(reference, pdf('Plan å "1".pdf'), id);
  await attach(reference, pdf('Plan å "1".pdf'), id);
  const { html } = await ines.get(stepOf(reference, 'benefit'));
  assert.equal(html.split('Plan å 1.pdf</a>').length, 2);
  const link = linkIn(html, reference);
  const file = await ines.get(link);
  assert.equal(file.html, '%PDF-1.7 a research plan');
  assert.equal(file.headers.get('content-type'), 'application/pdf');
  assert.match(
    file.headers.get('content-disposition') ?? '',
    /^attachment; filename="[\w .]+"; filename\*=UTF-8''Plan%20%C3%A5%201\.pdf$/,
  );
  assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
  assert.equal((await olle.get(link)).status, 404);
  await innovator.call('POST', `/applications/${reference}/submission`, { version });
  assert.equal((await olle.get(link)).status, 200);
  assert.equal((await (await browser(hub, 'advisor')).get(link)).status, 404);
  const late = await attach(reference, pdf());
  assert.equal(late.status, 422);
});

test('only what its own bytes say is a document or an image is taken, up to one megabyte and twenty files', async () => {
  const { reference } = await draft();
  const refusals = [
    [new File(['MZ\x90'], 'plan.pdf'), /kind of file is not taken/],
    [new File(['<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'], 'a.png'), /kind of file is not taken/],
    [new File(['PK\x03\x04 a zip that is no document'], 'a.docx'), /kind of file is not taken/],
    [new File([`%PDF-${'x'.repeat(1024 * 1024)}`], 'a.pdf'), /larger than 1 MB/],
    [new File([], 'a.pdf'), /Choose a file first/],
  ] as const;
  for (const [file, words] of refusals) {
    const { status, html } = await attach(reference, file);
    assert.equal(status, 422);
    assert.match(html, words);
  }
  await Promise.all(Array.from({ length: 20 }, (_, number) => attach(reference, pdf(`${number}.pdf`))));
  assert.match((await attach(reference, pdf())).html, /20 attachments already/);
  const kept = await hub.hub.db.selectFrom('application_attachment').select('name').execute();
  assert.equal(kept.filter(({ name }) => /^\d+\.pdf$/.test(name)).length, 20);
});

test('a draft that is thrown away takes its attachments along, and its words stay for a copy', async () => {
  const { reference, id } = await draft();
  await attach(reference, pdf('gone.pdf'));
  const page = (await ines.get(`/applications/${reference}`)).html;
  const thrown = await ines.post(`/applications/${reference}/withdrawal`, fieldsOn(page, '/withdrawal'));
  assert.equal(thrown.status, 303);
  const left = await hub.hub.db.selectFrom('application_attachment').select('id').where('application', '=', id).execute();
  assert.equal(left.length, 0);
  assert.equal((await olle.get(`/applications/${reference}`)).status, 404, 'what was never handed in stays the applicant’s');
  const again = (await ines.get(`/applications/${reference}`)).html;
  const copied = await ines.post('/applications/new', fieldsOn(again, 'action="/applications/new"'));
  const form = (await ines.get(copied.location)).html;
  assert.equal(fieldsOn(form, 'step-form').title, aContent().title);
});

test('colleagues comment on a field once a click, settle it, and the body never sees it', async () => {
  const { reference, version } = await draft();
  const page = (await ines.get(stepOf(reference, 'benefit'))).html;
  const comment = { ...fieldsOn(page, 'step-form'), comment_field: 'benefit', comment_text: 'Is this <b>enough</b>?' };
  await Promise.all([
    ines.post(`/applications/${reference}/comments`, comment),
    ines.post(`/applications/${reference}/comments`, comment),
  ]);
  const shown = (await ines.get(stepOf(reference, 'benefit'))).html;
  assert.equal(shown.split('Is this &lt;b&gt;enough&lt;/b&gt;?').length, 2);
  assert.match(shown, /href="#comments-benefit">1 comment/);
  const long = await ines.post(`/applications/${reference}/comments`, {
    ...comment,
    comment_id: uuidv7(),
    comment_text: 'y'.repeat(4001),
  });
  assert.equal(long.status, 422);
  assert.ok(long.html.includes('y'.repeat(4001)), 'what was typed is on the page that says why not');
  const settle = /\/applications\/[^"]+\/resolution/.exec(shown)?.[0] ?? '';
  await ines.post(settle, { back: 'benefit' });
  assert.match((await ines.get(stepOf(reference, 'benefit'))).html, /Settled comments.*\(1\)/s);
  await innovator.call('POST', `/applications/${reference}/submission`, { version });
  assert.doesNotMatch((await olle.get(`/applications/${reference}`)).html, /enough/);
  assert.equal((await olle.post(`/applications/${reference}/comments`, { ...comment, comment_id: uuidv7() })).status, 404);
});

test('an application goes out as a file and comes in again the same; what does not fit is named and the rest is taken', async () => {
  const { reference } = await draft({ models: [{ name: 'M', digest: `sha256:${'a'.repeat(43)}` }] });
  const file = (await ines.get(`/applications/${reference}/file`)).html;
  const bring = (text: string) =>
    ines.upload('/applications/new', { id: uuidv7(), from: 'file', organisation: 'hjartlyftet' }, new File([text], 'a.json'));
  const same = (await bring(file)).location.split('/')[2] ?? '';
  const content = (one: string) => innovator.call('GET', `/applications/${one}`).then(({ body }) => body.content);
  assert.deepEqual(await content(same), await content(reference));

  const odd = {
    ...JSON.parse(file),
    title: 'T'.repeat(300),
    period: { from: 'spring', to: '2027-03-31' },
    colour: 'red',
    purpose: 'ehds53.1.a',
    persons: 7,
  };
  const came = (await bring(JSON.stringify(odd))).location.split('/')[2] ?? '';
  const kept = await content(came);
  assert.equal(kept.benefit, aContent().benefit);
  assert.deepEqual([kept.title, kept.period, kept.purpose, kept.persons], [undefined, undefined, undefined, undefined]);
  const check = (await ines.get(stepOf(came, 'check'))).html;
  assert.match(check, /This could not be taken from the file.*<code>colour<\/code>.*<code>persons<\/code>/s);
  assert.match(check, /at most 200 characters; it has 300/);
  assert.equal(fieldsOn((await ines.get(stepOf(came, 'safeguards'))).html, 'step-form').period_from, 'spring');
  for (const nonsense of ['', '[]', 'null', '7', '{"a":', '\0', '{"content":7}'])
    assert.ok([303, 422].includes((await bring(nonsense)).status), nonsense);
});

test('the body’s questions stand at their fields; only these can be changed; the answers are sent together', async () => {
  const { id, version } = await inProcess(innovator, officer);
  const asked = await officer.call('POST', `/applications/${id}/questions`, {
    version,
    text: '',
    fields: [
      { field: 'benefit', text: 'For whom?' },
      { field: 'coverage', text: 'Which years?' },
    ],
  });
  const { reference } = asked.body;
  const benefit = (await ines.get(stepOf(reference, 'benefit'))).html;
  assert.match(benefit, /The authority asks.*For whom\?/s);
  const page = fieldsOn(benefit, 'step-form');
  const own = Object.keys(page).filter((name) => !/^(back|comment_|attachment_)/.test(name));
  assert.deepEqual(own.sort(), ['benefit', 'reply_benefit', 'seen'], 'the other field of the step cannot be changed');
  await ines.post(stepOf(reference, 'benefit'), { ...page, benefit: 'For patients.', reply_benefit: 'Patients: now said.' });
  const forced = await ines.post(stepOf(reference, 'benefit'), {
    seen: '{"intended_use":"x"}',
    intended_use: 'Another use',
    go: 'stay',
  });
  assert.ok([409, 422].includes(forced.status));
  const early = await ines.post(stepOf(reference, 'check'), {
    ...fieldsOn((await ines.get(stepOf(reference, 'check'))).html, '/form/check'),
    go: 'answer',
  });
  assert.equal(early.status, 422, 'one question has no answer yet');
  const data = fieldsOn((await ines.get(stepOf(reference, 'data'))).html, 'step-form');
  await ines.post(stepOf(reference, 'data'), { ...data, reply_coverage: 'All years.' });
  const check = (await ines.get(stepOf(reference, 'check'))).html;
  assert.match(check, /Patients: now said\..*All years\./s);
  const sent = await ines.post(stepOf(reference, 'check'), { ...fieldsOn(check, '/form/check'), go: 'answer' });
  assert.equal(sent.status, 303);
  const after = (await officer.call('GET', `/applications/${id}`)).body;
  assert.equal(after.state, 'PROCESSING');
  assert.equal(after.content.benefit, 'For patients.');
  assert.equal(after.content.intended_use, aContent().intended_use);
  assert.equal(after.questions[0].answer, 'The benefit: Patients: now said.\n\nWhich years and which area: All years.');
  assert.ok((await verifyJournal(hub.hub.db)).ok);
});

test('by the API too, only what is asked about can be changed after handing in', async () => {
  const { id, version } = await inProcess(innovator, officer);
  const asked = await officer.call('POST', `/applications/${id}/questions`, {
    version,
    fields: [{ field: 'benefit', text: 'For whom?' }],
  });
  const edit = (content: object) => innovator.call('PATCH', `/applications/${id}`, { version: asked.body.version, content });
  const shut = await edit({ safeguards: 'None.' });
  assert.deepEqual([shut.status, shut.body.code], [422, 'not-asked']);
  assert.equal((await edit({ benefit: 'For patients.' })).status, 200);
});

test('a value set by the API replaces what was kept as typed', async () => {
  const { reference } = await draft();
  const page = fieldsOn((await ines.get(stepOf(reference, 'project'))).html, 'step-form');
  const typed = JSON.parse(
    (await ines.post(stepOf(reference, 'project'), { ...page, title: 'x'.repeat(201) }, { json: true })).html,
  );
  await innovator.call('PATCH', `/applications/${reference}`, { version: typed.version, content: { title: 'Short' } });
  assert.equal(fieldsOn((await ines.get(stepOf(reference, 'project'))).html, 'step-form').title, 'Short');
});

test('a draft that was put away says what was kept, and goes on as a copy with its attachments', async () => {
  const { reference } = await draft({ title: 'Long ago' });
  await attach(reference, pdf('old.pdf'));
  const { expireIdleDrafts } = await import('../actions.ts');
  hub.setNow(new Date('2026-10-01T09:00:00Z'));
  await expireIdleDrafts(hub.hub);
  const page = (await ines.get(`/applications/${reference}`)).html;
  assert.match(page, /The draft was put away.*1[0-9] fields filled in and 1 attachments/s);
  const copied = await ines.post('/applications/new', fieldsOn(page, 'action="/applications/new"'));
  const copy = copied.location.split('/')[2] ?? '';
  const form = (await ines.get(stepOf(copy, 'benefit'))).html;
  assert.match(form, /old\.pdf/);
  assert.equal(fieldsOn((await ines.get(stepOf(copy, 'project'))).html, 'step-form').title, 'Long ago');
});

test('a button beside the form keeps what was typed in it: a file attached, a comment begun, without a script', async () => {
  const { reference } = await draft();
  const path = stepOf(reference, 'benefit');
  const page = fieldsOn((await ines.get(path)).html, 'step-form') as Record<string, string>;
  await ines.upload(`/applications/${reference}/attachments`, { ...page, benefit: 'Typed before attaching' }, pdf('beside.pdf'));
  const after = (await ines.get(path)).html;
  assert.match(after, /beside\.pdf/);
  assert.equal(fieldsOn(after, 'step-form').benefit, 'Typed before attaching');
  await ines.post(path, { ...fieldsOn(after, 'step-form'), comment_text: 'Begun, then saved', go: 'next' });
  assert.match((await ines.get(path)).html, /Begun, then saved/);
});

test('a model is tried, kept and put into the application under its digest', async () => {
  const { reference } = await draft();
  const onnx = readFileSync(new URL('../../../demo/model/cleveland.onnx', import.meta.url));
  const bring = (bytes: Buffer) =>
    ines.upload(
      `/models/${reference}`,
      { upload_name: 'Ours', back: 'methods' },
      new File([new Uint8Array(bytes)], 'm.onnx'),
      'model_file',
    );
  assert.equal((await bring(onnx)).status, 303);
  const methods = (await ines.get(stepOf(reference, 'methods'))).html;
  const fields = fieldsOn(methods, 'step-form');
  assert.equal(fields['model-0-name'], 'Ours');
  assert.match(String(fields['model-0-digest']), /^sha256:/);
  const bad = await bring(Buffer.from('no model'));
  assert.equal(bad.status, 422);
  assert.match(bad.html, /No station would run this model.*not an ONNX model/s);
});

test('a draft says the day on which it is put away, counted from its last change', async () => {
  hub.setNow(new Date('2026-10-01T09:00:00Z'));
  const { reference, version } = await draft();
  hub.setNow(new Date('2026-11-15T09:00:00Z'));
  await innovator.call('PATCH', `/applications/${reference}`, { version, content: { title: 'Touched' } });
  assert.match((await ines.get(`/applications/${reference}`)).html, /it is put away on 15 May 2027/);
  assert.match((await ines.get('/applications')).html, /it is put away on 15 May 2027/);
});

test('a file that is nested without end, or of fields without end, or longer than an application is refused in words', async () => {
  const bring = (text: string) =>
    ines.upload('/applications/new', { id: uuidv7(), from: 'file', organisation: 'hjartlyftet' }, new File([text], 'a.json'));
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  for (const text of [`{"other":${nested(100_000)}}`, `{"content":{"persons":${nested(100_000)}}}`])
    assert.equal((await bring(text)).status, 422);
  const many = await bring(JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`field ${at}`, 'words']))));
  assert.equal(many.status, 303);
  const { html } = await ines.get(many.location);
  assert.match(html, /field 99\b/);
  assert.doesNotMatch(html, /field 100\b/);
  assert.equal((await bring(JSON.stringify({ benefit: 'x'.repeat(4_100_000) }))).status, 413);
});

test('addresses and names of a megabyte are read at once: no expression goes over them again and again', async () => {
  const { reference } = await draft();
  const address = `a@${'a.'.repeat(200_000)}@`;
  const imported = await ines.upload(
    '/applications/new',
    { id: uuidv7(), from: 'file', organisation: 'hjartlyftet' },
    new File([JSON.stringify({ persons: [{ name: 'A', email: address }] })], 'a.json'),
  );
  assert.equal(imported.status, 303);
  const fields = fieldsOn((await ines.get(stepOf(reference, 'who'))).html, `action="${stepOf(reference, 'who')}"`);
  const added = { ...fields, 'add_person[]': [`a${' '.repeat(300_000)}b`, 'Ann Ek <ann@example.org>'] };
  assert.equal((await ines.post(stepOf(reference, 'who'), added)).status, 303);
  assert.match((await ines.get(stepOf(reference, 'who'))).html, /value="ann@example.org"/);
});
