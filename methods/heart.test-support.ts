// The four hospitals' patients in memory, and plans over them, for tests.
import { readFileSync } from 'node:fs';
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { type Dictionary, dictionarySchema } from '@sluss/protocol/dictionary.ts';
import type { Permit, Plan } from '@sluss/protocol/documents.ts';
import { methods } from './catalogue.ts';
import type { Row } from './rows.test-support.ts';

const heart = (file: string) => readFileSync(new URL(`../demo/heart/${file}`, import.meta.url), 'utf8');

export const heartDictionary: Dictionary = dictionarySchema.parse(JSON.parse(heart('dictionary.json')));
export const truth = JSON.parse(readFileSync(new URL('truth/heart.json', import.meta.url), 'utf8'));
export const flambyTest: Record<string, number[]> = JSON.parse(heart('flamby-split.json')).test;

const columns = 'age sex cp trestbps chol fbs restecg thalach exang oldpeak slope ca thal num'.split(' ');
const files = { cleveland: 'cleveland', budapest: 'hungarian', zurich: 'switzerland', 'long-beach': 'va' };
export const flambyVariables = columns.slice(0, 10);

/** The value of a field as a station would import it. */
function importedValue(text: string, id: string, dictionary: Dictionary): number | null {
  const variable = dictionary.variables.find((candidate) => candidate.column === id);
  if (!variable || text === '' || variable.missing.includes(text)) return null;
  if (variable.type === 'category') {
    const level = variable.levels.findIndex(({ codes }) => codes.some((code) => Number(code) === Number(text)));
    return level < 0 ? null : level;
  }
  const [low, high] = variable.range.map(Number) as [number, number];
  return Number(text) < low || Number(text) > high ? null : Number(text);
}

export function readHeart(): Record<string, Row[]> {
  return Object.fromEntries(
    Object.entries(files).map(([station, file]) => [
      station,
      heart(`processed.${file}.data`)
        .trim()
        .split('\n')
        .map((line) => {
          const fields = line.split(',');
          const idOf = (column: string) => heartDictionary.variables.find((variable) => variable.column === column)?.id ?? column;
          return Object.fromEntries(
            columns.map((column, i) => [idOf(column), importedValue((fields[i] ?? '').trim(), column, heartDictionary)]),
          );
        }),
    ]),
  );
}

export const heartDigest = digest(canonicalBytes(heartDictionary));

export function aPlan(parts: Partial<Plan> = {}): Plan {
  return {
    type: 'plan',
    id: '01900000-0000-7000-8000-000000000001',
    title: 'A plan for tests',
    permit: digest('permit'),
    dataset: 'heart',
    dictionary: heartDigest,
    filter: [],
    complete_on: [...flambyVariables, 'disease'],
    partitions: [],
    groups: [['cleveland', 'budapest', 'zurich', 'long-beach']],
    smaller_set: false,
    k: 10,
    methods: [{ name: 'logistic@1', y: { variable: 'disease', events: ['yes'] }, x: flambyVariables }],
    release: 'exact',
    expires: '2027-01-01T00:00:00Z',
    ...parts,
  };
}

export function aPermit(parts: Partial<Permit> = {}): Permit {
  return {
    type: 'permit',
    id: '01900000-0000-7000-8000-000000000002',
    version: 1,
    previous: null,
    body: 'deciding-body',
    holder_org: 'A company',
    persons: [],
    plan_by: 'person',
    purpose: 'ehds53.1.e',
    datasets: [{ id: 'heart', dictionary: heartDigest, variables: heartDictionary.variables.map(({ id }) => id), filter: [] }],
    methods: methods.map(({ name }) => name),
    models: [],
    stations: Object.keys(files).map((id) => ({ id, sign: digest(`${id} sign`), mask: digest(`${id} mask`) })),
    not_before: '2026-01-01T00:00:00Z',
    not_after: '2027-01-01T00:00:00Z',
    ...parts,
  };
}
