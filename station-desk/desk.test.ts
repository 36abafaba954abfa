// What a steward sees and does at the desk, over a real station with real answers and real refusals.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { canonicalBytes } from '@sluss/protocol/canonical.ts';
import { type Plan, planDigest } from '@sluss/protocol/documents.ts';
import { work } from '@sluss/station/exchange.ts';
import { codeOf, invitation, makeFederation, permitOf, planOf, runPlan } from '@sluss/station/federation.test-support.ts';
import { importHeart } from '@sluss/station/heart-federation.test-support.ts';
import { entries, record, verifyJournal } from '@sluss/station/journal.ts';
import { takePlan } from '@sluss/station/plans.ts';
import { atomically } from '@sluss/station/state.ts';
import { readPolicy } from '@sluss/station/station.ts';
import { steward, wordsOf } from './desk.test-support.ts';

const imported = await importHeart();
const federation = await makeFederation(imported);
after(() => {
  federation.close();
  imported.remove();
});
const zurich = federation.station('zurich');
const folder = join(federation.root, 'zurich');
const permit = permitOf(federation);
const four = federation.stations.map(({ settings }) => settings.id);
const outcome = { variable: 'disease', events: ['yes'] };

// ---- what was asked: one study answered whole, one steered off its path, and five that were declined ----
const answered = planOf(federation, permit, {
  title: 'Age and disease',
  complete_on: ['age', 'sex', 'disease'],
  methods: [
    { name: 'describe@1', variables: ['age'] },
    { name: 'logistic@1', y: outcome, x: ['age', 'sex'] },
  ],
});
assert.ok('outcome' in (await runPlan(federation, permit, answered)));
const steered = planOf(federation, permit, { title: 'Steered', complete_on: answered.complete_on, methods: answered.methods });
const other = [{ kind: 'histogram', variables: ['age'] }];
await runPlan(federation, permit, steered, {
  tamper: (ask, station) => (ask.round === 1 && station === 'zurich' ? { ...ask, questions: other } : ask),
});
const declined = (title: string, change: Partial<Plan>, under = permit) => planOf(federation, under, { title, ...change });
const young: Plan['filter'] = [{ variable: 'age', from: '20', to: '30' }];
const few = declined('Young', { filter: young });
const lowK = declined('Low k', { k: 5 });
const three = declined('Three', { groups: [four.slice(1)], complete_on: answered.complete_on, methods: answered.methods });
const forged = declined('Forged', {});
const thief = generateKeyPairSync('ed25519').privateKey;
const hashOf = (plan: Plan) => planDigest(canonicalBytes(plan));
const put = async (plan: Plan, keys = {}) => codeOf(await takePlan(zurich, invitation(federation, permit, plan, keys)));
const codes = [await put(few), await put(lowK), await put(three), await put(forged, { decision: thief })];
assert.deepEqual(codes, ['too_few', 'policy', 'set_changed', 'permit_invalid']);

const desk = await steward(folder);

test('each refusal stands there with its reason in plain words, in both languages, and what to do about it', async () => {
  const english = wordsOf(await desk.page('/log?what=refused'));
  assert.match(english, /The group has too few persons of ours|so like earlier ones|cuts so few persons/);
  assert.match(english, /content with 5 persons behind a number\. We ask for 10\./);
  assert.match(english, /would have shown what .* answered by themselves/);
  assert.match(english, /Question 2 is not what the plan’s methods ask there/);
  const swedish = wordsOf(await desk.page('/log?what=refused', 'sv'));
  assert.match(swedish, /nöjer sig med 5 personer bakom ett tal\. Vi kräver 10\./);
  assert.match(swedish, /Ingenting: regeln skyddar personer/);
  for (const words of [english, swedish]) assert.doesNotMatch(words, /\{\w+\}|undefined|\[object/);
});

test('what a declined plan asked is told where somebody with a permit had signed it, and not where nobody had', async () => {
  const known = wordsOf(await desk.page(`/studies/${hashOf(few)}`));
  assert.match(known, /Young.*hjartlyftet.*age 20–30/s);
  const unknown = wordsOf(await desk.page(`/studies/${hashOf(forged)}`));
  assert.match(unknown, /Unknown plan.*could not be believed|Unknown plan.*another permit/s);
  assert.doesNotMatch(unknown, /Forged/);
});

test('a study that was answered is told question by question, in words', async () => {
  const words = wordsOf(await desk.page(`/studies/${hashOf(answered)}`));
  assert.match(words, /how many take part, how many at each level/);
  assert.match(words, /one step of a regression of .* on age and sex/);
  assert.match(words, /123 of ours\.|\d+ of ours\./);
  assert.match(words, /scientific research, development and innovation/);
});

test('the log is filtered by study, by day and by what happened', async () => {
  const rows = entries(zurich.state);
  const ofOne = rows.filter(({ body }) => body.plan === hashOf(answered));
  const lines = async (query: string) => ((await desk.page(`/log?${query}`)).match(/<li><time/g) ?? []).length;
  assert.equal(await lines(`study=${hashOf(answered)}`), ofOne.filter(({ kind }) => kind !== 'opened').length);
  assert.equal(await lines('what=refused'), rows.filter(({ body }) => body.code !== undefined).length);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date(rows[0]?.at ?? ''));
  assert.equal(await lines(`day=${today}&what=refused`), rows.filter(({ body }) => body.code !== undefined).length);
  assert.equal(await lines('day=2001-01-01'), 0);
});

