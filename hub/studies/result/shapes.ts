// The shapes of released results, as methods/ release them and the database keeps them.
import type { releaseEvaluation } from '@sluss/methods/release-evaluation.ts';
import type { ReleasedFit } from '@sluss/methods/release-fit.ts';
import type { Outcome } from '../names.ts';

/** A study's whole result: what its methods released, and where that comes from. */
export type Released = {
  n: number | null;
  /** Per variable: persons without a value; null where fewer than k. */
  missing: Record<string, number | null>;
  /** At most so many complete persons were left out by ledgers. */
  leftOut: number;
  results: { name: string; title: { sv: string; en: string }; result: unknown }[];
  stations: string[];
  rounds: number;
};

export type Evaluation = ReturnType<typeof releaseEvaluation>;
type Part = Evaluation['development'][number];
/** A group of stations whose figures may be told. */
export type ToldPart = Extract<Part, { state: 'told' }>;
/** One of a plan's groups, or the total of the external ones. */
export type EvaluationPart = (Part | NonNullable<Evaluation['external']>) & { stations: string[] };

export type Fit = ReleasedFit & {
  outcome: Outcome | string;
  events?: number | null;
  ridge?: string | null;
  rSquared?: number | null;
  residualSd?: number | null;
};

export type Crosstab = {
  /** Levels or cells that each line shows together. */
  rows: string[][];
  columns: string[][];
  cells: (number | null)[][];
  rowTotals: (number | null)[];
  columnTotals: (number | null)[];
  total: number | null;
  hidden: boolean;
  test: { df: number; statistic: number | null; p: number | null; verdict: number | null; smallExpected: boolean } | null;
};

export type Description = {
  frame: { n: number | null; inFilter: number; rounded: boolean; missing: { variable: string; count: number | null }[] };
  numbers: {
    variable: string;
    mean: number;
    sd: number;
    quantiles: { share: number; value: number; low: number; high: number }[];
    bins: { from: number; to: number; count: number | null }[];
  }[];
  categories: { variable: string; levels: { levels: string[]; count: number | null }[] }[];
};
