// From what was typed to a plan, by the same rules as a station's: what is wrong is named with its field; what a station's policy is known
// to refuse is said before anybody is asked. Pure.
import { methods as allMethods, callOf } from '@sluss/methods/catalogue.ts';
import { checkPlan } from '@sluss/methods/plan-check.ts';
import { type PlanFile, planFrom } from '@sluss/methods/plan-file.ts';
import { groupsFor } from '@sluss/methods/plan-groups.ts';
import type { Dictionary, Variable } from '@sluss/protocol/dictionary.ts';
import type { Condition, Filter, MethodCall, Partition, Permit, Plan } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { smallestSum } from '@sluss/protocol/scope.ts';
import type { Axis, Outcome } from '../names.ts';
import { type Ask, type Draft, inputsOf, listOf, textOf } from './draft.ts';

/** What the hub knows of a station's policy: what it told when it joined. The rest the station keeps to itself until it is asked. */
export type StationLimits = {
  id: string;
  title: string;
  policy: { k: number; alone: string[]; release: 'rounded' | 'exact' };
};
export type Ground = {
  permit: Permit;
  digest: string;
  dictionary: Dictionary;
  dictionaryDigest: string;
  /** Stations of the permit that hold the dataset. */
  stations: StationLimits[];
  now: Date;
};
/** What is wrong with which field: a key of the builder's texts, and what it tells. */
export type Wrong = { field: string; text: WrongText; values?: Record<string, string | number> };
export type WrongText =
  | 'wrongTitle'
  | 'wrongNothing'
  | 'wrongMethod'
  | 'wrongVariables'
  | 'wrongOutcome'
  | 'wrongNumber'
  | 'wrongPredictors'
  | 'wrongOutcomeAmong'
  | 'wrongAxes'
  | 'wrongSameAxis'
  | 'wrongBands'
  | 'wrongBandsNeeded'
  | 'wrongRange'
  | 'wrongWider'
  | 'wrongStations'
  | 'wrongRidge'
  | 'wrongModel'
  | 'wrongModelTwice'
  | 'wrongInputs'
  | 'wrongInput'
  | 'wrongInputBeyond'
  | 'wrongThresholds'
  | 'wrongGroups'
  | 'wrongCard'
  | 'wrongFile'
  | 'wrongFileOther'
  | 'wrongPlan'
  | 'wrongLong';

export type Checked = { wrong: Wrong[]; file?: PlanFile; plan?: Plan };

/** The variables that the permit gives, as the dictionary has them. */
export function permittedVariables({ permit, dictionary }: Pick<Ground, 'permit' | 'dictionary'>): Variable[] {
  const ids = permit.datasets.find(({ id }) => id === dictionary.dataset)?.variables ?? [];
  return dictionary.variables.filter(({ id }) => ids.includes(id));
}

export function permittedFilter({ permit, dictionary }: Pick<Ground, 'permit' | 'dictionary'>): Filter {
  return permit.datasets.find(({ id }) => id === dictionary.dataset)?.filter ?? [];
}

/** Methods of the catalogue that the permit names. */
export function permittedMethods(permit: Permit): string[] {
  return allMethods.map(({ name }) => name).filter((name) => permit.methods.includes(name));
}

/** Where a filter may cut a number: its public grid, inside what the permit gives. */
export function edgesWithin(variable: Extract<Variable, { type: 'number' }>, limits: Filter): string[] {
  const limit = limits.find((one) => one.variable === variable.id);
  if (!limit || !('from' in limit)) return variable.grid;
  return variable.grid.filter((edge) => Number(edge) >= Number(limit.from) && Number(edge) <= Number(limit.to));
}

export function levelsWithin(variable: Extract<Variable, { type: 'category' }>, limits: Filter): string[] {
  const limit = limits.find((one) => one.variable === variable.id);
  const levels = variable.levels.map(({ id }) => id);
  return limit && 'levels' in limit ? levels.filter((level) => limit.levels.includes(level)) : levels;
}

