// Keyed invertible sketches: from those of two cohorts, who differs can be read off exactly when they are few, without touching
// the data. An invertible Bloom lookup table (Goodrich and Mitzenmacher 2011, arXiv:1101.2245) of three parts with 2k cells each;
// for k = 10: 60 cells, 1,440 bytes.
import { createHash } from 'node:crypto';

const parts = 3;
const wordsPerCell = 3;
/** Number of persons, xor of their hashes, xor of their checks: per cell, part after part. */
export type Sketch = BigUint64Array;
export type Difference = { kind: 'few'; hashes: bigint[] } | { kind: 'many' } | { kind: 'unknown' };

/** One row a cell: (cell, persons, xor of h, xor of g), of `rows` (what stands after FROM) with persons' h and g. One pass over the rows: they are
 * first grouped by their three cells together. */
export function sketchSql(rows: string, k: number): string {
  const size = 2 * k;
  const together = `select h % ${size ** parts} as place, count(*) as n, bit_xor(h) as h, bit_xor(g) as g from ${rows} group by place`;
  const part = (i: number) =>
    `select ${i * size} + (place // ${size ** i}) % ${size} as cell, cast(sum(n) as bigint) as n, bit_xor(h) as h, bit_xor(g) as g from places group by cell`;
  return `with places as materialized (${together}) ${[0, 1, 2].map(part).join(' union all ')}`;
}

export function sketchFrom(cells: bigint[][], k: number): Sketch {
  const sketch = new BigUint64Array(parts * 2 * k * wordsPerCell);
  for (const [cell = 0n, n = 0n, h = 0n, g = 0n] of cells) sketch.set([n, h, g], Number(cell) * wordsPerCell);
  return sketch;
}

/** The second word of a person, to tell a cell of one person from a chance. Computed in SQL at import in the same way. */
export function checkOf(hash: bigint): bigint {
  return BigInt(`0x${createHash('sha256').update(String(hash)).digest('hex').slice(0, 16)}`);
}

/** Who is in one cohort and not in the other. `many`: at least k, proved. `unknown`: too tangled to say. */
export function difference(a: Sketch, b: Sketch, k: number): Difference {
  const size = 2 * k;
  const cells = Array.from({ length: parts * size }, (_, cell) => subtract(a, b, cell));
  // A person touches one cell of each part, so fewer than k persons touch at most 3(k-1) cells.
  if (cells.filter((cell) => !isEmpty(cell)).length > parts * (k - 1)) return { kind: 'many' };
  const hashes: bigint[] = [];
  for (let cell = cells.find(isSingle); cell; cell = cells.find(isSingle)) {
    const { n, h, g } = cell;
    hashes.push(h);
    for (const place of placesOf(h, size)) {
      const at = cells[place] as Cell;
      cells[place] = { n: at.n - n, h: at.h ^ h, g: at.g ^ g };
    }
    if (hashes.length > parts * size) return { kind: 'unknown' };
  }
  return cells.every(isEmpty) ? { kind: 'few', hashes } : { kind: 'unknown' };
}

type Cell = { n: bigint; h: bigint; g: bigint };

function subtract(a: Sketch, b: Sketch, cell: number): Cell {
  const at = cell * wordsPerCell;
  const word = (sketch: Sketch, i: number) => sketch[at + i] as bigint;
  return { n: word(a, 0) - word(b, 0), h: word(a, 1) ^ word(b, 1), g: word(a, 2) ^ word(b, 2) };
}

const isEmpty = ({ n, h, g }: Cell) => n === 0n && h === 0n && g === 0n;
const isSingle = ({ n, h, g }: Cell) => (n === 1n || n === -1n) && g === checkOf(h);

function placesOf(hash: bigint, size: number): number[] {
  return Array.from({ length: parts }, (_, i) => i * size + Number((hash / BigInt(size ** i)) % BigInt(size)));
}
