// The released figures of an evaluation, once: page, PDF and model card all take them from here, so that they cannot differ. Numbers are
// as released, to three decimals at most; what was withheld is null here and stays withheld.
import type { Evaluation, EvaluationPart, ToldPart } from '../studies/result/shapes.ts';

export type Interval = { value: number; low: number; high: number };
export type Quality = {
  n: number | null;
  events: number | null;
  auroc: Interval;
  brier: number;
  slope: number | null;
  intercept: number | null;
};
export type SubgroupFigures = Quality & { partition: string; cells: string[] };
export type ThresholdFigures = {
  threshold: number;
  approximate: boolean;
  counts: { tp: number; fp: number; tn: number; fn: number };
  sensitivity: number;
  specificity: number;
  ppv: number;
  npv: number;
  netBenefit: number;
  treatAll: number;
  /** Worked out from the counts: of a hundred persons, for how many the model would raise an alert. */
  alerts: number;
};
export type CurvePoint = { from: number; to: number; n: number | null; told: number; happened: number };
/** `elsewhere`: all external hospitals whose sums are fine, together. `alone`: some of them, by themselves. `built`: where it was built. */
export type GroupKind = 'elsewhere' | 'alone' | 'built';
export type GroupFigures = Quality & {
  kind: GroupKind;
  stations: string[];
  /** Worked out from n and events. */
  prevalence: number | null;
  subgroups: SubgroupFigures[];
  thresholds: ThresholdFigures[];
  curve: CurvePoint[];
  /** Persons whose score was no probability; null where fewer than k, or nobody. */
  outside: number | null;
};
export type Figures = {
  model: string;
  trainedOn: string[];
  groups: GroupFigures[];
  /** Groups that were asked and may not be told. */
  hidden: { kind: GroupKind; stations: string[] }[];
};

export const decimals = 3;
export function rounded(value: number): number {
  return Number(value.toFixed(decimals)) + 0;
}
const maybe = (value: number | null) => (value === null ? null : rounded(value));

export function figuresOf(evaluation: Evaluation): Figures {
  const parts: [GroupKind, EvaluationPart][] = [
    ...(evaluation.external ? [['elsewhere', evaluation.external] as [GroupKind, EvaluationPart]] : []),
    ...evaluation.externalGroups.map((part): [GroupKind, EvaluationPart] => ['alone', part]),
    ...evaluation.development.map((part): [GroupKind, EvaluationPart] => ['built', part]),
  ];
  return {
    model: evaluation.model,
    trainedOn: evaluation.trainedOn,
    groups: parts.flatMap(([kind, part]) => (part.state === 'told' ? [groupOf(kind, part as Told)] : [])),
    hidden: parts.flatMap(([kind, part]) => (part.state === 'told' ? [] : [{ kind, stations: part.stations }])),
  };
}

type Told = EvaluationPart & ToldPart;
type ToldQuality = Pick<Told, 'n' | 'events' | 'auroc' | 'brier' | 'calibration'>;

function qualityOf({ n, events, auroc, brier, calibration }: ToldQuality): Quality {
  return {
    n,
    events,
    auroc: { value: rounded(auroc.value), low: rounded(auroc.low), high: rounded(auroc.high) },
    brier: rounded(brier),
    slope: maybe(calibration.slope),
    intercept: maybe(calibration.intercept),
  };
}

function groupOf(kind: GroupKind, part: Told): GroupFigures {
  return {
    kind,
    stations: part.stations,
    ...qualityOf(part),
    prevalence: part.n && part.events !== null ? rounded(part.events / part.n) : null,
    subgroups: part.subgroups.flatMap(({ partition, cells }) =>
      cells.map((cell) => ({ partition, cells: cell.cells, ...qualityOf(cell) })),
    ),
    thresholds: part.thresholds.map((row) => ({
      threshold: row.threshold,
      approximate: row.approximate,
      counts: { tp: row.tp, fp: row.fp, tn: row.tn, fn: row.fn },
      ...{ sensitivity: rounded(row.sensitivity), specificity: rounded(row.specificity) },
      ...{ ppv: rounded(row.ppv), npv: rounded(row.npv) },
      ...{ netBenefit: rounded(row.netBenefit), treatAll: rounded(row.netBenefitTreatAll) },
      alerts: Math.round((100 * (row.tp + row.fp)) / (row.tp + row.fp + row.tn + row.fn)),
    })),
    curve: part.curve.map(({ from, to, n, meanScore, share }) => ({
      ...{ from: rounded(from), to: rounded(to), n },
      ...{ told: rounded(meanScore), happened: rounded(share) },
    })),
    outside: part.outside,
  };
}

/** The group that answers whether the model held: all other hospitals together, else the only one that answered by itself. */
export function mainGroup({ groups }: Figures): GroupFigures | undefined {
  const alone = groups.filter(({ kind }) => kind === 'alone');
  return groups.find(({ kind }) => kind === 'elsewhere') ?? (alone.length === 1 ? alone[0] : undefined);
}
