// For tests: which hospital has which file of the UCI heart disease data.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dictionarySchema } from '@sluss/protocol/dictionary.ts';
import { type Hospital, importHospitals } from './federation.test-support.ts';

const heartColumns = 'age,sex,cp,trestbps,chol,fbs,restecg,thalach,exang,oldpeak,slope,ca,thal,num'.split(',');

const file = (name: string) => fileURLToPath(new URL(`../demo/heart/processed.${name}.data`, import.meta.url));
export const hospitals: Hospital[] = [
  { id: 'cleveland', file: file('cleveland') },
  { id: 'budapest', file: file('hungarian') },
  { id: 'zurich', file: file('switzerland') },
  { id: 'long-beach', file: file('va') },
];

export function importHeart() {
  const dictionary = dictionarySchema.parse(
    JSON.parse(readFileSync(new URL('../demo/heart/dictionary.json', import.meta.url), 'utf8')),
  );
  return importHospitals(dictionary, hospitals, heartColumns);
}