test('the ledger tells how many persons were part of an answer, counted over the data themselves', async () => {
  const words = wordsOf(await desk.page('/ledger'));
  // Zürich's file: 123 patients, all with age, sex and disease.
  assert.match(words, /123 of 123 persons have been part of at least one answer/);
  assert.match(words, /everybody, with a value in age, .* and sex/);
  const used = entries(zurich.state).filter(({ kind }) => kind === 'answered').length + 2 + 5;
  assert.match(words, new RegExp(`Questions in 24 hours ${used} `));
});

test('the policy stands there in sentences', async () => {
  const words = wordsOf(await desk.page('/policy'));
  assert.match(words, /No answer rests on fewer than 10 persons/);
  assert.match(words, /Nothing leaves this station alone/);
});

const form = (change: Record<string, string> = {}, lists: Record<string, string[]> = {}): [string, string][] => [
  ...Object.entries({
    ...{
      k: '10',
      release: 'exact',
      which_methods: 'all',
      which_purposes: 'all',
      questions_per_day: '2000',
      models_per_study: '3',
    },
    ...change,
  }),
  ...Object.entries(lists).flatMap(([name, values]) => values.map((value): [string, string] => [`${name}[]`, value])),
];
const query = (fields: [string, string][]) => new URLSearchParams(fields).toString();
const baseIn = (html: string) => /name="base" value="([^"]+)"/.exec(html)?.[1] ?? '';

test('the preview of a stricter policy names the studies that it would have refused, and the station then refuses just these', async () => {
  const stricter = form({ which_methods: 'some' }, { methods: ['describe@1', 'crosstab@1'] });
  const html = await desk.page(`/policy/preview?${query(stricter)}`);
  const words = wordsOf(html);
  assert.match(words, /2 of the 2 studies that took part here would have been refused/);
  assert.match(words, /The method Logistic regression is not among those that we allow/);
  assert.match(html, new RegExp(`/studies/${hashOf(answered)}`));
  assert.match(words, /stricter/);
  assert.doesNotMatch(words, /I know that this is looser/);

  const saved = await desk.post('/policy', [...stricter, ['base', baseIn(html)], ['note', 'Only tables this year']]);
  assert.deepEqual([saved.status, saved.headers.get('location')], [303, '/policy?saved=yes']);
  assert.deepEqual(readPolicy(folder).methods, ['describe@1', 'crosstab@1']);
  const last = entries(zurich.state).at(-1);
  assert.deepEqual([last?.kind, last?.body.note], ['policy changed', 'Only tables this year']);
  assert.deepEqual(last?.body.policy, readPolicy(folder));

  // What the running station says from now on, without having been started again.
  const again = (plan: Plan) => put({ ...plan, id: randomUUID() });
  assert.equal(await again(answered), 'policy');
  assert.equal(
    await again(declined('Only described', { complete_on: answered.complete_on, methods: [answered.methods[0] as never] })),
    null,
  );
});

