// Release: what people may see of numbers. `rounded` blurs an estimate by less than a tenth of its own uncertainty, which hides
// what one person added to it; `exact` gives full doubles. Counts below k are hidden in both.
import type { Census, ReleaseContext, ReleaseProfile } from './method.ts';

/** Largest of 1, 2, 5 × 10^m that is at most a tenth of the standard error. */
export function gridStep(standardError: number): number {
  const most = 0.1 * standardError;
  const power = 10 ** Math.floor(Math.log10(most) + 1e-12);
  const factor = [5, 2, 1].find((f) => f * power <= most * (1 + 1e-12)) ?? 1;
  return Number((factor * power).toPrecision(1));
}

/** Without the digits that binary fractions add. */
const clean = (value: number) => Number(value.toPrecision(12)) + 0;

export function toGrid(value: number, step: number): number {
  return Number.isFinite(step) && step > 0 ? clean(Math.round(value / step) * step) : value;
}

export function toDigits(value: number, digits: number): number {
  return value === 0 || !Number.isFinite(value) ? value : Number(value.toPrecision(digits)) + 0;
}

export function toDecimals(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
}

export type ReleasedEstimate = { estimate: number; standardError: number; low: number; high: number; p: number };

/** An estimate as its profile tells it; interval and p-value follow from the told values. */
export function releaseEstimate(
  estimate: number,
  standardError: number,
  profile: ReleaseProfile,
  distribution: { quantile: number; twoSided: (statistic: number) => number },
): ReleasedEstimate {
  const blurred = profile === 'rounded';
  const step = gridStep(standardError);
  const told = blurred ? toGrid(estimate, step) : estimate;
  const error = blurred ? toDigits(standardError, 2) : standardError;
  const end = (value: number) => (blurred ? toGrid(value, step) : value);
  const p = distribution.twoSided(told / error);
  return {
    estimate: told,
    standardError: error,
    low: end(told - distribution.quantile * error),
    high: end(told + distribution.quantile * error),
    p: blurred ? toDigits(p, 2) : p,
  };
}

/** Would the exact size of the frame tell a hidden number of missing values? Between the largest and the sum of the variables'
 * missing counts the difference says nothing about any single one. */
export function sizeTellsMissing(census: Census, k: number): boolean {
  const left = census.inFilter - census.n;
  const missing = Object.values(census.missing);
  const published = missing.filter((count) => count >= k).reduce((sum, count) => sum + count, 0);
  return (left > 0 && left < k) || left > published;
}

/** A count of persons of the frame: null below k, to 10 downwards where the exact one would tell a hidden count. */
export function releaseCount(count: number, { census, k }: Pick<ReleaseContext, 'census' | 'k'>): number | null {
  if (count < k) return null;
  return sizeTellsMissing(census, k) ? Math.floor(count / 10) * 10 : count;
}
