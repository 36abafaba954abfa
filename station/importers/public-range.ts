// Public ranges and grids: round numbers that a holder can publish, chosen so that no person's value can be read off them.

export type PublicRange = {
  low: string;
  high: string;
  grid: string[] /** Values far outside were not let stretch it. */;
  trimmed: boolean;
};
/** `inner*`: the k-th smallest and k-th largest value, so that k persons stand behind them. `whole`: all values are integers. */
export type Extremes = { min: number; max: number; innerLow: number; innerHigh: number; whole?: boolean };

const largestNumber = 1e14;

/** About 10 to 20 equal steps of 1, 2 or 5 times a power of ten that reach beyond both extremes. Null where the numbers are too
 * large, too small or all the same. */
export function publicRange({ min, max, innerLow, innerHigh, whole = false }: Extremes): PublicRange | null {
  const inner = innerHigh - innerLow;
  // A code such as 9999 or a slip of the pen would stretch the range, and be readable from it.
  const trimmed = inner > 0 && max - min > 5 * inner;
  const [least, most] = trimmed ? [Math.max(min, innerLow - inner), Math.min(max, innerHigh + inner)] : [min, max];
  // A tenth of room on either side: other holders' persons differ a little.
  const room = (most - least) / 10;
  const from = least >= 0 ? Math.max(0, least - room) : least - room;
  const to = most <= 0 ? Math.min(0, most + room) : most + room;
  const step = niceStep(Math.max((to - from) / 16, whole ? 1 : 0));
  if (!(to > from) || Math.max(Math.abs(from), Math.abs(to)) > largestNumber || step < 1e-8) return null;
  // Zero is where a quantity ends by nature; elsewhere an extreme on an edge would be published, so go one step further.
  const first = from >= 0 && from < step ? 0 : stepBelow(from, step);
  const last = to <= 0 && to > -step ? 0 : -stepBelow(-to, step);
  return { ...stepsFrom(first, last, step), trimmed };
}

/** The range from one public edge to another, in about 10 to 20 steps; for ranges that are public already. */
export function gridBetween(low: number, high: number, whole: boolean): Omit<PublicRange, 'trimmed'> {
  const step = niceStep(Math.max((high - low) / 16, whole ? 1 : 0));
  return stepsFrom(Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9), step);
}

function stepsFrom(first: number, last: number, step: number) {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const grid = Array.from({ length: last - first + 1 }, (_, i) => decimalText((first + i) * step, decimals));
  return { low: grid[0] as string, high: grid.at(-1) as string, grid };
}

/** The smallest of 1, 2, 5 × 10ⁿ that is at least as large. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= least * (1 - 1e-12)) ?? 10;
  return factor * power;
}

/** The last whole multiple of the step that lies below the value. */
function stepBelow(value: number, step: number): number {
  return Math.ceil(value / step - 1e-9) - 1;
}

function decimalText(value: number, decimals: number): string {
  const text = value
    .toFixed(decimals)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return /^-0$/.test(text) ? '0' : text;
}
