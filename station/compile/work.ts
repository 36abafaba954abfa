// A question's work as SQL text: sums over staged lets, counts per cell, and rows for a brought model (which stay here).
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import type { Expression } from '@sluss/questions/expression.ts';
import type { Guard, Work } from '@sluss/questions/question.ts';
import type { Dialect } from './dialect.ts';
import { expressionSql, type Scope } from './expression.ts';

export type SumsWork = Extract<Work, { from: 'sums' }>;
export type CellsWork = Extract<Work, { from: 'cells' }>;

/** How many numbers a guard is given. */
export const guardLength = ({ sums, largest = [] }: Guard): number =>
  largest.reduce((length, { count }) => length + count, sums.length);

/** One row: the sums, then each guard's sums and largest values. `rows` is a subquery from frame.ts. */
export function sumsSql(work: SumsWork, rows: string, dictionary: Dictionary, dialect: Dialect): string {
  const { from, scope } = stagedLets(work, rows, dictionary, dialect);
  const sum = (of: Expression) => dialect.sum(expressionSql(of, scope));
  const guards = work.guards.flatMap(({ sums, largest = [] }) => [
    ...sums.map(sum),
    ...largest.flatMap(({ of, count }) => dialect.largest(expressionSql(of, scope), count)),
  ]);
  return `select ${[...work.sums.map(sum), ...guards].join(', ')} from ${from}`;
}

/** Rows (table, cell, persons). Each table is a scan of its own over its own columns only. */
export function cellsSql(work: CellsWork, rows: string, dictionary: Dictionary, dialect: Dialect): string {
  const scope: Scope = { dictionary, lets: new Map(), dialect };
  const count = ({ cell }: { cell: Expression }, i: number) =>
    `select ${i} as at, cell, count(*) as persons from (select ${dialect.asInteger(expressionSql(cell, scope))} as cell from ${rows} as r) as v group by cell`;
  return work.tables.map(count).join(' union all ');
}

/** A row per person with the expressions' values in order, for a brought model. */
export function valuesSql(expressions: Expression[], rows: string, dictionary: Dictionary, dialect: Dialect): string {
  const scope: Scope = { dictionary, lets: new Map(), dialect };
  return `select ${expressions.map((expression) => dialect.asDouble(expressionSql(expression, scope))).join(', ')} from ${rows} as r`;
}

/** Lets become columns l0, l1, … of nested subqueries, those that need only earlier stages side by side, so that each is computed
 * once a person and then shared by all sums. */
function stagedLets({ lets }: SumsWork, rows: string, dictionary: Dictionary, dialect: Dialect): { from: string; scope: Scope } {
  const names = new Map<string, string>();
  const stageOf = new Map<string, number>();
  const stages: string[][] = [];
  for (const [i, { name, is }] of lets.entries()) {
    if (names.has(name)) throw new Refusal('malformed', 'a let defined twice');
    const sql = expressionSql(is, { dictionary, lets: names, dialect });
    const stage = Math.max(-1, ...letsIn(is).map((used) => stageOf.get(used) ?? 0)) + 1;
    const columns = stages[stage] ?? [];
    columns.push(`${sql} as l${i}`);
    stages[stage] = columns;
    names.set(name, `l${i}`);
    stageOf.set(name, stage);
  }
  const from = stages.reduce((inner, columns, i) => `(select *, ${columns.join(', ')} from ${inner} as s${i})`, rows);
  return { from: `${from} as f`, scope: { dictionary, lets: names, dialect } };
}

function letsIn(expression: Expression): string[] {
  if (expression.op === 'let') return [expression.name];
  if ('left' in expression) return [...letsIn(expression.left), ...letsIn(expression.right)];
  return 'of' in expression ? letsIn(expression.of) : [];
}
