// What every route has: limits, headers, errors that say nothing they should not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRoute, z } from '@hono/zod-openapi';
import { changedUnderYou } from './problem.ts';
import { testHub } from './testing.ts';

const { hub } = await testHub();
// After testing.ts, which lets Node import .tsx.
const { newApi, newApp } = await import('./http.tsx');
const logged: string[] = [];
const app = newApp({ ...hub, log: { ...hub.log, error: (_event, fields) => void logged.push(JSON.stringify(fields)) } }, [
  { path: '/api/v1/large', bytes: 4096 },
]);
const api = newApi();
const schema = z.strictObject({ personal: z.string().max(5) });
api.openapi(
  createRoute({
    method: 'post',
    path: '/echo',
    request: { body: { required: true, content: { 'application/json': { schema } } } },
    responses: { 200: { description: 'The same', content: { 'application/json': { schema } } } },
  }),
  (context) => context.json(context.req.valid('json'), 200),
);
app.route('/api/v1', api);
app.post('/api/v1/large', async (context) => context.text(String((await context.req.text()).length)));
app.get('/api/v1/broken', () => {
  throw new Error('the secret is 4711');
});
app.get('/api/v1/conflict', () => {
  throw changedUnderYou();
});

const post = (path: string, body: string) =>
  app.request(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

test('what does not fit its schema is named by its path; the value is not repeated', async () => {
  const response = await post('/api/v1/echo', JSON.stringify({ personal: '19121212-1212' }));
  assert.equal(response.status, 400);
  const text = await response.text();
  assert.equal(JSON.parse(text).issues[0].path, 'personal');
  assert.doesNotMatch(text, /19121212/);
});

test('a body that is not JSON is a problem of the sender, not a bug', async () => {
  const response = await post('/api/v1/echo', '{"personal":');
  assert.equal(response.status, 400);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
});

test('half a surrogate pair or NUL, in a value or a name, is a problem of the sender; a backslash before u is not', async () => {
  for (const body of ['{"personal":"\\ud800"}', '{"personal":"\\u0000"}', '{"\\uDC00":"a"}', '{"a":[{"b":"\\uDBFF"}]}']) {
    const response = await post('/api/v1/echo', body);
    assert.equal(response.status, 400, body);
    assert.match(await response.text(), /not text/);
  }
  for (const text of ['\u{1d306}', '\\ud8']) {
    const response = await post('/api/v1/echo', JSON.stringify({ personal: text }).replace('\u{1d306}', '\\ud834\\udf06'));
    assert.deepEqual(await response.json(), { personal: text });
  }
});

test('a bug is told by an id that the log has too, and by nothing else', async () => {
  const response = await app.request('/api/v1/broken');
  assert.equal(response.status, 500);
  const text = await response.text();
  assert.doesNotMatch(text, /4711/);
  const id = response.headers.get('x-request-id') ?? '';
  assert.ok(text.includes(id) && logged.some((line) => line.includes(id) && line.includes('4711')));
});

test('a body over the limit is refused before it is read; a route may have a limit of its own', async () => {
  assert.equal((await post('/api/v1/echo', 'x'.repeat(1024 * 1024 + 1))).status, 413);
  assert.equal((await post('/api/v1/large', 'x'.repeat(4096))).status, 200);
  assert.equal((await post('/api/v1/large', 'x'.repeat(4097))).status, 413);
});

test('over a socket, a request without a body passes; one of unknown length is asked for its length', async () => {
  const { listen } = await import('./http.tsx');
  const routes = newApp(hub, []);
  routes.delete('/api/v1/thing', (context) => context.text('gone'));
  const server = await listen({ ...hub, config: { ...hub.config, port: 0 } }, routes);
  try {
    const address = `http://127.0.0.1:${server.port}/api/v1/thing`;
    assert.equal(await (await fetch(address, { method: 'DELETE' })).text(), 'gone');
    const chunks = ReadableStream.from([new Uint8Array(8)]);
    assert.equal((await fetch(address, { method: 'DELETE', body: chunks, duplex: 'half' } as RequestInit)).status, 411);
  } finally {
    await server.stop();
  }
});

test('what was changed under you is 409, with a code that a program can decide on', async () => {
  const response = await app.request('/api/v1/conflict');
  assert.equal(response.status, 409);
  assert.equal(((await response.json()) as { code: string }).code, 'changed-under-you');
});
