// Around a finished study: shared with named colleagues, downloaded, compared, published. What is withheld stays so in every file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planFileSchema } from '@sluss/methods/plan-file.ts';
import { ensureMember, ensurePerson, membershipsOf, takeRole } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { permitDigest } from '../permits/rules.ts';
import { verifyJournal } from '../platform/journal.ts';
import { testHub } from '../platform/testing.ts';
import { limitLookups } from '../sign-in/actions.ts';
import { readPdf } from '../ui/pdf/pdf.test-support.ts';
import { listStudies, viewStudy } from './actions.ts';
import { aPermit, asReader } from './builder/builder.test-support.ts';
import { studyForReport } from './for-report.ts';
import { remindToPublish } from './letters.ts';
import { estimatesOf } from './result/estimates.ts';
import type { Released } from './result/shapes.ts';
import { cell, tableFile } from './result/table-file.ts';
import { publishBy, publishedResults, resultsToPublish, shareStudy } from './sharing.ts';
import { aStudy, seedStations, storyPlan, storyResult } from './studies.test-support.ts';
import words from './texts.en.json' with { type: 'json' };
import { studiesUnder } from './under-permit.ts';

const hub = await testHub({ demo: true });
await seedStations(hub);
const ines = await asReader(hub, 'innovator');
const aino = await asReader(hub, 'advisor');
const bence = await asReader(hub, 'steward-budapest');
const finished = await aStudy(hub);

