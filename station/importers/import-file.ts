// A holder's file becomes the station's frozen data: typed by the dictionary, one row a person, in an order that only the
// ledger key decides.
import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { canonicalText } from '@sluss/protocol/canonical.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { fileLiteral } from '../engines/locked-duckdb.ts';
import { keptImport } from './frozen.ts';
import { ImportError } from './import-error.ts';
import { dataVersionOf, ledgerKey, wordSql } from './person-hash.ts';
import { openSource } from './source.ts';
import { personProblems, stage, type VariableReport } from './stage.ts';
import { atWorkbench, type WorkbenchOptions } from './workbench.ts';

/** For the steward of this station only. `dataVersion` says nothing about the data to anybody without the ledger key. */
export type ImportReport = { rows: number; dataVersion: string; variables: VariableReport[]; notes: string[] };
export type ImportOptions = WorkbenchOptions & {
  /** The station's folder. */
  folder: string;
  file: string;
  dictionary: Dictionary;
  /** Names of the columns, where the file has no header. */
  columns?: string[];
};

/** Imports into `<folder>/data.duckdb`. The same file under the same dictionary again changes nothing. Throws ImportError. */
export async function importFile({ folder, file, dictionary, columns, ...options }: ImportOptions): Promise<ImportReport> {
  if (!existsSync(file)) throw new ImportError(`${file} does not exist`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = ledgerKey(folder);
  const dataVersion = dataVersionOf(file, key);
  const kept = await keptImport(folder, dataVersion, dictionary);
  if (kept) return kept;

  return atWorkbench(join(folder, 'import.tmp'), options, async ({ connection, folder: workFolder }) => {
    const source = await openSource(connection, file, workFolder, columns);
    const counts = await stage(connection, source, dictionary, key);
    const problems = personProblems(counts);
    if (problems.length > 0) throw new ImportError(problems.join('; '));
    const report = { rows: counts.rows, dataVersion, variables: counts.variables, notes: source.notes };
    await freeze(connection, join(workFolder, 'data.duckdb'), dictionary, report);
    chmodSync(join(workFolder, 'data.duckdb'), 0o600);
    renameSync(join(workFolder, 'data.duckdb'), join(folder, 'data.duckdb'));
    return report;
  });
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
