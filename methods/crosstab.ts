// Crosstab: persons by two categories (or declared partitions), with Pearson's chi-square test.
import { Refusal } from '@sluss/protocol/refusal.ts';
import { axisOf, axisSchema, type CountsQuestion, mostCells, readCounts, variableOfAxis } from '@sluss/questions/counts.ts';
import { mergeOrderedLevels, mergeOrderedRows, suppressTable } from '@sluss/questions/suppression.ts';
import { z } from 'zod';
import { chiSquareTail } from './distributions.ts';
import { transpose } from './linear-algebra.ts';
import type { Conversation, Method, MethodContext, ReleaseContext } from './method.ts';
import { needed } from './regression.ts';
import { releaseCount, sizeTellsMissing, toDigits } from './release.ts';

export const crosstabSchema = z.strictObject({ name: z.literal('crosstab@1'), rows: axisSchema, columns: axisSchema });
export type CrosstabCall = z.infer<typeof crosstabSchema>;
export type ChiSquare = { statistic: number; df: number; p: number; smallestExpected: number };
export type CrosstabResult = { table: number[][]; test: ChiSquare | null };

const questionOf = (call: CrosstabCall): CountsQuestion => ({ kind: 'counts', by: [call.rows, call.columns] });

/** Pearson's chi-square over rows and columns that hold anybody; null where fewer than two of either do. */
export function chiSquare(table: number[][]): ChiSquare | null {
  const filled = (lines: number[][]) => lines.filter((line) => line.some((count) => count > 0));
  const kept = transpose(filled(transpose(filled(table))));
  const [height, width] = [kept.length, kept[0]?.length ?? 0];
  if (height < 2 || width < 2) return null;
  const rows = kept.map((row) => row.reduce((a, b) => a + b, 0));
  const columns = transpose(kept).map((column) => column.reduce((a, b) => a + b, 0));
  const total = rows.reduce((a, b) => a + b, 0);
  let [statistic, smallestExpected] = [0, Number.POSITIVE_INFINITY];
  for (const [i, row] of kept.entries())
    for (const [j, count] of row.entries()) {
      const expected = ((rows[i] as number) * (columns[j] as number)) / total;
      statistic += (count - expected) ** 2 / expected;
      smallestExpected = Math.min(smallestExpected, expected);
    }
  const df = (height - 1) * (width - 1);
  return { statistic, df, p: chiSquareTail(statistic, df), smallestExpected };
}

function* converse(call: CrosstabCall, context: MethodContext): Conversation<CrosstabResult> {
  const question = questionOf(call);
  const [values = []] = needed(yield { scope: 'all', questions: [question] });
  const table = readCounts(values, question, context);
  return { table, test: chiSquare(table) };
}

function joinRows(lines: number[][], runs: [number, number][]): number[][] {
  return runs.map(([first, last]) => transpose(lines.slice(first, last + 1)).map((column) => column.reduce((a, b) => a + b, 0)));
}

/** Ordered levels are joined by their own counts first, as everywhere, then further until the cells are safe. */
function runsOf(lines: number[][], ordered: boolean, k: number): [number, number][] {
  if (!ordered) return lines.map((_line, i) => [i, i]);
  const own = mergeOrderedLevels(
    lines.map((line) => line.reduce((a, b) => a + b, 0)),
    k,
  );
  return mergeOrderedRows(joinRows(lines, own), k).map(([first, last]) => [own[first]?.[0] ?? 0, own[last]?.[1] ?? 0]);
}

/** Ordered levels joined first; the test is of the table as it is told. Where cells are hidden the statistic would help to solve
 * them, so only its verdict is told. */
function release({ table }: CrosstabResult, call: CrosstabCall, context: ReleaseContext) {
  const { k, profile } = context;
  const [rows, columns] = [axisOf(call.rows, context), axisOf(call.columns, context)];
  const rowRuns = runsOf(table, rows.ordered, k);
  const merged = joinRows(table, rowRuns);
  const columnRuns = runsOf(transpose(merged), columns.ordered, k);
  const told = transpose(joinRows(transpose(merged), columnRuns));
  const safe = suppressTable(told, k);
  const test = chiSquare(told);
  const number = (count: number | null) => (count === null ? null : releaseCount(count, context));
  const hidden = safe.cells.flat().some((count) => count === null);
  const exact = profile === 'exact' && !sizeTellsMissing(context.census, k);
  return {
    rows: rowRuns.map(([first, last]) => rows.ids.slice(first, last + 1)),
    columns: columnRuns.map(([first, last]) => columns.ids.slice(first, last + 1)),
    cells: safe.cells.map((row) => row.map(number)),
    rowTotals: safe.rows.map(number),
    columnTotals: safe.columns.map(number),
    total: number(safe.total),
    hidden,
    test: test && {
      df: test.df,
      statistic: hidden ? null : exact ? test.statistic : toDigits(test.statistic, 3),
      p: hidden ? null : exact ? test.p : toDigits(test.p, 2),
      verdict: [0.001, 0.01, 0.05].find((limit) => test.p < limit) ?? null,
      /** The chi-square approximation is doubtful (Cochran 1954). */
      smallExpected: test.smallestExpected < 5,
    },
  };
}

export const crosstab: Method<CrosstabCall, CrosstabResult> = {
  name: 'crosstab@1',
  title: { sv: 'Korstabell', en: 'Crosstab' },
  about: {
    sv: 'Hur personerna fördelar sig på två indelningar, och om de hänger samman.',
    en: 'How persons are spread over two divisions, and whether the two go together.',
  },
  schema: crosstabSchema,
  variables: (call) => [call.rows, call.columns].flatMap((axis) => ('variable' in axis ? [axis.variable] : [])),
  check: (call, context) => {
    const axes = [call.rows, call.columns];
    if (variableOfAxis(call.rows, context.plan) === variableOfAxis(call.columns, context.plan))
      throw new Refusal('malformed', 'rows and columns of one variable');
    if (axes.reduce((cells, axis) => cells * axisOf(axis, context).ids.length, 1) > mostCells)
      throw new Refusal('malformed', `more than ${mostCells} cells`);
  },
  converse,
  templates: (call) => [{ scope: 'all', questions: [questionOf(call)], atMost: 1 }],
  release,
};
