// A chosen language without a cookie: on links, forms and redirects, from page to page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testHub } from './testing.ts';

const { app } = await testHub({ demo: true });
const html = { accept: 'text/html', 'accept-language': 'sv' };
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers: { ...html, ...headers } });

test('a language that was chosen goes along on every link of the page, and no cookie is set for it', async () => {
  const response = await get('/datasets?language=en');
  assert.equal(response.headers.get('set-cookie'), null);
  const page = await response.text();
  assert.match(page, /<html lang="en">/);
  const links = [...page.matchAll(/<a [^>]*href="(\/[^"]*)"/g)].map((found) => found[1] ?? '');
  const others = links.filter((link) => !/language=/.test(link) && !/^\/(api|healthz)/.test(link));
  assert.ok(links.length > 5);
  assert.deepEqual(others, []);
  assert.match(page, /href="\?language=sv"/);
});

test('files of the interface keep their addresses, so that a browser loads them once for both languages', async () => {
  const page = await (await get('/?language=en')).text();
  assert.doesNotMatch(page, /\/ui\/[^"]*language=/);
});

test('forms carry it too: in the address when they post, as a field when they ask', async () => {
  const page = await (await get('/sign-in?language=en')).text();
  const posts = [...page.matchAll(/<form method="post" action="([^"]*)"/g)].map((found) => found[1]);
  assert.ok(posts.length > 0);
  assert.ok(posts.every((action) => action?.endsWith('language=en')));
  assert.match(
    await (await get('/ui?language=en')).text(),
    /<form method="get"[^>]*><input type="hidden" name="language" value="en"/,
  );
});

test('without a choice nothing is added, and the browser’s language is used', async () => {
  const page = await (await get('/', { 'accept-language': 'en-GB,sv;q=0.5' })).text();
  assert.match(page, /<html lang="en">/);
  assert.doesNotMatch(page.replaceAll('href="?language=sv"', ''), /language=/);
});

test('the other language leads to the same page with what was asked of it', async () => {
  const page = await (await get('/ui?q=hj%C3%A4rta&page=2')).text();
  assert.match(page, /href="\?q=hj%C3%A4rta&amp;page=2&amp;language=en"/);
});

test('what a page asks for by itself is answered in the page’s language; a foreign page has no say', async () => {
  const own = await get('/', { referer: 'http://localhost/studies?language=en' });
  assert.match(await own.text(), /<html lang="en">/);
  const foreign = await get('/', { referer: 'http://elsewhere.example/?language=en' });
  assert.match(await foreign.text(), /<html lang="sv">/);
});

test('after a sign-in the choice is the person’s, on every device and in every letter', async () => {
  const response = await app.request('/sign-in/persona/innovator?language=en', {
    method: 'POST',
    headers: { ...html, origin: 'http://localhost' },
    body: new URLSearchParams(),
  });
  assert.equal(response.status, 303);
  const to = response.headers.get('location') ?? '';
  assert.match(to, /[?&]language=en/);
  const cookie = (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  await get(to, { cookie });
  const page = await (await get('/', { cookie })).text();
  assert.match(page, /<html lang="en">/);
  assert.doesNotMatch(page.replaceAll(/href="\?language=sv"/g, ''), /language=/);
});
