// Subgroups of an evaluated model, told alike in every group: were one hospital's cells told and the others' not, the difference from
// the whole frame's tables would tell the hidden ones.

import { bothSafe, safeRuns } from '@sluss/questions/safe-bins.ts';
import { addBins, type ScoreSummary, summarise, totals } from '@sluss/questions/score-summary.ts';
import { isOrdered, type ScoreCell, type Scores } from '@sluss/questions/scores.ts';
import type { EvaluateResult } from './evaluate.ts';
import type { ReleaseContext } from './method.ts';
import { toDecimals } from './release.ts';

export type Counter = (count: number) => number | null;

export function figures(summary: ScoreSummary, exact: boolean, alone: boolean) {
  const decimals = (value: number | null) => (value === null || exact ? value : toDecimals(value, 3));
  return {
    auroc: {
      value: decimals(summary.auroc) as number,
      low: decimals(summary.low) as number,
      high: decimals(summary.high) as number,
      /** What binning (and rounding) can have moved the value by. */
      tieBound: exact || alone ? summary.tieBound : Math.ceil((summary.tieBound + 0.0005) * 1e4) / 1e4,
      interval: 'DeLong 95 %',
    },
    brier: decimals(summary.brier) as number,
    calibration: { intercept: decimals(summary.intercept), slope: decimals(summary.slope) },
  };
}

type Run = [number, number];
/** Per partition, the runs of cells that are told, and the partition's cell ids. */
export type TellableRuns = { partition: string; ids: string[]; runs: Run[] }[];

/** The runs that a group which answered alone has told: a cell that is absent was joined with the one before, or left out. */
function runsToldAlone(cells: ScoreCell[], ids: string[], ordered: boolean): Run[] {
  const starts = cells.map(({ id }) => ids.indexOf(id));
  return starts.map((start, i) => [start, ordered ? (starts[i + 1] ?? ids.length) - 1 : start]);
}

/** Runs that are safe in every group whose sums are fine, and cut nowhere that a group alone does not. */
export function tellableRuns({ groups }: EvaluateResult, partitions: string[], context: ReleaseContext): TellableRuns {
  return partitions.map((partition, p) => {
    const ids = (context.plan.partitions.find(({ id }) => id === partition)?.cells ?? []).map(({ id }) => id);
    const ordered = isOrdered(partition, context);
    const cellsOf = ({ scores }: { scores: Scores }) => scores.partitions[p]?.cells ?? [];
    const alone = groups.filter(({ scores }) => scores.all.told).map((group) => runsToldAlone(cellsOf(group), ids, ordered));
    const fine = groups.filter(({ scores }) => !scores.all.told && bothSafe(scores.all.bins, context.k));
    const bins = fine.map((group) => cellsOf(group).map((cell) => cell.bins));
    if (fine.length === 0) return { partition, ids, runs: alone.length === 1 ? (alone[0] as Run[]) : [] };
    const everywhere = (start: number) => alone.every((runs) => runs.some(([first]) => first === start));
    if (!ordered) return { partition, ids, runs: unordered(bins, everywhere, ids.length, context.k) };
    // Stretches between cuts that all groups alone make; their bins joined, then joined further until safe.
    const starts = ids.map((_id, i) => i).filter((i) => i === 0 || everywhere(i));
    const ends = starts.map((_start, i) => (starts[i + 1] ?? ids.length) - 1);
    const stretches = bins.map((cells) => starts.map((start, i) => addBins(cells.slice(start, (ends[i] as number) + 1))));
    const told = alone.some((runs) => runs.length === 0) ? [] : safeRuns(stretches, true, context.k);
    return { partition, ids, runs: told.map(([first, last]): Run => [starts[first] as number, ends[last] as number]) };
  });
}

/** Cells that are safe in the fine groups and told by all groups alone; none where a single one of them would be left out. */
function unordered(bins: Parameters<typeof safeRuns>[0], everywhere: (cell: number) => boolean, size: number, k: number): Run[] {
  const runs = safeRuns(bins, false, k).filter(([cell]) => everywhere(cell));
  return size - runs.length === 1 ? [] : runs;
}

export function releaseSubgroups(scores: Scores, tellable: TellableRuns, context: ReleaseContext, counted: Counter) {
  const exact = context.profile === 'exact';
  return tellable.map(({ partition, ids, runs }, p) => {
    const cells = scores.partitions[p]?.cells ?? [];
    const own = scores.all.told ? runsToldAlone(cells, ids, isOrdered(partition, context)) : null;
    return {
      partition,
      cells: runs.flatMap(([first, last]) => {
        const at = own?.findIndex(([start, end]) => start === first && end === last) ?? -1;
        // Figures of a run that a group alone tells in finer cells cannot be put together.
        if (own && at < 0) return [];
        const alone = own ? (cells[at]?.told ?? null) : null;
        const bins = alone ? null : addBins(cells.slice(first, last + 1).map((cell) => cell.bins));
        const [whole] = alone?.bins ?? [];
        const { n, events } = bins ? totals(bins) : { n: (whole?.none ?? 0) + (whole?.events ?? 0), events: whole?.events ?? 0 };
        const summary = alone?.summary ?? summarise(bins as NonNullable<typeof bins>);
        return [
          { cells: ids.slice(first, last + 1), n: counted(n), events: counted(events), ...figures(summary, exact, own !== null) },
        ];
      }),
    };
  });
}
