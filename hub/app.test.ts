// The table of contents as a program sees it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testHub } from './platform/testing.ts';

const { app } = await testHub();

test('the API describes itself: every path has a summary and says what it answers', async () => {
  const response = await app.request('/api/v1/openapi.json');
  assert.equal(response.status, 200);
  const { openapi, paths } = (await response.json()) as {
    openapi: string;
    paths: Record<string, Record<string, { summary?: string; responses?: object }>>;
  };
  assert.equal(openapi, '3.1.0');
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
  );
  assert.ok(operations.length > 20, `${operations.length} operations`);
  const silent = operations.filter(({ summary, responses }) => !summary || Object.keys(responses ?? {}).length === 0);
  assert.deepEqual(
    silent.map(({ name }) => name),
    [],
  );
});

test('outside the demonstration nobody can become a persona', async () => {
  const response = await app.request('/api/v1/personas/officer/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(response.status, 404);
});
