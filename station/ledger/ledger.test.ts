// The ledger on the four hospitals' patients, in the order of everyday work; and what each refusal keeps from being told.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import type { Condition } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { constant, type Expression, multiply, variable } from '@sluss/questions/expression.ts';
import { duckDbEngine } from '../engines/duckdb.ts';
import { openDatabase } from '../engines/locked-duckdb.ts';
import {
  flambyVariables,
  heartColumns,
  heartDictionary,
  heartFile,
  heartFiles,
  temporaryFolder,
} from '../importers/heart.test-support.ts';
import { importFile } from '../importers/import-file.ts';
import { type CohortRequest, type Ledger, openLedger, registerCohort } from './ledger.ts';

const k = 10;
type Hospital = (typeof heartFiles)[number];

async function ledgerOf(t: TestContext, hospital: Hospital): Promise<Ledger> {
  const folder = temporaryFolder(t);
  await importFile({ folder, file: heartFile(hospital), dictionary: heartDictionary, columns: heartColumns });
  const database = await openDatabase(folder);
  t.after(database.close);
  return openLedger(database, folder, heartDictionary);
}

const ask = (ledger: Ledger, completeOn: string[], filter: Condition[] = [], permit = 'one') =>
  registerCohort(ledger, { permit, filter, completeOn, k });
const isTooFew = (error: unknown) => error instanceof Refusal && error.code === 'too_few';
const from30: Condition[] = [{ variable: 'age', from: '30', to: '80' }];

test('everyday models in sequence: 740 first, then 745 with 5 left out, 855 with none, all 920 with 9', async (t) => {
  const models = {
    flamby: flambyVariables,
    nested: ['age', 'sex', 'cp', 'trestbps', 'chol', 'fbs', 'disease'],
    exercise: ['age', 'sex', 'thalach', 'exang', 'oldpeak', 'restecg', 'disease'],
    all: ['disease'],
  };
  const found = Object.fromEntries(Object.keys(models).map((model) => [model, { persons: 0, leftOut: 0 }]));
  for (const hospital of heartFiles) {
    const ledger = await ledgerOf(t, hospital);
    for (const [model, completeOn] of Object.entries(models)) {
      const { n, leftOut } = await ask(ledger, completeOn);
      const sum = found[model] as { persons: number; leftOut: number };
      sum.persons += n + leftOut;
      sum.leftOut += leftOut;
    }
  }
  assert.deepEqual(found, {
    flamby: { persons: 740, leftOut: 0 },
    nested: { persons: 745, leftOut: 5 },
    exercise: { persons: 855, leftOut: 0 },
    all: { persons: 920, leftOut: 9 },
  });
});

test('a filter that differs by one patient is refused; answered, one subtraction would have shown his whole record', async (t) => {
  const ledger = await ledgerOf(t, 'cleveland');
  const all = await ask(ledger, flambyVariables);
  assert.equal(all.n, 303);
  await assert.rejects(ask(ledger, flambyVariables, from30), isTooFew);
  await assert.rejects(ask(ledger, flambyVariables, from30, 'another permit'), isTooFew);

  // What the attack would have revealed: the difference of two Gram matrices is the outer product of one record.
  const engine = duckDbEngine(ledger.database, heartDictionary);
  const codes: Expression[] = [
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
  ].map((id) => (id === 'cp' ? { op: 'add', left: variable(id), right: constant(1) } : variable(id)));
  const columns = [constant(1), ...codes];
  const sums = columns.flatMap((left) => columns.map((right) => multiply(left, right)));
  const gramOver = async (filter: Condition[]) =>
    (
      await engine.sums(
        { filter, completeOn: flambyVariables, cohort: all.cohort },
        { from: 'sums', over: 'frame', lets: [], sums, guards: [] },
      )
    ).sums;
  const [whole, without] = [await gramOver([]), await gramOver(from30)];
  const difference = Array.from(whole, (value, i) => value - (without[i] as number));
  const victim = difference.slice(0, columns.length);
  assert.deepEqual(victim, [1, 29, 1, 2, 130, 204, 0, 2, 202, 0, 0, 0]);
  for (const [i, value] of difference.entries())
    assert.equal(value, (victim[Math.floor(i / columns.length)] as number) * (victim[i % columns.length] as number), 'rank 1');
});

