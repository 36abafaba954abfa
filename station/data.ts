// The data as a station's other rooms see them: register a frame, answer a question over it. Nothing else comes out.
import { layoutOf } from '@sluss/methods/conversation.ts';
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
import { type DatabaseOptions, openDatabase } from './engines/locked-duckdb.ts';
import { openLedger, registerCohort } from './ledger/ledger.ts';

export type Data = Awaited<ReturnType<typeof openData>>;

type Asked = { plan: Plan; cohort: number; question: Question; k: number };

/** Persons scored at a time by a brought model. */
const batchSize = 16_384;

/** Opens the station's data, locked down. `model` brings a model's bytes by digest. */
export async function openData(
  folder: string,
  dictionary: Dictionary,
  model: (digest: string) => Promise<Uint8Array>,
  options: Partial<DatabaseOptions> = {},
) {
  const database = await openDatabase(folder, options);
  const engine = duckDbEngine(database, dictionary);
  const ledger = await openLedger(database, folder, dictionary);

  async function compute(work: Work, frame: Frame, k: number, length: number): Promise<number[]> {
    if (work.from === 'parts') {
      const parts: number[] = [];
      for (const part of work.parts) parts.push(...(await compute(part, frame, k, length)));
      return parts;
    }
    if (work.from === 'cells') return engine.cells(frame, work);
    if (work.from === 'scores') return score(work, frame, length);
    // The guards need the number of persons: counted beside the sums, in the same scan.
    const { sums, guards } = await engine.sums(frame, { ...work, sums: [...work.sums, constant(1)] });
    const n = sums.pop() as number;
    for (const [at, guard] of work.guards.entries())
      if (!guard.holds(guards[at] as number[], { n, k })) throw new Refusal('too_few', `guard ${guard.name}`);
    return sums;
  }

  async function score(work: Extract<Work, { from: 'scores' }>, frame: Frame, length: number): Promise<number[]> {
    const bytes = await model(work.model);
    checkModelBytes(bytes, work.model);
    const brought = await scorer(bytes);
    try {
      const vector = new Float64Array(length);
      const width = work.inputs.length;
      for await (const columns of engine.batches(frame, [...work.inputs, ...work.tags], batchSize)) {
        const persons = columns[0]?.length ?? 0;
        const rows = new Float32Array(persons * width);
        for (let column = 0; column < width; column++)
          for (let person = 0; person < persons; person++) rows[person * width + column] = columns[column]?.[person] as number;
        const tags = columns.slice(width).map((column) => Int32Array.from(column));
        work.fold(vector, await brought.score(rows, persons, width), tags);
      }
      return [...vector];
    } finally {
      brought.close();
    }
  }

  return {
    /** Freezes the plan's frame in the ledger. Throws Refusal('too_few'). */
    async register({ id }: Permit, { filter, complete_on }: Plan, k: number) {
      // Missing values are counted over the whole filter: who is inside it is an answer of its own.
      await registerCohort(ledger, { permit: `filter of ${id}`, filter, completeOn: [], k });
      return registerCohort(ledger, { permit: id, filter, completeOn: complete_on, k });
    },
    /** The answer's numbers, in the order of the question's layout. Throws Refusal. */
    async answer({ plan, cohort, question, k }: Asked): Promise<number[]> {
      const frame: Frame = { filter: plan.filter, completeOn: plan.complete_on, cohort };
      const length = layoutLength(layoutOf([question], { plan, dictionary }));
      return compute(kindOf(question).work(question, { plan, dictionary }), frame, k, length);
    },
    close: engine.close,
  };
}
