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
  const sent = await ines.post(stepOf(reference, 'check'), { ...fieldsOn(ready.html, '/form/check'), go: 'hand-in' });
  assert.equal(sent.location, `/applications/${reference}`);
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