test('a looser policy says so, is saved only when that was ticked, and tells which studies it would have let through', async () => {
  const looser = form({ k: '5' });
  const html = await desk.page(`/policy/preview?${query(looser)}`);
  const words = wordsOf(html);
  assert.match(words, /looser/);
  assert.match(words, /no longer have stood in the way/);
  assert.match(html, new RegExp(`/studies/${hashOf(lowK)}`));
  const fields: [string, string][] = [...looser, ['base', baseIn(html)]];
  const refused = await desk.post('/policy', [...fields, ['note', 'kept <b>']]);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /kept &lt;b&gt;/);
  assert.equal(readPolicy(folder).k, 10);
  assert.equal((await desk.post('/policy', [...fields, ['sure', 'yes']])).status, 303);
  assert.equal(readPolicy(folder).k, 5);
});

test('the hub is told what everybody may know of a changed policy, and no more; where it cannot be reached, that is said', async () => {
  const untold = await desk.post('/policy/tell');
  assert.equal(untold.headers.get('location'), '/policy?saved=untold');
  assert.match(wordsOf(await desk.page('/policy?saved=untold')), /The hub could not be reached/);
  const heard: { path: string; body: unknown }[] = [];
  const hub = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    heard.push({ path: `${request.method} ${request.url}`, body: JSON.parse(body) });
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(hub, 'listening');
  const settings = { ...zurich.settings, hub: `http://127.0.0.1:${(hub.address() as AddressInfo).port}` };
  writeFileSync(join(folder, 'station.json'), JSON.stringify(settings));
  assert.equal((await desk.post('/policy/tell')).headers.get('location'), '/policy?saved=yes');
  writeFileSync(join(folder, 'station.json'), JSON.stringify(zurich.settings));
  hub.close();
  assert.deepEqual(heard, [{ path: 'POST /station/v1/policy', body: { k: 5, alone: [], release: 'exact' } }]);
});

test('a form that was filled in for another policy than the one in force changes nothing and keeps what was chosen', async () => {
  const answer = await desk.post('/policy', [...form({ k: '40' }), ['base', 'sha256:old']]);
  assert.equal(answer.status, 409);
  const html = await answer.text();
  assert.match(html, /name="k" [^>]*value="40"/);
  assert.equal(readPolicy(folder).k, 5);
});

test('what is no policy is said beside its field, and the rest is kept', async () => {
  for (const [field, value] of [
    ['k', '4'],
    ['k', ''],
    ['k', '1e3'],
    ['questions_per_day', '0'],
    ['models_per_study', '4'],
    ['release', 'everything'],
    ['which_methods', 'perhaps'],
  ]) {
    const answer = await desk.get(
      `/policy/preview?${query(form({ [field as string]: value as string, questions_per_day: field === 'questions_per_day' ? (value as string) : '77' }))}`,
    );
    assert.equal(answer.status, 422, `${field} ${value}`);
    const html = await answer.text();
    assert.match(html, /class="errors"/);
    if (field !== 'questions_per_day') assert.match(html, /value="77"/);
  }
  assert.equal((await desk.get(`/policy/preview?${query(form({}, { alone: ['gram', '<script>'] }))}`)).status, 422);
});

test('a set that was declined is released by a journalled act, once it was ticked that the others agree', async () => {
  const path = `/studies/${hashOf(three)}`;
  assert.match(wordsOf(await desk.page('/')), /“Three” was declined because its sum/);
  assert.equal((await desk.post(`${path}/release-set`)).status, 422);
  assert.equal((await desk.post(`/studies/${hashOf(answered)}/release-set`, { sure: 'yes' })).status, 404);
  assert.equal((await desk.post(`${path}/release-set`, { sure: 'yes' })).status, 303);
  assert.deepEqual(entries(zurich.state).at(-1)?.body, { dataset: 'heart', stations: [...four.slice(1)].sort() });
  assert.match(wordsOf(await desk.page(path)), /This set is released/);
  assert.equal(await put({ ...three, id: randomUUID() }), null);
});

