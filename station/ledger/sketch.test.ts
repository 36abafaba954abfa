// Sketches: who differs between two cohorts is read off exactly when they are few, and many are never taken for few.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { databaseOf } from '../engines/memory.test-support.ts';
import { heartDictionary } from '../importers/heart.test-support.ts';
import { checkOf, difference, type Sketch, sketchFrom, sketchSql } from './sketch.ts';

const k = 10;
const hashes = Array.from({ length: 1200 }, (_, i) => checkOf(BigInt(i)));

/** The same sketch as sketchSql makes, person by person. */
function sketchOf(persons: bigint[]): Sketch {
  const size = BigInt(2 * k);
  const sketch = new BigUint64Array(3 * 2 * k * 3);
  for (const h of persons)
    for (const [part, cell] of [h % size, (h / size) % size, (h / size / size) % size].entries()) {
      const at = (part * 2 * k + Number(cell)) * 3;
      sketch[at] = (sketch[at] as bigint) + 1n;
      sketch[at + 1] = (sketch[at + 1] as bigint) ^ h;
      sketch[at + 2] = (sketch[at + 2] as bigint) ^ checkOf(h);
    }
  return sketch;
}

test('SQL makes the same sketch as adding persons one by one, in 1,440 bytes', async () => {
  const database = await databaseOf(
    Array.from({ length: 700 }, () => ({})),
    heartDictionary,
  );
  const cells = await database.use((run) => run(sketchSql('data.persons', k)));
  database.close();
  const sketch = sketchFrom(cells as bigint[][], k);
  assert.equal(sketch.byteLength, 1440);
  assert.deepEqual(sketch, sketchOf(hashes.slice(0, 700)));
});

test('up to nine differing persons are found, 300 times of 300', () => {
  let at = 0;
  const next = () => {
    at = (at * 7 + 11) % 1200;
    return hashes[at] as bigint;
  };
  const base = hashes.slice(0, 300);
  for (let run = 0; run < 300; run++) {
    const added = new Set(Array.from({ length: run % 10 }, next));
    const other = [...base.filter((h) => !added.has(h)), ...[...added].filter((h) => !base.includes(h))];
    const found = difference(sketchOf(base), sketchOf(other), k);
    assert.ok(found.kind === 'few', `run ${run}: ${found.kind}`);
    assert.deepEqual(new Set(found.hashes), added);
  }
});

test('two hundred or more differing persons are many, 60 times of 60', () => {
  for (let run = 0; run < 60; run++)
    assert.deepEqual(difference(sketchOf(hashes.slice(run, run + 400)), sketchOf(hashes.slice(run + 200, run + 600 + run)), k), {
      kind: 'many',
    });
});

test('whatever differs, a sketch says the truth or that it does not know', () => {
  const sets = fc.tuple(fc.subarray(hashes.slice(0, 40)), fc.subarray(hashes.slice(0, 40)));
  fc.assert(
    fc.property(sets, ([a, b]) => {
      const differing = [...a.filter((h) => !b.includes(h)), ...b.filter((h) => !a.includes(h))];
      const found = difference(sketchOf(a), sketchOf(b), k);
      if (found.kind === 'few') assert.deepEqual(new Set(found.hashes), new Set(differing));
      if (found.kind === 'many') assert.ok(differing.length >= k);
    }),
    { numRuns: 300 },
  );
});
