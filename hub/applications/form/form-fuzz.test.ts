// Whatever is posted to the forms of an application gets an answer below 500, and what others wrote stays as it was.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { seedDemo } from '../../demo-personas/actions.ts';
import { verifyJournal } from '../../platform/journal.ts';
import { testHub } from '../../platform/testing.ts';
import { aContent, announce, as } from '../applications.test-support.ts';
import { browser, type Fields } from './form.test-support.ts';
import { contentFields, isContentField, steps } from './steps.ts';

const hub = await testHub({ demo: true });
await seedDemo(hub.hub);
await announce(hub);
const innovator = await as(hub, 'innovator');
const ines = await browser(hub, 'innovator');
const officer = await browser(hub, 'officer');
const nobody = await browser(hub, null);
const draft = async () =>
  (await innovator.call('POST', '/applications', { organisation: 'hjartlyftet', content: aContent() })).body.reference as string;
const [played, kept] = [await draft(), await draft()];

const rows = [
  'person-0-name',
  'person-7-email',
  'person-999-name',
  'model-0-digest',
  'data-0-dataset',
  'data-0-variables[]',
  'data-0-limit',
];
const more = [
  'limit-0-0-variable',
  'limit-0-0-from',
  'limit-0-0-levels[]',
  'data-0-remove',
  'add_dataset',
  'add_person[]',
  'add_model',
];
const odd = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'go',
  'version',
  'id',
  'keep-title',
  'back',
  'field',
  'text',
  '',
];
const names = [
  ...contentFields,
  'period_from',
  'period_to',
  'investigator',
  'prohibited_uses[]',
  'methods[]',
  ...rows,
  ...more,
  ...odd,
];
const nasty = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\u202e',
    '<img src=x onerror=alert(1)>',
    '{}',
    '[]',
    'null',
    '-1',
    '9'.repeat(400),
    '2026-02-30',
  ),
  fc.constantFrom(
    'heart',
    'age',
    'sex',
    'none',
    'a',
    'ehds53.1.a',
    'ehds53.1.e',
    'describe@1',
    kept,
    uuidv7(),
    '__proto__',
    'x'.repeat(30_000),
  ),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);
const fields = fc.dictionary(fc.constantFrom(...names), fc.oneof(nasty, fc.array(nasty, { maxLength: 4 })), {
  maxKeys: 10,
  noNullPrototype: true,
});
const seen = fc.oneof(
  nasty,
  fc
    .dictionary(fc.constantFrom(...contentFields, 'reply_whole', 'reply_title', '__proto__'), nasty, { maxKeys: 6 })
    .map((one) => JSON.stringify(one)),
);
const paths = (reference: string) => [
  ...steps.map((step) => `/applications/${reference}/form/${step}`),
  `/applications/${reference}/comments`,
  `/applications/${reference}/attachments`,
  `/applications/${reference}/fee`,
  `/models/${reference}`,
  '/applications/new',
];

test('any fields at any form: an answer that is no bug, whoever sends them', async () => {
  const before = (await innovator.call('GET', `/applications/${kept}`)).body;
  const post = fc.record({
    path: fc.constantFrom(...paths(played), ...paths('A-2026-9999'), ...paths('x'), ...paths('%00')),
    fields,
    seen: fc.option(seen, { nil: undefined }),
    json: fc.boolean(),
    who: fc.constantFrom(ines, ines, ines, officer, nobody),
  });
  await fc.assert(
    fc.asyncProperty(post, async ({ path, fields: given, seen: page, json, who }) => {
      const answer = await who.post(path, { ...given, ...(page === undefined ? {} : { seen: page }) } as Fields, { json });
      assert.ok(answer.status < 500, `${path} answers ${answer.status}`);
      assert.doesNotMatch(answer.html, /<img src=x/);
    }),
    { numRuns: 150 },
  );
  const after = (await innovator.call('GET', `/applications/${kept}`)).body;
  assert.deepEqual(after, before, 'an application that lay beside it is as it was');
  for (const step of steps) assert.equal((await ines.get(`/applications/${played}/form/${step}`)).status, 200, step);
  assert.ok((await verifyJournal(hub.hub.db)).ok);
});

test('any file as an application: read, or refused with a reason', async () => {
  const value = fc.oneof(fc.jsonValue(), nasty);
  const file = fc.oneof(
    fc.json(),
    fc
      .dictionary(fc.constantFrom(...names.filter((name) => isContentField(name) || name === '__proto__')), value)
      .map((one) => JSON.stringify(one)),
    nasty,
  );
  await fc.assert(
    fc.asyncProperty(file, async (text) => {
      const given = { id: uuidv7(), from: 'file', organisation: 'hjartlyftet' };
      const answer = await ines.upload('/applications/new', given, new File([text], 'a.json'));
      assert.ok([303, 422].includes(answer.status), `${answer.status}`);
      if (answer.status === 303) assert.equal((await ines.get(answer.location)).status, 200);
    }),
    { numRuns: 40 },
  );
});
