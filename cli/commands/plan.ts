// `sluss plan draft`: a plan file for a study, from the names that a person knows: outcome, covariates, a model's card.
import { readFileSync, writeFileSync } from 'node:fs';
import { describeSchema } from '@sluss/methods/describe.ts';
import { logisticSchema } from '@sluss/methods/logistic.ts';
import { type Card, cardSchema, evaluationOf } from '@sluss/methods/model-card.ts';
import { type PlanFile, planFileSchema } from '@sluss/methods/plan-file.ts';
import { groupsFor, type StationLimits, unwilling } from '@sluss/methods/plan-groups.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { z } from 'zod';
import { hubApi, readSession } from '../api.ts';
import { type Command, type Io, needed, parseWords, UsageError } from '../command.ts';
import { levelsNamed, variableNamed, variablesNamed } from '../variable-names.ts';

const usage = `sluss plan draft --dataset ID --outcome VARIABLE --event LEVEL… --covariates VARIABLE,… [--title TEXT]
                 [--describe] [--logistic] [--ridge NUMBER] [--evaluate CARD.json]… [--thresholds 0.1,0.2,…] [--by VARIABLE]…
                 [--release rounded|exact] -o PLAN.json [--json]
    the study's plan as a file, to apply with and to start: sluss application draft, sluss study start
    variables are named by id, column or title. --describe: all variables named; --logistic: the outcome on the covariates;
    --evaluate: a model, by its card, with the stations that it was trained on kept apart; --by: subgroups by a category
    without --describe, --logistic and --evaluate: describe and logistic`;

const options = {
  dataset: { type: 'string' },
  outcome: { type: 'string' },
  event: { type: 'string', multiple: true },
  covariates: { type: 'string' },
  title: { type: 'string' },
  describe: { type: 'boolean' },
  logistic: { type: 'boolean' },
  ridge: { type: 'string' },
  evaluate: { type: 'string', multiple: true },
  thresholds: { type: 'string' },
  by: { type: 'string', multiple: true },
  release: { type: 'string' },
  output: { type: 'string', short: 'o' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof parseWords<typeof options>>['values'];
type Dataset = { id: string; dictionary: Dictionary; stations: { id: string }[] };

export const command: Command = {
  name: 'plan',
  about: 'write the plan of a study, from the names of outcome and covariates',
  usage,
  async run([verb = '', ...words], io) {
    if (verb !== 'draft') throw new UsageError(`plan: what to do?\n${usage}`);
    const { values } = parseWords(words, options);
    const api = hubApi(readSession(io.environment));
    const dataset = await api.get<Dataset>(`/datasets/${needed(values.dataset, 'dataset')}`);
    const stations = (await api.get<StationLimits[]>('/stations')).filter(({ id }) =>
      dataset.stations.some((one) => one.id === id),
    );
    const cards = (values.evaluate ?? []).map(readCard);
    const plan = draft(values, dataset, cards);
    const output = needed(values.output, 'output');
    writeFileSync(output, `${JSON.stringify(plan, null, 2)}\n`);
    tell(plan, output, unwilling(plan, stations), values, io);
    return 0;
  },
};

function readCard(path: string): Card {
  const card = cardSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!card.success) throw new Error(`${path} is not a model's card:\n${z.prettifyError(card.error)}`);
  return card.data;
}

const listOf = (text: string | undefined) => (text ? text.split(',').map((word) => word.trim()) : []);

function draft(values: Values, { id, dictionary, stations }: Dataset, cards: Card[]): PlanFile {
  const nothingSaid = !values.describe && !values.logistic && cards.length === 0;
  const outcome = variableNamed(needed(values.outcome, 'outcome'), dictionary);
  const y = { variable: outcome, events: levelsNamed(values.event ?? [], outcome, dictionary) };
  if (y.events.length === 0) throw new UsageError('--event is missing: which level of the outcome counts?');
  const x = variablesNamed(needed(values.covariates, 'covariates'), dictionary);
  const by = (values.by ?? []).map((name) => variableNamed(name, dictionary));
  const groups = groupsFor(
    stations.map((station) => station.id),
    cards,
  );
  const thresholds = values.thresholds ? listOf(values.thresholds) : ['0.1', '0.2', '0.3', '0.4', '0.5'];
  const evaluations = cards.map((card) => {
    const call = evaluationOf(card, { partitions: by, thresholds });
    if (!call.success) throw new UsageError(`These do not make an evaluation:\n${z.prettifyError(call.error)}`);
    return call.data;
  });
  const ridge = values.ridge ? { ridge: values.ridge } : {};
  const file = planFileSchema.safeParse({
    title: values.title ?? `${outcome} in ${id}`,
    dataset: id,
    ...(by.length > 0 ? { partitions: by.map((variable) => partitionBy(variable, dictionary)) } : {}),
    ...(groups ? { groups } : {}),
    methods: [
      ...(values.describe || nothingSaid
        ? [describeSchema.parse({ name: 'describe@1', variables: [...new Set([outcome, ...x, ...by])] })]
        : []),
      ...(values.logistic || nothingSaid ? [logisticSchema.parse({ name: 'logistic@1', y, x, ...ridge })] : []),
      ...evaluations,
    ],
    ...(values.release ? { release: values.release } : {}),
  });
  if (!file.success) throw new UsageError(`These do not make a plan:\n${z.prettifyError(file.error)}`);
  return file.data;
}

/** One cell a level. */
function partitionBy(id: string, dictionary: Dictionary) {
  const variable = dictionary.variables.find((one) => one.id === id);
  if (variable?.type !== 'category') throw new UsageError(`--by takes a category; ${id} is a number`);
  return {
    id,
    variable: id,
    cells: variable.levels.map((level) => ({ id: level.id, condition: { variable: id, levels: [level.id] } })),
  };
}

function tell(plan: PlanFile, output: string, no: StationLimits[], values: Values, io: Io): void {
  if (values.json) {
    io.out(JSON.stringify({ plan: output, ...plan }));
    return;
  }
  io.out(`${output}: ${plan.methods.map((call) => call.name).join(', ')}; results are ${plan.release ?? 'rounded'}.`);
  if (plan.groups)
    io.out(
      `Stations that a model was trained on are kept apart: ${plan.groups.map((group) => group.join(' + ')).join(' | ')}. What is told of a group of\n` +
        'one leaves that station alone, so its policy must let it; every other sum is over all of them.',
    );
  for (const { id } of no)
    io.error(`${id} lets no scores leave alone, so it will decline this plan. Its steward may: sluss policy set --alone scores`);
}
