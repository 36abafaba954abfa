// One pass over a file: each row's person under the key, its values by the dictionary, and which of them are missing.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { hmacSql, wordSql } from './person-hash.ts';
import { type Source, sourceColumn, sourceFailure } from './source.ts';
import { missingSql, readings, valueSql } from './values.ts';
import { rowsOf } from './workbench.ts';

export type VariableReport = {
  id: string;
  missing: number;
  /** Not missing, but outside the public range or levels, or not a number: counted, and then treated as missing. */
  outside: number;
};
export type Counts = { rows: number; unkeyed: number; repeated: number; variables: VariableReport[] };

/** Makes the table `staged`: h (null without a person), and per variable c<i> and m<i>. Throws ImportError. */
export async function stage(connection: DuckDBConnection, source: Source, dictionary: Dictionary, key: Buffer): Promise<Counts> {
  const { variables, person_key } = dictionary;
  const columns = variables.map((variable) => sourceColumn(source, variable.column));
  // Texts that begin differently: a key and a bare row number can never name the same person.
  const person =
    person_key === null
      ? `'row:' || cast(${source.rowNumber} as varchar)`
      : `'key:' || nullif(${readings(sourceColumn(source, person_key), source).text}, '')`;
  const reading = columns.map((column, i) => {
    const { text, number } = readings(column, source);
    return `${column.kind === 'text' ? `${text} as t${i}, ` : ''}${number} as v${i}`;
  });
  const values = variables.map((variable, i) => {
    const [text, number] = [columns[i]?.kind === 'text' ? `t${i}` : null, `v${i}`];
    const missing = missingSql(variable, text, number);
    return `${missing} as m${i}, case when not ${missing} then ${valueSql(variable, text, number)} end as c${i}`;
  });
  const sql = `create table staged as select ${wordSql('hash')} as h, ${values.join(', ')}
    from (select ${hmacSql(key, 'person')} as hash, * from (select ${person} as person, ${reading.join(', ')} from ${source.rows}))`;
  try {
    await connection.run(sql);
  } catch (error) {
    throw sourceFailure(source, error);
  }
  return countStaged(connection, dictionary);
}

/** Variables counted by one query: DuckDB takes much longer for many sums at once than for as many queries of few. */
const countedAtOnce = 20;

async function countStaged(connection: DuckDBConnection, dictionary: Dictionary): Promise<Counts> {
  const counts = dictionary.variables.map((_, i) => `count(*) filter (m${i}), count(*) filter (not m${i} and c${i} is null)`);
  const [row = []] = await rowsOf(connection, 'select count(*), count(h), count(distinct h) from staged');
  const [rows = 0, keyed = 0, persons = 0] = row as number[];
  const rest: number[] = [];
  for (let first = 0; first < counts.length; first += countedAtOnce) {
    const some = counts.slice(first, first + countedAtOnce).join(', ');
    const [found = []] = await rowsOf(connection, `select ${some} from staged`);
    rest.push(...(found as number[]));
  }
  const variables = dictionary.variables.map(({ id }, i) => ({ id, missing: rest[2 * i] ?? 0, outside: rest[2 * i + 1] ?? 0 }));
  return { rows, unkeyed: rows - keyed, repeated: keyed - persons, variables };
}

/** What stands against one row a person, as sentences for the steward. */
export function personProblems({ rows, unkeyed, repeated }: Counts): string[] {
  const problems: string[] = [];
  if (rows === 0) problems.push('the file has no rows');
  if (unkeyed > 0) problems.push(`${unkeyed} rows have nothing in the person key column`);
  if (repeated > 0)
    problems.push(
      `${repeated} rows repeat a person key: one row a person is needed. Aggregate the file first, for example ` +
        'SELECT person, min(age), avg(value) FROM visits GROUP BY person',
    );
  return problems;
}
