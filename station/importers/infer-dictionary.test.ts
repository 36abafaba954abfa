// What is proposed for a file, what stays hidden, and what the steward is told.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Dictionary, decimalSchema } from '@sluss/protocol/dictionary.ts';
import fc from 'fast-check';
import { checkFile } from './check-file.ts';
import { heartColumns, heartFile, temporaryFolder } from './heart.test-support.ts';
import { ImportError } from './import-error.ts';
import { importFile } from './import-file.ts';
import { inferDictionary } from './infer-dictionary.ts';
import { publicRange } from './public-range.ts';

function fileOf(t: TestContext, header: string[], rows: (string | number)[][], name = 'clinic data.csv'): string {
  const file = join(temporaryFolder(t), name);
  writeFileSync(
    file,
    [header, ...rows].map((row) => row.map((field) => `"${String(field).replaceAll('"', '""')}"`).join(',')).join('\n'),
  );
  return file;
}

const many = <T>(make: (i: number) => T) => Array.from({ length: 300 }, (_, i) => make(i));
const variableOf = (dictionary: Dictionary, id: string) => dictionary.variables.find((variable) => variable.id === id);

const clinic = (t: TestContext) =>
  fileOf(
    t,
    [
      'Patient-ID',
      'Ålder (år)',
      'Smoker?',
      'diagnosis',
      'note',
      'visit',
      'LAB value',
      'LAB.value',
      'cost',
      'constant',
      'mostly empty',
    ],
    many(
      (i) =>
        [
          `P-${1000 + ((i * 7) % 300)}`,
          i % 50 === 0 ? 'NA' : 31 + ((i * 7) % 52),
          i % 3 === 0 ? 'Yes' : 'no',
          i < 4 ? `rare ${i}` : ['flu', 'cold', 'Flu'][i % 3],
          `free text number ${i}`,
          `2024-0${1 + (i % 9)}-11`,
          (i % 97) / 1000,
          i === 7 ? 999_999 : 100 + (i % 89),
          i * 1.5,
          5,
          i < 15 ? i : '',
        ] as (string | number)[],
    ),
  );

test('types, ranges, levels and ids are proposed; keys, dates, free text and rare levels stay out, and all of it is said', async (t) => {
  const file = clinic(t);
  const { dictionary, notes } = await inferDictionary(file);
  assert.equal(dictionary.person_key, 'Patient-ID');
  assert.equal(dictionary.dataset, 'clinic-data');
  assert.deepEqual(
    dictionary.variables.map(({ id, column, type }) => [id, column, type]),
    [
      ['alder_ar', 'Ålder (år)', 'number'],
      ['smoker', 'Smoker?', 'category'],
      ['diagnosis', 'diagnosis', 'category'],
      ['lab_value', 'LAB value', 'number'],
      ['lab_value_2', 'LAB.value', 'number'],
      ['cost', 'cost', 'number'],
    ],
  );
  const age = variableOf(dictionary, 'alder_ar');
  assert.ok(age?.type === 'number');
  assert.deepEqual([age.range, age.missing], [['25', '90'], ['NA']]);
  const smoker = variableOf(dictionary, 'smoker');
  assert.ok(smoker?.type === 'category');
  assert.deepEqual(
    smoker.levels.map(({ codes }) => codes),
    [['no'], ['Yes']],
  );
  const diagnosis = variableOf(dictionary, 'diagnosis');
  assert.ok(diagnosis?.type === 'category');
  assert.deepEqual(
    diagnosis.levels.map(({ codes }) => codes),
    [['cold'], ['Flu', 'flu']],
  );
  const cost = variableOf(dictionary, 'cost');
  assert.ok(cost?.type === 'number' && cost.magnitude === true);
  const said = notes.join('\n');
  for (const part of [
    /Person key: column "Patient-ID"/,
    /diagnosis: values with fewer than 10 persons each are hidden and count as missing \(4\)/,
    /"note" stays out: it looks like a key/,
    /"visit" stays out: dates/,
    /"constant" stays out/,
    /"mostly empty" stays out: fewer than 20 rows/,
    /"LAB\.value" is lab_value_2/,
    /lab_value_2: a few values lie far outside/,
  ])
    assert.match(said, part);
  assert.doesNotMatch(JSON.stringify(dictionary), /rare|P-1|free text|999999/);
  const report = await importFile({ folder: temporaryFolder(t), file, dictionary });
  assert.equal(report.rows, 300);
  assert.deepEqual(
    report.variables.find(({ id }) => id === 'lab_value_2'),
    { id: 'lab_value_2', missing: 0, outside: 1 },
  );
});

test('the proposal for one hospital fits the files of the others', async () => {
  const options = { columns: heartColumns, personKey: null };
  const { dictionary } = await inferDictionary(heartFile('cleveland'), options);
  assert.deepEqual(variableOf(dictionary, 'cp')?.type, 'category');
  assert.deepEqual(variableOf(dictionary, 'age')?.type, 'number');
  const check = await checkFile(heartFile('hungarian'), dictionary, options);
  assert.equal(check.rows, 294);
  assert.deepEqual(check.problems, []);
});

test('a check lists what does not fit: absent columns first, then persons, then values', async (t) => {
  const { dictionary } = await inferDictionary(clinic(t));
  const other = fileOf(t, ['Patient-ID', 'Ålder (år)'], [['a', 50]]);
  const absent = await checkFile(other, dictionary);
  assert.ok(!absent.fits);
  assert.deepEqual(absent.problems.slice(0, 2), ['the file has no column "Smoker?"', 'the file has no column "diagnosis"']);

  const header = ['Patient-ID', 'Ålder (år)', 'Smoker?', 'diagnosis', 'LAB value', 'LAB.value', 'cost', 'extra'];
  const rows = many((i) => [i < 2 ? 'same' : i, 500 + i, 'no', 'flu', 0.05, 120, 10, 1]);
  const check = await checkFile(fileOf(t, header, rows), dictionary);
  assert.ok(!check.fits);
  assert.match(check.problems.join('\n'), /1 rows repeat a person key/);
  assert.match(check.problems.join('\n'), /alder_ar: 300 of 300 values are outside/);
  assert.deepEqual(check.remarks.at(-1), '1 columns of the file are not in the dictionary and stay out');
  assert.deepEqual((await checkFile(join(temporaryFolder(t), 'nothing.csv'), dictionary)).fits, false);
});

test('a file in which nothing may be shown is refused', async (t) => {
  const file = fileOf(
    t,
    ['name', 'born'],
    many((i) => [`person ${i}`, `19${10 + (i % 80)}-01-01`]),
  );
  await assert.rejects(inferDictionary(file), ImportError);
});

test('a public range holds every value, shows no extreme, and has a grid of 8 to 24 round steps', () => {
  const number = fc.oneof(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)];
      const range = publicRange({ min, max, innerLow: min, innerHigh: max });
      if (!range) return;
      const [low, high] = [Number(range.low), Number(range.high)];
      assert.ok(
        (low < min || (low === 0 && min === 0)) && (high > max || (high === 0 && max === 0)),
        `${low} ${min} ${max} ${high}`,
      );
      assert.ok(range.grid.length >= 8 && range.grid.length <= 24, `${range.grid.length} edges`);
      for (const edge of range.grid) assert.ok(decimalSchema.safeParse(edge).success, edge);
      const edges = range.grid.map(Number);
      assert.ok(edges.every((edge, i) => i === 0 || edge > (edges[i - 1] as number)));
    }),
    { numRuns: 2000 },
  );
});
