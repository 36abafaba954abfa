// Hidden cells stay hidden: checked by trying every table that agrees with what is published.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeOrderedRows, type SuppressedTable, suppressList, suppressTable } from './suppression.ts';

/** Smallest and largest value of each inner cell, then of each row and column total, over all tables that fit what is published. */
function everyTable(told: SuppressedTable): { low: number; high: number }[] {
  const [height, width] = [told.cells.length, told.cells[0]?.length ?? 0];
  const ranges = Array.from({ length: height * width + height + width }, () => ({
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  }));
  const cells = new Array<number>(height * width).fill(0);
  const see = (at: number, value: number) => {
    const range = ranges[at] as { low: number; high: number };
    range.low = Math.min(range.low, value);
    range.high = Math.max(range.high, value);
  };
  const place = (at: number, left: number): void => {
    if (at === cells.length) {
      if (left !== 0) return;
      const rows = told.rows.map((_row, i) => cells.slice(i * width, (i + 1) * width).reduce((a, b) => a + b, 0));
      const columns = told.columns.map((_column, j) => cells.filter((_cell, c) => c % width === j).reduce((a, b) => a + b, 0));
      const fits = (totals: number[], published: (number | null)[]) =>
        totals.every((total, i) => published[i] === null || published[i] === total);
      if (!fits(rows, told.rows) || !fits(columns, told.columns)) return;
      for (const [i, value] of [...cells, ...rows, ...columns].entries()) see(i, value);
      return;
    }
    const published = told.cells[Math.floor(at / width)]?.[at % width] ?? null;
    for (let value = published ?? 0; value <= (published ?? left); value++) {
      if (value > left) return;
      cells[at] = value;
      place(at + 1, left - value);
    }
  };
  place(0, told.total);
  return ranges;
}

const k = 3;
const tables = fc
  .constantFrom([2, 2] as const, [2, 3] as const, [3, 2] as const, [2, 4] as const)
  .chain(([height, width]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: width, maxLength: width }), {
      minLength: height,
      maxLength: height,
    }),
  )
  .filter((table) => table.flat().reduce((a, b) => a + b, 0) >= 2 * k);

test('no count below k is told, and no hidden count can be narrowed to fewer than k + 1 values by anything that is told', () => {
  fc.assert(
    fc.property(tables, (table) => {
      const told = suppressTable(table, k);
      const published = [...told.cells.flat(), ...told.rows, ...told.columns];
      assert.ok(published.every((count) => count === null || count >= k));
      const wide = everyTable(told);
      // With safe margins told elsewhere, hiding all cells is the most that can be done.
      if (told.cells.flat().every((count) => count === null)) return;
      for (const [i, count] of published.entries())
        if (count === null) {
          const { low, high } = wide[i] as { low: number; high: number };
          assert.ok(high - low >= k, `${JSON.stringify(table)} → ${JSON.stringify(told)}: hidden ${i} lies in [${low}, ${high}]`);
        }
    }),
    { numRuns: 100, seed: 7 },
  );
});

test('a table without small cells is told whole', () => {
  const told = suppressTable(
    [
      [144, 50],
      [267, 459],
    ],
    10,
  );
  assert.deepEqual(told, {
    cells: [
      [144, 50],
      [267, 459],
    ],
    rows: [194, 726],
    columns: [411, 509],
    total: 920,
  });
});

test('one small cell in a two-by-two table hides all four, and the margins stay', () => {
  const told = suppressTable(
    [
      [144, 5],
      [267, 459],
    ],
    10,
  );
  assert.deepEqual(told.cells, [
    [null, null],
    [null, null],
  ]);
  assert.deepEqual(told.rows, [149, 726]);
});

test('a small cell takes the cheapest others with it', () => {
  const told = suppressTable(
    [
      [4, 20, 300],
      [30, 40, 500],
      [60, 70, 80],
    ],
    10,
  );
  assert.deepEqual(told.cells, [
    [null, null, 300],
    [null, null, 500],
    [60, 70, 80],
  ]);
});

test('two zeros that stand in different rows and columns need companions as well', () => {
  const told = suppressTable(
    [
      [0, 50, 50],
      [50, 0, 50],
      [50, 50, 50],
    ],
    10,
  );
  assert.equal(told.cells[0]?.[0], null);
  assert.equal(told.cells[1]?.[1], null);
  assert.ok(told.cells.flat().filter((count) => count === null).length >= 4);
});

test('margins are told as lists of their own, so that no other table of the same persons tells more', () => {
  const table = [
    [3, 0, 2],
    [40, 30, 12],
    [0, 0, 11],
  ];
  const told = suppressTable(table, 10);
  assert.deepEqual(told.rows, suppressList([5, 82, 11], 10));
  assert.deepEqual(told.columns, suppressList([43, 30, 25], 10));
});

test('in a list the smallest other level hides a single small one; two small ones that reach k together need none', () => {
  assert.deepEqual(suppressList([3, 40, 25], 10), [null, 40, null]);
  assert.deepEqual(suppressList([9, 8, 40], 10), [null, null, 40]);
  assert.deepEqual(suppressList([0, 700], 10), [null, null]);
});

test('adjacent ordered levels are joined until every column holds k; a table that would shrink to one row is left alone', () => {
  assert.deepEqual(
    mergeOrderedRows(
      [
        [41, 14],
        [58, 4],
        [44, 9],
        [21, 20],
      ],
      10,
    ),
    [
      [0, 0],
      [1, 2],
      [3, 3],
    ],
  );
  assert.deepEqual(
    mergeOrderedRows(
      [
        [41, 0],
        [58, 4],
      ],
      10,
    ),
    [
      [0, 0],
      [1, 1],
    ],
  );
});

test('a table of a thousand cells is done quickly enough to be asked for', () => {
  const table = Array.from({ length: 50 }, (_, i) =>
    Array.from({ length: 20 }, (_, j) => ((i * 37 + j * 11) % 29) + ((i + j) % 7 === 0 ? 0 : 12)),
  );
  const told = suppressTable(table, 10);
  assert.ok(told.cells.flat().some((count) => count !== null));
});
