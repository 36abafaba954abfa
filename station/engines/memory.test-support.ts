// Rows in memory behind the same engine and ledger tables as a station's files, for tests of what is compiled.
import { DuckDBInstance } from '@duckdb/node-api';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { ledgerTables } from '../ledger/ledger.ts';
import { checkOf } from '../ledger/sketch.ts';
import { type Database, databaseOn } from './locked-duckdb.ts';

export type Row = Record<string, number | null>;

/** Persons in the order given; their keyed hashes are spread as real ones are. */
export async function databaseOf(rows: Row[], dictionary: Dictionary): Promise<Database> {
  const database = await databaseOn(await DuckDBInstance.create(':memory:', { threads: '1' }), 60_000);
  const columns = dictionary.variables.map((variable, i) => `c${i} ${variable.type === 'number' ? 'double' : 'integer'}`);
  const literal = (value: number | null | undefined) => (value === null || value === undefined ? 'null' : value.toExponential());
  await database.use(async (run) => {
    await run(`attach ':memory:' as data`);
    await run(`attach ':memory:' as ledger`);
    for (const statement of ledgerTables) await run(statement);
    await run('create table data.meta (dictionary varchar)');
    await run(`create table data.persons (person integer, h ubigint, g ubigint, ${columns.join(', ')})`);
    for (let first = 0; first < rows.length; first += 1000) {
      const some = rows.slice(first, first + 1000).map((row, i) => {
        const hash = checkOf(BigInt(first + i));
        return `(${[first + i, hash, checkOf(hash), ...dictionary.variables.map(({ id }) => literal(row[id]))].join(', ')})`;
      });
      await run(`insert into data.persons values ${some.join(', ')}`);
    }
  });
  return database;
}
