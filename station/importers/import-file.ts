// A holder's file becomes the station's frozen data: typed by the dictionary, one row a person, in an order that only the
// ledger key decides.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { canonicalText } from '@sluss/protocol/canonical.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { fileLiteral } from '../engines/locked-duckdb.ts';
import { csvFailure } from './csv.ts';
import { keptImport } from './frozen.ts';
import { ImportError } from './import-error.ts';
import { dataVersionOf, hmacSql, ledgerKey, wordSql } from './person-hash.ts';
import { openSource, type Source, sourceColumn } from './source.ts';
import { missingSql, readings, valueSql } from './values.ts';

export type VariableReport = {
  id: string;
  missing: number;
  /** Not missing, but outside the public range or levels, or not a number: counted, and then treated as missing. */
  outside: number;
};
/** For the steward of this station only. `dataVersion` says nothing about the data to anybody without the ledger key. */
export type ImportReport = { rows: number; dataVersion: string; variables: VariableReport[]; notes: string[] };
export type ImportOptions = { folder: string; file: string; dictionary: Dictionary; columns?: string[]; memory?: string; threads?: number };

/** Imports into `<folder>/data.duckdb`. The same file under the same dictionary again changes nothing. Throws ImportError. */
export async function importFile({ folder, file, dictionary, columns, memory = '2GB', threads = 2 }: ImportOptions): Promise<ImportReport> {
  if (!existsSync(file)) throw new ImportError(`${file} does not exist`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = ledgerKey(folder);
  const dataVersion = dataVersionOf(file, key);
  const kept = await keptImport(folder, dataVersion, dictionary);
  if (kept) return kept;

  const workFolder = join(folder, 'import.tmp');
  rmSync(workFolder, { recursive: true, force: true });
  mkdirSync(workFolder, { mode: 0o700 });
  const instance = await DuckDBInstance.create(join(workFolder, 'staged.duckdb'), {
    memory_limit: memory,
    threads: String(threads),
    temp_directory: join(workFolder, 'spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    const source = await openSource(connection, file, workFolder, columns);
    await stage(connection, source, dictionary, key);
    const report = { ...(await examine(connection, dictionary)), dataVersion, notes: source.notes };
    await freeze(connection, join(workFolder, 'data.duckdb'), dictionary, report);
    connection.closeSync();
    renameSync(join(workFolder, 'data.duckdb'), join(folder, 'data.duckdb'));
    return report;
  } finally {
    instance.closeSync();
    rmSync(workFolder, { recursive: true, force: true });
  }
}

/** One pass over the file: person hash, values, and whether each is missing. */
async function stage(connection: DuckDBConnection, source: Source, dictionary: Dictionary, key: Buffer): Promise<void> {
  const { variables, person_key } = dictionary;
  const read = variables.map((variable) => readings(sourceColumn(source, variable.column), source));
  // Texts that begin differently: a key column and a bare row number can never name the same person.
  const person = person_key === null ? `'row:' || ${source.rowNumber}` : `'key:' || ${readings(sourceColumn(source, person_key), source).text}`;
  const reading = read.map(({ text, number }, i) => `${text} as t${i}, ${number} as v${i}`);
  const values = variables.map((variable, i) => {
    const [text, number] = [`t${i}`, `v${i}`];
    const missing = missingSql(variable, text, number);
    return `${missing} as m${i}, case when not ${missing} then ${valueSql(variable, text, number)} end as c${i}`;
  });
  const sql = `create table staged as select ${wordSql('hash')} as h, ${values.join(', ')}
    from (select ${hmacSql(key, 'person')} as hash, * from (select ${person} as person, ${reading.join(', ')} from ${source.rows}))`;
  try {
    await connection.run(sql);
  } catch (error) {
    if (source.format === 'csv') throw csvFailure(error);
    throw new ImportError('the file cannot be read as Parquet');
  }
}

/** Counts for the steward; and one row a person. */
async function examine(connection: DuckDBConnection, dictionary: Dictionary): Promise<Pick<ImportReport, 'rows' | 'variables'>> {
  const counts = dictionary.variables.flatMap((_, i) => [`count(*) filter (m${i})`, `count(*) filter (not m${i} and c${i} is null)`]);
  const sql = `select count(*), count(h), count(distinct h), ${counts.join(', ')} from staged`;
  const [rows = 0, keyed = 0, persons = 0, ...rest] = ((await connection.runAndReadAll(sql)).getRowsJS()[0] as bigint[]).map(Number);
  if (rows === 0) throw new ImportError('the file has no rows');
  if (keyed < rows) throw new ImportError(`${rows - keyed} rows have nothing in the person key column`);
  if (persons < rows)
    throw new ImportError(
      `${rows - persons} rows repeat a person key: one row a person is needed. Aggregate the file first, for example ` +
        `SELECT person, min(date), avg(value) FROM visits GROUP BY person.`,
    );
  const variables = dictionary.variables.map(({ id }, i) => ({ id, missing: rest[2 * i] ?? 0, outside: rest[2 * i + 1] ?? 0 }));
  return { rows, variables };
}

/** The frozen file: sorted by keyed hash, so that a person's index says nothing about the place in the holder's file. */
async function freeze(connection: DuckDBConnection, path: string, dictionary: Dictionary, report: ImportReport): Promise<void> {
  const columns = dictionary.variables.map((_, i) => `c${i}`).join(', ');
  await connection.run(`attach ${fileLiteral(path)} as frozen`);
  await connection.run(
    `create table frozen.persons as select cast(row_number() over () - 1 as integer) as person, h, ${wordSql('sha256(cast(h as varchar))')} as g,
     ${columns} from (select * from staged order by h)`,
  );
  await connection.run('create table frozen.meta (dictionary varchar, report varchar)');
  await connection.run('insert into frozen.meta values ($1, $2)', [canonicalText(dictionary), JSON.stringify(report)]);
  await connection.run('checkpoint frozen');
  await connection.run('detach frozen');
}

