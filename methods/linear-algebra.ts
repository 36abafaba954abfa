// Small dense symmetric matrices: Cholesky, solving, inverse, smallest eigenvalue. Enough for a regression of 200 columns.

export type Matrix = number[][];

/** Lower triangle L with LL' = a; null where a is not positive definite to working precision. */
export function cholesky(a: Matrix): Matrix | null {
  const lower: Matrix = a.map(() => new Array<number>(a.length).fill(0));
  for (const [i, row] of a.entries()) {
    const target = lower[i] as number[];
    for (let j = 0; j <= i; j++) {
      const other = lower[j] as number[];
      let sum = row[j] as number;
      for (let m = 0; m < j; m++) sum -= (target[m] as number) * (other[m] as number);
      if (i !== j) target[j] = sum / (other[j] as number);
      else if (sum > 1e-13 * (row[i] as number) && sum > 0) target[i] = Math.sqrt(sum);
      else return null;
    }
  }
  return lower;
}

/** x with LL'x = b. */
export function solve(lower: Matrix, b: number[]): number[] {
  const x = [...b];
  for (const [i, row] of lower.entries()) {
    for (let m = 0; m < i; m++) x[i] = (x[i] as number) - (row[m] as number) * (x[m] as number);
    x[i] = (x[i] as number) / (row[i] as number);
  }
  for (let i = lower.length - 1; i >= 0; i--) {
    for (let m = i + 1; m < lower.length; m++) x[i] = (x[i] as number) - ((lower[m] as number[])[i] as number) * (x[m] as number);
    x[i] = (x[i] as number) / ((lower[i] as number[])[i] as number);
  }
  return x;
}

export function inverse(lower: Matrix): Matrix {
  return lower.map((_row, i) =>
    solve(
      lower,
      lower.map((_other, j) => (i === j ? 1 : 0)),
    ),
  );
}

export function multiplyMatrices(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    (b[0] ?? []).map((_value, j) => row.reduce((sum, value, m) => sum + value * ((b[m] as number[])[j] as number), 0)),
  );
}

export function transpose(a: Matrix): Matrix {
  return (a[0] ?? []).map((_value, j) => a.map((row) => row[j] as number));
}

export function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

/** Smallest eigenvalue of LL' by inverse iteration from a start that favours no axis. */
export function smallestEigenvalue(lower: Matrix): number {
  let vector = lower.map((_row, i) => 1 + ((i * 7919) % 101) / 101);
  let value = 0;
  for (let round = 0; round < 200; round++) {
    const next = solve(lower, vector);
    const length = Math.sqrt(dot(next, next));
    const estimate = Math.sqrt(dot(vector, vector)) / length;
    vector = next.map((entry) => entry / length);
    if (Math.abs(estimate - value) <= 1e-10 * estimate) return estimate;
    value = estimate;
  }
  return value;
}