test('a paused station asks the hub for nothing and answers nothing until it is let go on; both stand in the journal', async () => {
  const stop = new AbortController();
  let heard = 0;
  const hub = createServer((request, response) => {
    heard++;
    request.resume();
    setTimeout(() => response.setHeader('content-type', 'application/json').end('{"work":[],"time":0}'), 20);
  }).listen(0, '127.0.0.1');
  await once(hub, 'listening');
  await desk.post('/pause');
  await desk.post('/pause');
  const settings = { ...zurich.settings, hub: `http://127.0.0.1:${(hub.address() as AddressInfo).port}` };
  let looked = 0;
  const watched = {
    ...{ ...zurich, settings },
    get folder() {
      looked++;
      return zurich.folder;
    },
  };
  const works = work(watched, stop.signal);
  // It has looked whether it is paused, waited, and looked again.
  while (looked < 2) await pause(20);
  assert.equal(heard, 0);
  assert.match(wordsOf(await desk.page('/')), /The station is paused It fetches no work and answers nothing, since/);
  await desk.post('/resume');
  while (heard === 0) await pause(20);
  stop.abort();
  await works;
  hub.close();
  const kinds = entries(zurich.state).map(({ kind }) => kind);
  assert.deepEqual(kinds.slice(-2), ['paused', 'resumed']);
});

test('who used the data stands there with the purpose, from what the station itself has verified', async () => {
  zurich.state.prepare('update plans set finished = 1 where hash = ?').run(hashOf(answered));
  const words = wordsOf(await desk.page('/credit'));
  assert.match(words, /Used by 1 organisation in 1 study/);
  assert.match(words, /hjartlyftet.*Age and disease.*research, development and innovation/s);
});

test('a journal that is whole is said to be, with its last digest, which can be looked up later', async () => {
  const words = wordsOf(await desk.page('/journal/verification'));
  const verdict = verifyJournal(zurich.state);
  assert.ok(verdict.whole);
  assert.match(words, /The journal is whole/);
  assert.ok(words.includes(verdict.last));
  assert.match(wordsOf(await desk.page(`/journal?digest=${verdict.last}`)), new RegExp(`entry ${verdict.entries}`));
  assert.match(wordsOf(await desk.page('/journal?digest=sha256:else')), /No entry has that digest/);
});

test('the journal can be taken along: each row exactly as it is stored', async () => {
  const answer = await desk.get('/journal.jsonl');
  assert.match(answer.headers.get('content-disposition') ?? '', /journal-zurich-\d{4}-\d\d-\d\d\.jsonl/);
  const rows = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const stored = zurich.state.prepare('select * from journal order by seq').all();
  assert.deepEqual(
    rows,
    stored.map((row) => ({ ...row })),
  );
});

test('an entry that was edited afterwards is found and named, and so are one that was exchanged and one that is gone', async () => {
  const at = entries(zurich.state).find(({ kind }) => kind === 'refused')?.seq ?? 0;
  assert.ok(at > 2);
  const state = zurich.state;
  const verify = async () => wordsOf(await desk.page('/journal/verification'));
  const within = async (damage: string, look: (words: string) => void) => {
    state.exec('create table kept as select * from journal');
    state.exec(damage);
    look(await verify());
    state.exec('delete from journal; insert into journal select * from kept; drop table kept');
  };
  await within(`update journal set body = replace(body, 'plan_mismatch', 'too_few') where seq = ${at}`, (words) => {
    assert.match(words, new RegExp(`broken at entry ${at} `));
    assert.match(words, /changed afterwards/);
    assert.match(words, /"code":"too_few"/);
  });
  await within(`update journal set digest = (select digest from journal where seq = 1) where seq = ${at}`, (words) =>
    assert.match(words, new RegExp(`broken at entry ${at} .*changed afterwards`)),
  );
  await within(`delete from journal where seq = ${at}`, (words) => {
    assert.match(words, new RegExp(`broken at entry ${at + 1} `));
    assert.match(words, new RegExp(`after ${at - 1} comes ${at + 1}`));
  });
  await within(`update journal set previous = 'sha256:x' where seq = ${at}`, (words) =>
    assert.match(words, new RegExp(`broken at entry ${at} .*does not continue the one before`)),
  );
  await within(`update journal set body = 'no longer JSON' where seq = ${at}`, (words) => assert.match(words, /no longer JSON/));
  assert.match(await verify(), /The journal is whole/);
});

test('a long journal is verified in steps that are told as they are made', async () => {
  const { state, now } = zurich;
  atomically(state, () => {
    for (let i = 0; i < 2500; i++) record({ state, now }, 'resumed', { policy: readPolicy(folder) });
  });
  const words = wordsOf(await desk.page('/journal/verification'));
  assert.match(words, /1,000 of 2,5\d\d fit 2,000 of 2,5\d\d fit The journal is whole All 2,5\d\d entries/);
});
