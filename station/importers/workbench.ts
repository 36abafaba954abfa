// Where files are read: a DuckDB of its own with room to spill, in a folder that is gone afterwards. Never the station's locked one.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export type Workbench = { connection: DuckDBConnection; folder: string };
export type WorkbenchOptions = { memory?: string; threads?: number };

/** `folder` must not exist yet or be the leftover of a killed run. */
export async function atWorkbench<T>(
  folder: string,
  { memory = '2GB', threads = 2 }: WorkbenchOptions,
  task: (bench: Workbench) => Promise<T>,
): Promise<T> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const instance = await DuckDBInstance.create(join(folder, 'staged.duckdb'), {
    memory_limit: memory,
    threads: String(threads),
    temp_directory: join(folder, 'spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    try {
      return await task({ connection, folder });
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The rows of a statement, large integers as numbers. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<(number | string | boolean | null)[][]> {
  const rows = (await connection.runAndReadAll(sql)).getRowsJS() as (number | bigint | string | boolean | null)[][];
  return rows.map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value)));
}
