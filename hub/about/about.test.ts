// What a public body must be able to show: an accessibility statement that is not stale, and privacy as it says it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testHub } from '../platform/testing.ts';
import { assets } from '../ui/assets.ts';
import { isStale, levelWords, statement } from './accessibility.ts';

const { hub, app } = await testHub({ demo: true });
const page = async (path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers: { accept: 'text/html', ...headers } });
const text = async (path: string) => (await page(path)).text();

async function signIn(persona: string): Promise<{ cookie: string; response: Response }> {
  const response = await app.request(`/sign-in/persona/${persona}`, {
    method: 'POST',
    headers: { accept: 'text/html', origin: 'http://localhost' },
    body: new URLSearchParams(),
  });
  assert.equal(response.status, 303);
  return { cookie: (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '', response };
}

test('the assessment of accessibility is not older than twelve months: assess again, then write the day in accessibility.json', () => {
  assert.equal(isStale(statement, new Date()), false);
});

test('an assessment is stale a year after its day, over a leap day too', () => {
  assert.equal(isStale({ assessed: '2027-03-01' }, new Date('2028-03-01T00:00:00Z')), false);
  assert.equal(isStale({ assessed: '2027-03-01' }, new Date('2028-03-01T00:00:01Z')), true);
});

test('the statement uses the exact words that the law asks for, and leads to the complaint form of Digg', async () => {
  assert.deepEqual(
    Object.values(levelWords).map(({ sv }) => sv),
    ['helt förenlig', 'delvis förenlig', 'inte förenlig'],
  );
  const swedish = await text('/accessibility?language=sv');
  assert.match(swedish, /är delvis förenlig med lagen \(2018:1937\)/);
  assert.match(swedish, /href="https:\/\/www\.digg\.se\/tdosanmalan"/);
  assert.match(await text('/accessibility?language=en'), /is partially compliant with the Act \(2018:1937\)/);
});

test('each page leads to the statement and to privacy, also the page of an error', async () => {
  for (const path of ['/', '/datasets', '/sign-in', '/ui', '/accessibility', '/privacy', '/there-is-no-such-page']) {
    const html = await text(path);
    assert.match(html, /href="\/accessibility"/, path);
    assert.match(html, /href="\/privacy"/, path);
  }
});

test('who runs the hub and where to write stands in the configuration; without an address the pages say that one is missing', async () => {
  assert.match(await text('/accessibility?language=en'), /has not given an address to write to/);
  const { aboutPages } = await import('./page-routes.tsx');
  const { newApp } = await import('../platform/http.tsx');
  const config = { ...hub.config, operator: 'Region Örn & Co. AB', contact: 'access@region.example' };
  const named = newApp({ ...hub, config }, []).route('/', aboutPages({ ...hub, config }, { cookieName: 'session' }));
  for (const path of ['/accessibility', '/privacy']) {
    const html = await (await named.request(`${path}?language=en`, { headers: { accept: 'text/html' } })).text();
    assert.match(html, /Region Örn &amp; Co\. AB/);
    assert.match(html, /href="mailto:access@region\.example"/);
  }
});

test('no page sets a cookie but the session, and only a sign-in sets that', async () => {
  for (const path of [
    '/',
    '/?language=en',
    '/datasets',
    '/sign-in',
    '/ui',
    '/accessibility',
    '/privacy',
    '/stations',
    '/nothing',
  ]) {
    assert.deepEqual((await page(path)).headers.getSetCookie(), [], path);
  }
  const { cookie, response } = await signIn('innovator');
  const names = response.headers.getSetCookie().map((one) => one.split('=')[0]);
  const told = await text('/privacy');
  for (const name of names) assert.ok(told.includes(`<code>${name}</code>`), `${name} is not told of`);
  for (const path of ['/', '/me', '/applications', '/permits', '/studies', '/?language=sv']) {
    assert.deepEqual((await page(path, { cookie })).headers.getSetCookie(), [], path);
  }
});

test('nothing that a page loads is on another host: no script, style, picture, frame, typeface or form', async () => {
  const { cookie } = await signIn('officer');
  for (const path of ['/', '/datasets', '/sign-in', '/ui', '/accessibility', '/privacy', '/stations', '/me', '/applications']) {
    const html = await (await page(path, { cookie })).text();
    const loading = [
      ...html.matchAll(/<(?!a\b)[a-z]+\b[^>]*\s(?:src|href|action|srcset|data|poster)="((?:https?:)?\/\/[^"]*)"/g),
    ];
    assert.deepEqual(
      loading.map((found) => found[1]),
      [],
      path,
    );
  }
  for (const [name, { body, type }] of assets) {
    if (type.startsWith('font/')) continue;
    const foreign = body.toString().match(/(?:url\(|@import\s*|fetch\()\s*["']?(?:https?:)?\/\/[^"')]+/g) ?? [];
    assert.deepEqual(foreign, [], name);
  }
});
