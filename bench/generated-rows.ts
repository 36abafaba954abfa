// Rows for the large benchmarks: ten covariates and an outcome that follows a logistic model, made by DuckDB from row numbers alone,
// so that the same numbers come out on every machine.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { canonicalText } from '../protocol/canonical.ts';
import { type Dictionary, dictionarySchema } from '../protocol/dictionary.ts';

const both = (text: string) => ({ sv: text, en: text });
const numbers = ['x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7'];
const flags = ['b1', 'b2', 'b3'];
export const covariates = [...numbers, ...flags];
const coefficients = [0.5, -0.3, 0.2, 0.1, -0.1, 0.4, 0, 0.6, -0.5, 0.2];

export function generatedDictionary(dataset: string): Dictionary {
  const yesNo = (id: string) => ({
    id,
    column: id,
    title: both(id),
    type: 'category' as const,
    missing: [],
    levels: ['no', 'yes'].map((level, i) => ({ id: level, codes: [String(i)], title: both(level) })),
  });
  return dictionarySchema.parse({
    type: 'dictionary',
    dataset,
    title: both('Generated rows'),
    description: both('For measuring speed'),
    category: 'EHRS',
    access: 'public',
    licence: 'CC0',
    person_key: null,
    variables: [
      ...numbers.map((id) => ({
        id,
        column: id,
        title: both(id),
        type: 'number',
        unit: '1',
        range: ['-10', '10'],
        grid: ['-10', '-5', '0', '5', '10'],
        missing: [],
      })),
      ...flags.map(yesNo),
      yesNo('y'),
    ],
  });
}

/** A uniform number in (0, 1) from a row's hash and a stream number. (DuckDB's hash of two arguments mixes them too little.) */
const uniform = (stream: number) =>
  `((hash(xor(h, ${(BigInt(stream + 1) * 0x9e3779b97f4a7c15n) % 2n ** 64n}::ubigint)) >> 11)::double / 9007199254740992.0)`;
/** Nearly normal: the sum of three uniforms, of mean 0 and variance 1. */
const normal = (stream: number) => `2 * (${[0, 1, 2].map((k) => uniform(stream * 3 + k)).join(' + ')} - 1.5)`;

/** Writes rows [from, to) as Parquet. */
export async function writeRows(file: string, from: number, to: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = [
    ...numbers.map((id, j) => `${normal(j)} as ${id}`),
    ...flags.map((id, j) => `(${uniform(100 + j)} < 0.3)::int as ${id}`),
  ];
  const eta = covariates.map((id, j) => `${coefficients[j]} * ${id}`).join(' + ');
  await connection.run(
    `copy (with rows as materialized (select h, ${columns.join(', ')} from (select hash(i) as h from range(${from}, ${to}) as r(i)))
       select * exclude h, (${uniform(200)} < 1 / (1 + exp(1 - (${eta}))))::int as y from rows) to '${file}' (format parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
}

/** Parquet files of `parts` equal parts of `rows` rows, and the dictionary beside them. */
export async function generate(
  folder: string,
  dataset: string,
  rows: number,
  parts: number,
): Promise<{ files: string[]; dictionary: string }> {
  mkdirSync(folder, { recursive: true });
  const dictionary = join(folder, 'dictionary.json');
  writeFileSync(dictionary, canonicalText(generatedDictionary(dataset)));
  const files: string[] = [];
  for (let part = 0; part < parts; part++) {
    const file = join(folder, `part-${part}-of-${parts}.parquet`);
    await writeRows(file, Math.floor((rows * part) / parts), Math.floor((rows * (part + 1)) / parts));
    files.push(file);
  }
  return { files, dictionary };
}
