// Merging neighbours until each run is safe: bins of a histogram, ordered levels, calibration bins.

/** Splits positions 0 … length-1 into runs [first, last] that are all safe, greedily from the left; what is left over at the
 * end joins the last run. One run over everything where nothing smaller is safe. */
export function mergeRuns(length: number, safe: (first: number, last: number) => boolean): [number, number][] {
  const runs: [number, number][] = [];
  let first = 0;
  for (let last = 0; last < length; last++) {
    if (!safe(first, last)) continue;
    runs.push([first, last]);
    first = last + 1;
  }
  if (first < length) {
    const before = runs.pop();
    runs.push([before ? before[0] : 0, length - 1]);
  }
  return runs;
}
