// The front page in both languages, from a real hub.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testHub } from '../platform/testing.ts';

const { app } = await testHub({ demo: true });

test('the front page says in one sentence what this is, in the language that the person chose', async () => {
  const swedish = await app.request('/', { headers: { accept: 'text/html' } });
  assert.match(await swedish.text(), /<html lang="sv">.*bara summan över alla går genom slussen/s);
  const english = await app.request('/?language=en', { headers: { accept: 'text/html' } });
  assert.match(await english.text(), /<html lang="en">.*only their total passes the lock/s);
});

test('nothing on a page comes from another server, and scripts of others cannot run', async () => {
  const response = await app.request('/');
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'.*script-src 'self'/);
  assert.doesNotMatch(await response.text(), /(src|href)="(https?:)?\/\//);
});

test('a hub without stations says so', async () => {
  const response = await app.request('/?language=en');
  assert.match(await response.text(), /No station has joined yet/);
});
