// The form of applications on the real hub: from nothing to handed in, in both languages, and what a person may do wrong on the way.
import assert from 'node:assert/strict';
import test from 'node:test';
import { v7 as uuidv7 } from 'uuid';
import { seedDemo } from '../../demo-personas/actions.ts';
import { verifyJournal } from '../../platform/journal.ts';
import { testHub } from '../../platform/testing.ts';
import { announce } from '../applications.test-support.ts';
import { type Browser, browser, type Fields, fieldsOn } from './form.test-support.ts';

const hub = await testHub({ demo: true });
await seedDemo(hub.hub);
await announce(hub);
const ines = await browser(hub, 'innovator');

async function begin(who: Browser = ines): Promise<string> {
  const started = await who.post('/applications/new', { id: uuidv7(), from: 'nothing', organisation: 'hjartlyftet' });
  assert.equal(started.status, 303);
  return started.location.split('/')[2] ?? '';
}
const stepOf = (reference: string, step: string) => `/applications/${reference}/form/${step}`;

/** Fills in a step as it stands, with changes, and sends it. */
async function fillIn(who: Browser, reference: string, step: string, changes: Fields, go = 'next') {
  const path = stepOf(reference, step);
  const { html } = await who.get(path);
  return who.post(path, { ...fieldsOn(html, 'step-form'), ...changes, go });
}

async function fillAll(who: Browser, reference: string): Promise<void> {
  await fillIn(who, reference, 'project', { title: 'Does it hold?', summary: 'We look at whether a model holds elsewhere.' });
  await fillIn(who, reference, 'who', { applicant: 'We make decision support.' });
  await fillIn(who, reference, 'purpose', { purpose: 'ehds53.1.e', 'prohibited_uses[]': ['none'] });
  await fillIn(who, reference, 'benefit', { intended_use: 'External evaluation.', benefit: 'Care knows whether to trust it.' });
  await fillIn(who, reference, 'data', { add_dataset: 'heart' });
  await fillIn(who, reference, 'data', {
    'data-0-variables[]': ['age', 'sex'],
    'data-0-reason': 'Age and sex.',
    coverage: 'All',
    format: 'anonymised',
  });
  await fillIn(who, reference, 'methods', { 'methods[]': ['describe@1'] });
  await fillIn(who, reference, 'safeguards', {
    safeguards: 'Only sums.',
    period_from: '2026-04-01',
    period_to: '2027-03-31',
    period_reason: 'A year.',
  });
}

test('an application is filled in step by step without a script, checked, and handed in', async () => {
  const reference = await begin();
  const check = await ines.get(stepOf(reference, 'check'));
  assert.match(check.html, /things left/);
  assert.match(check.html, new RegExp(`href="${stepOf(reference, 'benefit')}\\?missing=yes#benefit"`));
  await fillAll(ines, reference);
  const ready = await ines.get(stepOf(reference, 'check'));
  assert.match(ready.html, /Nothing is missing/);
  assert.match(ready.html, /We look at whether a model holds elsewhere\./);
  const clicks = [1, 2].map(() =>
    ines.post(stepOf(reference, 'check'), { ...fieldsOn(ready.html, '/form/check'), go: 'hand-in' }),
  );
  for (const sent of await Promise.all(clicks)) assert.equal(sent.location, `/applications/${reference}`, 'two clicks at once');
  const again = await ines.post(stepOf(reference, 'check'), { ...fieldsOn(ready.html, '/form/check'), go: 'hand-in' });
  assert.equal(again.location, `/applications/${reference}`, 'a second click leads to the same place');
  assert.match((await ines.get(`/applications/${reference}`)).html, /Handed in\./);
  assert.equal(
    (await ines.get(stepOf(reference, 'data'))).location,
    `/applications/${reference}`,
    'the back button finds no form',
  );
  assert.ok((await verifyJournal(hub.hub.db)).ok);
});

