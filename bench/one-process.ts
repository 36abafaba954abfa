// What four stations are measured beside: one DuckDB process that holds all rows and runs the same SQL over the same scans, without
// network, masks, signatures or disclosure rules; and the bare scan of the columns.

import { readFileSync } from 'node:fs';
import { converse } from '../methods/conversation.ts';
import { type Dictionary, dictionarySchema } from '../protocol/dictionary.ts';
import type { Permit, Plan } from '../protocol/documents.ts';
import { type Data, openData } from '../station/data.ts';
import { openDatabase } from '../station/engines/locked-duckdb.ts';
import { importFile } from '../station/importers/import-file.ts';

type Job = { file: string; folder: string; plan: Plan; permit: Permit; dictionary: Dictionary; threads: number };

/** Milliseconds: the best of three scans after one to warm up; two whole runs of the plan's questions. */
async function oneProcess({ file, folder, plan, permit, dictionary, threads }: Job) {
  await importFile({ folder, file, dictionary });
  const options = { threads, memory: '12GB' };
  const database = await openDatabase(folder, options);
  const columns = dictionary.variables.map((_, i) => `sum(c${i}::double)`).join(', ');
  const scans: number[] = [];
  for (let run = 0; run < 4; run++)
    scans.push(await timed(() => database.use((query) => query(`select ${columns} from data.persons`))));
  database.close();

  const data = await openData(folder, dictionary, () => Promise.reject(new Error('no model here')), options);
  const runs = [];
  for (const run of [0, 1])
    runs.push(await runPlan(data, { ...permit, id: `${permit.id.slice(0, -1)}${run}` }, plan, dictionary));
  data.close();
  return { scan: Math.min(...scans.slice(1)), runs, result: runs.at(-1)?.result };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** What the stations and the hub do, without masks, signatures and network: the frame, then the methods' questions. */
async function runPlan(data: Data, permit: Permit, plan: Plan, dictionary: Dictionary) {
  const begun = performance.now();
  const { cohort } = await data.register(permit, plan, plan.k);
  const register = performance.now() - begun;
  const rounds: number[] = [];
  const conversation = converse(plan, dictionary);
  let step = conversation.next();
  while (!step.done) {
    const asked = performance.now();
    const answers: number[][] = [];
    for (const question of step.value.questions) answers.push(await data.answer({ plan, cohort, question, k: plan.k }));
    rounds.push(performance.now() - asked);
    step = conversation.next(answers);
  }
  return { total: performance.now() - begun, register, rounds, result: step.value.results.at(-1)?.result };
}

const [, , file, folder, planFile, threads] = process.argv as unknown as [string, string, string, string, string, string];
const { plan, permit, dictionaryFile } = JSON.parse(readFileSync(planFile, 'utf8')) as {
  plan: Plan;
  permit: Permit;
  dictionaryFile: string;
};
const dictionary = dictionarySchema.parse(JSON.parse(readFileSync(dictionaryFile, 'utf8')));
process.stdout.write(
  `${JSON.stringify(await oneProcess({ file, folder, plan, permit, dictionary, threads: Number(threads) }))}\n`,
);
