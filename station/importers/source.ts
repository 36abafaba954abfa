// A file to import, of whichever format, as rows that DuckDB can read: columns by position, names only beside them.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { csvFailure, csvSource } from './csv.ts';
import { ImportError } from './import-error.ts';
import { parquetSource } from './parquet.ts';

export type SourceColumn = { name: string; sql: string; kind: 'text' | 'number' };

export type Source = {
  format: 'csv' | 'parquet';
  columns: SourceColumn[];
  /** A table function over the file; its columns are called by `sql`. */
  rows: string;
  /** A number for each row, in file order. */
  rowNumber: string;
  decimalComma: boolean;
  notes: string[];
};

/** Finds out what the file is. Throws ImportError where it cannot be read. */
export async function openSource(
  connection: DuckDBConnection,
  path: string,
  workFolder: string,
  columns?: string[],
): Promise<Source> {
  if (!existsSync(path)) throw new ImportError(`${path} does not exist`);
  if (!statSync(path).isFile()) throw new ImportError(`${path} is not a file`);
  return isParquet(path) ? parquetSource(connection, path) : csvSource(path, workFolder, columns);
}

/** The column of that name. Throws ImportError where there is none, or more than one. */
export function sourceColumn(source: Source, name: string): SourceColumn {
  const found = source.columns.filter((column) => column.name === name.trim());
  if (found.length > 1) throw new ImportError(`the file has ${found.length} columns called "${name}"`);
  const [column] = found;
  if (!column) throw new ImportError(`the file has no column "${name}"`);
  return column;
}

/** An engine's failure while reading, as something that may be shown. */
export function sourceFailure(source: Source, error: unknown): ImportError {
  if (error instanceof ImportError) return error;
  if (/Out of Memory/i.test(String(error))) return new ImportError('not enough memory for this file');
  return source.format === 'csv' ? csvFailure(error) : new ImportError('the file cannot be read as Parquet');
}

function isParquet(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const magic = Buffer.alloc(4);
    return readSync(file, magic, 0, 4, 0) === 4 && magic.toString('latin1') === 'PAR1';
  } finally {
    closeSync(file);
  }
}
