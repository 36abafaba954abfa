// The pages of stations: open to everybody, their rules in sentences; a station's steward sees who asks for its data, and nobody sees
// there why it ever said no.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenAs } from '../demo-personas/actions.ts';
import { testHub } from '../platform/testing.ts';
import { aStudy, seedStations } from '../studies/studies.test-support.ts';

const hub = await testHub({ demo: true });
const page = async (language: string) =>
  (await hub.app.request(`/stations?language=${language}`, { headers: { accept: 'text/html' } })).text();

test('a hub without stations says how one joins', async () => {
  assert.match(await page('en'), /No station has joined yet.*sluss station join/s);
});

test('each station is there with its holder and its rules in sentences, in both languages, without signing in', async () => {
  await seedStations(hub);
  const english = await page('en');
  assert.match(english, /Cleveland Clinic Foundation/);
  assert.match(english, /Nothing is answered about fewer than 10 persons\. These may leave it alone.*: counts\./);
  assert.match(english, /Nothing leaves it alone: its numbers are always part of a sum over at least three stations/);
  const swedish = await page('sv');
  assert.match(swedish, /Ingenting besvaras om färre än 10 personer/);
  for (const html of [english, swedish]) assert.doesNotMatch(html, /\{\w+\}|undefined/);
});

async function stationPage(id: string, persona: string | null, language = 'en') {
  const token = persona ? { authorization: `Bearer ${(await tokenAs(hub.hub, persona, 'test')).token}` } : {};
  const headers = { accept: 'text/html', ...token } as Record<string, string>;
  const answer = await hub.app.request(`/stations/${id}?language=${language}`, { headers });
  return { status: answer.status, html: await answer.text() };
}

test('a station has a page of its own for everybody: holder, rules, keys, what came of its answers', async () => {
  const { status, html } = await stationPage('zurich', null);
  assert.equal(status, 200);
  assert.match(html, /University Hospitals Zürich and Basel/);
  assert.match(html, /No permit has been given for these data yet/);
  assert.doesNotMatch(html, /sluss station desk|Applications for your data/);
  assert.equal((await stationPage('nowhere', null)).status, 404);
  assert.equal((await stationPage("';--", null)).status, 404);
});

test('its steward sees the studies that ran there, and where the reason of a no is to be found; the steward of another station does not', async () => {
  await aStudy(hub, { state: 'refused', reason: { code: 'too_few', station: 'zurich' } });
  for (const language of ['sv', 'en']) {
    const { html } = await stationPage('zurich', 'steward-zurich', language);
    assert.match(html, /sluss station desk/);
    assert.match(html, /href="\/studies\/[0-9a-f-]{36}/);
    assert.doesNotMatch(html, /\{\w+\}|undefined|localhost:\d/);
  }
  const other = await stationPage('zurich', 'steward-budapest');
  assert.equal(other.status, 200);
  assert.doesNotMatch(other.html, /sluss station desk|href="\/studies\//);
  const innovator = await stationPage('zurich', 'innovator');
  assert.doesNotMatch(innovator.html, /sluss station desk|href="\/studies\//);
});

test('a permit lasts until the day that its decision names, not the day it is in Sweden at that moment', async () => {
  const [{ StationPage }, { readStation }] = await Promise.all([import('./station-page.tsx'), import('./station-view.ts')]);
  const view = await readStation(hub.hub, null, 'zurich', 'en');
  const permit = { reference: 'P-2026-0001', state: 'GRANTED' as const, organisation: 'A', until: '2027-02-28T23:59:59Z' };
  const steward = { applications: [], studies: [], permits: [permit] };
  const html = String(StationPage({ language: 'en', visitor: null, view: { ...view, steward } }));
  assert.match(html, />28 February 2027</);
});
