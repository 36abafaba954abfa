import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { questionOf } from '@sluss/methods/evaluate-call.ts';
import { cardSchema, evaluationOf } from '@sluss/methods/model-card.ts';
import { dictionarySchema } from '@sluss/protocol/dictionary.ts';
import type { Permit, Plan } from '@sluss/protocol/documents.ts';
import { addBins, summarise, totals } from '@sluss/questions/score-summary.ts';
import { readScores } from '@sluss/questions/scores.ts';
import { openData } from '@sluss/station/data.ts';
import { importFile } from '@sluss/station/importers/import-file.ts';

const path = (name: string) => fileURLToPath(new URL(`../../demo/${name}`, import.meta.url));
const json = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'));
const columns = 'age,sex,cp,trestbps,chol,fbs,restecg,thalach,exang,oldpeak,slope,ca,thal,num'.split(',');

test('evaluated from its card over the external hospitals, the demo model has the AUROC that scikit-learn gives the pooled patients', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-card-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const dictionary = dictionarySchema.parse(json('heart/dictionary.json'));
  const { data: call } = evaluationOf(cardSchema.parse(json('model/card.json')), { partitions: [], thresholds: ['0.5'] });
  assert.ok(call);
  const question = questionOf(call);
  const completeOn = [...new Set(call.inputs.flatMap((input) => ('variable' in input ? [input.variable] : []))), 'disease'];
  const plan = { filter: [], complete_on: completeOn, partitions: [] as unknown[], groups: [['any']] } as unknown as Plan;
  const hospitals = [];
  for (const name of ['hungarian', 'switzerland', 'va']) {
    const own = join(folder, name);
    await importFile({ folder: own, file: path(`heart/processed.${name}.data`), dictionary, columns });
    const data = await openData(own, dictionary, async () => readFileSync(path('model/cleveland.onnx')));
    const { cohort } = await data.register({ id: 'test' } as Permit, plan, 10);
    const values = await data.answer({ plan, cohort, question, k: 10 });
    hospitals.push(readScores(values, question, { plan, dictionary }).all.bins);
    data.close();
  }
  const external = addBins(hospitals);
  const { auroc, tieBound } = summarise(external);
  const pooled = json('model/expected.json').external;
  assert.deepEqual(totals(external), { n: pooled.n, events: pooled.events });
  assert.ok(Math.abs(auroc - pooled.auroc) <= tieBound && tieBound < 0.001);
});