/** The whole draft as a plan; where something is wrong, what, and no plan. */
export function checkDraft(draft: Draft, ground: Ground): Checked {
  const wrong: Wrong[] = [];
  const title = textOf(draft.typed, 'title');
  if (!title || title.length > 200) wrong.push({ field: 'title', text: 'wrongTitle' });
  if (draft.asks.length === 0) wrong.push({ field: 'methods', text: 'wrongNothing' });
  const { filter, wrong: wrongFilter } = filterOf(draft, ground);
  const stations = stationsOf(draft, ground);
  if (stations.length < smallestSum) wrong.push({ field: 'stations', text: 'wrongStations', values: { least: smallestSum } });
  const calls = draft.asks.map((ask) => callFrom(ask, draft, ground));
  wrong.push(...wrongFilter, ...calls.flatMap((call) => call.wrong));
  const { partitions, wrong: wrongBands } = partitionsOf(draft, ground, new Set(calls.flatMap((call) => call.partitions)));
  wrong.push(...wrongBands);
  const models = calls.flatMap(({ call }, at) => (call?.model ? [{ model: call.model as string, at }] : []));
  for (const { model, at } of models)
    if (models.some((other) => other.model === model && other.at < at))
      wrong.push({ field: `${draft.asks[at]?.id}-model`, text: 'wrongModelTwice' });
  if (wrong.length > 0) return { wrong };

  const trained = calls.flatMap(({ call }) => (call?.name === 'evaluate@1' ? [call as unknown as { trained_on: string[] }] : []));
  const groups = groupsFor(stations, trained) ?? [stations];
  const file: PlanFile = {
    title,
    dataset: ground.dictionary.dataset,
    filter,
    partitions,
    groups,
    smaller_set: textOf(draft.typed, 'smaller') === 'yes' && groups.length === 1,
    methods: calls.map(({ call }) => call as MethodCall),
    release: textOf(draft.typed, 'release') === 'exact' ? 'exact' : 'rounded',
  };
  return planned(file, draft, ground);
}

function planned(file: PlanFile, draft: Draft, ground: Ground): Checked {
  try {
    const { permit, dictionary, stations, now } = ground;
    const plan = planFrom(file, {
      id: draft.plan,
      permit,
      permitDigest: ground.digest,
      dictionary,
      dictionaryDigest: ground.dictionaryDigest,
      stations,
      // To the day, so that a plan looked at twice is the same plan.
      now: new Date(Math.floor(now.getTime() / 86_400_000) * 86_400_000),
    });
    checkPlan(plan, permit, dictionary);
    return { wrong: [], file, plan };
  } catch (error) {
    const detail = error instanceof Refusal ? error.detail : 'a field that does not fit';
    const model = detail.includes('mixes stations');
    const field = model ? `${draft.asks.find(({ method }) => method === 'evaluate@1')?.id}-trained` : 'title';
    return { wrong: [{ field, text: model ? 'wrongGroups' : 'wrongPlan', values: { detail } }] };
  }
}

export function stationsOf(draft: Draft, { stations }: Pick<Ground, 'stations'>): string[] {
  const chosen = listOf(draft.typed, 'stations');
  const all = stations.map(({ id }) => id);
  return 'stations' in draft.typed ? all.filter((id) => chosen.includes(id)) : all;
}

function filterOf({ typed }: Draft, ground: Ground): { filter: Filter; wrong: Wrong[] } {
  const limits = permittedFilter(ground);
  const wrong: Wrong[] = [];
  const filter = permittedVariables(ground).flatMap((variable): Condition[] => {
    const limit = limits.find((one) => one.variable === variable.id);
    if (variable.type === 'category') {
      const allowed = levelsWithin(variable, limits);
      const chosen = allowed.filter((level) => listOf(typed, `who-${variable.id}`).includes(level));
      const levels = chosen.length === 0 ? allowed : chosen;
      return levels.length === variable.levels.length && !limit ? [] : [{ variable: variable.id, levels }];
    }
    const edges = edgesWithin(variable, limits);
    const [low, high] = [edges[0] as string, edges.at(-1) as string];
    const [from, to] = [textOf(typed, `who-${variable.id}-from`) || low, textOf(typed, `who-${variable.id}-to`) || high];
    if (!edges.includes(from) || !edges.includes(to)) wrong.push({ field: `who-${variable.id}-from`, text: 'wrongWider' });
    else if (Number(from) >= Number(to)) wrong.push({ field: `who-${variable.id}-to`, text: 'wrongRange' });
    return from === low && to === high && !limit ? [] : [{ variable: variable.id, from, to }];
  });
  // A limit on a variable that the permit does not otherwise give must stand in the plan all the same.
  const elsewhere = limits.filter(({ variable }) => !filter.some((one) => one.variable === variable));
  return { filter: [...filter, ...elsewhere], wrong };
}

