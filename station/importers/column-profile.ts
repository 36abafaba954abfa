// What a column looks like, in numbers that stay with the steward: how full, how many different values, which of them are numbers.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Source, SourceColumn } from './source.ts';
import { codesSql, readings } from './values.ts';
import { rowsOf } from './workbench.ts';

/** What files write for "no value". Compared in lower case. */
export const missingWords = [
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none',
  'nil',
  '?',
  '.',
  '-',
  '--',
  'missing',
  'saknas',
  'okänd',
  'unknown',
];

export type Profile = {
  name: string;
  rows: number;
  /** Neither empty nor a word for missing. */
  present: number;
  /** Words for missing as the column spells them. */
  missing: string[];
  distinct: number;
  numbers: number;
  integers: number;
  dates: number;
  longest: number;
  min: number;
  max: number;
};

const columnsAtOnce = 100;
/** Up to so many rows different values are counted; beyond, estimated. */
const countedRows = 100_000;

/** Columns rest in tables of so many, since DuckDB keeps a buffer a column while it fills a table. */
const tableOf = (i: number) => `cells${Math.floor(i / columnsAtOnce)}`;

/** Reads the file into tables with t<i> (trimmed text) and v<i> (number) of each column. Throws what DuckDB throws. */
export async function readCells(connection: DuckDBConnection, source: Source): Promise<void> {
  for (let first = 0; first < source.columns.length; first += columnsAtOnce) {
    const columns = source.columns.slice(first, first + columnsAtOnce).map((column, i) => {
      const { text, number } = readings(column, source);
      return `nullif(${text}, '') as t${first + i}, ${number} as v${first + i}`;
    });
    await connection.run(`create table ${tableOf(first)} as select ${columns.join(', ')} from ${source.rows}`);
  }
}

/** `missing`: the words and codes that mean "no value" here. */
export async function profiles(connection: DuckDBConnection, columns: SourceColumn[], missing: string[]): Promise<Profile[]> {
  const found: Profile[] = [];
  const [[total] = []] = await rowsOf(connection, `select count(*) from ${tableOf(0)}`);
  const distinct = Number(total) > countedRows ? 'approx_count_distinct(' : 'count(distinct ';
  for (let first = 0; first < columns.length; first += columnsAtOnce) {
    const some = columns.slice(first, first + columnsAtOnce);
    const [row = []] = await rowsOf(
      connection,
      `select count(*), ${some.map((_, i) => profileSql(first + i, distinct, missing)).join(', ')} from ${tableOf(first)}`,
    );
    const rows = Number(row[0]);
    for (const [i, { name }] of some.entries()) {
      const [present = 0, distinct = 0, numbers = 0, integers = 0, dates = 0, longest = 0, min = 0, max = 0] = row
        .slice(1 + i * 8)
        .map(Number);
      const spelled = present < rows ? await missingSpellings(connection, first + i, missing) : [];
      found.push({ name, rows, present, missing: spelled, distinct, numbers, integers, dates, longest, min, max });
    }
  }
  return found;
}

const isMissing = (i: number, missing: string[]) => `coalesce(${codesSql(missing, `lower(t${i})`, `v${i}`)}, false)`;

function profileSql(i: number, distinct: string, missing: string[]): string {
  const present = `t${i} is not null and not ${isMissing(i, missing)}`;
  const number = `${present} and isfinite(v${i})`;
  return [
    `count(*) filter (${present})`,
    `${distinct}t${i}) filter (${present})`,
    `count(*) filter (${number})`,
    `count(*) filter (${number} and v${i} = round(v${i}))`,
    `count(*) filter (${present} and regexp_matches(t${i}, '^\\d{4}-\\d\\d-\\d\\d|^\\d\\d?[./]\\d\\d?[./]\\d{4}'))`,
    `max(length(t${i})) filter (${present})`,
    `min(v${i}) filter (${number})`,
    `max(v${i}) filter (${number})`,
  ].join(', ');
}

async function missingSpellings(connection: DuckDBConnection, i: number, missing: string[]): Promise<string[]> {
  const rows = await rowsOf(
    connection,
    `select distinct t${i} from ${tableOf(i)} where ${isMissing(i, missing)} order by 1 limit 20`,
  );
  return rows.map(([text]) => String(text));
}

export async function countDistinct(connection: DuckDBConnection, i: number): Promise<number> {
  const [[distinct] = []] = await rowsOf(connection, `select count(distinct t${i}) from ${tableOf(i)}`);
  return Number(distinct);
}

/** The k-th smallest and k-th largest number of a column (null where there are fewer). */
export async function innerExtremes(
  connection: DuckDBConnection,
  i: number,
  { k, missing }: { k: number; missing: string[] },
): Promise<[number, number] | null> {
  const finite = `from ${tableOf(i)} where isfinite(v${i}) and not ${isMissing(i, missing)}`;
  const nth = (order: string) => `(select v${i} ${finite} order by v${i} ${order} limit 1 offset ${k - 1})`;
  const [[low, high] = []] = await rowsOf(connection, `select ${nth('asc')}, ${nth('desc')}`);
  return low === null || high === null ? null : [Number(low), Number(high)];
}

/** The smallest and largest number that is none of the codes. */
export async function extremesWithout(
  connection: DuckDBConnection,
  i: number,
  missing: string[],
): Promise<[number, number] | null> {
  const [[low, high] = []] = await rowsOf(
    connection,
    `select min(v${i}), max(v${i}) from ${tableOf(i)} where isfinite(v${i}) and not ${isMissing(i, missing)}`,
  );
  return low === null || high === null ? null : [Number(low), Number(high)];
}

export type LevelCount = { spellings: string[]; persons: number };

/** Values with the rows that hold them, most natural order first. Numbers that are equal are one level; so are texts that differ
 * in case only. */
export async function levelCounts(
  connection: DuckDBConnection,
  i: number,
  { numeric, missing }: { numeric: boolean; missing: string[] },
): Promise<LevelCount[]> {
  const value = numeric ? `v${i}` : `lower(t${i})`;
  const rows = (
    await connection.runAndReadAll(
      `select list(distinct t${i} order by t${i}), count(*) from ${tableOf(i)} where ${value} is not null and not ${isMissing(i, missing)}
       group by ${value} order by ${value} limit 1000`,
    )
  ).getRowsJS() as [string[], bigint][];
  return rows.map(([spellings, persons]) => ({ spellings, persons: Number(persons) }));
}
