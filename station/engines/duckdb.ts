// The engine on DuckDB: compiles a question's work and reads back its aggregates. Another engine would be a file like this one.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Expression } from '@sluss/questions/expression.ts';
import { duckDbDialect as dialect } from '../compile/dialect.ts';
import { type Frame, leftOutSql, rowsSql } from '../compile/frame.ts';
import { type CellsWork, cellsSql, guardLength, type SumsWork, sumsSql, valuesSql } from '../compile/work.ts';
import type { Database } from './locked-duckdb.ts';

export function duckDbEngine(database: Database, dictionary: Dictionary) {
  const rowsOf = async (frame: Frame, over: 'frame' | 'filter') => {
    const nobody = over === 'frame' && (await database.use((run) => run(`${leftOutSql(frame.cohort)} limit 1`))).length === 0;
    return rowsSql(frame, nobody ? 'complete' : over, dictionary, dialect);
  };
  return {
    /** The sums over the frame, and what each guard is given, in order. */
    async sums(frame: Frame, work: SumsWork): Promise<{ sums: number[]; guards: number[][] }> {
      const sql = sumsSql(work, await rowsOf(frame, work.over), dictionary, dialect);
      const [row = []] = await database.use((run) => run(sql));
      const values = row.map((value) => Number(value ?? 0)); // null: the sum over nobody
      const take = (count: number) => values.splice(0, count);
      return { sums: take(work.sums.length), guards: work.guards.map((guard) => take(guardLength(guard))) };
    },
    /** Counts of all tables, one after the other; persons outside a table's cells are not counted. */
    async cells(frame: Frame, work: CellsWork): Promise<number[]> {
      const sql = cellsSql(work, await rowsOf(frame, work.over), dictionary, dialect);
      const counts = work.tables.map(({ size }) => new Array<number>(size).fill(0));
      for (const [at, cell, persons] of await database.use((run) => run(sql))) {
        const table = counts[Number(at)];
        if (table && cell !== null && Number(cell) >= 0 && Number(cell) < table.length) table[Number(cell)] = Number(persons);
      }
      return counts.flat();
    },
    /** The expressions' values of the frame's persons, as columns, at most `size` persons at a time. These alone are rows: they go into
     * a brought model and nowhere else. */
    async *batches(frame: Frame, expressions: Expression[], size: number): AsyncGenerator<number[][]> {
      const sql = valuesSql(expressions, await rowsOf(frame, 'frame'), dictionary, dialect);
      const columns: number[][] = expressions.map(() => []);
      const waiting = () => columns[0]?.length ?? 0;
      for await (const chunk of database.stream(sql)) {
        for (const [i, column] of columns.entries())
          for (const value of chunk.getColumnValues(i)) column.push(Number(value ?? Number.NaN));
        while (waiting() >= size) yield columns.map((column) => column.splice(0, size));
      }
      if (waiting() > 0) yield columns;
    },
    close: database.close,
  };
}