/** Declared subgroups: one cell a level, or bands between the typed cuts. */
function partitionsOf({ typed }: Draft, ground: Ground, needed: Set<string>): { partitions: Partition[]; wrong: Wrong[] } {
  const wrong: Wrong[] = [];
  const partitions = permittedVariables(ground).flatMap((variable): Partition[] => {
    const { id } = variable;
    if (!needed.has(id)) return [];
    if (variable.type === 'category')
      return [
        {
          id,
          variable: id,
          cells: variable.levels.map((level) => ({ id: level.id, condition: { variable: id, levels: [level.id] } })),
        },
      ];
    const typedCuts = textOf(typed, `bands-${id}`);
    const cuts = numbersIn(typedCuts);
    const inside = variable.grid.slice(1, -1);
    const known = cuts.map((cut) => inside.find((edge) => Number(edge) === Number(cut)));
    if (!typedCuts) wrong.push({ field: `bands-${id}`, text: 'wrongBandsNeeded', values: { variable: id } });
    else if (known.some((edge) => edge === undefined) || known.length > 18)
      wrong.push({ field: `bands-${id}`, text: 'wrongBands', values: { edges: inside.join(', ') } });
    const ascending = [...new Set(known.filter((edge) => edge !== undefined))].sort((a, b) => Number(a) - Number(b));
    const ends = [variable.range[0], ...ascending, variable.range[1]];
    const cells = ends.slice(1).map((to, i) => ({
      id: `${ends[i]}-${to}`,
      condition: { variable: id, from: ends[i] as string, to },
    }));
    return cells.length > 1 ? [{ id, variable: id, cells }] : [];
  });
  return { partitions, wrong };
}

/** Numbers between commas, semicolons or spaces; a decimal comma is for "0,5; 0,7" alone. */
export function numbersIn(text: string): string[] {
  const parts = /[;\n]|\s/.test(text.trim()) ? text.split(/[;\n\s]+/).map((part) => part.replace(/,$/, '')) : text.split(',');
  return parts.map((part) => part.trim().replace(',', '.')).filter(Boolean);
}

type Called = { call?: MethodCall; wrong: Wrong[]; partitions: string[] };

/** One question as its method's call. */
function callFrom(ask: Ask, draft: Draft, ground: Ground): Called {
  const wrong: Wrong[] = [];
  const { typed } = draft;
  const field = (name: string) => `${ask.id}-${name}`;
  const say = (name: string, text: WrongText, values?: Wrong['values']) =>
    wrong.push({ field: field(name), text, ...(values ? { values } : {}) });
  const variables = permittedVariables(ground);
  const isNumber = (id: string) => variables.some((one) => one.id === id && one.type === 'number');
  const among = (name: string) => {
    const chosen = listOf(typed, field(name));
    return variables.map(({ id }) => id).filter((id) => chosen.includes(id));
  };
  const outcome = (): Outcome | undefined => {
    const found = outcomeFrom(textOf(typed, field('outcome')), variables);
    if (!found) say('outcome', 'wrongOutcome');
    return found;
  };
  const number = (name: string) => {
    const id = textOf(typed, field(name));
    if (!isNumber(id)) say(name, 'wrongNumber');
    return id;
  };
  const predictors = (not: string[]) => {
    const x = among('x');
    if (x.length === 0) say('x', 'wrongPredictors');
    if (x.some((id) => not.includes(id))) say('x', 'wrongOutcomeAmong');
    return x;
  };
  const finished = (call: object, partitions: string[] = []): Called => {
    if (wrong.length > 0) return { wrong, partitions: [] };
    try {
      callOf({ name: ask.method, ...call });
      return { call: { name: ask.method, ...call }, wrong, partitions };
    } catch (error) {
      const detail = error instanceof Refusal ? error.detail : '';
      return { wrong: [{ field: ask.id, text: 'wrongPlan', values: { detail } }], partitions: [] };
    }
  };

  if (!ground.permit.methods.includes(ask.method)) return { wrong: [{ field: ask.id, text: 'wrongMethod' }], partitions: [] };
  switch (ask.method) {
    case 'describe@1': {
      const chosen = among('variables');
      if (chosen.length === 0) say('variables', 'wrongVariables');
      return finished({ variables: chosen });
    }
    case 'crosstab@1': {
      const axis = (name: string): Axis | undefined => {
        const id = textOf(typed, field(name));
        if (!variables.some((one) => one.id === id)) say(name, 'wrongAxes');
        return isNumber(id) ? { partition: id } : { variable: id };
      };
      const [rows, columns] = [axis('rows'), axis('columns')];
      const idOf = (one: Axis | undefined) => (one && 'variable' in one ? one.variable : one?.partition);
      if (wrong.length === 0 && idOf(rows) === idOf(columns)) say('columns', 'wrongSameAxis');
      return finished(
        { rows, columns },
        [rows, columns].flatMap((one) => (one && 'partition' in one ? [one.partition] : [])),
      );
    }
    case 'logistic@1': {
      const y = outcome();
      const x = predictors(y ? [y.variable] : []);
      const ridge = textOf(typed, field('ridge')).replace(',', '.');
      if (ridge && !(Number(ridge) >= 0 && /^(0|[1-9]\d{0,5})(\.\d{1,9})?$/.test(ridge))) say('ridge', 'wrongRidge');
      return finished({ y, x, ...(ridge ? { ridge } : {}) });
    }
    case 'linear@1': {
      const y = number('y');
      return finished({ y, x: predictors([y]) });
    }
    case 'poisson@1': {
      const y = number('y');
      const exposure = textOf(typed, field('exposure'));
      if (exposure && (!isNumber(exposure) || exposure === y)) say('exposure', 'wrongNumber');
      return finished({ y, x: predictors([y, exposure]), ...(exposure ? { exposure } : {}) });
    }
    case 'evaluate@1': {
      const y = outcome();
      const model =
        textOf(typed, field('model')) || (ground.permit.models.length === 1 ? (ground.permit.models[0] as string) : '');
      if (!ground.permit.models.includes(model)) say('model', 'wrongModel');
      const inputs = inputsOf(textOf(typed, field('inputs')));
      if (inputs.length === 0) say('inputs', 'wrongInputs');
      for (const [at, input] of inputs.entries()) {
        if ('constant' in input) continue;
        const found = variables.find(({ id }) => id === input.variable);
        const values = { line: at + 1, variable: input.variable };
        if (!found) say('inputs', 'wrongInputBeyond', values);
        else if (!inputFits(input, found)) say('inputs', 'wrongInput', values);
        if (wrong.some((one) => one.field === field('inputs'))) break;
      }
      const thresholds = numbersIn(textOf(typed, field('thresholds')));
      const fits = (one: string) => Number(one) > 0 && Number(one) < 1 && /^0\.\d{1,3}$/.test(one);
      if (thresholds.some((one) => !fits(one)) || thresholds.length > 20) say('thresholds', 'wrongThresholds');
      const by = among('by');
      const trained_on = listOf(typed, field('trained')).filter((id) => ground.stations.some((one) => one.id === id));
      const distinct = [...new Set(thresholds)].sort((a, b) => Number(a) - Number(b));
      return finished({ model, inputs, y, trained_on, partitions: by, thresholds: distinct }, by);
    }
    default:
      return { wrong: [{ field: ask.id, text: 'wrongMethod' }], partitions: [] };
  }
}

