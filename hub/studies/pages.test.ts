// Study pages from a real hub and the story's real result: what each role sees, in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenAs } from '../demo-personas/actions.ts';
import { testHub } from '../platform/testing.ts';
import { aStudy, seedStations, storyPlan } from './studies.test-support.ts';

const hub = await testHub({ demo: true });
await seedStations(hub);
const finished = await aStudy(hub);

async function get(path: string, persona: string | null, language = 'en') {
  const token = persona ? { authorization: `Bearer ${(await tokenAs(hub.hub, persona, 'test')).token}` } : {};
  const headers = { accept: 'text/html', ...token } as Record<string, string>;
  const response = await hub.app.request(`${path}${path.includes('?') ? '&' : '?'}language=${language}`, { headers });
  return { status: response.status, headers: response.headers, html: await response.text() };
}

test('a finished study shows its findings, the numbers behind them, what is withheld, the plan and the provenance, in English', async () => {
  const { status, html } = await get(`/studies/${finished}`, 'innovator');
  assert.equal(status, 200);
  assert.match(html, /<html lang="en">/);
  assert.match(html, /among 437 persons on whom it was not built.*AUROC 0\.846 \(95 % 0\.808 to 0\.883\)/s);
  assert.match(html, /Where it was built, at Cleveland Clinic, it was 0\.899/);
  assert.match(html, /ROC curve, with AUROC: Other hospitals 0\.846/);
  assert.match(
    html,
    /Decision curve: acting on the model is worth more than treating everybody and than treating nobody at thresholds from 20% to 80%/,
  );
  assert.match(html, /Of each group by sex, the share by coronary artery disease/);
  assert.match(html, /Sex: male.*3\.67 \(2\.22–6\.07\)/s);
  assert.match(html, /740 of the 920 persons/);
  assert.match(html, /131 \(75%\).*43 \(25%\)/s);
  assert.match(html, /How many lack a value is fewer than 10, or nobody, in:.*sex/);
  assert.match(html, /the thresholds 0\.1, 0\.2, 0\.5 and 0\.7 would show fewer than 10 persons/);
  assert.match(html, /Everybody in Heart disease at four hospitals/);
  assert.match(html, /The hub cannot choose what is asked/);
});

test('the answer stands before all pictures; what is looked up stands shut behind headings, in the place that links lead to', async () => {
  const { html } = await get(`/studies/${finished}`, 'innovator');
  const answer = html.indexOf('Only in part: at other hospitals the model still tells people apart');
  assert.ok(answer > 0 && answer < html.indexOf('ROC curve'));
  assert.match(html, /these go with coronary artery disease: sex, chest pain, /);
  for (const place of ['withheld', 'share', 'publish', 'now', 'plan', 'provenance']) {
    assert.match(html, new RegExp(`<a href="#${place}">`));
    assert.match(html, new RegExp(`<details class="fold"><summary>(?:(?!</summary>).)*</summary><section id="${place}"`));
  }
});

test('the same study in Swedish, with decimal commas and Swedish names of variables', async () => {
  const { html } = await get(`/studies/${finished}`, 'innovator', 'sv');
  assert.match(html, /<html lang="sv">/);
  assert.match(html, /bland 437 personer som den inte byggdes på.*AUROC 0,846 \(95 % 0,808 till 0,883\)/s);
  assert.match(html, /Kön: man.*3,67 \(2,22–6,07\)/s);
  assert.match(html, /Hjärtsjukdom vid fyra sjukhus/);
});

test('no page of a study leaves a text unfilled, a number undefined or a picture without its words', async () => {
  const running = await aStudy(hub, { state: 'running' });
  const refused = await aStudy(hub, { state: 'refused', reason: { code: 'too_few', station: 'zurich' } });
  for (const id of [finished, running, refused])
    for (const language of ['sv', 'en']) {
      const { html } = await get(`/studies/${id}`, 'innovator', language);
      const body = html.replace(/<pre>.*?<\/pre>/gs, '');
      assert.doesNotMatch(body, /\{\w+\}|undefined|NaN|\[object/);
      for (const [image] of body.matchAll(/<[^>]+role="img"[^>]*>/g)) assert.match(image, /aria-label="[^"]+"/);
    }
});

test('a steward sees how the study went, not what it found', async () => {
  const { status, html } = await get(`/studies/${finished}`, 'steward-budapest');
  assert.equal(status, 200);
  assert.match(html, /Your role shows how the study went, not its result/);
  assert.doesNotMatch(html, /0\.846|3\.67/);
});

test("somebody else's study is not there, and whoever has not signed in is asked to", async () => {
  const theirs = await aStudy(hub, { organisation: 'rival' });
  assert.equal((await get(`/studies/${theirs}`, 'innovator')).status, 404);
  assert.equal((await get(`/studies/${finished}`, 'advisor')).status, 404);
  assert.equal((await get(`/studies/${finished}`, null)).status, 401);
  assert.equal((await get('/studies/not-an-id', 'innovator')).status, 404);
  const { html } = await get('/studies', 'innovator');
  assert.match(html, new RegExp(finished));
  assert.doesNotMatch(html, new RegExp(theirs));
});

test('a running study says which gate stands shut and for whom it waits, and loads itself again only when asked to', async () => {
  const id = await aStudy(hub, { state: 'running' });
  const { html, headers } = await get(`/studies/${id}`, 'innovator');
  assert.match(html, /Gate 3: cross table\. Waiting for .*Cleveland Clinic.*Long Beach/);
  assert.equal(headers.get('refresh'), null);
  assert.equal((await get(`/studies/${id}?follow=1`, 'innovator')).headers.get('refresh'), '5');
  assert.equal((await get(`/studies/${finished}?follow=1`, 'innovator')).headers.get('refresh'), null);
});

test('a refused study says who said no and what the code means, and nothing more', async () => {
  const id = await aStudy(hub, { state: 'refused', reason: { code: 'too_few', station: 'zurich' } });
  const { html } = await get(`/studies/${id}`, 'innovator');
  assert.match(html, /University Hospitals Zürich and Basel said no\. A rule that depends on data said no/);
});

test('with three stations the page says that only guards protect the path', async () => {
  const methods = storyPlan.methods.slice(0, 1);
  const id = await aStudy(hub, { state: 'running', plan: { groups: [['budapest', 'long-beach', 'zurich']], methods } });
  assert.match((await get(`/studies/${id}`, 'innovator')).html, /only the guards protect the path/);
});

test('an officer stops a study with a form, and the page says so', async () => {
  const id = await aStudy(hub, { state: 'running' });
  assert.match((await get(`/studies/${id}`, 'officer')).html, new RegExp(`action="/studies/${id}/stop[?"]`));
  const { token } = await tokenAs(hub.hub, 'officer', 'test');
  const stopped = await hub.app.request(`/studies/${id}/stop`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  assert.equal(stopped.status, 303);
  const { html } = await get(`/studies/${id}`, 'officer');
  assert.match(html, /Somebody stopped it/);
  assert.doesNotMatch(html, /action="\/studies/);
});

test('a method without a picture shows its result as it stands, escaped', async () => {
  const result = { n: 100, missing: {}, stations: ['a'], rounds: 1 };
  const odd = { name: 'odd@1', title: { sv: 'Udda', en: 'Odd' }, result: { text: '<script>' } };
  const id = await aStudy(hub, { result: { ...result, results: [odd] } });
  const { html } = await get(`/studies/${id}`, 'innovator');
  assert.match(html, /no picture yet.*&lt;script&gt;/s);
});
