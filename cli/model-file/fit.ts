// Fits a logistic regression on one's own file: the same import, questions and method as in a study, with nobody to protect from.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askedRound } from '@sluss/methods/conversation.ts';
import { type LogisticCall, type LogisticResult, logistic } from '@sluss/methods/logistic.ts';
import type { Answers } from '@sluss/methods/method.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Permit, Plan } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { openData } from '@sluss/station/data.ts';
import { importFile } from '@sluss/station/importers/import-file.ts';

export type Formula = {
  file: string /** Names for a file without a header line. */;
  columns?: string[];
  dictionary: Dictionary;
  call: LogisticCall;
};
/** As a study would release it, in full precision. */
export type OwnFit = { n: number; events: number; fit: unknown };

const k = 1;

/** Works in a folder of its own that is removed afterwards. Throws Error that says why there is no model. */
export async function fitOwnFile({ file, columns, dictionary, call }: Formula): Promise<OwnFit> {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-fit-')); // readable by its owner only
  try {
    await importFile({ folder, file, dictionary, ...(columns ? { columns } : {}) });
    const data = await openData(folder, dictionary, async () => new Uint8Array());
    try {
      const plan = ownPlan(dictionary, call);
      const permit = { id: plan.id } as Permit;
      logistic.check?.(call, { plan, dictionary });
      const { cohort } = await data.register(permit, plan, k);
      const answers: Answers[] = [];
      for (;;) {
        const step = askedRound(plan, dictionary, answers);
        if (!step.asks) {
          const result = step.outcome.results[0]?.result as LogisticResult;
          const context = { plan, dictionary, census: step.outcome.census, k, profile: 'exact' as const };
          return { n: result.n, events: result.events, fit: logistic.release(result, call, context) };
        }
        const round: number[][] = [];
        for (const question of step.round.questions) round.push(await data.answer({ plan, cohort, question, k }));
        answers.push(round);
      }
    } finally {
      data.close();
    }
  } catch (error) {
    throw error instanceof Refusal ? new Error(`There is no model to be had from this file: ${error.detail}`) : error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A plan that is never signed or sent: one station, no filter, the persons who have all the values. */
function ownPlan(dictionary: Dictionary, call: LogisticCall): Plan {
  const none = `sha256:${'0'.repeat(43)}`;
  return {
    type: 'plan',
    id: randomUUID(),
    title: 'own file',
    permit: none,
    dataset: dictionary.dataset,
    dictionary: none,
    filter: [],
    complete_on: logistic.variables(call),
    partitions: [],
    groups: [['own-file']],
    smaller_set: false,
    k,
    methods: [call],
    release: 'exact',
    expires: '9999-12-31T23:59:59Z',
  };
}