test('each page of the form is whole in both languages: no text unfilled, none undefined', async () => {
  const reference = await begin();
  await fillAll(ines, reference);
  for (const language of ['sv', 'en']) {
    const who = await browser(hub, 'innovator', language);
    const steps = ['project', 'who', 'purpose', 'benefit', 'data', 'methods', 'safeguards', 'check'].map((step) =>
      stepOf(reference, step),
    );
    for (const path of [
      '/applications',
      '/applications/new',
      ...steps,
      `/applications/${reference}`,
      `/applications/${reference}/print`,
    ]) {
      const { status, html } = await who.get(path);
      assert.equal(status, 200, path);
      assert.ok(html.includes(`<html lang="${language}">`), path);
      const shown = html.replaceAll(/data-[\w-]+="[^"]*"/g, '');
      assert.doesNotMatch(shown, /\{\w+\}|undefined|NaN|\[object/, path);
    }
  }
});

test('what does not fit is kept as it was typed, named at its field, and keeps the application from being handed in', async () => {
  const reference = await begin();
  await fillAll(ines, reference);
  const long = 'å'.repeat(1_000_000);
  const html = '<script>alert(1)</script><b>"\'&';
  await fillIn(ines, reference, 'project', { title: long, summary: html }, 'stay');
  await fillIn(ines, reference, 'safeguards', { period_from: '2027-02-30', period_to: 'soon', safeguards: 'one\0two' }, 'stay');
  await fillIn(ines, reference, 'who', { 'person-0-email': 'not an address' }, 'stay');
  const project = (await ines.get(stepOf(reference, 'project'))).html;
  assert.ok(project.includes(long), 'a million letters are still there');
  assert.match(project, /at most 200 characters; it has 1000000/);
  assert.ok(project.includes('&lt;script&gt;alert(1)&lt;/script&gt;') && !project.includes(html));
  const safeguards = (await ines.get(stepOf(reference, 'safeguards'))).html;
  assert.match(safeguards, /value="2027-02-30"/);
  assert.match(safeguards, /value="soon"/);
  assert.match(safeguards, /characters that are not text/);
  assert.match((await ines.get(stepOf(reference, 'who'))).html, /value="not an address"/);
  const check = (await ines.get(stepOf(reference, 'check'))).html;
  assert.match(check, /4 things left/);
  assert.doesNotMatch(check, /value="hand-in"/);
  const forced = await ines.post(stepOf(reference, 'check'), { version: '1', go: 'hand-in' });
  assert.equal(forced.status, 422);
});

test('a purpose that is not open is refused where it is chosen, and opens on behalf of a public body', async () => {
  const reference = await begin();
  const shut = (await ines.get(stepOf(reference, 'purpose'))).html;
  assert.match(shut, /value="ehds53\.1\.a"[^>]*disabled/);
  await fillIn(ines, reference, 'purpose', { purpose: 'ehds53.1.a' }, 'stay');
  assert.match(
    (await ines.get(stepOf(reference, 'purpose'))).html,
    /open only to public bodies and those who work for one\. Choose another/,
  );
  await fillIn(ines, reference, 'purpose', { on_behalf_of: 'va-long-beach' }, 'stay');
  const open = (await ines.get(stepOf(reference, 'purpose'))).html;
  assert.doesNotMatch(open, /value="ehds53\.1\.a"[^>]*disabled/);
  assert.match(open, /value="ehds53\.1\.a"[^>]*checked/, 'what was chosen before holds now');
  await fillIn(ines, reference, 'purpose', { 'prohibited_uses[]': ['c'] }, 'stay');
  assert.match(
    (await ines.get(stepOf(reference, 'purpose'))).html,
    /Article 54\(c\): health data may not be used for advertising/,
  );
});

test('a limit begins with everybody inside, is narrowed on the public grid, and is taken out again', async () => {
  const reference = await begin();
  await fillIn(ines, reference, 'data', { add_dataset: 'heart' }, 'stay');
  await fillIn(ines, reference, 'data', { 'data-0-limit': 'age' }, 'stay');
  await fillIn(ines, reference, 'data', { 'limit-0-0-from': '45' }, 'stay');
  const whole = await ines.get(`/applications/${reference}`);
  assert.match(whole.html, /Only Age: 45–80/);
  await fillIn(ines, reference, 'data', { 'limit-0-0-remove': 'yes' }, 'stay');
  assert.doesNotMatch((await ines.get(`/applications/${reference}`)).html, /Only Age/);
  await fillIn(ines, reference, 'data', { 'data-0-remove': 'yes' }, 'stay');
  assert.doesNotMatch((await ines.get(`/applications/${reference}`)).html, /Heart/);
});

test('saving as one types: what fits, what does not, and what a colleague wrote meanwhile', async () => {
  const reference = await begin();
  const path = stepOf(reference, 'benefit');
  const page = fieldsOn((await ines.get(path)).html, 'step-form');
  const first = await ines.post(path, { ...page, benefit: 'One word' }, { json: true });
  const saved = JSON.parse(first.html);
  assert.deepEqual([first.status, saved.code, saved.wrong, saved.theirs], [200, 'saved', {}, []]);
  assert.match(saved.words, /^Saved \d\d:\d\d\.$/);
  const same = JSON.parse(
    (await ines.post(path, { ...page, benefit: 'One word', seen: JSON.stringify(saved.seen) }, { json: true })).html,
  );
  assert.equal(same.version, saved.version, 'the same again changes nothing');

  // Another window, opened before: it changes the other field and does not show the first one's words yet.
  const other = await ines.post(path, { ...page, intended_use: 'Two words' }, { json: true });
  assert.deepEqual([other.status, JSON.parse(other.html).theirs], [200, ['The benefit']]);
  const both = fieldsOn((await ines.get(path)).html, 'step-form');
  assert.deepEqual([both.benefit, both.intended_use], ['One word', 'Two words']);

  const late = await ines.post(path, { ...page, benefit: 'Other words' }, { json: true });
  assert.equal(late.status, 409);
  assert.deepEqual(JSON.parse(late.html).both, ['The benefit']);
  assert.equal(fieldsOn((await ines.get(path)).html, 'step-form').benefit, 'One word', 'nothing is overwritten');
  const long = await ines.post(path, { ...both, benefit: 'x'.repeat(20_001) }, { json: true });
  assert.match(JSON.parse(long.html).wrong.benefit, /at most 20000 characters/);
});

test('two who change the same field see both versions of that field alone, and choose', async () => {
  for (const [choice, expected] of [
    ['mine', 'Mine'],
    ['theirs', 'Theirs'],
    ['both', 'Theirs\n\nMine'],
  ] as const) {
    const reference = await begin();
    const path = stepOf(reference, 'benefit');
    const page = fieldsOn((await ines.get(path)).html, 'step-form');
    await ines.post(path, { ...page, benefit: 'Theirs', go: 'stay' });
    const merging = await ines.post(path, { ...page, benefit: 'Mine', intended_use: 'Also mine', go: 'next' });
    assert.equal(merging.status, 409);
    assert.match(merging.html, /Theirs/);
    assert.doesNotMatch(merging.html, /differs-intended_use/);
    const done = await ines.post(path, { ...fieldsOn(merging.html, path), 'keep-benefit': choice, go: 'stay' });
    assert.equal(done.status, 303);
    const after = fieldsOn((await ines.get(path)).html, 'step-form');
    assert.deepEqual([after.benefit, after.intended_use], [expected, 'Also mine']);
  }
});

test('a session that ends in the middle: every word is on the page, and is saved after signing in again', async () => {
  const reference = await begin();
  const path = stepOf(reference, 'benefit');
  const page = fieldsOn((await ines.get(path)).html, 'step-form');
  const nobody = await browser(hub, null);
  const kept = await nobody.post(path, { ...page, benefit: 'Not lost', go: 'next' });
  assert.equal(kept.status, 401);
  assert.match(kept.html, /You are signed out, but the text is here/);
  assert.match(kept.html, /Not lost/);
  assert.equal((await nobody.post(path, { ...page, benefit: 'x' }, { json: true })).status, 401);
  await ines.post(path, fieldsOn(kept.html, path));
  assert.equal(fieldsOn((await ines.get(path)).html, 'step-form').benefit, 'Not lost');
});

test('what comes after handing in, or to a draft that was put away, is shown again, with a copy to go on in', async () => {
  const reference = await begin();
  await fillAll(ines, reference);
  const path = stepOf(reference, 'benefit');
  const page = fieldsOn((await ines.get(path)).html, 'step-form');
  const check = fieldsOn((await ines.get(stepOf(reference, 'check'))).html, '/form/check');
  await ines.post(stepOf(reference, 'check'), { ...check, go: 'hand-in' });
  const late = await ines.post(path, { ...page, benefit: 'Too late, but not lost' });
  assert.equal(late.status, 422);
  assert.match(late.html, /Too late, but not lost/);
  const copied = await ines.post('/applications/new', fieldsOn(late.html, 'action="/applications/new"'));
  const copy = copied.location.split('/')[2] ?? '';
  assert.notEqual(copy, reference);
  assert.equal(fieldsOn((await ines.get(stepOf(copy, 'benefit'))).html, 'step-form').benefit, 'Care knows whether to trust it.');
});

test('nobody sees or changes what is not theirs: it is not there', async () => {
  const reference = await begin();
  await fillIn(ines, reference, 'project', { title: 'A secret of ours' });
  for (const persona of ['officer', 'steward-zurich', 'advisor']) {
    const other = await browser(hub, persona);
    for (const path of [
      `/applications/${reference}`,
      stepOf(reference, 'project'),
      `/applications/${reference}/print`,
      `/applications/${reference}/file`,
    ]) {
      const { status, html } = await other.get(path);
      assert.equal(status, 404, `${persona} ${path}`);
      assert.doesNotMatch(html, /A secret of ours/);
    }
    const tried = await other.post(stepOf(reference, 'project'), { seen: '{"title":"x"}', title: 'Mine now' });
    assert.equal(tried.status, 404);
    const copied = await other.post('/applications/new', {
      id: uuidv7(),
      from: 'copy',
      source: reference,
      organisation: 'hjartlyftet',
    });
    assert.ok([403, 404].includes(copied.status));
    assert.doesNotMatch((await other.get('/applications')).html, /A secret of ours/);
  }
  const stolen = await ines.post('/applications/new', { id: uuidv7(), from: 'nothing', organisation: 'va-long-beach' });
  assert.equal(stolen.status, 403);
});

test('a double click starts one application', async () => {
  const id = uuidv7();
  const start = () => ines.post('/applications/new', { id, from: 'nothing', organisation: 'hjartlyftet' });
  const [one, two] = await Promise.all([start(), start()]);
  assert.equal(one?.status, 303);
  assert.equal(one?.location, two?.location);
});

test('a hundred drafts written at once through the form: none lost, none doubled', async () => {
  const before = (await hub.hub.db.selectFrom('application').select('id').execute()).length;
  const numbers = Array.from({ length: 100 }, (_, number) => number);
  const references = await Promise.all(
    numbers.map(async (number) => {
      const id = uuidv7();
      const begun = await ines.post('/applications/new', { id, from: 'nothing', organisation: 'hjartlyftet' });
      const reference = begun.location.split('/')[2] ?? '';
      const path = stepOf(reference, 'project');
      const page = fieldsOn((await ines.get(path)).html, 'step-form');
      const typed = await ines.post(path, { ...page, title: `Draft ${number}` }, { json: true });
      const { seen } = JSON.parse(typed.html);
      const twice = { ...page, title: `Draft ${number}`, summary: `Words ${number}`, seen: JSON.stringify(seen), go: 'next' };
      await Promise.all([ines.post(path, twice), ines.post(path, twice)]);
      return reference;
    }),
  );
  assert.equal(new Set(references).size, 100);
  const rows = await hub.hub.db.selectFrom('application').select(['reference', 'content']).execute();
  assert.equal(rows.length - before, 100);
  for (const number of numbers) {
    const row = rows.find((one) => one.reference === references[number]);
    assert.deepEqual([row?.content.title, row?.content.summary], [`Draft ${number}`, `Words ${number}`]);
  }
  assert.ok((await verifyJournal(hub.hub.db)).ok);
});
