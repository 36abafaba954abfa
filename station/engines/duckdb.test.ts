// Every kind of question on real patients: DuckDB's answer against the same question computed person by person.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aPlan, flambyVariables, heartDictionary, readHeart } from '@sluss/methods/heart.test-support.ts';
import { answerOf } from '@sluss/methods/rows.test-support.ts';
import type { Question } from '@sluss/questions/catalogue.ts';
import { constant, multiply, named, variable } from '@sluss/questions/expression.ts';
import { openData } from '../data.ts';
import { heartColumns, heartFile, temporaryFolder } from '../importers/heart.test-support.ts';
import { importFile } from '../importers/import-file.ts';
import { duckDbEngine } from './duckdb.ts';
import { openDatabase } from './locked-duckdb.ts';

const stations = readHeart();
const files = { cleveland: 'cleveland', budapest: 'hungarian', zurich: 'switzerland', 'long-beach': 'va' } as const;
const x = [
  { variable: 'age' },
  { variable: 'thalach' },
  { variable: 'sex', level: 'male' },
  { variable: 'exang', level: 'yes' },
] as const;
const steered = { centre: [0, 2 ** 28, 2 ** 29, 2 ** 28], scale: [2 ** 28, 2 ** 28, 2 ** 29, 2 ** 29], n: 740 };
const beta = [2 ** 27, -(2 ** 28), 2 ** 29, 2 ** 29, 2 ** 28];
const questions: Question[] = [
  { kind: 'census' },
  { kind: 'counts', by: [{ variable: 'sex' }, { variable: 'disease' }] },
  { kind: 'counts', by: [{ partition: 'age_bands' }, { variable: 'cp' }] },
  { kind: 'moments', variables: ['age', 'chol', 'oldpeak'], n: 740 },
  { kind: 'histogram', variables: ['age', 'thalach'] },
  { kind: 'gram', link: 'logit', x: [...x], y: { variable: 'disease', events: ['yes'] }, ...steered, beta },
  {
    kind: 'gram',
    link: 'identity',
    x: [...x],
    y: 'chol',
    ...steered,
    centre: [...steered.centre, 0],
    scale: [...steered.scale, 2 ** 28],
  },
  { kind: 'gram', link: 'log', x: [...x], y: 'oldpeak', exposure: null, ...steered, beta },
] as Question[];
const plan = aPlan({
  filter: [{ variable: 'sex', levels: ['male'] }],
  partitions: [
    {
      id: 'age_bands',
      variable: 'age',
      cells: [
        { id: 'younger', condition: { variable: 'age', from: '20', to: '50' } },
        { id: 'older', condition: { variable: 'age', from: '50', to: '80' } },
      ],
    },
  ],
});

test('questions of every kind answer the same on DuckDB as person by person, at each hospital', async (t) => {
  for (const [station, file] of Object.entries(files)) {
    const folder = temporaryFolder(t);
    await importFile({ folder, file: heartFile(file), dictionary: heartDictionary, columns: heartColumns });
    const data = await openData(folder, heartDictionary, () => Promise.reject(new Error('no models here')));
    t.after(data.close);
    for (const question of questions) {
      const found = await data.answer({ plan, cohort: 1, question, k: plan.k }).catch(({ code }) => code);
      let expected: number[] | string;
      try {
        expected = answerOf({ plan, dictionary: heartDictionary, stations }, station, question);
      } catch (error) {
        expected = (error as { code: string }).code;
      }
      if (typeof expected === 'string') assert.equal(found, expected);
      else
        for (const [i, value] of expected.entries())
          assert.ok(
            Math.abs(found[i] - value) < 1e-9 * Math.max(1, Math.abs(value)),
            `${station} ${question.kind}[${i}]: ${found[i]}, ${value}`,
          );
    }
  }
});

test('batches hand out every person of the frame once, without those left out', async (t) => {
  const folder = temporaryFolder(t);
  await importFile({ folder, file: heartFile('hungarian'), dictionary: heartDictionary, columns: heartColumns });
  const database = await openDatabase(folder);
  t.after(database.close);
  await database.use((run) => run('insert into ledger.left_out select 7, person from data.persons where person < 20'));
  const engine = duckDbEngine(database, heartDictionary);
  const count = async (cohort: number) => {
    const lengths: number[] = [];
    for await (const [ages = []] of engine.batches({ filter: [], completeOn: flambyVariables, cohort }, [variable('age')], 100))
      lengths.push(ages.length);
    return lengths;
  };
  assert.deepEqual(await count(1), [100, 100, 61]);
  assert.ok((await count(7)).reduce((a, b) => a + b, 0) < 261);
  const frame = { filter: [], completeOn: flambyVariables, cohort: 1 };
  const lets = [{ name: 'half', is: multiply(variable('age'), constant(0.5)) }];
  const { sums } = await engine.sums(frame, {
    from: 'sums',
    over: 'frame',
    lets,
    sums: [constant(1), named('half')],
    guards: [],
  });
  assert.equal(sums[0], 261);
});
