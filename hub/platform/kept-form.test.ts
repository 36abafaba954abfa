// A session that ends in the middle of a form: nothing that was typed is lost, and nobody else's page can use that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testHub } from './testing.ts';

const { app } = await testHub();
const origin = 'http://localhost';
const ask = (path: string, body: URLSearchParams | FormData, headers: Record<string, string> = { origin }) =>
  app.request(path, { method: 'POST', body, headers: { accept: 'text/html', 'accept-language': 'en', ...headers } });
const decoded = (text: string) =>
  text.replace(
    /&(quot|lt|gt|#39|amp);/g,
    (_, name) => ({ quot: '"', lt: '<', gt: '>', '#39': "'", amp: '&' })[name as 'lt'] ?? '',
  );
/** What a browser would send from the page's last form. */
function fieldsIn(page: string): [string, string][] {
  return [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\/?>/g)].map(([, name = '', value = '']) => [
    decoded(name),
    decoded(value),
  ]);
}

test('a form sent after the session has ended comes back whole, to be sent again to where it was going', async () => {
  const typed: [string, string][] = [
    ['name', 'Ett "värde" med <b>tecken</b> & åäö'],
    ['text', 'first line\nsecond line\n\n'],
    ['many[]', 'one'],
    ['many[]', 'two'],
    ['empty', ''],
  ];
  const response = await ask('/me/tokens?x=1', new URLSearchParams(typed));
  assert.equal(response.status, 401);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const page = await response.text();
  assert.match(page, /Nothing is lost/);
  assert.match(page, /<form method="post" action="\/me\/tokens\?x=1">/);
  assert.match(page, /href="\/sign-in" target="_blank"/);
  assert.deepEqual(fieldsIn(page), typed);
  assert.doesNotMatch(page, /<b>tecken/);
});

test('a form with a file comes back without it, and says so', async () => {
  const body = new FormData();
  body.set('title', 'About the heart');
  body.set('file', new File(['the content of the file'], 'plan.pdf'));
  const page = await (await ask('/me/tokens', body)).text();
  assert.match(page, /Files must be chosen again/);
  assert.match(page, /enctype="multipart\/form-data"/);
  assert.deepEqual(fieldsIn(page), [['title', 'About the heart']]);
  assert.doesNotMatch(page, /the content of the file/);
});

test('a megabyte of text comes back too', async () => {
  const text = 'å'.repeat(170_000);
  const page = await (await ask('/me/name', new URLSearchParams({ name: text }))).text();
  assert.deepEqual(fieldsIn(page), [['name', text]]);
});

test('another site cannot make this hub show a page with what it wrote', async () => {
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {} as Record<string, string>]) {
    const response = await ask('/me/name', new URLSearchParams({ name: 'written by evil' }), headers);
    assert.equal(response.status, 401);
    assert.doesNotMatch(await response.text(), /written by evil/);
  }
});

test('what is typed to sign in is not given back, and programs get no page', async () => {
  const page = await (await ask('/sign-in/link', new URLSearchParams({ token: 'a'.repeat(32) }))).text();
  assert.doesNotMatch(page, /aaaaaaaa/);
  const json = await app.request('/api/v1/me/tokens', {
    method: 'POST',
    body: '{"name":"x"}',
    headers: { origin, 'content-type': 'application/json' },
  });
  assert.equal(json.headers.get('content-type'), 'application/problem+json');
});

test('a page that needs a session leads to signing in and from there back to itself', async () => {
  const response = await app.request('/me/deletion?x=1', { headers: { accept: 'text/html' } });
  assert.equal(response.status, 401);
  assert.match(await response.text(), /href="\/sign-in\?to=%2Fme%2Fdeletion%3Fx%3D1"/);
});

test('a form of more fields than any page has is counted and left unread: nobody can keep the hub busy with one', async () => {
  const many = new URLSearchParams(Array.from({ length: 30_000 }, (_, at): [string, string] => [`k${at}`, '']));
  const page = await ask('/me/name', many);
  assert.equal(page.status, 401);
  assert.doesNotMatch(await page.text(), /name="k1"/);
  const step = await ask('/applications/A-2026-0001/form/project', many);
  assert.equal(step.status, 413);
  assert.match(await step.text(), /more fields than any of ours/);
  const parts = new FormData();
  for (const [name] of many) parts.append(name, '');
  assert.equal((await ask('/applications/A-2026-0001/form/project', parts)).status, 413);
  const fits = await ask(
    '/me/name',
    new URLSearchParams(Array.from({ length: 4000 }, (_, at): [string, string] => [`k${at}`, ''])),
  );
  assert.match(await fits.text(), /name="k3999"/);
});
