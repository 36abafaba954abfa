// The data as a station's other rooms see them: register a frame, answer a question over it. Nothing else comes out.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Permit, Plan } from '@sluss/protocol/documents.ts';
import { layoutLength } from '@sluss/protocol/fixed-point.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { kindOf, type Question } from '@sluss/questions/catalogue.ts';
import { constant } from '@sluss/questions/expression.ts';
import type { Work } from '@sluss/questions/question.ts';
import { checkModelBytes, scorer } from '@sluss/sandbox/score.ts';
import type { Frame } from './compile/frame.ts';
import { duckDbEngine } from './engines/duckdb.ts';
import type { Engine } from './engines/engine.ts';
import { type DatabaseOptions, openDatabase } from './engines/locked-duckdb.ts';
import { openLedger, registerCohort } from './ledger/ledger.ts';

export type Asked = { plan: Plan; cohort: number; question: Question; k: number };
export type Data = {
  /** Freezes the plan's frame in the ledger. Throws Refusal('too_few'). */
  register: (
    permit: Permit,
    plan: Plan,
    k: number,
  ) => Promise<{ cohort: number; persons: number; leftOut: number; exact: boolean }>;
  /** The answer's numbers, in the order of the question's layout. Throws Refusal. */
  answer: (asked: Asked) => Promise<number[]>;
  close: () => void;
};

/** Persons scored at a time by a brought model. */
const batchSize = 16_384;

/** Opens the station's data, locked down. `model` brings a model's bytes by digest. */
export async function openData(
  folder: string,
  dictionary: Dictionary,
  model: (digest: string) => Promise<Uint8Array>,
  options: Partial<DatabaseOptions> = {},
): Promise<Data> {
  const database = await openDatabase(folder, options);
  const engine = duckDbEngine(database, dictionary);
  const ledger = await openLedger(database, folder, dictionary);
  return {
    async register(permit, plan, k) {
      const frame = { filter: plan.filter, completeOn: plan.complete_on };
      const { cohort, n, leftOut, exact } = await registerCohort(ledger, { permit: permit.id, ...frame, k });
      return { cohort, persons: n, leftOut, exact };
    },
    async answer({ plan, cohort, question, k }) {
      const frame: Frame = { filter: plan.filter, completeOn: plan.complete_on, cohort };
      const kind = kindOf(question);
      const length = layoutLength(kind.layout(question, { plan, dictionary }));
      return compute(kind.work(question, { plan, dictionary }), { engine, frame, k, length, model });
    },
    close: engine.close,
  };
}

type Computing = { engine: Engine; frame: Frame; k: number; length: number; model: (digest: string) => Promise<Uint8Array> };

async function compute(work: Work, computing: Computing): Promise<number[]> {
  const { engine, frame, k } = computing;
  if (work.from === 'parts') {
    const parts: number[] = [];
    for (const part of work.parts) parts.push(...(await compute(part, computing)));
    return parts;
  }
  if (work.from === 'cells') return [...(await engine.cells(frame, work))];
  if (work.from === 'scores') return score(work, computing);
  // The guards need the number of persons: counted beside the sums, in the same scan.
  const { sums, guards } = await engine.sums(frame, { ...work, sums: [...work.sums, constant(1)] });
  const n = sums.at(-1) as number;
  for (const [at, guard] of work.guards.entries())
    if (!guard.holds(guards[at] as number[], { n, k })) throw new Refusal('too_few', `guard ${guard.name}`);
  return [...sums.subarray(0, -1)];
}

type ScoreWork = Extract<Work, { from: 'scores' }>;

async function score(work: ScoreWork, { engine, frame, length, model }: Computing): Promise<number[]> {
  const bytes = await model(work.model);
  checkModelBytes(bytes, work.model);
  const brought = await scorer(bytes);
  try {
    const vector = new Float64Array(length);
    const columns = work.inputs.length;
    for await (const batch of engine.batches(frame, [...work.inputs, ...work.tags], batchSize)) {
      const rows = batch[0]?.length ?? 0;
      const inputs = new Float32Array(rows * columns);
      for (let column = 0; column < columns; column++)
        for (let row = 0; row < rows; row++) inputs[row * columns + column] = batch[column]?.[row] as number;
      const scores = await brought.score(inputs, rows, columns);
      work.fold(
        vector,
        scores,
        batch.slice(columns).map((tags) => Int32Array.from(tags)),
      );
    }
    return [...vector];
  } finally {
    brought.close();
  }
}
