// Parquet: the columns are renamed by position, so that no name from the file becomes SQL.
import type { DuckDBConnection } from '@duckdb/node-api';
import { fileLiteral } from '../engines/locked-duckdb.ts';
import { ImportError } from './import-error.ts';
import type { Source } from './source.ts';

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/;

export async function parquetSource(connection: DuckDBConnection, path: string): Promise<Source> {
  const file = fileLiteral(path);
  let described: string[][];
  try {
    described = (await connection.runAndReadAll(`describe select * from read_parquet(${file})`)).getRowsJS() as string[][];
  } catch {
    throw new ImportError('the file is not readable Parquet');
  }
  const names = described.map((_, i) => `k${i}`);
  return {
    format: 'parquet',
    columns: described.map(([name = '', type = ''], i) => ({
      name: name.trim(),
      sql: `k${i}`,
      kind: numeric.test(type) ? 'number' : 'text',
    })),
    rows: `read_parquet(${file}, file_row_number = true) as source(${[...names, 'row_in_file'].join(', ')})`,
    rowNumber: 'row_in_file',
    decimalComma: false,
    notes: [],
  };
}
