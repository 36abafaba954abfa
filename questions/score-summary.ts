// What a score histogram tells about a model: AUROC with its interval and tie bound, calibration, Brier. Pure arithmetic on
// counts per public bin, the same at the hub and at a station that answers alone.

/** Persons of one cell by score bin: without and with the event, with the sums of score and logit per bin. */
export type ScoreBins = { none: number[]; events: number[]; score: number[]; logit: number[]; squaredError: number };

export type ScoreSummary = {
  auroc: number;
  low: number;
  high: number;
  /** The AUROC of the unbinned scores is within this of `auroc`: ties inside bins count one half. */
  tieBound: number;
  brier: number;
  /** Intercept with slope fixed at 1 (calibration in the large), and slope; null where they cannot be estimated. */
  intercept: number | null;
  slope: number | null;
};

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const normal975 = 1.959963984540054;

export function totals({ none, events }: ScoreBins): { n: number; events: number } {
  return { n: sum(none) + sum(events), events: sum(events) };
}

export function addBins(cells: ScoreBins[]): ScoreBins {
  const [first] = cells as [ScoreBins, ...ScoreBins[]];
  const over = (of: (cell: ScoreBins) => number[]) =>
    of(first).map((_, bin) => sum(cells.map((cell) => of(cell)[bin] as number)));
  return {
    none: over((cell) => cell.none),
    events: over((cell) => cell.events),
    score: over((cell) => cell.score),
    logit: over((cell) => cell.logit),
    squaredError: sum(cells.map((cell) => cell.squaredError)),
  };
}

/** AUROC with the interval of DeLong, DeLong & Clarke-Pearson (Biometrics 44 (1988) 837-845) on the binned scores. */
export function discrimination({ none, events }: ScoreBins): { auroc: number; standardError: number; tieBound: number } {
  const [without, within] = [sum(none), sum(events)];
  let [below, auroc, ties] = [0, 0, 0];
  // Placement of an event in bin b: share of the others that score lower; of another person: share of events that score higher.
  const ofEvents = events.map((count, bin) => {
    const others = none[bin] as number;
    const placement = (below + others / 2) / without;
    below += others;
    auroc += (count * placement) / within;
    ties += (count * others) / (without * within);
    return placement;
  });
  let above = within;
  const ofOthers = none.map((_count, bin) => {
    const placement = (above - (events[bin] as number) / 2) / within;
    above -= events[bin] as number;
    return placement;
  });
  const spread = (placements: number[], counts: number[], size: number) =>
    sum(placements.map((placement, bin) => (counts[bin] as number) * (placement - auroc) ** 2)) / Math.max(1, size - 1) / size;
  const variance = spread(ofEvents, events, within) + spread(ofOthers, none, without);
  return { auroc, standardError: Math.sqrt(variance), tieBound: ties / 2 };
}

/** Logistic recalibration of the outcome on logit(score), Newton on the bins with their mean logit (Van Calster et al.,
 * J Clin Epidemiol 74 (2016) 167-176): the intercept with slope 1, and the slope with a free intercept. */
export function calibration({ none, events, logit }: ScoreBins): { intercept: number | null; slope: number | null } {
  const bins = none.flatMap((count, bin) => {
    const n = count + (events[bin] as number);
    return n > 0 ? [{ n, events: events[bin] as number, x: (logit[bin] as number) / n }] : [];
  });
  const fit = (free: boolean): [number, number] | null => {
    let [a, b] = [0, 1];
    for (let round = 0; round < 50; round++) {
      let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
      for (const { n, events: e, x } of bins) {
        const mu = 1 / (1 + Math.exp(-(a + b * x)));
        const [residual, weight] = [e - n * mu, n * mu * (1 - mu)];
        g0 += residual;
        g1 += residual * x;
        h00 += weight;
        h01 += weight * x;
        h11 += weight * x * x;
      }
      const determinant = h00 * h11 - h01 * h01;
      if (!(h00 > 1e-9) || (free && !(determinant > 1e-9))) return null;
      const [stepA, stepB] = free ? [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant] : [g0 / h00, 0];
      a += stepA;
      b += stepB;
      if (Math.max(Math.abs(stepA), Math.abs(stepB)) < 1e-10) return [a, b];
      if (Math.max(Math.abs(a), Math.abs(b)) > 50) return null;
    }
    return null;
  };
  return { intercept: fit(false)?.[0] ?? null, slope: fit(true)?.[1] ?? null };
}

export function summarise(bins: ScoreBins): ScoreSummary {
  const { auroc, standardError, tieBound } = discrimination(bins);
  return {
    auroc,
    low: Math.max(0, auroc - normal975 * standardError),
    high: Math.min(1, auroc + normal975 * standardError),
    tieBound,
    brier: bins.squaredError / totals(bins).n,
    ...calibration(bins),
  };
}
