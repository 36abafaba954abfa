// What is already imported stays as it is: the ledger remembers answers about exactly these rows.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { canonicalText } from '@sluss/protocol/canonical.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { ImportError } from './import-error.ts';
import type { ImportReport } from './import-file.ts';

/** The report of the same import done before, or null where there is nothing that must stay. Throws ImportError where the station
 * has already answered about other data. */
export async function keptImport(folder: string, dataVersion: string, dictionary: Dictionary): Promise<ImportReport | null> {
  const path = join(folder, 'data.duckdb');
  if (!existsSync(path)) return null;
  const [[[dictionaryText = '', reportText = '{}'] = []] = []] = (await readOnly(
    path,
    'select dictionary, report from meta',
  )) as string[][][];
  const report = JSON.parse(reportText) as ImportReport;
  if (report.dataVersion === dataVersion && dictionaryText === canonicalText(dictionary)) return report;

  if (existsSync(join(folder, 'published-profile.json')))
    throw new ImportError(
      `${folder} has published tables about its present data, which stay frozen: tables of two versions beside each other would ` +
        `tell of single persons. Enrol a new dataset for the new version.`,
    );
  const ledger = join(folder, 'ledger.duckdb');
  if (!existsSync(ledger)) return null;
  const [[[cohorts] = []] = []] = await readOnly(ledger, 'select count(*) from cohorts');
  if (Number(cohorts) > 0)
    throw new ImportError(
      `${folder} has already answered questions about its present data, which stay frozen: differences between two versions ` +
        `would show single persons. Enrol a new dataset for the new version.`,
    );
  return null;
}

/** Reads aggregates of the frozen data, while the station runs too: the rows of each query. Throws ImportError where there are none. */
export async function readFrozen(folder: string, ...queries: string[]): Promise<unknown[][][]> {
  const path = join(folder, 'data.duckdb');
  if (!existsSync(path)) throw new ImportError(`${folder} holds no imported data`);
  return readOnly(path, ...queries);
}

async function readOnly(path: string, ...queries: string[]): Promise<unknown[][][]> {
  try {
    const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
    try {
      const connection = await instance.connect();
      const rows: unknown[][][] = [];
      for (const sql of queries) rows.push((await connection.runAndReadAll(sql)).getRowsJS());
      return rows;
    } finally {
      instance.closeSync();
    }
  } catch (error) {
    if (/could not set lock/i.test(String(error))) throw new ImportError(`a running station has ${path} open: stop it first`);
    throw error;
  }
}
