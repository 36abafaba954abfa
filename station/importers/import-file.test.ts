// Files as they really arrive: each is imported as it should be, or refused with a message that names no value.
import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Dictionary, dictionarySchema } from '@sluss/protocol/dictionary.ts';
import { heartColumns, heartDictionary, heartFile, temporaryFolder } from './heart.test-support.ts';
import { ImportError } from './import-error.ts';
import { importFile } from './import-file.ts';

const text = { sv: 'x', en: 'x' };
const level = (id: string, codes: string[]) => ({ id, codes, title: text });

function dictionaryOf(changes: Partial<Dictionary> = {}): Dictionary {
  return dictionarySchema.parse({
    type: 'dictionary',
    dataset: 'test',
    title: text,
    description: text,
    category: 'EHRS',
    access: 'public',
    licence: '',
    person_key: 'id',
    variables: [
      {
        id: 'weight',
        column: 'weight',
        title: text,
        missing: ['-9', 'NA'],
        type: 'number',
        unit: 'kg',
        range: ['0', '200'],
        grid: ['0', '100', '200'],
      },
      {
        id: 'sex',
        column: 'kön',
        title: text,
        missing: [],
        type: 'category',
        levels: [level('female', ['F', '1']), level('male', ['M', '2'])],
      },
    ],
    ...changes,
  });
}

type Source = string | Buffer;

async function bring(
  t: TestContext,
  source: Source,
  { dictionary = dictionaryOf(), columns }: { dictionary?: Dictionary; columns?: string[] } = {},
) {
  const folder = temporaryFolder(t);
  const file = join(folder, 'source.csv');
  writeFileSync(file, source);
  const report = await importFile({ folder, file, dictionary, ...(columns ? { columns } : {}) });
  const instance = await DuckDBInstance.create(join(folder, 'data.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll('select * exclude (h, g) from persons order by person')).getRowsJS();
  instance.closeSync();
  return {
    report,
    folder,
    file,
    values: rows.map((row) => row.slice(1)).sort((a, b) => String(a).localeCompare(String(b))),
    people: rows.map((row) => row[0]),
  };
}

const plain = 'id,weight,kön\na,70.5,F\nb,80,M\nc,-9,2\nd,NA,1.0\ne,,F \nf,250,X\ng,abc,\n';
const expected = [
  [70.5, 0],
  [80, 1],
  [null, 1],
  [null, 0],
  [null, 0],
  [null, null],
  [null, null],
];
const sorted = (rows: unknown[][]) => [...rows].sort((a, b) => String(a).localeCompare(String(b)));

test('values are typed by the dictionary; missing and outside values become null and are counted', async (t) => {
  const { report, values, people } = await bring(t, plain);
  assert.deepEqual(values, sorted(expected));
  assert.deepEqual(people, [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(report.rows, 7);
  assert.deepEqual(report.variables, [
    { id: 'weight', missing: 3, outside: 2 },
    { id: 'sex', missing: 1, outside: 1 },
  ]);
});

for (const [name, source] of Object.entries({
  'UTF-8 with byte order mark': Buffer.from(`\ufeff${plain}`),
  'UTF-16 little-endian': Buffer.from(`\ufeff${plain}`, 'utf16le'),
  'UTF-16 big-endian': Buffer.from(`\ufeff${plain}`, 'utf16le').swap16(),
  'UTF-16 without byte order mark': Buffer.from(plain, 'utf16le'),
  'Latin-1': Buffer.from(plain, 'latin1'),
  'Windows line ends': plain.replaceAll('\n', '\r\n'),
  'old Mac line ends': plain.replaceAll('\n', '\r'),
  'no last line end': plain.trimEnd(),
  'empty lines': `${plain}\n\n`,
  tabs: plain.replaceAll(',', '\t'),
  'semicolons and decimal commas': plain.replaceAll(',', ';').replace('70.5', '70,5'),
  'quotes everywhere': plain
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .split(',')
        .map((field) => `"${field}"`)
        .join(','),
    )
    .join('\n'),
}))
  test(`${name}: the same data`, async (t) => {
    assert.deepEqual((await bring(t, source)).values, sorted(expected));
  });

test('a file without a header is read with given column names', async (t) => {
  const { values } = await bring(t, plain.slice(plain.indexOf('\n') + 1), { columns: ['id', 'weight', 'kön'] });
  assert.deepEqual(values, sorted(expected));
});

test('quotes may hold delimiters, quotes and line ends; a formula is only text', async (t) => {
  const { values } = await bring(t, 'id,weight,kön\n"a, ""the first""\nof them",70,F\n"=cmd|\'/c calc\'!A1","=1+1",F\n');
  assert.deepEqual(
    values,
    sorted([
      [70, 0],
      [null, 0],
    ]),
  );
});

test('a column called like an SQL statement is only a name', async (t) => {
  const name = `w"); drop table persons; --'`;
  const [weight] = dictionaryOf().variables;
  const dictionary = dictionaryOf({
    variables: [{ ...(weight as Dictionary['variables'][0]), column: name, missing: [`' or 1=1 --`] }],
  });
  const { values } = await bring(t, `id,"${name.replaceAll('"', '""')}"\na,70\nb,' or 1=1 --\n`, { dictionary });
  assert.deepEqual(values, sorted([[70], [null]]));
});

const bad: Record<string, [Source, RegExp, Parameters<typeof bring>[2]?]> = {
  'a NUL byte': ['id,weight,kön\na,7\0,F\n', /line 2 holds a NUL byte/],
  'a NUL character in UTF-16': [Buffer.from('\ufeffid,weight,kön\na,7\0,F\n', 'utf16le'), /line 2 holds a NUL character/],
  'a ragged row': ['id,weight,kön\na,70,F\nb,80\n', /line 3 has another number of fields/],
  'a row too long': ['id,weight,kön\na,70,F,secret\n', /line 2 has another number of fields/],
  'an open quote': ['id,weight,kön\na,70,"F\nb,80,M\n', /quote that is not closed/],
  'an open quote in the header': ['id,weight,"kön\na,70,F\n', /line 1 opens a quote/],
  'mixed line ends': ['id,weight,kön\r\na,70,F\nb,80,M\r\n', /different ways/],
  'a missing column': ['id,weight\na,70\n', /no column "kön"/],
  'a column twice': ['id,weight,kön,kön\na,70,F,F\n', /2 columns called "kön"/],
  'an empty file': ['', /the file is empty/],
  'a header alone': ['id,weight,kön\n', /no rows/],
  'a repeated person': ['id,weight,kön\na,70,F\n a ,71,F\n', /1 rows repeat a person key.*Aggregate/],
  'a person without a key': ['id,weight,kön\na,70,F\n,71,F\n', /1 rows have nothing in the person key/],
  'a picture': [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3]), /NUL byte/],
  'Parquet cut short': [Buffer.from('PAR1 and no more'), /not readable Parquet/],
};
for (const [name, [source, message, options]] of Object.entries(bad))
  test(`${name} is refused, and the message shows no value`, async (t) => {
    await assert.rejects(bring(t, source, options), (error: unknown) => {
      assert.ok(error instanceof ImportError, String(error));
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /secret|70|71/);
      return true;
    });
  });

