// What people may see of an evaluated model: figures from the fine sums, curves and tables only at cuts that leave k persons of
// both outcomes on either side and in between.

import { bothSafe, type SafeBin, safeBins } from '@sluss/questions/safe-bins.ts';
import { summarise } from '@sluss/questions/score-summary.ts';
import type { ScoreCell, Scores } from '@sluss/questions/scores.ts';
import type { EvaluateResult } from './evaluate.ts';
import { type EvaluateCall, questionOf } from './evaluate-call.ts';
import type { ReleaseContext } from './method.ts';
import { releaseCount, toDecimals } from './release.ts';
import { type Counter, figures, releaseSubgroups, type TellableRuns, tellableRuns } from './release-subgroups.ts';

/** Sensitivity, specificity and so on of one threshold. `approximate`: counts to the nearest 10, because a neighbouring row would
 * otherwise tell a count below k. */
export type ThresholdRow = {
  threshold: number;
  approximate: boolean;
  tp: number;
  fp: number;
  tn: number;
  fn: number;
  sensitivity: number;
  specificity: number;
  ppv: number;
  npv: number;
  accuracy: number;
  netBenefit: number;
  netBenefitTreatAll: number;
};

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

function rowOf(
  threshold: number,
  approximate: boolean,
  { tp, fp, none, events }: { tp: number; fp: number; none: number; events: number },
): ThresholdRow {
  const [tn, fn, n] = [none - fp, events - tp, none + events];
  const odds = threshold / (1 - threshold);
  const rate = (part: number, whole: number) => toDecimals(part / whole, 3);
  return {
    threshold,
    approximate,
    ...{ tp, fp, tn, fn },
    sensitivity: rate(tp, events),
    specificity: rate(tn, none),
    ppv: rate(tp, tp + fp),
    npv: rate(tn, tn + fn),
    accuracy: rate(tp + tn, n),
    // Vickers & Elkin, Med Decis Making 26 (2006) 565-574.
    netBenefit: toDecimals(tp / n - (fp / n) * odds, 3),
    netBenefitTreatAll: toDecimals(events / n - (none / n) * odds, 3),
  };
}

/** Rows at the thresholds where TP, FP, TN and FN are all ≥ k. Exact at the edges of safe bins; elsewhere to 10, and absent where
 * the bins are not fine. */
function thresholdRows(cell: ScoreCell, safe: SafeBin[], call: EvaluateCall, k: number, counted: Counter): ThresholdRow[] {
  const size = cell.bins.none.length;
  const [none, events] = [sum(safe.map((bin) => bin.none)), sum(safe.map((bin) => bin.events))];
  return call.thresholds
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap((threshold) => {
      const from = Math.round(threshold * size);
      const edge = safe.some((bin) => bin.from === from);
      if (!edge && cell.told) return [];
      const above = (fine: number[], coarse: (bin: SafeBin) => number) =>
        cell.told ? sum(safe.filter((bin) => bin.from >= from).map(coarse)) : sum(fine.slice(from));
      const [tp, fp] = [above(cell.bins.events, (bin) => bin.events), above(cell.bins.none, (bin) => bin.none)];
      if (Math.min(tp, fp, none - fp, events - tp) < k) return [];
      const approximate =
        !edge || counted(tp) !== tp || counted(fp) !== fp || counted(none) !== none || counted(events) !== events;
      const told = (count: number) => (approximate ? Math.round(count / 10) * 10 : count);
      return [rowOf(threshold, approximate, { tp: told(tp), fp: told(fp), none: told(none), events: told(events) })];
    });
}

/** ROC and decision curve, only at the inner edges of the safe bins: between two of these, and outside the outermost, lie k persons of
 * both outcomes, so that a point tells no more than the bins do (questions/safe-bins.ts). */
export type CurvePoint = {
  threshold: number;
  approximate: boolean;
  truePositiveRate: number;
  falsePositiveRate: number;
  netBenefit: number;
  netBenefitTreatAll: number;
};

