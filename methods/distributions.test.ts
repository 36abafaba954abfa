// Distributions against scipy.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as distributions from './distributions.ts';
import { truth } from './heart.test-support.ts';

const { chiSquareQuantile, chiSquareTail, normalCdf, normalQuantile, normalTwoSided, tCdf, tQuantile, tTwoSided } = distributions;

function agrees(rows: number[][], of: (...args: number[]) => number): void {
  for (const row of rows) {
    const expected = row.at(-1) as number;
    const found = of(...row.slice(0, -1));
    assert.ok(Math.abs(found - expected) <= 1e-11 * Math.abs(expected), `${row.slice(0, -1)}: ${found} against ${expected}`);
  }
}

test('tails equal scipy’s to eleven digits, far out too', () => {
  agrees(truth.distributions.normalTwoSided, normalTwoSided as never);
  agrees(truth.distributions.tTwoSided, tTwoSided as never);
  agrees(truth.distributions.chiSquareTail, chiSquareTail as never);
});

test('quantiles equal scipy’s', () => {
  agrees(truth.distributions.normalQuantile, normalQuantile as never);
  agrees(truth.distributions.tQuantile, tQuantile as never);
  agrees(truth.distributions.chiSquareQuantile, chiSquareQuantile as never);
});

test('distribution functions are symmetric about one half', () => {
  for (const z of [0, 0.3, 2]) {
    assert.ok(Math.abs(normalCdf(z) + normalCdf(-z) - 1) < 1e-15);
    assert.ok(Math.abs(tCdf(z, 4) + tCdf(-z, 4) - 1) < 1e-15);
  }
});
