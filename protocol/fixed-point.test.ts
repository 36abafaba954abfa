// Fixed point: never wraps, errs by half a quantum, sums as integers do.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { addInto, decode, encode, exponent, type Layout, quantum, wordsFromBytes, wordsToBytes } from './fixed-point.ts';

test('a billion rows over fifty stations leave 26 binary places, a thousand over four leave 30', () => {
  assert.equal(exponent({ name: 'x', length: 1, bound: 1e9 }, 50), 26);
  assert.equal(exponent({ name: 'x', length: 1, bound: 1000 }, 4), 30);
  assert.equal(exponent({ name: 'n', length: 1, bound: 1e9, exact: true }, 50), 0);
});

test('the decoded sum of any stations’ numbers is their sum to within one quantum', () => {
  const stations = fc.integer({ min: 1, max: 50 });
  const bounds = fc.double({ min: 1, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(stations, bounds, fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })), (n, bound, parts) => {
      const layout: Layout = [{ name: 'x', length: 2, bound }];
      const sum = new BigUint64Array(2);
      let exact = 0;
      for (let i = 0; i < n; i++) {
        const value = (parts.next().value as number) * bound;
        exact += value;
        addInto(sum, encode([value, bound], layout, n));
      }
      const [decoded = 0, most = 0] = decode(sum, layout, n);
      assert.ok(Math.abs(decoded - exact) <= quantum(layout[0] as Layout[0], n) + 1e-12 * bound * n);
      assert.ok(Math.abs(most - n * bound) <= quantum(layout[0] as Layout[0], n) + 1e-12 * bound * n);
    }),
  );
});

test('what is beyond its bound, not a number, or of another length is refused, never wrapped', () => {
  const layout: Layout = [{ name: 'x', length: 1, bound: 10 }];
  for (const values of [[10.1], [-10.1], [Number.NaN], [Number.POSITIVE_INFINITY], [], [1, 2]])
    assert.throws(() => encode(values, layout, 3), RangeError);
  assert.throws(() => decode(new BigUint64Array([2n ** 63n - 1n]), layout, 3), RangeError);
});

test('vectors travel as little-endian words', () => {
  assert.equal(wordsToBytes(new BigUint64Array([1n, 2n ** 63n])).toString('hex'), '01000000000000000000000000000080');
  assert.deepEqual(wordsFromBytes(Buffer.from('0100000000000000', 'hex')), new BigUint64Array([1n]));
  assert.throws(() => wordsFromBytes(Buffer.alloc(7)), RangeError);
});