function curvePoints(safe: SafeBin[], size: number, counted: Counter): CurvePoint[] {
  const [none, events] = [sum(safe.map((bin) => bin.none)), sum(safe.map((bin) => bin.events))];
  return safe.slice(1).map(({ from }) => {
    const above = safe.filter((bin) => bin.from >= from);
    const [tp, fp] = [sum(above.map((bin) => bin.events)), sum(above.map((bin) => bin.none))];
    const approximate = [tp, fp, none, events].some((count) => counted(count) !== count);
    const told = (count: number) => (approximate ? Math.round(count / 10) * 10 : count);
    const row = rowOf(from / size, approximate, { tp: told(tp), fp: told(fp), none: told(none), events: told(events) });
    return {
      threshold: row.threshold,
      approximate,
      truePositiveRate: row.sensitivity,
      falsePositiveRate: toDecimals(1 - row.specificity, 3),
      netBenefit: row.netBenefit,
      netBenefitTreatAll: row.netBenefitTreatAll,
    };
  });
}

/** `alone`: the figures left their station already rounded, with a tie bound that says so. */
type Telling = { call: EvaluateCall; context: ReleaseContext; blur: boolean; tellable: TellableRuns; inDetail: boolean };

function part(scores: Scores, { call, context, blur, tellable, inDetail }: Telling) {
  const { all } = scores;
  const { k } = context;
  if (!all.told && !bothSafe(all.bins, k)) return { state: 'too_few' as const };
  const question = questionOf(call);
  const safe = all.told?.bins ?? safeBins(all.bins, question.cuts, k);
  const counted: Counter = (count) => {
    const told = releaseCount(count, context);
    return told === null || !blur ? told : Math.floor(told / 10) * 10;
  };
  const width = 1 / question.bins;
  return {
    state: 'told' as const,
    n: counted(sum(safe.map((bin) => bin.none + bin.events))),
    events: counted(sum(safe.map((bin) => bin.events))),
    ...figures(all.told?.summary ?? summarise(all.bins), context.profile === 'exact', all.told !== null),
    curve: (inDetail ? safe : []).map((bin) => {
      const n = bin.none + bin.events;
      return {
        from: toDecimals(bin.from * width, 3),
        to: toDecimals(bin.to * width, 3),
        n: counted(n),
        meanScore: toDecimals(bin.score / n, 3),
        share: toDecimals(bin.events / n, 3),
      };
    }),
    thresholds: !inDetail ? [] : thresholdRows(all, safe, call, k, counted),
    points: inDetail ? curvePoints(safe, question.bins, counted) : [],
    subgroups: releaseSubgroups(scores, tellable, context, counted),
    /** Scores that are no probabilities; null where nobody or too few to tell. */
    outside: releaseCount(scores.outside, context),
  };
}

export type ReleasedPart = ReturnType<typeof part>;

export function releaseEvaluation(result: EvaluateResult, call: EvaluateCall, context: ReleaseContext) {
  // A group that cannot be told could be solved from the frame's counts and the other groups' exact ones.
  const blur = result.groups.some(({ scores }) => !scores.all.told && !bothSafe(scores.all.bins, context.k));
  const telling = { call, context, blur, tellable: tellableRuns(result, call.partitions, context) };
  const fineExternal = result.external?.groups.length ?? 0;
  const groups = result.groups.map(({ group, stations, role, scores }) => {
    const alone = scores.all.told !== null;
    // Curves of one external group beside the total's would tell another group's bins.
    const inDetail = role === 'development' || alone;
    return { group, stations, role, alone, ...part(scores, { ...telling, inDetail }) };
  });
  const { external } = result;
  return {
    model: call.model,
    outcome: call.y,
    trainedOn: call.trained_on,
    external: external && {
      groups: external.groups,
      stations: external.stations,
      ...part(external.scores, { ...telling, inDetail: true }),
    },
    development: groups.filter(({ role }) => role === 'development'),
    /** External groups one by one, where there is more than the total. */
    externalGroups: groups.filter(({ role, alone }) => role === 'external' && (alone || fineExternal > 1)),
  };
}
