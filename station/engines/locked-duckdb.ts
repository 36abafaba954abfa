// DuckDB as a station runs it: the imported data attached read-only, the ledger attached for writing, and every door to files,
// network, extensions and settings shut before the first question.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBDataChunk, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { ledgerTables } from '../ledger/ledger.ts';

type Row = (number | bigint | string | boolean | null | Uint8Array)[];
export type Run = (sql: string, values?: DuckDBValue[]) => Promise<Row[]>;

export type Database = Awaited<ReturnType<typeof databaseOn>>;

/** `timeLimit` in milliseconds for one statement; a question that takes longer is refused. */
export type DatabaseOptions = { threads: number; memory: string; timeLimit: number };

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
  const { threads = 2, memory = '4GB', timeLimit = 10 * 60_000 } = options;
  if (!existsSync(join(folder, 'data.duckdb'))) throw new Error(`${folder} holds no imported data`);
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads), memory_limit: memory });
  const database = await databaseOn(instance, timeLimit);
  try {
    await database.use(async (run) => {
      await run(`attach ${fileLiteral(join(folder, 'data.duckdb'))} as data (read_only)`);
      await run(`attach ${fileLiteral(join(folder, 'ledger.duckdb'))} as ledger`);
      for (const statement of [...ledgerTables, ...lockdown]) await run(statement);
    });
  } catch (error) {
    database.close();
    const { detail } = error as Refusal;
    if (/could not set lock/i.test(detail))
      throw new Error(`another process has the data of ${folder} open: stop that station first`);
    throw new Error(`the data of ${folder} cannot be opened: ${detail}`);
  }
  return database;
}

/** On one connection, since a station does one thing at a time. Whatever goes wrong there, time included, may depend on the data, and
 * has the one code of such things. */
export async function databaseOn(instance: DuckDBInstance, timeLimit: number) {
  const connection = await instance.connect();
  const inTime = async <T>(task: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => connection.interrupt(), timeLimit);
    try {
      return await task;
    } catch (error) {
      throw new Refusal('too_few', `the database failed: ${error instanceof Error ? error.message : error}`);
    } finally {
      clearTimeout(timer);
    }
  };
  const run: Run = async (sql, values) => (await inTime(connection.runAndReadAll(sql, values))).getRowsJS() as Row[];
  let last: Promise<unknown> = Promise.resolve();
  return {
    /** Tasks go one at a time; `run` gives all rows of a statement. */
    use<T>(task: (run: Run) => Promise<T>): Promise<T> {
      const turn = last.then(() => task(run));
      last = turn.catch(() => undefined);
      return turn;
    },
    /** The rows of one statement, chunk by chunk. */
    async *stream(sql: string): AsyncGenerator<DuckDBDataChunk> {
      const result = await inTime(connection.stream(sql));
      for (let chunk = await inTime(result.fetchChunk()); chunk?.rowCount; chunk = await inTime(result.fetchChunk())) yield chunk;
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A path of this machine as an SQL literal. */
export function fileLiteral(path: string): string {
  if (path.includes('\0')) throw new Error('a path holds no NUL');
  return `'${path.replaceAll("'", "''")}'`;
}
