// What the story's study asks: who the patients are, one table, one regression, and a brought model where it was not built.
import { readFileSync } from 'node:fs';
import type { PlanFile } from '../methods/plan-file.ts';

export const predictors = ['age', 'sex', 'cp', 'trestbps', 'chol', 'fbs', 'restecg', 'thalach', 'exang', 'oldpeak'];
const outcome = { variable: 'disease', events: ['yes'] };
const card = new URL('./model/card.json', import.meta.url);

/** `digest`: the model's, by which the permit names it. */
export function planOfStory(digest: string): PlanFile {
  const { inputs, outcome: y, trained_on } = JSON.parse(readFileSync(card, 'utf8'));
  const ages = [
    ['20', '45'],
    ['45', '55'],
    ['55', '90'],
  ] as const;
  return {
    title: 'Does the Cleveland model hold in Budapest, Zürich and Long Beach?',
    partitions: [
      {
        id: 'sex',
        variable: 'sex',
        cells: ['female', 'male'].map((level) => ({ id: level, condition: { variable: 'sex', levels: [level] } })),
      },
      {
        id: 'age_band',
        variable: 'age',
        cells: ages.map(([from, to]) => ({ id: `${from}-${to}`, condition: { variable: 'age', from, to } })),
      },
    ],
    groups: [['cleveland'], ['budapest', 'zurich', 'long-beach']],
    methods: [
      { name: 'describe@1', variables: [...predictors, 'disease'] },
      { name: 'crosstab@1', rows: { variable: 'sex' }, columns: { variable: 'disease' } },
      { name: 'logistic@1', y: outcome, x: predictors },
      {
        name: 'evaluate@1',
        model: digest,
        inputs,
        y,
        trained_on,
        partitions: ['sex', 'age_band'],
        thresholds: ['0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7'],
      },
    ],
    release: 'exact',
  };
}
