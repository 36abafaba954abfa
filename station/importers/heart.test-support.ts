// The heart files and a dictionary as FLamby reads them (cholesterol 0 kept), for tests beside the data.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Dictionary, dictionarySchema } from '@sluss/protocol/dictionary.ts';

export const heartColumns = 'age,sex,cp,trestbps,chol,fbs,restecg,thalach,exang,oldpeak,slope,ca,thal,num'.split(',');
export const heartFiles = ['cleveland', 'hungarian', 'switzerland', 'va'] as const;

export function heartFile(name: (typeof heartFiles)[number]): string {
  return join(import.meta.dirname, '../../demo/heart', `processed.${name}.data`);
}

const text = (word: string) => ({ sv: word, en: word });
const number = (id: string, low: number, high: number, step: number) => ({
  id,
  column: id,
  title: text(id),
  missing: ['?'],
  type: 'number' as const,
  unit: '1',
  range: [String(low), String(high)],
  grid: Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => String(Number((low + i * step).toFixed(6)))),
});
const category = (id: string, levels: Record<string, string[]>, column = id) => ({
  id,
  column,
  title: text(id),
  missing: ['?'],
  type: 'category' as const,
  levels: Object.entries(levels).map(([level, codes]) => ({ id: level, codes, title: text(level) })),
});

export const heartDictionary: Dictionary = dictionarySchema.parse({
  type: 'dictionary',
  dataset: 'heart',
  title: text('Heart disease'),
  description: text('UCI heart disease'),
  category: 'EHRS',
  access: 'public',
  licence: 'CC BY 4.0',
  person_key: null,
  variables: [
    number('age', 20, 80, 1),
    category('sex', { female: ['0'], male: ['1'] }),
    category('cp', { typical: ['1'], atypical: ['2'], other: ['3'], none: ['4'] }),
    number('trestbps', 0, 220, 10),
    number('chol', 0, 700, 50),
    category('fbs', { no: ['0'], yes: ['1'] }),
    category('restecg', { normal: ['0'], st: ['1'], hypertrophy: ['2'] }),
    number('thalach', 50, 220, 10),
    category('exang', { no: ['0'], yes: ['1'] }),
    number('oldpeak', -4, 8, 0.5),
    category('slope', { up: ['1'], flat: ['2'], down: ['3'] }),
    number('ca', 0, 10, 1),
    category('thal', { normal: ['3'], fixed: ['6'], reversible: ['7'] }),
    category('disease', { no: ['0'], yes: ['1', '2', '3', '4'] }, 'num'),
  ],
});

export const flambyVariables = [
  'age',
  'sex',
  'cp',
  'trestbps',
  'chol',
  'fbs',
  'restecg',
  'thalach',
  'exang',
  'oldpeak',
  'disease',
];

/** A folder that is gone when the test is over. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-test-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
