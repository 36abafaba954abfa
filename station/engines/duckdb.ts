// The engine on DuckDB: compiles a question's work and reads back its aggregates.
import type { DuckDBDoubleVector } from '@duckdb/node-api';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Expression } from '@sluss/questions/expression.ts';
import type { Guard } from '@sluss/questions/question.ts';
import { duckDbDialect as dialect } from '../compile/dialect.ts';
import { type Frame, rowsSql } from '../compile/frame.ts';
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

async function sums(database: Database, dictionary: Dictionary, frame: Frame, work: SumsWork): Promise<Sums> {
  const sql = sumsSql(work, rowsSql(frame, work.over, dictionary, dialect), dictionary, dialect);
  const [row = []] = await database.use((run) => run(sql));
  const values = row.map((value) => Number(value ?? 0)); // null: the sum over nobody
  const guards: number[][] = [];
  for (let at = work.sums.length; guards.length < work.guards.length; at += guards.at(-1)?.length ?? 0)
    guards.push(values.slice(at, at + guardLength(work.guards[guards.length] as Guard)));
  return { sums: Float64Array.from(values.slice(0, work.sums.length)), guards };
}

async function cells(database: Database, dictionary: Dictionary, frame: Frame, work: CellsWork): Promise<Float64Array> {
  const sql = cellsSql(work, rowsSql(frame, work.over, dictionary, dialect), dictionary, dialect);
  const counts = work.tables.map(({ size }) => new Float64Array(size));
  for (const [at, cell, persons] of await database.use((run) => run(sql))) {
    const table = counts[Number(at)];
    if (table && cell !== null && Number(cell) >= 0 && Number(cell) < table.length) table[Number(cell)] = Number(persons);
  }
  return Float64Array.from(counts.flatMap((table) => [...table]));
}

async function* batches(database: Database, dictionary: Dictionary, frame: Frame, expressions: Expression[], size: number) {
  const sql = valuesSql(expressions, rowsSql(frame, 'frame', dictionary, dialect), dictionary, dialect);
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
