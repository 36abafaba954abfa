// Fixed point in one limb: numbers as integers mod 2^64, scaled so that the sum over the set cannot wrap.

/** One run of words in a vector: `length` numbers, each with |x| ≤ bound at a station and in the sum; `exact` ones are counts. */
export type Segment = { name: string; length: number; bound: number; exact?: boolean };
export type Layout = Segment[];

/** Binary exponent e: a number x travels as round(x·2^e). Counts travel as they are. */
export function exponent(segment: Segment, stations: number): number {
  const room = 62 - Math.ceil(Math.log2(segment.bound)) - Math.ceil(Math.log2(stations));
  if (room < 0) throw new RangeError(`${segment.name}: bound ${segment.bound} leaves no room`);
  return segment.exact ? 0 : Math.min(30, room);
}

/** What one rounding step is worth in the sum over `stations`. */
export function quantum(segment: Segment, stations: number): number {
  return stations * 2 ** -exponent(segment, stations);
}

export function layoutLength(layout: Layout): number {
  return layout.reduce((words, segment) => words + segment.length, 0);
}

/** Encodes doubles as words. Throws RangeError where a number is not finite or beyond its bound: never wraps. */
export function encode(values: ArrayLike<number>, layout: Layout, stations: number): BigUint64Array {
  if (values.length !== layoutLength(layout)) throw new RangeError('values do not fit the layout');
  const words = new BigInt64Array(values.length);
  let at = 0;
  for (const segment of layout) {
    const scale = 2 ** exponent(segment, stations);
    for (let i = 0; i < segment.length; i++, at++) {
      const value = values[at] as number;
      if (!(Math.abs(value) <= segment.bound)) throw new RangeError(`${segment.name}: beyond its bound`);
      // Above 2^53 a double is an integer already, so BigInt() of the rounded product is exact.
      words[at] = BigInt(Math.round(value * scale));
    }
  }
  return new BigUint64Array(words.buffer);
}

/** Decodes the opened sum. Throws RangeError where a word is beyond what honest stations can have summed to. */
export function decode(words: BigUint64Array, layout: Layout, stations: number): number[] {
  if (words.length !== layoutLength(layout)) throw new RangeError('words do not fit the layout');
  const signed = new BigInt64Array(words.buffer, words.byteOffset, words.length);
  const values: number[] = [];
  for (const segment of layout) {
    const scale = 2 ** exponent(segment, stations);
    for (let i = 0; i < segment.length; i++) {
      const value = Number(signed[values.length]) / scale;
      if (Math.abs(value) > segment.bound * stations * (1 + 1e-9)) throw new RangeError(`${segment.name}: sum beyond its bound`);
      values.push(value);
    }
  }
  return values;
}

/** Adds b to a in place, mod 2^64. */
export function addInto(a: BigUint64Array, b: BigUint64Array): void {
  if (a.length !== b.length) throw new RangeError('vectors of different length');
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as bigint) + (b[i] as bigint);
}

export function subtractFrom(a: BigUint64Array, b: BigUint64Array): void {
  if (a.length !== b.length) throw new RangeError('vectors of different length');
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as bigint) - (b[i] as bigint);
}

/** Little-endian bytes of a vector, as it travels. */
export function wordsToBytes(words: BigUint64Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}

export function wordsFromBytes(bytes: Uint8Array): BigUint64Array {
  if (bytes.byteLength % 8 !== 0) throw new RangeError('not whole words');
  return new BigUint64Array(Uint8Array.from(bytes).buffer);
}
