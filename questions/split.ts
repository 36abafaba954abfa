// An answer's vector cut into its runs.

/** Consecutive runs of the given lengths. */
export function splitRuns(values: number[], lengths: number[]): number[][] {
  const ends = lengths.map((_length, i) => lengths.slice(0, i + 1).reduce((sum, length) => sum + length, 0));
  return ends.map((end, i) => values.slice(end - (lengths[i] as number), end));
}
