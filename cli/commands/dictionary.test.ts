// Describing a file at the command line, and what is said of files that cannot be described.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { runCommand } from '../main.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluss-dictionary-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function sluss(...words: string[]) {
  const [out, error] = [[] as string[], [] as string[]];
  const io = {
    out: (text: string) => void out.push(text),
    error: (text: string) => void error.push(text),
    environment: {},
    signal: AbortSignal.timeout(120_000),
  };
  const code = await runCommand(words, io);
  return { code, out: out.join('\n'), error: error.join('\n') };
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const rows = Array.from({ length: 300 }, (_, i) => `${20 + (i % 60)},${i % 2 ? 'F' : 'M'},${i % 3 ? 'no' : 'yes'}`);
const good = file('good.csv', ['age,sex,ill', ...rows].join('\n'));

test('infer, merge, show and check: from two files to one dictionary that fits both', async () => {
  const older = file(
    'older.csv',
    ['age,sex,ill', ...rows.map((row) => row.replace(/^\d+/, (age) => String(Number(age) + 40)))].join('\n'),
  );
  const [one, two, merged] = ['one.json', 'two.json', 'merged.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  assert.equal((await sluss('dictionary', 'infer', good, '--dataset', 'two-files', '-o', one)).code, 0);
  assert.equal((await sluss('dictionary', 'infer', older, '--dataset', 'two-files', '-o', two)).code, 0);
  const joined = await sluss('dictionary', 'merge', one, two, '-o', merged);
  assert.equal(joined.code, 0, joined.error);
  assert.equal(JSON.parse(readFileSync(merged, 'utf8')).dataset, 'two-files');
  assert.match((await sluss('dictionary', 'show', merged, '--variables', 'Sex')).out, /sex +F \| M/);
  for (const path of [good, older]) {
    const checked = await sluss('dictionary', 'check', path, '--dictionary', merged);
    assert.equal(checked.code, 0, checked.error);
    assert.match(checked.out, /fits: 300 persons/);
  }
});

test('--missing takes codes that begin with a dash', async () => {
  const coded = file(
    'coded.csv',
    ['age,sex', ...rows.map((row, i) => (i % 20 ? row : row.replace(/^\d+/, '-9')).replace(/,(yes|no)$/, ''))].join('\n'),
  );
  const without = await sluss('dictionary', 'infer', coded);
  assert.match(without.error, /-9 stands apart/);
  const told = JSON.parse((await sluss('dictionary', 'infer', coded, '--missing', '-9,999')).out);
  assert.ok(Number(told.variables[0].range[0]) > 0);
  assert.deepEqual(told.variables[0].missing, ['-9', '999']);
});

test('a file that cannot be read is named, with the place, and nothing is written', async () => {
  const bad: [string, string | Buffer, RegExp][] = [
    ['ragged.csv', ['a,b', '1,2', '1,2,3'].join('\n'), /ragged.csv: line 3 has another number of fields/],
    ['nul.csv', 'a,b\n1,2\n1,\0\n', /nul.csv: line 3 holds a NUL/],
    ['empty.csv', '', /empty.csv: the file is empty/],
    ['sheet.xlsx', Buffer.from('PK\x03\x04rest'), /sheet.xlsx: the file is a spreadsheet or an archive/],
  ];
  for (const [name, content, said] of bad) {
    const { code, error } = await sluss('dictionary', 'infer', file(name, content), '-o', join(folder, 'never.json'));
    assert.equal(code, 1);
    assert.match(error, said);
    assert.match(error, /No dictionary was written; the file is untouched/);
  }
  assert.throws(() => readFileSync(join(folder, 'never.json')), /ENOENT/);
});

test('a dictionary that does not fit the file is answered with all that is wrong', async () => {
  const dictionary = join(folder, 'good.json');
  await sluss('dictionary', 'infer', good, '-o', dictionary);
  const other = file('other.csv', 'Age,gender\n1,F\n');
  const { code, error } = await sluss('dictionary', 'check', other, '--dictionary', dictionary);
  assert.equal(code, 1);
  assert.match(error, /no column "age"[\s\S]*no column "sex"[\s\S]*no column "ill"[\s\S]*Nothing was imported/);
  const imported = await sluss('data', 'import', other, '--dictionary', dictionary, '--folder', join(folder, 'station'));
  assert.equal(imported.code, 1);
  assert.match(imported.error, /other.csv: the file has no column "age".[\s\S]*Nothing was imported/);
});

test('a broken dictionary is named as such', async () => {
  const broken = file('broken.json', '{oops');
  assert.match((await sluss('dictionary', 'check', good, '--dictionary', broken)).error, /broken.json cannot be read as JSON/);
  const empty = file('empty.json', '{}');
  assert.match((await sluss('dictionary', 'check', good, '--dictionary', empty)).error, /empty.json is not a dictionary/);
});
