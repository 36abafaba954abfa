// The doors of the station's database, each tried.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { heartColumns, heartDictionary, heartFile, temporaryFolder } from '../importers/heart.test-support.ts';
import { importFile } from '../importers/import-file.ts';
import { openDatabase } from './locked-duckdb.ts';

const run = promisify(execFile);
const cleveland = { file: heartFile('cleveland'), dictionary: heartDictionary, columns: heartColumns };

test('the station’s database reaches no file, no network, no extension and no setting, and its data cannot be changed', async (t) => {
  const folder = temporaryFolder(t);
  await importFile({ folder, ...cleveland });
  const secret = join(folder, 'secret.csv');
  writeFileSync(secret, 'a,b\n1,2\n');
  const database = await openDatabase(folder);
  t.after(database.close);
  const attempts = [
    `select * from read_csv('${secret}')`,
    `select * from '${secret}'`,
    `select * from read_text('${secret}')`,
    `select * from glob('${folder}/*')`,
    `copy (select 1) to '${join(folder, 'out.csv')}'`,
    `copy data.persons to '${join(folder, 'out.parquet')}' (format parquet)`,
    `attach '${join(folder, 'other.duckdb')}'`,
    `export database '${join(folder, 'exported')}'`,
    `select * from read_csv('https://example.org/x.csv')`,
    'install httpfs',
    'load httpfs',
    'set enable_external_access = true',
    'set threads = 8',
    `set temp_directory = '/tmp'`,
    'set lock_configuration = false',
    'delete from data.persons',
    'drop table data.persons',
    'create table data.more as select 1',
  ];
  for (const attempt of attempts)
    await assert.rejects(
      database.use((query) => query(attempt)),
      Error,
      attempt,
    );
  const [[persons] = []] = await database.use((query) => query('select count(*) from data.persons'));
  assert.equal(Number(persons), 303);
});

test('a second process is told that a station is running', async (t) => {
  const folder = temporaryFolder(t);
  await importFile({ folder, ...cleveland });
  const database = await openDatabase(folder);
  t.after(database.close);
  const second = `import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, 'locked-duckdb.ts'))}; await openDatabase(${JSON.stringify(folder)});`;
  await assert.rejects(
    run(process.execPath, ['--input-type=module', '-e', second]),
    /another process has the data of .* open: stop that station first/,
  );
  await assert.rejects(
    run(process.execPath, [
      '--input-type=module',
      '-e',
      `import { importFile } from ${JSON.stringify(join(import.meta.dirname, '../importers/import-file.ts'))};
       import { heartDictionary, heartColumns, heartFile } from ${JSON.stringify(join(import.meta.dirname, '../importers/heart.test-support.ts'))};
       await importFile({ folder: ${JSON.stringify(folder)}, file: heartFile('va'), dictionary: heartDictionary, columns: heartColumns });`,
    ]),
    /a running station has .* open: stop it first/,
  );
});

test('a query that takes too long is refused, and the database goes on', async (t) => {
  const folder = temporaryFolder(t);
  await importFile({ folder, ...cleveland });
  const database = await openDatabase(folder, { timeLimit: 100 });
  t.after(database.close);
  const endless =
    'select count(*) from data.persons a, data.persons b, data.persons c, data.persons d where a.c0 + b.c0 + c.c0 + d.c0 < 0';
  await assert.rejects(
    database.use((query) => query(endless)),
    (error: unknown) => error instanceof Refusal && error.code === 'too_few',
    'how long a query takes depends on the data',
  );
  assert.equal((await database.use((query) => query('select 1'))).length, 1);
});

test('a folder without imported data is named', async (t) => {
  await assert.rejects(openDatabase(temporaryFolder(t)), /holds no imported data/);
});
