// The rules behind the sentences of a report: when it may say that a model held. Pure, shown to the reader, and never more certain than
// the intervals that they read. The limits are conventions of this report; neither law nor statistics sets them.
import {
  type Figures,
  type GroupFigures,
  type Interval,
  mainGroup,
  type Quality,
  rounded,
  type SubgroupFigures,
} from './figures.ts';

export const limits = {
  /** A loss of AUROC smaller than this counts as small. */
  loss: 0.05,
  chance: 0.5,
  /** A calibration slope within these, and an intercept within ±0.2 (a fifth of a logit), count as nearly right. */
  slope: { low: 0.8, high: 1.2 },
  intercept: 0.2,
  /** Fewer persons with, or without, the outcome make an external evaluation too uncertain: Collins, Ogundimu & Altman, Stat Med 35
   * (2016) 214-226. */
  persons: 100,
};

/** How much is lost from one independent group to another, with its 95 % interval: half widths add as squares, since no person is in
 * both. Worked out from the figures as they are shown. */
export function lossBetween(from: Interval, to: Interval): Interval {
  const value = from.value - to.value;
  const half = ({ low, high }: Interval) => (high - low) / 2;
  const width = Math.sqrt(half(from) ** 2 + half(to) ** 2);
  return { value: rounded(value), low: rounded(value - width), high: rounded(value + width) };
}

/**
 * held: at most a small loss. weaker: certainly less than where it was built. unsettled: neither can be said. elsewhere-only: it does
 * better than chance, and there is nothing from where it was built to hold it against. not-shown: it could not be shown to do better than
 * chance. apart: several hospitals answered one by one, and each has its own answer. unanswered: no figure from outside may be told.
 */
export type Ranking = 'apart' | 'held' | 'weaker' | 'unsettled' | 'elsewhere-only' | 'not-shown' | 'unanswered';
/** Whether the risks that it tells are right: nearly; too high, too low on average; too extreme, too even; or not told. */
export type Risks = 'near' | 'too-high' | 'too-low' | 'too-extreme' | 'too-even' | 'unknown';
export type Verdict = {
  ranking: Ranking;
  risks: Risks;
  main: GroupFigures | undefined;
  built: GroupFigures | undefined;
  loss: Interval | null;
};

export function judge(figures: Figures): Verdict {
  const main = mainGroup(figures);
  const built = figures.groups.find(({ kind }) => kind === 'built');
  const loss = main && built ? lossBetween(built.auroc, main.auroc) : null;
  const ranking = !main && outsideAlone(figures).length > 1 ? 'apart' : rank(main, loss);
  return { ranking, risks: main ? risksOf(main) : 'unknown', main, built, loss };
}

/** The answer of one group, whichever others there are. */
export function judgeAlone(figures: Figures, group: GroupFigures): { ranking: Ranking; risks: Risks } {
  const built = figures.groups.find(({ kind }) => kind === 'built');
  return { ranking: rank(group, built ? lossBetween(built.auroc, group.auroc) : null), risks: risksOf(group) };
}

export const outsideAlone = ({ groups }: Figures): GroupFigures[] => groups.filter(({ kind }) => kind === 'alone');

function rank(main: GroupFigures | undefined, loss: Interval | null): Ranking {
  if (!main) return 'unanswered';
  if (main.auroc.low <= limits.chance) return 'not-shown';
  if (!loss) return 'elsewhere-only';
  if (loss.high <= limits.loss) return 'held';
  return loss.low > 0 ? 'weaker' : 'unsettled';
}

export function risksOf({ slope, intercept }: Pick<Quality, 'slope' | 'intercept'>): Risks {
  if (slope === null || intercept === null) return 'unknown';
  // Calibration in the large: above 0, more fell ill than the model told.
  if (intercept > limits.intercept) return 'too-low';
  if (intercept < -limits.intercept) return 'too-high';
  if (slope < limits.slope.low) return 'too-extreme';
  if (slope > limits.slope.high) return 'too-even';
  return 'near';
}

export type Comparison = { partition: string; worst: SubgroupFigures; best: SubgroupFigures; gap: Interval };

/** Pairs of subgroups of one partition between which the interval of the difference leaves out zero. Not corrected for how many pairs
 * there are. */
export function certainGaps({ subgroups }: GroupFigures): Comparison[] {
  const byPartition = Map.groupBy(subgroups, ({ partition }) => partition);
  return [...byPartition].flatMap(([partition, cells]) => {
    const sorted = cells.toSorted((a, b) => a.auroc.value - b.auroc.value);
    const [worst, best] = [sorted[0], sorted.at(-1)];
    if (!worst || !best || worst === best) return [];
    const gap = lossBetween(best.auroc, worst.auroc);
    return gap.low > 0 ? [{ partition, worst, best, gap }] : [];
  });
}

/** Groups with fewer than a hundred with, or without, the outcome: what is said of them is uncertain. */
export function isSmall({ n, events }: Pick<Quality, 'n' | 'events'>): boolean {
  if (n === null || events === null) return true;
  return events < limits.persons || n - events < limits.persons;
}

export type ThresholdVerdict = 'worth' | 'not-worth';
/** Net benefit above both acting on nobody (0) and acting on everybody: Vickers & Elkin, Med Decis Making 26 (2006) 565-574. */
export function worthActing({ netBenefit, treatAll }: { netBenefit: number; treatAll: number }): ThresholdVerdict {
  return netBenefit > Math.max(0, treatAll) ? 'worth' : 'not-worth';
}
