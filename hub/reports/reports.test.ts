// Reports from a real hub and the story's real result: who reads them, what they say, and that all three say the same numbers.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { publicKeyText, thumbprint } from '@sluss/protocol/signed.ts';
import { v7 as uuid } from 'uuid';
import { tokenAs } from '../demo-personas/actions.ts';
import { ensureMember, ensurePerson, membershipsOf, takeRole } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { verifyJournal } from '../platform/journal.ts';
import { testHub } from '../platform/testing.ts';
import { deleteAccount } from '../sign-in/account.ts';
import { aPermit } from '../studies/builder/builder.test-support.ts';
import type { Evaluation } from '../studies/result/shapes.ts';
import { aStudy, seedStations, storyResult } from '../studies/studies.test-support.ts';
import { readPdf } from '../ui/pdf/pdf.test-support.ts';
import { makeLink, readReport } from './actions.ts';
import { modelCard, xmlText } from './chai/model-card.ts';
import { fields } from './fields.ts';
import { figuresOf } from './figures.ts';
import { writingFor } from './report.ts';
import { hostile, wrongWithCard } from './reports.test-support.ts';
import { readSource } from './source.ts';

const start = new Date('2026-03-02T09:00:00Z');
const hub = await testHub({ demo: true, now: start });
await seedStations(hub);
const study = await aStudy(hub);
const evaluation = storyResult.results.find(({ name }) => name === 'evaluate@1')?.result as Evaluation;

async function ask(path: string, persona: string | null, form?: Record<string, string>) {
  const token = persona ? { authorization: `Bearer ${(await tokenAs(hub.hub, persona, 'test')).token}` } : {};
  const headers = { accept: 'text/html', ...token } as Record<string, string>;
  const body = form ? { method: 'POST', body: new URLSearchParams(form) } : {};
  const response = await hub.app.request(path, { headers, ...body });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString() };
}
const report = (rest: string, persona: string | null = 'innovator', language = 'en') =>
  ask(`/studies/${study}/report${rest}${rest.includes('?') ? '&' : '?'}language=${language}`, persona);
