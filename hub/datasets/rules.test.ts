// Adding up the tables of several stations: over the cells that all share, and honest about who is not in it.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Variable } from '@sluss/protocol/dictionary.ts';
import type { Cell, Profile } from '@sluss/protocol/profile.ts';
import { addUp, missingShare, spreadOf } from './rules.ts';

const text = { sv: '', en: '' };
const age = {
  id: 'v',
  column: 'v',
  title: text,
  missing: [],
  type: 'number',
  unit: '1',
  range: ['0', '4'],
  grid: ['0', '1', '2', '3', '4'],
} as Variable;
const kind = {
  ...{ id: 'v', column: 'v', title: text, missing: [], type: 'category' },
  levels: ['a', 'b', 'c', 'd'].map((id) => ({ id, codes: [id], title: text })),
} as Variable;
const station = (id: string, cells: Cell[], missing: number | null = null) =>
  ({ station: id, k: 10, persons: 100, variables: [{ id: 'v', missing, cells }] }) as unknown as Profile;
const range = (from: number, to: number, persons: number) => ({ from: `${from}`, to: `${to}`, persons });
const levels = (ids: string, persons: number) => ({ levels: [...ids], persons });

test('ranges are added up between the edges at which every station cuts', () => {
  const one = station('one', [range(0, 1, 10), range(1, 3, 50), range(3, 4, 40)]);
  const two = station('two', [range(0, 1, 20), range(1, 2, 30), range(2, 4, 50)]);
  assert.deepEqual(addUp(age, [one, two]), {
    cells: [range(0, 1, 30), range(1, 4, 170)],
    stations: ['one', 'two'],
    merged: [],
  });
});

test('levels that one station tells together are together in the sum, also through a third', () => {
  const one = station('one', [levels('ab', 10), levels('c', 50), levels('d', 40)]);
  const two = station('two', [levels('a', 20), levels('bd', 30), levels('c', 50)]);
  assert.deepEqual(addUp(kind, [one, two])?.cells, [levels('abd', 100), levels('c', 100)]);
});

test('a small station that tells levels together is left out where that tells more of most persons', () => {
  const fine = [1, 2, 3].map((id) => station(`fine${id}`, [levels('a', 40), levels('b', 20), levels('c', 20), levels('d', 20)]));
  const small = station('small', [levels('abc', 20), levels('d', 20)]);
  const sum = addUp(kind, [...fine, small]);
  assert.deepEqual(sum?.cells, [levels('a', 120), levels('b', 60), levels('c', 60), levels('d', 60)]);
  assert.deepEqual(sum?.merged, ['small']);
  const large = station('large', [levels('abc', 200), levels('d', 20)]);
  assert.deepEqual(addUp(kind, [...fine, large])?.cells, [levels('abc', 440), levels('d', 80)], 'a large one is not');
});

test('a picture spreads wider cells evenly over the public grid, and keeps the number of persons', () => {
  const one = station('one', [range(0, 1, 10), range(1, 3, 50), range(3, 4, 40)]);
  const two = station('two', [range(0, 1, 20), range(1, 2, 30), range(2, 4, 50)]);
  const whole = station('whole', [range(0, 4, 90)]);
  assert.deepEqual(
    spreadOf(age as never, [one, two, whole]).map(({ count }) => count),
    [30, 55, 50, 65],
  );
  assert.deepEqual(spreadOf(age as never, [whole]), []);
});

test('a station that joins everything is left out and named, where others tell more', () => {
  const one = station('one', [levels('a', 60), levels('bcd', 40)]);
  const whole = station('whole', [levels('abcd', 100)]);
  assert.deepEqual(addUp(kind, [one, whole]), {
    cells: [levels('a', 60), levels('bcd', 40)],
    stations: ['one'],
    merged: ['whole'],
  });
});

test('where the stations have no cut in common, nothing is told, and nobody is counted twice', () => {
  const one = station('one', [range(0, 1, 10), range(1, 4, 90)]);
  const two = station('two', [range(0, 3, 60), range(3, 4, 40)]);
  assert.deepEqual(addUp(age, [one, two]), { cells: [], stations: [], merged: ['one', 'two'] });
  assert.equal(addUp(age, []), undefined);
  assert.equal(addUp({ ...age, id: 'w' }, [one]), undefined);
});

test('how many lack a value lies between what is told and what may be hidden below k', () => {
  const profiles = [station('one', [], 50), station('two', [], null)];
  assert.deepEqual(missingShare('v', profiles), { from: 50 / 200, to: 59 / 200 });
});
