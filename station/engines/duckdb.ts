// The engine on DuckDB: compiles a question's work and reads back its aggregates.
import type { DuckDBDoubleVector } from '@duckdb/node-api';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Expression } from '@sluss/questions/expression.ts';
import { duckDbDialect as dialect } from '../compile/dialect.ts';
import { type Frame, leftOutSql, rowsSql } from '../compile/frame.ts';
import { type CellsWork, cellsSql, guardLength, type SumsWork, sumsSql, valuesSql } from '../compile/work.ts';
import type { Engine, Sums } from './engine.ts';
import type { Database } from './locked-duckdb.ts';

export function duckDbEngine(database: Database, dictionary: Dictionary): Engine {
  return {
    sums: (frame, work) => sums(database, dictionary, frame, work),
    cells: (frame, work) => cells(database, dictionary, frame, work),
    batches: (frame, expressions, size) => batches(database, dictionary, frame, expressions, size),
    close: database.close,
  };
}

async function rowsOf(database: Database, dictionary: Dictionary, frame: Frame, over: 'frame' | 'filter'): Promise<string> {
  const nobody = over === 'frame' && (await database.use((run) => run(`${leftOutSql(frame.cohort)} limit 1`))).length === 0;
  return rowsSql(frame, nobody ? 'complete' : over, dictionary, dialect);
}

async function sums(database: Database, dictionary: Dictionary, frame: Frame, work: SumsWork): Promise<Sums> {
  const sql = sumsSql(work, await rowsOf(database, dictionary, frame, work.over), dictionary, dialect);
  const [row = []] = await database.use((run) => run(sql));
  const values = row.map((value) => Number(value ?? 0)); // null: the sum over nobody
  const take = (count: number) => values.splice(0, count);
  return { sums: Float64Array.from(take(work.sums.length)), guards: work.guards.map((guard) => take(guardLength(guard))) };
}

async function cells(database: Database, dictionary: Dictionary, frame: Frame, work: CellsWork): Promise<Float64Array> {
  const sql = cellsSql(work, await rowsOf(database, dictionary, frame, work.over), dictionary, dialect);
  const counts = work.tables.map(({ size }) => new Float64Array(size));
  for (const [at, cell, persons] of await database.use((run) => run(sql))) {
    const table = counts[Number(at)];
    if (table && cell !== null && Number(cell) >= 0 && Number(cell) < table.length) table[Number(cell)] = Number(persons);
  }
  return Float64Array.from(counts.flatMap((table) => [...table]));
}

async function* batches(database: Database, dictionary: Dictionary, frame: Frame, expressions: Expression[], size: number) {
  const sql = valuesSql(expressions, await rowsOf(database, dictionary, frame, 'frame'), dictionary, dialect);
  const fresh = () => expressions.map(() => new Float64Array(size));
  let batch = fresh();
  let filled = 0;
  for await (const chunk of database.stream(sql)) {
    for (let taken = 0; taken < chunk.rowCount; ) {
      const count = Math.min(size - filled, chunk.rowCount - taken);
      for (const [i, column] of batch.entries())
        copyDoubles(chunk.getColumnVector(i) as DuckDBDoubleVector, taken, count, column, filled);
      filled += count;
      taken += count;
      if (filled < size) continue;
      yield batch;
      [batch, filled] = [fresh(), 0];
    }
  }
  if (filled > 0) yield batch.map((column) => column.subarray(0, filled));
}

function copyDoubles(from: DuckDBDoubleVector, start: number, count: number, to: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) to[at + i] = from.getItem(start + i) ?? Number.NaN;
}
