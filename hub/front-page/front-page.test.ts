// The front page in both languages, from a real hub.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testHub } from '../platform/testing.ts';

const { app } = await testHub({ demo: true });
const text = async (path = '/', headers: Record<string, string> = {}) =>
  (await app.request(path, { headers: { accept: 'text/html', ...headers } })).text();

test('the front page says in one sentence what this is, in the language that the person chose', async () => {
  assert.match(await text('/'), /<html lang="sv">.*bara summan över alla går genom slussen/s);
  assert.match(await text('/?language=en'), /<html lang="en">.*only their total passes the lock/s);
});

test('nothing on a page comes from another server, and scripts of others cannot run', async () => {
  const response = await app.request('/');
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'.*script-src 'self'/);
  assert.doesNotMatch(await response.text(), /(src|href)="(https?:)?\/\//);
});

test('a hub without stations says so', async () => {
  assert.match(await text('/?language=en'), /No station has joined yet/);
});

test('the first question is what one is trying to do, with a door for each kind of person', async () => {
  const page = await text('/?language=en');
  const question = page.indexOf('What are you trying to do?</h2>');
  assert.ok(question > 0);
  for (const door of ['/datasets', '/applications/new', '/studies', '/desk', '/stations', '/register'])
    assert.ok(page.indexOf(`href="${door}`, question) > question, door);
});

test('one click in the demonstration signs in as a person and lands where the story is', async () => {
  const page = await text('/');
  const doors = [...page.matchAll(/action="(\/sign-in\/persona\/[\w-]+)"><input type="hidden" name="to" value="([^"]+)"/g)];
  assert.deepEqual(
    new Set(doors.map(([, action]) => action?.split('/').at(-1))),
    new Set(['innovator', 'officer', 'steward-budapest']),
  );
  for (const [, action = '', to = ''] of doors) {
    const body = new URLSearchParams({ to });
    const response = await app.request(action, { method: 'POST', headers: { origin: 'http://localhost' }, body });
    assert.deepEqual([response.status, response.headers.get('location')], [303, to]);
  }
});

test('outside the demonstration nobody is offered to be somebody else', async () => {
  const { app: real } = await testHub();
  assert.doesNotMatch(await (await real.request('/')).text(), /persona|<form method="post"/);
});
