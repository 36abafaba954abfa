// DuckDB as a station runs it: the imported data attached read-only, the ledger attached for writing, and every door to files,
// network, extensions and settings shut before the first question.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { ledgerTables } from '../ledger/cohorts.ts';

export type Row = (number | bigint | string | boolean | null | Uint8Array)[];

export type Run = (sql: string, values?: DuckDBValue[]) => Promise<Row[]>;

export type Database = {
  /** A connection for one task; `run` gives all rows of a statement. */
  use: <T>(task: (run: Run) => Promise<T>) => Promise<T>;
  /** The rows of one statement, chunk by chunk. */
  stream: (sql: string) => AsyncGenerator<DuckDBDataChunk>;
  close: () => void;
};

/** `timeLimit` in milliseconds for one use; a question that takes longer is refused. */
export type DatabaseOptions = { threads: number; memory: string; timeLimit: number };

export const usualOptions: DatabaseOptions = { threads: 2, memory: '4GB', timeLimit: 10 * 60_000 };

/** The lockdown, in the one order that works: DuckDB refuses a change of temp_directory once external access is off. */
const lockdown = [
  `set temp_directory = ''`,
  'set autoload_known_extensions = false',
  'set autoinstall_known_extensions = false',
  'set allow_community_extensions = false',
  'set allow_persistent_secrets = false',
  'set enable_external_access = false',
  'set lock_configuration = true',
];

/** Opens `data.duckdb` and `ledger.duckdb` of a station's folder. Throws Error with a plain message where it cannot. */
export async function openDatabase(folder: string, options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const { threads, memory, timeLimit } = { ...usualOptions, ...options };
  if (!existsSync(join(folder, 'data.duckdb'))) throw new Error(`${folder} holds no imported data`);
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads), memory_limit: memory });
  const database = databaseOn(instance, timeLimit);
  try {
    await database.use(async (run) => {
      await run(`attach ${fileLiteral(join(folder, 'data.duckdb'))} as data (read_only)`);
      await run(`attach ${fileLiteral(join(folder, 'ledger.duckdb'))} as ledger`);
      for (const statement of [...ledgerTables, ...lockdown]) await run(statement);
    });
  } catch (error) {
    database.close();
    if (/could not set lock/i.test(String(error)))
      throw new Error(`another process has the data of ${folder} open: stop that station first`);
    throw error;
  }
  return database;
}

export function databaseOn(instance: DuckDBInstance, timeLimit: number): Database {
  // Opening a connection costs more than a small question: those that ended well are used again.
  const idle: DuckDBConnection[] = [];

  /** Runs `task` on a connection of its own, which is interrupted when its time is over. */
  async function* on<T>(task: (connection: DuckDBConnection) => AsyncGenerator<T>): AsyncGenerator<T> {
    const connection = idle.pop() ?? (await instance.connect());
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      connection.interrupt();
    }, timeLimit);
    let ended = false;
    try {
      yield* task(connection);
      ended = true;
    } catch (error) {
      throw late ? new Refusal('limit', 'a query took longer than its time limit') : error;
    } finally {
      clearTimeout(timer);
      if (ended && !late) idle.push(connection);
      else connection.closeSync();
    }
  }

  return {
    async use<T>(task: (run: Run) => Promise<T>) {
      const results = on(async function* (connection) {
        yield await task(async (sql, values) => (await connection.runAndReadAll(sql, values)).getRowsJS() as Row[]);
      });
      const { value } = await results.next();
      await results.next();
      return value as T;
    },
    stream: (sql) =>
      on(async function* (connection) {
        const result = await connection.stream(sql);
        for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) yield chunk;
      }),
    close() {
      for (const connection of idle) connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A path of this machine as an SQL literal. */
export function fileLiteral(path: string): string {
  if (path.includes('\0')) throw new Error('a path holds no NUL');
  return `'${path.replaceAll("'", "''")}'`;
}
