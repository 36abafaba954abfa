// What a process remembers: made once, the oldest forgotten first, nothing kept of what failed.
import assert from 'node:assert/strict';
import test from 'node:test';
import { createMemory } from './memory.ts';

test('what several ask for at once is made once', async () => {
  const memory = createMemory();
  let made = 0;
  const make = async () => ++made;
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => memory.rememberOnce('a', make))), [1, 1, 1]);
  assert.equal(await memory.remember('a', make), 1);
});

test('what failed or was not there is tried again', async () => {
  const memory = createMemory();
  await assert.rejects(
    memory.remember('a', () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await memory.remember('a', async () => undefined), undefined);
  assert.equal(await memory.remember<number | undefined>('a', async () => 7), 7);
});

test('beyond its size the oldest goes first', () => {
  const memory = createMemory(2);
  for (const key of ['a', 'b', 'a', 'c']) memory.set(key, key);
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => memory.get(key)),
    ['a', undefined, 'c'],
  );
});

test('texts and files are counted by their bytes: many small ones stay where a few large ones do not', () => {
  const memory = createMemory(10, 1000);
  for (const key of ['a', 'b', 'c']) memory.set(key, Buffer.alloc(400));
  memory.set('c', Buffer.alloc(500));
  memory.set('d', 'x'.repeat(50));
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((key) => memory.get(key) !== undefined),
    [false, true, true, true],
  );
  memory.set('e', Buffer.alloc(5000));
  assert.deepEqual(
    ['b', 'c', 'd', 'e'].map((key) => memory.get(key) !== undefined),
    [false, false, false, true],
  );
});
