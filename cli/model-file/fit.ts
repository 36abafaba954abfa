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
import { readCensus } from '@sluss/questions/census.ts';
import { openData } from '@sluss/station/data.ts';
import { importFile } from '@sluss/station/importers/import-file.ts';

export type Formula = {
  file: string /** Names for a file without a header line. */;
  columns?: string[];
  dictionary: Dictionary;
  call: LogisticCall;
};
/** As a study would release it, in full precision. `absent`: levels that nobody in the file has; the model has no column for them,
 * so it takes such a person for one of the first level. */
export type OwnFit = { n: number; events: number; fit: unknown; absent: Absent[] };
export type Absent = { variable: string; level: string };

const k = 1;

/** Works in a folder of its own that is removed afterwards. Throws Error that says why there is no model. */
export async function fitOwnFile(formula: Formula): Promise<OwnFit> {
  const tried = await tryFit(formula);
  if ('fit' in tried) return tried;
  const { absent } = tried;
  const here = (id: string) => absent.filter(({ variable }) => variable === id).map(({ level }) => level);
  const variables = formula.dictionary.variables.map((variable) =>
    variable.type === 'category'
      ? { ...variable, levels: variable.levels.filter(({ id }) => !here(variable.id).includes(id)) }
      : variable,
  );
  // Where one level is left there is nothing to compare.
  const x = formula.call.x.filter((id) =>
    variables.some((one) => one.id === id && (one.type === 'number' || one.levels.length > 1)),
  );
  if (x.length === 0) throw new Error('There is no model to be had from this file: everybody has the same values.');
  const again = await tryFit({ ...formula, dictionary: { ...formula.dictionary, variables }, call: { ...formula.call, x } });
  if (!('fit' in again)) throw new Error('There is no model to be had from this file: its persons with all values are too few.');
  return { ...again, absent };
}

async function tryFit({ file, columns, dictionary, call }: Formula): Promise<OwnFit | { absent: Absent[] }> {
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
        const [census] = answers;
        const absent = answers.length === 1 && census?.[0] ? absentLevels(census[0], call, { plan, dictionary }) : [];
        if (absent.length > 0) return { absent };
        const step = askedRound(plan, dictionary, answers);
        if (!step.asks) {
          const result = step.outcome.results[0]?.result as LogisticResult;
          const context = { plan, dictionary, census: step.outcome.census, k, profile: 'exact' as const };
          return { n: result.n, events: result.events, fit: logistic.release(result, call, context), absent: [] };
        }
        const round: number[][] = [];
        for (const question of step.round.questions) round.push(await data.answer({ plan, cohort, question, k }));
        answers.push(round);
      }
    } finally {
      data.close();
    }
  } catch (error) {
    throw error instanceof Refusal ? new Error(`There is no model to be had from this file: ${inWords(error)}`) : error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Levels of the formula's variables that no person with all values has. */
function absentLevels(values: number[], call: LogisticCall, around: { plan: Plan; dictionary: Dictionary }): Absent[] {
  const { n, levels } = readCensus(values, around);
  if (n === 0) return [];
  return around.dictionary.variables.flatMap((variable) =>
    variable.type === 'category' && call.x.includes(variable.id)
      ? variable.levels
          .filter((_level, i) => levels[variable.id]?.[i] === 0)
          .map(({ id }) => ({ variable: variable.id, level: id }))
      : [],
  );
}

function inWords({ code, detail }: Refusal): string {
  return code === 'too_few' ? `too few persons have all the values (${detail}).` : `${detail}.`;
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
