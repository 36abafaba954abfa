// Normal, t and chi-square: the distributions that regressions and tables need. Incomplete gamma and beta by series and continued
// fractions (Press et al., Numerical Recipes, ch. 6), tails computed directly so that small p-values keep their digits.

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const t = x + 6.5;
  const sum = lanczos.reduce((total, c, i) => (i === 0 ? c : total + c / (x - 1 + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Upper regularised incomplete gamma Q(a, x). */
function gammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = 1; n < 10_000 && Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - sum * scale;
  }
  const tiny = 1e-300;
  let [b, c] = [x + 1 - a, 1 / tiny];
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 10_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (Math.abs(an * d + b) < tiny ? tiny : an * d + b);
    c = Math.abs(b + an / c) < tiny ? tiny : b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h * scale;
}

/** Regularised incomplete beta I_x(a, b). */
function betaLower(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const guard = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

/** P(χ² > x) with `df` degrees of freedom. */
export function chiSquareTail(x: number, df: number): number {
  return gammaUpper(df / 2, x / 2);
}

/** P(|Z| > |z|). */
export function normalTwoSided(z: number): number {
  return gammaUpper(0.5, (z * z) / 2);
}

export function normalCdf(z: number): number {
  return z < 0 ? normalTwoSided(z) / 2 : 1 - normalTwoSided(z) / 2;
}

/** P(|T| > |t|) with `df` degrees of freedom. */
export function tTwoSided(t: number, df: number): number {
  return betaLower(df / (df + t * t), df / 2, 0.5);
}

export function tCdf(t: number, df: number): number {
  return t < 0 ? tTwoSided(t, df) / 2 : 1 - tTwoSided(t, df) / 2;
}

/** The value exceeded in either direction with probability 1 − `coverage`. */
export function normalQuantile(coverage: number): number {
  return root((z) => normalTwoSided(z) - (1 - coverage));
}

export function tQuantile(coverage: number, df: number): number {
  return root((t) => tTwoSided(t, df) - (1 - coverage));
}

export function chiSquareQuantile(probability: number, df: number): number {
  return root((x) => chiSquareTail(x, df) - (1 - probability));
}

/** Bisection of a falling function on [0, ∞) to the last bit. */
function root(falling: (x: number) => number): number {
  let [low, high] = [0, 1];
  while (falling(high) > 0) high *= 2;
  for (let round = 0; round < 200; round++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (falling(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
