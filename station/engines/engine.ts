// What a station asks of the engine that holds its data. All answers are aggregates, but for `batches`, whose rows go into a
// brought model in the same process and nowhere else.
import type { Expression } from '@sluss/questions/expression.ts';
import type { Frame } from '../compile/frame.ts';
import type { CellsWork, SumsWork } from '../compile/work.ts';

export type Sums = { sums: Float64Array; guards: number[][] };

export type Engine = {
  /** The sums over the frame, and what each guard is given, in order. */
  sums: (frame: Frame, work: SumsWork) => Promise<Sums>;
  /** Counts of all tables, one after the other; persons outside a table's cells are not counted. */
  cells: (frame: Frame, work: CellsWork) => Promise<Float64Array>;
  /** The expressions' values of the frame's persons, as columns, at most `size` persons at a time. */
  batches: (frame: Frame, expressions: Expression[], size: number) => AsyncGenerator<Float64Array[]>;
  close: () => void;
};
