// The page of stations: open to everybody, their rules in sentences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testHub } from '../platform/testing.ts';
import { seedStations } from '../studies/studies.test-support.ts';

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