function inputFits(input: Exclude<ReturnType<typeof inputsOf>[number], { constant: string }>, variable: Variable): boolean {
  const levels = variable.type === 'category' ? variable.levels.map(({ id }) => id) : [];
  if ('level' in input) return levels.includes(input.level);
  if (!('codes' in input)) return variable.type === 'number';
  const codes = Object.entries(input.codes);
  const numeric = codes.every(([level, code]) => levels.includes(level) && /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/.test(code));
  return numeric && codes.length === levels.length;
}

/** "disease=yes" as an outcome, where the variable and its levels are there. */
export function outcomeFrom(text: string, variables: Variable[]): Outcome | undefined {
  const [id, said = ''] = text.split('=');
  const variable = variables.find((one) => one.id === id);
  if (variable?.type !== 'category') return undefined;
  const events = said.split(',').filter((level) => variable.levels.some((one) => one.id === level));
  return events.length > 0 && events.length < variable.levels.length ? { variable: variable.id, events } : undefined;
}

/** Why a station is known to say no, by the policy that it told the hub when it joined; undefined where nothing is known against it. */
export function refusalOf({ policy, id }: StationLimits, plan: Plan): 'k' | 'exact' | 'alone' | undefined {
  const alone = plan.groups.some((group) => group.length === 1 && group[0] === id);
  const scored = plan.methods.some(({ name }) => name.startsWith('evaluate@'));
  if (plan.k < policy.k) return 'k';
  if (plan.release === 'exact' && policy.release !== 'exact') return 'exact';
  return alone && (policy.alone.length === 0 || (scored && !policy.alone.includes('scores'))) ? 'alone' : undefined;
}

/** Columns of a regression, the intercept too: ten persons at least stand behind each (questions/census.ts). */
export function termsOf(x: string[], dictionary: Dictionary): number {
  const columns = x.map((id) => {
    const variable = dictionary.variables.find((one) => one.id === id);
    return variable?.type === 'category' ? variable.levels.length - 1 : 1;
  });
  return columns.reduce((sum, count) => sum + count, 1);
}