test('asked the other way round, the one patient more is left out, and the answer is on the same persons as before', async (t) => {
  const ledger = await ledgerOf(t, 'cleveland');
  const some = await ask(ledger, flambyVariables, from30);
  const all = await ask(ledger, flambyVariables);
  assert.deepEqual([some.n, all.n, all.leftOut, all.reused], [302, 302, 1, true]);
});

test('three cohorts that differ pairwise by many cannot isolate one age', async (t) => {
  const ledger = await ledgerOf(t, 'cleveland');
  await ask(ledger, ['disease']);
  await ask(ledger, ['disease'], [{ variable: 'age', from: '20', to: '35' }]).catch(() => undefined);
  const upTo = await ask(ledger, ['disease'], [{ variable: 'age', from: '20', to: '50' }]);
  assert.ok(upTo.n >= k);
  // all + (≤ 50) + (≥ 49) would leave exactly the persons aged 49: five of them.
  await assert.rejects(ask(ledger, ['disease'], [{ variable: 'age', from: '49', to: '80' }]), isTooFew);
});

test('another permit’s cohort that differs by a few missing values is answered on fewer persons, so that it differs by k', async (t) => {
  const ledger = await ledgerOf(t, 'hungarian');
  const first = await ask(ledger, flambyVariables);
  const second = await ask(ledger, ['age', 'sex', 'cp', 'trestbps', 'chol', 'fbs', 'disease'], [], 'two');
  assert.deepEqual([first.n, first.exact], [261, true]);
  // 262 persons differ from 261 by one: nine more are left out.
  assert.deepEqual([second.n, second.leftOut, second.exact], [253, 9, false]);
  const same = await ask(ledger, flambyVariables, [], 'three');
  assert.equal(same.n + same.leftOut, 261);
});

test('the same request gives the same cohort, also after the process was killed the moment it had registered', async (t) => {
  const folder = temporaryFolder(t);
  await importFile({ folder, file: heartFile('hungarian'), dictionary: heartDictionary, columns: heartColumns });
  const request: CohortRequest = { permit: 'one', filter: from30, completeOn: ['age', 'sex', 'chol'], k };
  const here = (file: string) => JSON.stringify(join(import.meta.dirname, file));
  const script = `
    import { openDatabase } from ${here('../engines/locked-duckdb.ts')};
    import { heartDictionary } from ${here('../importers/heart.test-support.ts')};
    import { openLedger, registerCohort } from ${here('ledger.ts')};
    const database = await openDatabase(${JSON.stringify(folder)});
    const registered = await registerCohort(await openLedger(database, '', heartDictionary), ${JSON.stringify(request)});
    process.stdout.write(JSON.stringify(registered), () => process.kill(process.pid, 'SIGKILL'));`;
  const killed = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]).catch((error) => error);
  assert.equal(killed.signal, 'SIGKILL');

  const database = await openDatabase(folder);
  const again = await registerCohort(await openLedger(database, folder, heartDictionary), request);
  database.close();
  assert.deepEqual(again, { ...JSON.parse(killed.stdout), reused: true });
  const changed = await importFile({ folder, file: heartFile('va'), dictionary: heartDictionary, columns: heartColumns }).catch(
    (error) => error,
  );
  assert.match(String(changed), /already answered questions/);
});

test('two registrations at once go one after the other', async (t) => {
  const ledger = await ledgerOf(t, 'cleveland');
  const [a, b] = await Promise.all([ask(ledger, flambyVariables), ask(ledger, flambyVariables)]);
  assert.equal(a?.cohort, b?.cohort);
  assert.ok(b?.reused);
});

test('fewer than k persons are refused, and a refusal leaves no trace', async (t) => {
  const ledger = await ledgerOf(t, 'switzerland');
  await assert.rejects(ask(ledger, ['disease'], [{ variable: 'disease', levels: ['no'] }]), isTooFew);
  const [[cohorts, leftOut] = []] = await ledger.database.use((run) =>
    run('select (select count(*) from ledger.cohorts), (select count(*) from ledger.left_out)'),
  );
  assert.deepEqual([Number(cohorts), Number(leftOut)], [0, 0]);
});

test('a ledger is opened only with the dictionary that the data were imported under', async (t) => {
  const ledger = await ledgerOf(t, 'va');
  await assert.rejects(openLedger(ledger.database, 'x', { ...heartDictionary, licence: 'another' }), /another dictionary/);
});