const wordsOn = (html: string) =>
  html
    .replace(/<svg.*?<\/svg>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#39;/g, "'");

/** All three, as they are before anybody states anything. */
const page = wordsOn((await report('')).text);
const pdf = await report('.pdf');
const { text: paper, ...structure } = readPdf(pdf.bytes);
const card = (await report('.xml')).text;

test('the first page says in a sentence whether the model held, by a rule that it shows, and what the result does not show', async () => {
  const { status, text } = await report('');
  assert.equal(status, 200);
  assert.match(text, /<html lang="en">/);
  assert.match(
    text,
    /Only in part: at other hospitals the model still tells people apart, but less well than where it was built/,
  );
  assert.match(text, /Its risks were too extreme there/);
  assert.match(text, /about 85 times in a hundred \(between 81 and 88\); where it was built, 90/);
  assert.match(text, /It lost 0\.053 in AUROC \(between 0\.002 and 0\.104\)/);
  assert.match(text, /no certain difference could be shown/);
  assert.match(text, /Uncertain, too few with or without .*Sex: female/);
  assert.match(text, /The rule behind the answer/);
  assert.match(text, /no conformity assessment/);
  assert.match(text, /they answered only together/);
  assert.match(text, /180 of 920 persons/);
});

test('the same in Swedish, with decimal commas', async () => {
  const { text } = await report('', 'innovator', 'sv');
  assert.match(text, /<html lang="sv">/);
  assert.match(text, /Bara delvis: på andra sjukhus skiljer modellen fortfarande människor åt, men sämre/);
  assert.match(text, /Den tappade 0,053 i AUROC \(mellan 0,002 och 0,104\)/);
  assert.match(text, /Ej rapporterat\. Modellens utvecklare kan rapportera det\./);
});

test('all 27 items of TRIPOD+AI are there, each filled, stated or honestly not reported; no text is left unfilled', async () => {
  for (const language of ['sv', 'en']) {
    const { text } = await report('', 'innovator', language);
    const items = [...text.matchAll(/id="tripod-(\d+)[a-g]?"/g)].map(([, number]) => Number(number));
    assert.deepEqual(
      [...new Set(items)],
      Array.from({ length: 27 }, (_, i) => i + 1),
    );
    assert.doesNotMatch(text, /\{\w+\}|undefined|NaN|\[object/);
    for (const [image] of text.matchAll(/<[^>]+role="img"[^>]*>/g)) assert.match(image, /aria-label="[^"]+"/);
  }
});

test('a permit is not counted as an ethical approval, nor is what was withheld counted as reported', async () => {
  const { text } = await report('', 'innovator', 'en');
  assert.match(text, /the application tells of no ethical assessment/);
  const counted = /Of (\d+) items (\d+) are filled from the records, (\d+) stated by the developer, (\d+) not reported/;
  const [all, records, stated, missing] = (counted.exec(text) ?? []).slice(1).map(Number) as [number, number, number, number];
  assert.equal(all, 52);
  assert.equal(records + stated + missing, all);
  assert.equal(text.split('class="not-reported"').length - 1, missing);
});

// ---- the same numbers ----

/** Every number that may stand in a report with three decimals: the released ones, rounded, and what is worked out from them. */
function allowed(): Set<string> {
  const found = new Set<string>();
  const add = (value: number) => found.add(Math.abs(value).toFixed(3).replace(/^-/, ''));
  const walk = (value: unknown): void => {
    if (typeof value === 'number') add(value);
    else if (value && typeof value === 'object') Object.values(value).forEach(walk);
  };
  walk(storyResult.results);
  const parts = [evaluation.external, ...evaluation.development].filter((part) => part?.state === 'told');
  for (const part of parts) if (part?.n && part.events !== null) add((part.events as number) / part.n);
  // The loss, worked out here once more from the released numbers as shown.
  const [outside, built] = parts.map((part) => part?.auroc as { value: number; low: number; high: number });
  const three = (value: number) => Number(value.toFixed(3));
  const half = (one: { low: number; high: number } | undefined) => (three(one?.high ?? 0) - three(one?.low ?? 0)) / 2;
  const loss = three(built?.value ?? 0) - three(outside?.value ?? 0);
  const width = Math.hypot(half(outside), half(built));
  for (const value of [loss, loss - width, loss + width]) add(value);
  return found;
}

test('every number with decimals on the page, in the PDF and in the model card is a released one, or worked out from them', async () => {
  const known = allowed();
  for (const [where, text] of [
    ['page', page],
    ['pdf', paper],
  ] as const)
    for (const [, number] of text.matchAll(/(?<![\w.,:-])(\d+\.\d{3})(?![\d])/g))
      assert.ok(known.has(number as string), `${where}: ${number} was not released`);
  const values = [...card.matchAll(/<ValueJson>(.*?)<\/ValueJson>/g)].map(([, json]) => JSON.parse(json as string));
  assert.ok(values.length > 100);
  for (const { kind: _kind, level: _level, ...numbers } of values)
    for (const number of Object.values(numbers) as number[])
      if (!Number.isInteger(number)) assert.ok(known.has(Math.abs(number).toFixed(3)), `card: ${number} was not released`);
});

test('every released figure of the evaluation stands on the page, in the PDF and in the model card', async () => {
  const text = (value: number) => `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(3)}`;
  const raw = [evaluation.external, ...evaluation.development];
  for (const part of raw) {
    if (part?.state !== 'told') continue;
    const qualities = [part, ...part.subgroups.flatMap(({ cells }) => cells)];
    const shown = [
      ...qualities.flatMap(({ auroc, brier, calibration }) => [
        ...[auroc.value, auroc.low, auroc.high, brier, calibration.slope, calibration.intercept],
      ]),
      ...part.thresholds.flatMap((row) => [
        ...[row.sensitivity, row.specificity, row.ppv, row.npv, row.netBenefit, row.netBenefitTreatAll],
      ]),
    ] as number[];
    for (const value of shown) {
      assert.ok(page.includes(text(value)), `page lacks ${value}`);
      assert.ok(paper.includes(text(value)), `pdf lacks ${value}`);
      assert.ok(card.includes(`${Number(value.toFixed(3))}`), `card lacks ${value}`);
    }
    for (const { n, events } of qualities)
      for (const count of [n, events]) assert.ok(card.includes(`"value":${count}}`), `card lacks ${count}`);
  }
});

test('what is withheld stays withheld: a hidden count, group or threshold is in none of the three', async () => {
  const hidden = structuredClone(storyResult);
  const told = hidden.results.find(({ name }) => name === 'evaluate@1')?.result as Evaluation;
  const external = told.external as Extract<NonNullable<Evaluation['external']>, { state: 'told' }>;
  Object.assign(external, { n: null, events: null, thresholds: [] });
  (told as { development: unknown[] }).development = [
    { group: 0, stations: ['cleveland'], role: 'development', alone: true, state: 'too_few' },
  ];
  const id = await aStudy(hub, { result: hidden });
  const shown = await ask(`/studies/${id}/report?language=en`, 'innovator');
  assert.match(shown.text, /Whether less well than where it was built cannot be said: the study has no figure from there/);
  assert.match(wordsOn(shown.text), /new persons\s+hidden|hidden\s+new persons/);
  const xml = (await ask(`/studies/${id}/report.xml?language=en`, 'innovator')).text;
  assert.deepEqual(await wrongWithCard(xml), []);
  const sheets = readPdf((await ask(`/studies/${id}/report.pdf?language=en`, 'innovator')).bytes).text;
  for (const text of [wordsOn(shown.text), xml, sheets]) assert.doesNotMatch(text, /\b437\b|0\.933/);
  assert.equal(figuresOf(told).groups.length, 1);
});

// ---- the model card ----

test('the model card is valid against its published schema, in both languages', async () => {
  for (const language of ['sv', 'en']) {
    const { headers, text } = await report('.xml', 'innovator', language);
    assert.match(headers.get('content-type') ?? '', /application\/xml/);
    assert.deepEqual(await wrongWithCard(text), []);
  }
});

test('it stays valid, and says what was typed, with hostile text in every field; the schema does refuse what is wrong', async () => {
  const source = await readSource(hub.hub, study);
  assert.ok(source);
  const { dictionary, plan } = source.study;
  const bad = { ...dictionary, title: { sv: hostile, en: hostile }, description: { sv: hostile, en: hostile } };
  const card = modelCard(
    writingFor({ ...source, study: { ...source.study, dictionary: bad } }, 'en'),
    {
      ...source,
      organisation: hostile,
      study: { ...source.study, dictionary: bad, plan: { ...plan, title: hostile } },
      application: {
        reference: hostile,
        content: { intended_use: hostile, models: [{ name: hostile, digest: source.evaluations[0]?.figures.model ?? '' }] },
      },
      statements: new Map(fields.map((field) => [field, { field, version: 1, text: hostile, stated_at: start.toISOString() }])),
    },
    source.evaluations[0] as (typeof source.evaluations)[number],
  );
  assert.deepEqual(await wrongWithCard(card), []);
  assert.ok(card.includes('&lt;script&gt;alert("x")&lt;/script&gt; ]]&gt; &amp;amp; &amp;#0;'));
  assert.notDeepEqual(await wrongWithCard(card.replace('<ModelName>', '<Model>').replace('</ModelName>', '</Model>')), []);
  assert.equal(xmlText('a\u0000\ud800<\ufffe'), 'a\ufffd\ufffd&lt;\ufffd');
});

// ---- the PDF ----

test('the PDF of the story is tagged, has the page’s headings as bookmarks, and its conclusions on the first sheet', async () => {
  assert.equal(pdf.headers.get('content-type'), 'application/pdf');
  const { tags, catalog, pages } = structure;
  assert.ok(pages > 5);
  for (const tag of ['H1', 'H2', 'H3', 'H4', 'Table', 'TH', 'Figure']) assert.ok(tags.includes(tag), tag);
  const first = paper.slice(0, paper.indexOf('Page 1 of'));
  assert.match(first.replace(/\n/g, ' '), /Only in part/);
  assert.match(first, /What the result does not show/);
  assert.match(catalog, /chaiMcXml/);
  const again = await report('.pdf');
  assert.ok(pdf.bytes.equals(again.bytes), 'the same report is the same bytes');
});

// ---- who may ----

test('who may read the result may read the report in all its forms; others not', async () => {
  for (const ending of ['', '.pdf', '.xml']) {
    assert.equal((await report(ending, 'innovator')).status, 200);
    assert.equal((await report(ending, 'officer')).status, 200);
    assert.equal((await report(ending, 'steward-budapest')).status, 403);
    assert.equal((await report(ending, 'advisor')).status, 404);
    assert.equal((await report(ending, null)).status, 401);
  }
  const theirs = await aStudy(hub, { organisation: 'rival' });
  assert.equal((await ask(`/studies/${theirs}/report`, 'innovator')).status, 404);
  // Owners alone add to it and hand it on.
  for (const rest of ['/statements', '/links']) {
    assert.equal((await report(rest, 'innovator')).status, 200);
    assert.equal((await report(rest, 'officer')).status, 403);
  }
  assert.doesNotMatch((await report('', 'officer')).text, /report\/(links|statements)/);
});

test('a study without a result, or without a model, says what to do instead', async () => {
  const running = await aStudy(hub, { state: 'running' });
  assert.match((await ask(`/studies/${running}/report?language=en`, 'innovator')).text, /no result yet/);
  assert.equal((await ask(`/studies/${running}/report.pdf`, 'innovator')).status, 404);
  const only = { ...storyResult, results: storyResult.results.filter(({ name }) => name === 'describe@1') };
  const described = await aStudy(hub, { result: only });
  assert.match((await ask(`/studies/${described}/report?language=en`, 'innovator')).text, /tried no model/);
  const fits = { ...storyResult, results: storyResult.results.filter(({ name }) => name === 'logistic@1') };
  const fitted = await aStudy(hub, { result: fits });
  assert.match((await ask(`/studies/${fitted}/report?language=en`, 'innovator')).text, /Clear associations.*Sex: male/s);
  assert.equal((await ask(`/studies/${fitted}/report.xml`, 'innovator')).status, 404);
});

// ---- statements ----

test('what the owner states is kept in versions and marked as not checked; nobody’s words are lost', async () => {
  const address = `/studies/${study}/report/statements`;
  const first = await ask(`${address}?language=en`, 'innovator', {
    revision: '0',
    'field-3c': 'Women are diagnosed later.',
    'field-risk-level': hostile.replace(/\0|[\ud800-\udfff]/g, ''),
  });
  assert.equal(first.status, 303);
  const page = (await report('')).text;
  assert.match(page, /Stated by the developer on .* \(version 1\), not checked.*Women are diagnosed later/s);
  assert.doesNotMatch(page, /<script>alert/);
  // The same form again: nothing changes.
  const same = {
    revision: '0',
    'field-3c': 'Women are diagnosed later.',
    'field-risk-level': hostile.replace(/\0|[\ud800-\udfff]/g, ''),
  };
  assert.match((await ask(address, 'innovator', same)).headers.get('location') ?? '', /saved=0/);
  // Somebody saved in between: what was typed is shown again.
  const late = await ask(`${address}?language=en`, 'innovator', { ...same, 'field-3c': 'Mine, later.' });
  assert.equal(late.status, 409);
  assert.match(late.text, /Mine, later\./);
  assert.match(late.text, /Somebody else saved/);
  const saved = await ask(address, 'innovator', { ...same, revision: '2', 'field-3c': 'Mine, later.' });
  assert.equal(saved.status, 303);
  const form = (await report('/statements')).text;
  assert.match(form, /Mine, later\./);
  assert.match(form, /Women are diagnosed later\./);
  const card = (await report('.xml')).text;
  assert.match(card, /<KnownBiasesOrEthicalConsiderations>Mine, later\. \[Stated by the developer, not checked\]/);
  assert.deepEqual(await wrongWithCard(card), []);
  // Too long: kept on the form, not in the database.
  const long = await ask(`${address}?language=en`, 'innovator', { revision: '3', 'field-26': 'x'.repeat(5001) });
  assert.equal(long.status, 422);
  assert.match(long.text, /At most 5000 characters/);
  assert.match(long.text, /x{5001}/);
  assert.equal((await ask(address, 'officer', { revision: '3', 'field-26': 'no' })).status, 403);
});

// ---- links ----

const addressIn = (html: string) => /http:\/\/hub\.test(\/shared-reports\/[\w-]{43})/.exec(html)?.[1];

test('a link shows the report to whoever has it, until it is taken back; its secret is kept nowhere', async () => {
  const id = uuid();
  const made = await ask(`/studies/${study}/report/links?language=en`, 'innovator', {
    id,
    recipient: 'Region Halland',
    days: '7',
  });
  assert.equal(made.status, 200);
  const address = addressIn(made.text) as string;
  assert.ok(address);
  const shared = await ask(`${address}?language=en`, null);
  assert.equal(shared.status, 200);
  assert.match(shared.text, /Shared by Ines Lindqvist, Hjärtlyftet AB\. The link is valid until 9 March 2026/);
  assert.doesNotMatch(shared.text, /\/studies\/[0-9a-f-]{36}/);
  assert.doesNotMatch(shared.text, /Region Halland/);
  assert.equal(shared.headers.get('referrer-policy'), 'no-referrer');
  assert.match(shared.headers.get('x-robots-tag') ?? '', /noindex/);
  assert.match(shared.headers.get('cache-control') ?? '', /no-store/);
  assert.equal((await ask(`${address}.pdf`, null)).headers.get('content-type'), 'application/pdf');
  assert.deepEqual(await wrongWithCard((await ask(`${address}.xml`, null)).text), []);

  const token = address.split('/').at(-1) as string;
  const rows = await hub.hub.db.selectFrom('report_link').selectAll().execute();
  assert.equal(rows.find((row) => row.id === id)?.token_hash, createHash('sha256').update(token).digest('hex'));
  const everything = JSON.stringify([rows, await hub.hub.db.selectFrom('journal').selectAll().execute()]);
  assert.ok(!everything.includes(token));

  const list = await report('/links');
  assert.match(list.text, /1 times, last/);
  assert.ok(!list.text.includes(token));
  const revoked = await ask(`/studies/${study}/report/links/${id}/revocation`, 'innovator', {});
  assert.equal(revoked.status, 303);
  for (const ending of ['', '.pdf', '.xml']) assert.equal((await ask(`${address}${ending}`, null)).status, 404);
  const verbs = (await hub.hub.db.selectFrom('journal').select('verb').where('thing', '=', `study:${study}`).execute()).map(
    ({ verb }) => verb,
  );
  for (const verb of ['report.state', 'report.share', 'report.unshare']) assert.ok(verbs.includes(verb), verb);
  assert.equal((await verifyJournal(hub.hub.db)).ok, true);
});

test('a double click makes one link, and the answer that the browser shows has the one that works', async () => {
  const form = { id: uuid(), recipient: 'A buyer', days: '30' };
  const answers = await Promise.all([1, 2].map(() => ask(`/studies/${study}/report/links`, 'innovator', form)));
  const statuses = await Promise.all(answers.map(async ({ text }) => (await ask(addressIn(text) as string, null)).status));
  assert.deepEqual(statuses.toSorted(), [200, 404]);
  const rows = await hub.hub.db.selectFrom('report_link').select('id').where('id', '=', form.id).execute();
  assert.equal(rows.length, 1);
});

test('a link ends with its time; what is no link says nothing about why', async () => {
  const made = await ask(`/studies/${study}/report/links`, 'innovator', { id: uuid(), recipient: 'An investor', days: '7' });
  const address = addressIn(made.text) as string;
  assert.equal((await ask(address, null)).status, 200);
  hub.setNow(new Date(start.getTime() + 7 * 86_400_000));
  const late = await ask(`${address}?language=en`, null);
  hub.setNow(start);
  assert.equal(late.status, 404);
  const wrong = await ask(`/shared-reports/${'a'.repeat(43)}?language=en`, null);
  assert.equal(wrong.status, 404);
  assert.match(late.text, /The link is no longer valid/);
  assert.match(wrong.text, /The link is no longer valid/);
  for (const odd of ['/shared-reports/..%2f..', '/shared-reports/%00', `/shared-reports/${'x'.repeat(3000)}`])
    assert.equal((await ask(odd, null)).status, 404);
});

test('a link holds as long as who made it may hand the report on: the owner’s page says by whom, and their colleagues end it', async () => {
  const { db } = hub.hub;
  const organisation = (await readSource(hub.hub, study))?.study.organisation ?? '';
  const person = await ensurePerson(db, { email: 'lars@leaves.example', name: 'Lars Leaver' }, start);
  const join = () => ensureMember(db, { person, organisation, role: 'innovator', station: null }, start);
  const leave = () => db.deleteFrom('membership').where('person', '=', person).execute();
  await join();
  const lars = (await membershipsOf(hub.hub, person, 'session')) as Actor;
  const link = async () => {
    const id = uuid();
    return { id, address: `/shared-reports/${await makeLink(hub.hub, lars, study, { id, recipient: 'B', days: 90 })}` };
  };
  const [{ id, address }, second] = [await link(), await link()];
  const statuses = async () => Promise.all(['', '.pdf', '.xml'].map(async (end) => (await ask(address + end, null)).status));
  assert.deepEqual(await statuses(), [200, 200, 200]);
  assert.match((await report('/links')).text, /2 March 2026 by Lars Leaver/);
  await leave();
  assert.deepEqual(await statuses(), [404, 404, 404]);
  const list = (await report('/links')).text;
  assert.match(list, /who made it may no longer hand the report on/);
  // Ended by a colleague, it stays closed also where its maker comes back.
  assert.equal((await ask(`/studies/${study}/report/links/${id}/revocation`, 'innovator', {})).status, 303);
  await join();
  assert.deepEqual(await statuses(), [404, 404, 404]);
  assert.equal((await ask(second.address, null)).status, 200);
  await deleteAccount(hub.hub, lars, lars.email);
  assert.equal((await ask(second.address, null)).status, 404);
  assert.doesNotMatch((await report('/links')).text, /Lars|leaves\.example/);
});

test('a permit that still names somebody who has left holds none of their links open; one whom it names from outside keeps theirs', async () => {
  const { db } = hub.hub;
  const names = ['inside', 'outside'];
  const [inside = '', outside = ''] = await Promise.all(
    names.map((name) => ensurePerson(db, { email: `${name}@named.example`, name }, start)),
  );
  const keys = [thumbprint(publicKeyText(generateKeyPairSync('ed25519').publicKey))];
  const { document } = await aPermit(
    hub,
    [inside, outside].map((id) => ({ id, keys })),
  );
  const named = await aStudy(hub, { plan: { permit: digest(canonicalBytes(document)) } });
  await ensureMember(db, { person: inside, organisation: 'hjartlyftet', role: 'innovator', station: null }, start);
  const linkOf = async (person: string) => {
    const actor = (await membershipsOf(hub.hub, person, 'session')) as Actor;
    return `/shared-reports/${await makeLink(hub.hub, actor, named, { id: uuid(), recipient: 'B', days: 90 })}`;
  };
  const links = [await linkOf(inside), await linkOf(outside)];
  const statuses = () => Promise.all(links.map(async (link) => (await ask(link, null)).status));
  assert.deepEqual(await statuses(), [200, 200]);
  const { id: role } = await db.selectFrom('membership').select('id').where('person', '=', inside).executeTakeFirstOrThrow();
  const advisor = (await membershipsOf(hub.hub, (await tokenAs(hub.hub, 'advisor', 'x')).person, 'session')) as Actor;
  await takeRole(hub.hub, advisor, 'hjartlyftet', role);
  assert.deepEqual(await statuses(), [404, 200]);
  // Nor the study itself, whose permit names them until it is amended; invited back they go on.
  const reads = async (person: string) => {
    const actor = (await membershipsOf(hub.hub, person, 'session')) as Actor;
    return readReport(hub.hub, actor, named).then(
      () => 200,
      (error: { status?: number }) => error.status,
    );
  };
  assert.deepEqual([await reads(inside), await reads(outside)], [404, 200]);
  await ensureMember(db, { person: inside, organisation: 'hjartlyftet', role: 'innovator', station: null }, start);
  assert.deepEqual([await reads(inside), await statuses()], [200, [200, 200]]);
});

test('a link needs a recipient and one of the times; what was typed stays', async () => {
  const nobody = await ask(`/studies/${study}/report/links?language=en`, 'innovator', { id: uuid(), recipient: ' ', days: '30' });
  assert.equal(nobody.status, 422);
  assert.match(nobody.text, /Say for whom the link is/);
  const long = await ask(`/studies/${study}/report/links?language=en`, 'innovator', {
    id: uuid(),
    recipient: 'Kept',
    days: '4000',
  });
  assert.equal(long.status, 422);
  assert.match(long.text, /Choose how long it is to be valid/);
  assert.match(long.text, /value="Kept"/);
  assert.equal((await ask(`/studies/${study}/report/links`, 'officer', { id: uuid(), recipient: 'x', days: '7' })).status, 403);
  const theirs = await aStudy(hub, { organisation: 'rival' });
  assert.equal(
    (await ask(`/studies/${theirs}/report/links`, 'innovator', { id: uuid(), recipient: 'x', days: '7' })).status,
    404,
  );
});
