// What people may see of a regression: estimates with their uncertainty, never the covariance matrix, the likelihood or the path.
import { stationsOf } from '@sluss/protocol/documents.ts';
import { normalQuantile, normalTwoSided, tQuantile, tTwoSided } from './distributions.ts';
import type { ReleaseContext } from './method.ts';
import type { Fit, FitState, Term } from './regression.ts';
import { gridStep, type ReleasedEstimate, releaseCount, releaseEstimate, toGrid } from './release.ts';

export type ReleasedTerm = Term & ReleasedEstimate & { ratio: { value: number; low: number; high: number } | null };
export type ReleasedFit = {
  state: FitState;
  message: { sv: string; en: string } | null;
  column: Term | null;
  n: number | null;
  stations: number;
  rounds: number;
  /** e^estimate: odds or rate ratios; null where the estimate is a difference. */
  ratio: 'odds' | 'rate' | null;
  terms: ReleasedTerm[];
};

const messages: Record<Exclude<FitState, 'converged'>, { sv: string; en: string }> = {
  separation: {
    sv: 'Variablerna skiljer utfallen helt åt för några personer, så skattningarna växer utan gräns. Ta bort eller slå ihop nivåer, eller använd ridge.',
    en: 'The variables separate the outcomes completely for some persons, so the estimates grow without limit. Drop or merge levels, or use a ridge.',
  },
  not_converged: {
    sv: 'Skattningen hade inte stannat efter 25 steg. Inga tal ges.',
    en: 'The fit had not settled after 25 steps. No numbers are given.',
  },
  collinear: {
    sv: 'Någon variabel följer helt av de andra, så deras bidrag kan inte skiljas åt.',
    en: 'Some variable follows entirely from the others, so their contributions cannot be told apart.',
  },
  constant_column: {
    sv: 'En variabel är lika för nästan alla personer, så den kan inte förklara något.',
    en: 'A variable is the same for nearly everybody, so it can explain nothing.',
  },
};

/** `df`: t intervals with so many degrees of freedom; normal ones without. */
export function releaseFit(
  fit: Fit,
  context: ReleaseContext,
  { ratio, df }: { ratio: 'odds' | 'rate' | null; df?: number },
): ReleasedFit {
  const distribution =
    df === undefined
      ? { quantile: normalQuantile(0.95), twoSided: normalTwoSided }
      : { quantile: tQuantile(0.95, df), twoSided: (t: number) => tTwoSided(t, df) };
  // A ratio follows from a told value, so it tells no more; it is written to a tenth of its own uncertainty, near 1 too.
  const power = (value: number, error: number) => {
    const exact = Math.exp(value);
    return context.profile === 'rounded' ? toGrid(exact, gridStep(exact * error)) : exact;
  };
  return {
    state: fit.state,
    message: fit.state === 'converged' ? null : messages[fit.state],
    column: fit.column,
    n: releaseCount(fit.n, context),
    stations: stationsOf(context.plan).length,
    rounds: fit.rounds,
    ratio,
    terms:
      fit.state !== 'converged'
        ? []
        : fit.terms.map((term, i) => {
            const told = releaseEstimate(
              fit.estimates[i] as number,
              fit.standardErrors[i] as number,
              context.profile,
              distribution,
            );
            const { standardError: error } = told;
            const asRatio = ratio && {
              value: power(told.estimate, error),
              low: power(told.low, error),
              high: power(told.high, error),
            };
            return { ...term, ...told, ratio: asRatio };
          }),
  };
}