test('ten thousand columns are read', async (t) => {
  const names = Array.from({ length: 10_000 }, (_, i) => `column ${i}`);
  const [weight] = dictionaryOf().variables;
  const dictionary = dictionaryOf({
    person_key: null,
    variables: [{ ...(weight as Dictionary['variables'][0]), column: 'column 9999' }],
  });
  const { values } = await bring(t, `${names.join(',')}\n${names.map((_, i) => i % 100).join(',')}\n`, { dictionary });
  assert.deepEqual(values, [[99]]);
});

test('rows without a person key are persons each; the order in the station follows no order in the file', async (t) => {
  const dictionary = dictionaryOf({ person_key: null });
  const rows = Array.from({ length: 200 }, (_, i) => `${i},${i / 2},F`);
  const folder = temporaryFolder(t);
  const file = join(folder, 'source.csv');
  writeFileSync(file, `id,weight,kön\n${rows.join('\n')}\n`);
  await importFile({ folder, file, dictionary });
  const instance = await DuckDBInstance.create(join(folder, 'data.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const weights = (await connection.runAndReadAll('select c0 from persons order by person'))
    .getRowsJS()
    .map(([weight]) => Number(weight));
  instance.closeSync();
  assert.deepEqual(
    [...weights].sort((a, b) => a - b),
    rows.map((_, i) => i / 2),
  );
  const ascending = weights.filter((weight, i) => i > 0 && weight > (weights[i - 1] as number)).length;
  assert.ok(ascending > 60 && ascending < 140, `${ascending} of 199 steps go up`);
});

test('Parquet holds the same data as CSV', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'source.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `copy (select * from (values ('a', 70.5, 1), ('b', 80, 2), ('c', -9, 2), ('d', null, 1), ('e', 'nan'::double, null), ('f', 250, 3)) t(id, weight, "kön"))
     to '${file}' (format parquet)`,
  );
  instance.closeSync();
  const report = await importFile({ folder, file, dictionary: dictionaryOf() });
  assert.deepEqual(report.variables, [
    { id: 'weight', missing: 3, outside: 1 },
    { id: 'sex', missing: 1, outside: 1 },
  ]);
});

test('the same import again changes nothing; other data replace it only while nothing was answered', async (t) => {
  const folder = temporaryFolder(t);
  const cleveland = { folder, file: heartFile('cleveland'), dictionary: heartDictionary, columns: heartColumns };
  const first = await importFile(cleveland);
  const made = statSync(join(folder, 'data.duckdb')).mtimeMs;
  assert.deepEqual(await importFile(cleveland), first);
  assert.equal(statSync(join(folder, 'data.duckdb')).mtimeMs, made);
  const second = await importFile({ ...cleveland, file: heartFile('va') });
  assert.equal(second.rows, 200);
  assert.notEqual(second.dataVersion, first.dataVersion);
  assert.equal(statSync(join(folder, 'ledger.key')).mode & 0o777, 0o600);
});