test('a colleague sees the result from when it is shared until it is taken back, and nothing else; the journal remembers both', async () => {
  assert.equal((await aino.get(`/studies/${finished}`)).status, 404);
  const shared = await ines.post(`/studies/${finished}/shares`, [['email', ' Advisor@demo.sluss.example ']]);
  assert.equal(shared.status, 303, shared.html);
  const seen = await aino.get(`/studies/${finished}`);
  assert.equal(seen.status, 200);
  assert.match(seen.html, /AUROC 0\.846/);
  assert.doesNotMatch(seen.html, /\/shares"|\/stop|\/publication/);
  assert.match((await aino.get('/studies')).html, /shared with you/);
  for (const [address, fields] of [
    [`/studies/${finished}/shares`, [['email', 'officer@demo.sluss.example']]],
    [`/studies/${finished}/shares/${aino.person}/end`, []],
  ] as [string, [string, string][]][])
    assert.equal((await aino.post(address, fields)).status, 403);
  assert.equal(
    (
      await aino.post(`/studies/${finished}/publication`, [
        ['sv', 'x'.repeat(50)],
        ['en', 'x'.repeat(50)],
      ])
    ).status,
    404,
  );
  const [link] = /\/studies\/[0-9a-f-]+\/shares\/[0-9a-f-]+\/end/.exec((await ines.get(`/studies/${finished}`)).html) ?? [''];
  assert.equal((await ines.post(link, [])).status, 303);
  assert.equal((await aino.get(`/studies/${finished}`)).status, 404);
  assert.equal((await aino.get(`/studies/${finished}/result.csv`)).status, 404);
  const verbs = await hub.hub.db.selectFrom('journal').select('verb').where('thing', '=', `study:${finished}`).execute();
  assert.deepEqual(
    verbs.map(({ verb }) => verb),
    ['study.share', 'study.unshare'],
  );
  assert.equal((await verifyJournal(hub.hub.db)).ok, true);
});

test('an address that nobody has, no address and one’s own come back with what was typed; sharing twice is sharing once', async () => {
  for (const [email, wanted] of [
    ['nobody@example.org', /Nobody with this address is known here/],
    ['not an address', /Write an e-mail address/],
    ['innovator@demo.sluss.example', /you see it already/],
  ] as const) {
    const { status, html } = await ines.post(`/studies/${finished}/shares`, [['email', email]]);
    assert.equal(status, 422);
    assert.match(html, wanted);
    assert.match(html, new RegExp(`value="${email}"`));
  }
  await ines.post(`/studies/${finished}/shares`, [['email', 'advisor@demo.sluss.example']]);
  await ines.post(`/studies/${finished}/shares`, [['email', 'advisor@demo.sluss.example']]);
  const { html } = await ines.get(`/studies/${finished}`);
  assert.equal([...html.matchAll(/\/end[?"]/g)].length, 1);
});

test('whether an address is known here is answered some times and not by the thousand', async () => {
  const guess = () => ines.post(`/studies/${finished}/shares`, [['email', 'kept@example.org']]);
  assert.equal((await guess()).status, 422);
  for (let time = 0; time < 30; time += 1) await limitLookups(hub.hub, ines.person).catch(() => undefined);
  const { status, html } = await guess();
  assert.equal(status, 429);
  // The page comes back, with what was typed.
  assert.match(html, /Too many addresses in a short time/);
  assert.match(html, /value="kept@example.org"/);
  hub.setNow(new Date(hub.hub.now().getTime() + 15 * 60_000));
});

test('what somebody shared is shared while they may share it: who left opens nothing, and stands in nobody’s way', async () => {
  const { db } = hub.hub;
  const [study, person] = [await aStudy(hub), await ensurePerson(db, { email: 'left@share.example', name: 'L' }, hub.hub.now())];
  await ensureMember(db, { person, organisation: 'hjartlyftet', role: 'innovator', station: null }, hub.hub.now());
  const leaver = (await membershipsOf(hub.hub, person, 'session')) as Actor;
  await shareStudy(hub.hub, leaver, study, 'advisor@demo.sluss.example');
  const seen = async () => [
    (await aino.get(`/studies/${study}`)).status,
    (await aino.get('/studies')).html.includes(study),
    (await ines.get(`/studies/${study}`)).html.includes(`/shares/${aino.person}/end`),
  ];
  assert.deepEqual(await seen(), [200, true, true]);
  const role = await db.selectFrom('membership').select('id').where('person', '=', person).executeTakeFirstOrThrow();
  const advisor = (await membershipsOf(hub.hub, aino.person, 'session')) as Actor;
  await takeRole(hub.hub, advisor, 'hjartlyftet', role.id);
  assert.deepEqual(await seen(), [404, false, false]);
  assert.equal((await ines.post(`/studies/${study}/shares`, [['email', 'advisor@demo.sluss.example']])).status, 303);
  assert.deepEqual(await seen(), [200, true, true]);
});

test('who is taken off a permit reads none of its studies any more, nor those that ran before; nobody added reads them', async () => {
  const { db } = hub.hub;
  const person = (name: string) => ensurePerson(db, { email: `${name}@named.example`, name }, hub.hub.now());
  const [stays, goes, comes] = [await person('stays'), await person('goes'), await person('comes')];
  const keys = [`sha256:${'k'.repeat(43)}`];
  const named = (ids: string[]) => ids.map((id) => ({ iss: 'http://hub.test', sub: id, keys }));
  const { id, document } = await aPermit(
    hub,
    [stays, goes].map((one) => ({ id: one, keys })),
  );
  const study = await aStudy(hub, { permit: id, plan: { permit: permitDigest(document) } });
  const reads = () =>
    Promise.all(
      [stays, goes, comes].map(async (one) => {
        const actor = (await membershipsOf(hub.hub, one, 'session')) as Actor;
        const isListed = (await listStudies(hub.hub, actor)).some((row) => row.id === study);
        const isRead = await viewStudy(hub.hub, actor, study).then(
          () => true,
          () => false,
        );
        return [isListed, isRead];
      }),
    );
  const [yes, no] = [
    [true, true],
    [false, false],
  ];
  assert.deepEqual(await reads(), [yes, yes, no]);
  const next = { ...document, version: 2, previous: permitDigest(document), persons: named([stays, comes]) };
  const first = await db.selectFrom('permit_version').selectAll().where('permit', '=', id).executeTakeFirstOrThrow();
  const [draft, envelope] = [JSON.stringify(next) as never, JSON.stringify(first.envelope) as never];
  const unsigned = { ...first, version: 2, draft, draft_digest: permitDigest(next), envelope: null, objections: null };
  await db.insertInto('permit_version').values(unsigned).execute();
  assert.deepEqual(await reads(), [yes, yes, no], 'before it is signed nothing has changed');
  await db.updateTable('permit_version').set({ envelope }).where('permit', '=', id).where('version', '=', 2).execute();
  await db.updateTable('permit').set({ version: 2 }).where('id', '=', id).execute();
  assert.deepEqual(await reads(), [yes, no, no]);
  const { thing } = (await studyForReport(hub.hub, study)) ?? {};
  assert.deepEqual(thing?.persons, [stays], 'nor does a link to its report that they made hold');
});

test('a steward sees no result: no file of it, no share of it, no comparison', async () => {
  for (const file of ['result.json', 'result.csv', 'result.pdf']) {
    const { status, html } = await bence.get(`/studies/${finished}/${file}`);
    assert.equal(status, 404);
    assert.doesNotMatch(html, /0\.846/);
  }
  assert.equal((await bence.post(`/studies/${finished}/shares`, [['email', 'x@example.org']])).status, 403);
  assert.doesNotMatch((await bence.get(`/studies/compare?a=${finished}&b=${finished}`)).html, /0\.846|0\.85|3\.67/);
});

test('result.json is the released result, digit for digit, with its plan, what was withheld and where it comes from', async () => {
  const { html, headers } = await ines.get(`/studies/${finished}/result.json`);
  assert.match(headers.get('content-disposition') ?? '', /attachment; filename="study-.*\.json"/);
  const file = JSON.parse(html);
  assert.deepEqual(file.result, storyResult);
  assert.equal(file.plan.title, storyPlan.title);
  assert.match(file.withheld.en.join(' '), /How many lack a value is fewer than 10/);
  assert.equal(file.provenance.release, 'exact');
});

test('result.csv holds one row an estimate, and what is withheld is an empty value that says so', async () => {
  const { html } = await ines.get(`/studies/${finished}/result.csv`);
  const [head = '', ...rows] = html.trimEnd().split('\r\n');
  assert.equal(head, 'study,method,question,group,term,statistic,value,low,high,p,note');
  const find = (...parts: string[]) => rows.find((row) => parts.every((part) => row.includes(part))) ?? '';
  assert.match(find('logistic@1', 'sex male', 'odds_ratio'), /,odds_ratio,3\.667\d*,2\.2\d*,6\.0\d*,/);
  assert.match(find('evaluate@1', ',external,', ',,auroc'), /,external,,auroc,0\.84\d*,0\.80\d*,0\.88\d*,,$/);
  assert.match(find('curve 0.5', 'true_positive_rate'), /,curve 0\.5,true_positive_rate,0\.\d+,/);
  assert.match(find('plan', ',sex,missing'), /,sex,missing,,,,,withheld$/);
  const hidden = {
    ...(storyResult.results[1]?.result as object),
    cells: [
      [null, 20],
      [30, null],
    ],
    rows: [['a'], ['b']],
    columns: [['x'], ['y']],
    rowTotals: [null, null],
    columnTotals: [30, 20],
    total: null,
    test: null,
  };
  const text = tableFile(
    's',
    estimatesOf({ ...storyResult, results: [{ name: 'crosstab@1', title: { sv: '', en: '' }, result: hidden }] } as Released),
  );
  assert.match(text, /a by x,count,,,,,withheld\r\n/);
  assert.equal(
    estimatesOf(storyResult).every(({ value }) => value === null || Number.isFinite(value)),
    true,
  );
});

test('no text of a table file is a formula, whatever a level is called', () => {
  assert.equal(cell('=HYPERLINK("http://evil")'), `"'=HYPERLINK(""http://evil"")"`);
  for (const text of ['+1', '-1', '@x', '\tx']) assert.ok(cell(text).replace(/^"/, '').startsWith("'"));
  assert.equal(cell(-0.5), '-0.5');
  assert.equal(cell('a,b'), '"a,b"');
});

test('result.pdf is a PDF in either language, the same bytes each time', async () => {
  const pdf = async (language: string) => {
    const response = await hub.app.request(`/studies/${finished}/result.pdf?language=${language}`, { headers: ines.headers });
    assert.equal(response.headers.get('content-type'), 'application/pdf');
    return Buffer.from(await response.arrayBuffer());
  };
  const [one, two, sv] = [await pdf('en'), await pdf('en'), await pdf('sv')];
  assert.equal(one.subarray(0, 5).toString(), '%PDF-');
  assert.ok(one.equals(two));
  assert.ok(!one.equals(sv));
  const { text, tags } = readPdf(one);
  for (const title of [words.rocTitle, words.calibrationTitle, words.decisionTitle]) assert.ok(text.includes(title), title);
  assert.ok(tags.filter((tag) => tag === 'Figure').length >= 4);
});

test('the plan’s file asks the same again; a steward may have it, as the plan is theirs to read', async () => {
  const { html } = await bence.get(`/studies/${finished}/plan.json`);
  const file = planFileSchema.parse(JSON.parse(html));
  assert.deepEqual(file.methods, storyPlan.methods);
  assert.deepEqual(file.groups, storyPlan.groups);
});

test('two studies side by side: the same estimates on one line, and what only one has is said', async () => {
  const methods = storyPlan.methods.slice(2, 3);
  const results = storyResult.results.slice(2, 3);
  const other = await aStudy(hub, { plan: { title: 'The regression alone', methods }, result: { ...storyResult, results } });
  const { status, html } = await ines.get(`/studies/compare?a=${finished}&b=${other}`);
  assert.equal(status, 200);
  assert.match(html, /Filled: Does the Cleveland model hold.*Rings: The regression alone/s);
  assert.match(html, /Only in Does the Cleveland model hold[^<]*Does the model hold\?/);
  assert.doesNotMatch(html.replace(/value="[^"]*"/g, ''), /\{\w+\}|undefined|NaN|\[object/);
  const rival = await aStudy(hub, { organisation: 'rival' });
  assert.equal((await ines.get(`/studies/compare?a=${finished}&b=${rival}`)).status, 404);
  assert.match((await ines.get('/studies/compare?a=x')).html, /Compare two studies/);
});

test('a study compared with itself is the same in every line, subgroups of each group by themselves', async () => {
  const { html } = await ines.get(`/studies/compare?a=${finished}&b=${finished}`);
  const rows = [
    ...html.matchAll(
      /<tr[^>]*><th scope="row"[^>]*>[^<]*<\/th><td[^>]*class="number"[^>]*>(.*?)<\/td><td[^>]*class="number"[^>]*>(.*?)<\/td><\/tr>/g,
    ),
  ];
  assert.ok(rows.length > 20, String(rows.length));
  for (const [, one, two] of rows) assert.equal(one?.replace(/<[^>]+>/g, ''), two?.replace(/<[^>]+>/g, ''));
});

test('a result is published in plain language by whose it is, within eighteen months, and the words can be mended', async () => {
  const short = await ines.post(`/studies/${finished}/publication`, [
    ['sv', 'kort'],
    ['en', `${'A model was tried at three hospitals. '.repeat(3)}`],
  ]);
  assert.equal(short.status, 422);
  assert.match(short.html, /Write at least a few sentences/);
  assert.match(short.html, />\s*A model was tried/);
  const open = await resultsToPublish(hub.hub);
  assert.equal(open.find(({ study }) => study === finished)?.by, '2027-09-02');
  const about = () => hub.letters.filter((letter) => letter.text.includes(`/studies/${finished}#publish`));
  for (const [day, sent] of [
    ['2027-06-03', 0],
    ['2027-06-04', 1],
    ['2027-06-05', 1],
    ['2027-08-27', 2],
    // Then the two officers of the body are told as well.
    ['2027-09-03', 5],
    ['2027-12-24', 5],
  ] as const) {
    await remindToPublish({ ...hub.hub, now: () => new Date(`${day}T06:00:00Z`) });
    assert.equal(about().length, sent, `letters until ${day}`);
  }
  const [permit] = await hub.hub.db.selectFrom('study').select(['permit_digest']).where('id', '=', finished).execute();
  const under = await studiesUnder(
    { ...hub.hub, now: () => new Date('2027-12-24T06:00:00Z') },
    (await membershipsOf(hub.hub, ines.person, 'session')) as Actor,
    [permit?.permit_digest ?? ''],
  );
  assert.deepEqual(under.find(({ id }) => id === finished)?.publish, { by: '2027-09-02', published: null, late: true });
  assert.match(about()[0]?.text ?? '', /2 september 2027.*2 September 2027/s);
  const words = (text: string): [string, string][] => [
    ['sv', `${text} Vi ville veta om modellen håller på andra sjukhus, och det gör den nästan.`],
    ['en', `${text} We wanted to know whether the model holds at other hospitals, and it nearly does. <b>`],
  ];
  assert.equal((await ines.post(`/studies/${finished}/publication`, words('1.'))).status, 303);
  assert.equal((await ines.post(`/studies/${finished}/publication`, words('2.'))).status, 303);
  const [published, ...more] = await publishedResults(hub.hub);
  assert.equal(more.length, 0);
  assert.match(published?.summary.sv ?? '', /^2\. Vi ville veta/);
  assert.equal(published?.organisation, 'Hjärtlyftet AB');
  assert.equal('result' in (published ?? {}), false);
  assert.match((await ines.get(`/studies/${finished}`)).html, /2\. We wanted to know.*&lt;b&gt;/s);
  assert.equal(
    (await resultsToPublish(hub.hub)).some(({ study }) => study === finished),
    false,
  );
  const running = await aStudy(hub, { state: 'running' });
  assert.equal((await ines.post(`/studies/${running}/publication`, words('3.'))).status, 422);
  assert.equal((await bence.post(`/studies/${finished}/publication`, words('4.'))).status, 404);
});

test('eighteen months end on the last day of a month that lacks the date, and with a working day', () => {
  assert.equal(publishBy('2026-08-31T10:00:00Z'), '2028-02-29');
  assert.equal(publishBy('2026-12-31T23:30:00Z'), '2028-07-03', 'the day in Sweden; the first of July is a Saturday');
});

test('the list leads to permits, or says how to get one', async () => {
  assert.match((await ines.get('/studies')).html, /Begin a study.*First find the data/s);
});
