// The tables that a holder may publish: what they tell, what they hide, and that they are always the same.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { canonicalText } from '@sluss/protocol/canonical.ts';
import { type Dictionary, dictionarySchema, variableOf } from '@sluss/protocol/dictionary.ts';
import { problemOfProfile, roundByLot } from '@sluss/protocol/profile.ts';
import { heartColumns, heartDictionary, heartFile, heartFiles, temporaryFolder } from './heart.test-support.ts';
import { importFile } from './import-file.ts';
import { makeProfile, safeGroups } from './profile.ts';

async function stationWith(context: TestContext, file: string, dictionary: Dictionary = heartDictionary, columns?: string[]) {
  const folder = temporaryFolder(context);
  const { dataVersion } = await importFile({ folder, file, dictionary, ...(columns ? { columns } : {}) });
  const make = (change: { k?: number; variables?: string[] } = {}) =>
    makeProfile({ folder, station: 'here', dictionary, dataVersion, k: 10, ...change });
  return { folder, make };
}

/** A station with these persons: each a level of `kind` (a, b, c, d; empty is missing) and an age from 20 to 80. */
async function stationOf(context: TestContext, persons: [kind: string, age: number | ''][]) {
  const text = (word: string) => ({ sv: word, en: word });
  const dictionary = dictionarySchema.parse({
    ...{ type: 'dictionary', dataset: 'few', title: text('few'), description: text(''), category: 'EHRS' },
    ...{ access: 'public', licence: '', person_key: null },
    variables: [
      {
        ...{ id: 'kind', column: 'kind', title: text('kind'), missing: [], type: 'category' },
        levels: ['a', 'b', 'c', 'd'].map((id) => ({ id, codes: [id], title: text(id) })),
      },
      {
        ...{ id: 'age', column: 'age', title: text('age'), missing: [], type: 'number', unit: 'years' },
        ...{ range: ['20', '80'], grid: ['20', '40', '60', '80'] },
      },
    ],
  });
  const file = join(temporaryFolder(context), 'few.csv');
  writeFileSync(file, ['kind,age', ...persons.map((person) => person.join(','))].join('\n'));
  return { dictionary, ...(await stationWith(context, file, dictionary)) };
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('of each heart hospital, every cell holds k persons or more, the hub would take it, and counts are within ten of the truth', async (context) => {
  const persons = { cleveland: 303, hungarian: 294, switzerland: 123, va: 200 };
  for (const name of heartFiles) {
    const { make } = await stationWith(context, heartFile(name), heartDictionary, heartColumns);
    const profile = await make();
    assert.equal(problemOfProfile(profile, heartDictionary, 10), undefined);
    assert.ok(Math.abs(profile.persons - persons[name]) < 10);
    assert.equal(profile.variables.length, heartDictionary.variables.length);
  }
});

test('the published heart counts by sex at Cleveland (97 women, 206 men: UCI) are told within ten', async (context) => {
  const { make } = await stationWith(context, heartFile('cleveland'), heartDictionary, heartColumns);
  const [sex] = (await make({ variables: ['sex'] })).variables;
  const [women, men] = sex?.cells ?? [];
  assert.ok([90, 100].includes(women?.persons ?? 0) && [200, 210].includes(men?.persons ?? 0));
  assert.equal(sex?.missing, null, 'nobody lacks it, which is not told apart from a few');
});

test('small levels are told together, and never as one that could be worked out', async (context) => {
  const { make } = await stationOf(
    context,
    [...times(40, ['a', 30] as const), ...times(20, ['b', 30] as const), ...times(3, ['c', 30] as const)].map(([a, b]) => [a, b]),
  );
  const [kind, age] = (await make()).variables;
  assert.deepEqual(
    kind?.cells.map((cell) => 'levels' in cell && cell.levels),
    [['a'], ['b', 'c', 'd']],
    'c has three persons and d none: with b they are more than k',
  );
  assert.deepEqual(age?.cells.length, 1, 'all are between 20 and 40, and that the rest is empty is not told');
});

test('where nearly nobody has a value nothing is told of it, and where nearly everybody has, not how many lack it', async (context) => {
  const { make } = await stationOf(context, [
    ...times(9, ['a', 30] as [string, number]),
    ...times(50, ['', 70] as [string, number]),
    ['b', ''],
  ]);
  const [kind, age] = (await make()).variables;
  assert.equal(kind?.missing, 50);
  assert.deepEqual(kind?.cells.length, 1, 'ten have a value: told together');
  assert.equal(age?.missing, null);
});

test('fewer than k persons publish nothing', async (context) => {
  const { make } = await stationOf(context, times(9, ['a', 30]));
  await assert.rejects(make(), /fewer than 10 persons/);
});

test('ordered cells join neighbours only', () => {
  const age = variableOf(heartDictionary, 'age');
  const counts = times(60, 0);
  counts.splice(10, 4, 4, 4, 4, 30);
  assert.deepEqual(
    safeGroups(counts, age as never, 10).map((group) => [group[0], group.at(-1)]),
    [
      [0, 12],
      [13, 59],
    ],
  );
});

test('the same data give the same bytes, also after another import of the same file', async (context) => {
  const { folder, make } = await stationWith(context, heartFile('va'), heartDictionary, heartColumns);
  const first = canonicalText(await make());
  assert.equal(canonicalText(await make()), first);
  await importFile({ folder, file: heartFile('va'), dictionary: heartDictionary, columns: heartColumns });
  assert.equal(canonicalText(await make()), first);
});

test('what has been published keeps the data frozen: another file is not imported over it', async (context) => {
  const { folder, make } = await stationWith(context, heartFile('va'), heartDictionary, heartColumns);
  await make();
  writeFileSync(join(folder, 'published-profile.json'), '{}');
  await assert.rejects(
    importFile({ folder, file: heartFile('hungarian'), dictionary: heartDictionary, columns: heartColumns }),
    /published tables about its present data/,
  );
});

test('another data version than the one that the station joined with is refused', async (context) => {
  const { folder } = await stationWith(context, heartFile('va'), heartDictionary, heartColumns);
  const options = { folder, station: 'here', dictionary: heartDictionary, k: 10 };
  await assert.rejects(makeProfile({ ...options, dataVersion: 'hmac:other' }), /other data/);
});

test('two stations with the same data round differently: nobody can take the lots from one to read the other', async (context) => {
  const [one, other] = await Promise.all(
    [1, 2].map(async () => (await stationWith(context, heartFile('cleveland'), heartDictionary, heartColumns)).make()),
  );
  assert.notDeepEqual(one?.variables, other?.variables);
});

test('a count is rounded up as often as it is near the upper ten: on average it is itself', () => {
  const lots = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
  for (const count of [10, 13, 27, 95, 999]) {
    const rounded = lots.map((lot) => roundByLot(count, 10, lot));
    assert.ok(Math.abs(rounded.reduce((a, b) => a + b, 0) / 1000 - count) < 0.02, `${count}`);
    assert.ok(rounded.every((value) => value % 10 === 0 && Math.abs(value - count) < 10));
  }
  assert.equal(roundByLot(6, 5, 0.99), 10, 'never to nothing');
  assert.equal(roundByLot(130, 100, 0.1), 200);
});

test('who knows how many persons there are exactly, and reckons with all that rounding leaves open, still cannot tell how few lack a value', async (context) => {
  const folder = temporaryFolder(context);
  // A lot of its own each time would be another attack each time.
  writeFileSync(join(folder, 'ledger.key'), Buffer.alloc(32, 7), { mode: 0o600 });
  const columns = heartColumns;
  const { dataVersion } = await importFile({ folder, file: heartFile('va'), dictionary: heartDictionary, columns });
  const profile = await makeProfile({ folder, station: 'here', dictionary: heartDictionary, dataVersion, k: 10 });
  const off = 9;
  const hidden = profile.variables.filter(({ missing }) => missing === null);
  assert.ok(hidden.length > 3);
  for (const { id, cells } of hidden) {
    const most = cells.reduce((sum, { persons }) => sum + persons + off, 0);
    const least = cells.reduce((sum, { persons }) => sum + Math.max(10, persons - off), 0);
    const [from, to] = [Math.max(0, 200 - most), Math.min(9, 200 - least)];
    assert.ok(to - from >= 5, `${id}: between ${from} and ${to} persons lack it`);
  }
});
