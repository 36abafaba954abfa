// From what was typed to a plan, by the same rules as a station's: what is wrong is named with its field; what a station's policy is known
// to refuse is said before anybody is asked. Pure.
import { checkPlan } from '@sluss/methods/plan-check.ts';
import { type PlanFile, planFrom } from '@sluss/methods/plan-file.ts';
import { groupsFor } from '@sluss/methods/plan-groups.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Condition, Filter, MethodCall, Partition, Plan } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { smallestSum } from '@sluss/protocol/scope.ts';
import { callFrom, numbersIn } from './call-rules.ts';
import { type Draft, listOf, textOf } from './draft.ts';
import {
  edgesWithin,
  type Ground,
  levelsWithin,
  permittedFilter,
  permittedVariables,
  type StationLimits,
} from './permitted-rules.ts';

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

/** Why a station is known to say no, by the policy that it told the hub when it joined; undefined where nothing is known against it. */
export function refusalOf({ policy, id }: StationLimits, plan: Plan): 'k' | 'exact' | 'alone' | undefined {
  const alone = plan.groups.some((group) => group.length === 1 && group[0] === id);
  const scored = plan.methods.some(({ name }) => name.startsWith('evaluate@'));
  if (plan.k < policy.k) return 'k';
  if (plan.release === 'exact' && policy.release !== 'exact') return 'exact';
  return alone && (policy.alone.length === 0 || (scored && !policy.alone.includes('scores'))) ? 'alone' : undefined;
}

/** Columns of a regression, the intercept too: ten persons at least stand behind each (`methods/regression.ts`). */
export function termsOf(x: string[], dictionary: Dictionary): number {
  const columns = x.map((id) => {
    const variable = dictionary.variables.find((one) => one.id === id);
    return variable?.type === 'category' ? variable.levels.length - 1 : 1;
  });
  return columns.reduce((sum, count) => sum + count, 1);
}
