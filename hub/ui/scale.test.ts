// Scales and ways of writing: what a reader of a picture or a table relies on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimalsFor, writeNumber, writeProbability, writeShort } from './format.ts';
import { linearAround, linearScale, ratioScale } from './scale.ts';

test('on a scale of ratios twice as much is as far from one as half as much', () => {
  const { place, ticks } = ratioScale([0.25, 9.92]);
  assert.deepEqual(ticks, [0.2, 0.5, 1, 2, 5, 10]);
  assert.ok(Math.abs(place(2) - place(1) - (place(1) - place(0.5))) < 1e-12);
  assert.equal(place(10), 1);
  assert.equal(place(1e-30), 0);
});

test('a linear scale spans all values and zero with a handful of round ticks', () => {
  const { ticks, place } = linearAround([-0.37, 1.42]);
  assert.ok(ticks.length >= 4 && ticks.length <= 8 && ticks.includes(0));
  assert.ok(place(-0.37) > 0 && place(1.42) < 1);
  assert.deepEqual(linearScale(0.5, 1, 0.1).ticks, [0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  assert.ok(linearAround([0]).ticks.length > 1);
});

test('numbers have a true minus, and a decimal comma in Swedish', () => {
  assert.equal(writeNumber(-0.104, 3, 'sv'), '−0,104');
  assert.equal(writeNumber(-0.104, 3, 'en'), '−0.104');
  assert.equal(writeNumber(-0, 1, 'en'), '0.0');
  assert.equal(writeShort(0.3, 'sv'), '0,3');
});

test('an estimate is written with two digits of its uncertainty', () => {
  assert.equal(decimalsFor(1.36), 1);
  assert.equal(decimalsFor(0.0126), 3);
  assert.equal(decimalsFor(93.6), 0);
  assert.equal(decimalsFor(0), 2);
});

test('a small p-value is told as a bound, never as zero', () => {
  assert.equal(writeProbability(3e-16, 'en'), '< 0.001');
  assert.equal(writeProbability(0.0909, 'sv'), '0,091');
});
