// Everything about a plan that can be known without data: is it within its permit, and does it make sense?
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { type Dictionary, type Variable, variableOf } from '@sluss/protocol/dictionary.ts';
import type { Condition, Filter, Partition, Permit, Plan } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { smallestSum } from '@sluss/protocol/scope.ts';
import { kindOf, type Question } from '@sluss/questions/catalogue.ts';
import { callOf, methodOf } from './catalogue.ts';

export const mostModels = 3;

/** Throws Refusal with the code of the first rule that says no. Signatures, dates and status are the caller's part. */
export function checkPlan(plan: Plan, permit: Permit, dictionary: Dictionary): void {
  const dataset = permit.datasets.find(({ id }) => id === plan.dataset);
  if (!dataset) throw new Refusal('not_permitted', `dataset ${plan.dataset}`);
  if (plan.dictionary !== dataset.dictionary || plan.dictionary !== digest(canonicalBytes(dictionary)))
    throw new Refusal('plan_mismatch', 'another dictionary than the permit was given for');
  checkStations(plan, permit);
  const permitted = new Set(dataset.variables);
  checkVariables(plan, permitted, dictionary);
  checkFilter(plan.filter, dictionary);
  checkNarrower(plan.filter, dataset.filter);
  const ids = plan.partitions.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) throw new Refusal('malformed', 'two partitions of one name');
  for (const partition of plan.partitions) checkPartition(partition, plan, dictionary);
  checkMethods(plan, permit, dictionary);
}

function checkStations(plan: Plan, permit: Permit): void {
  const stations = plan.groups.flat();
  if (new Set(stations).size !== stations.length) throw new Refusal('malformed', 'a station stands in two groups');
  const known = new Set(permit.stations.map(({ id }) => id));
  if (stations.some((id) => !known.has(id))) throw new Refusal('not_permitted', 'a station that the permit does not list');
  if (stations.length < smallestSum || plan.groups.some(({ length }) => length !== 1 && length < smallestSum))
    throw new Refusal('malformed', `a sum is made over ${smallestSum} stations or more; a group is one station, or that many`);
}

function checkVariables(plan: Plan, permitted: Set<string>, dictionary: Dictionary): void {
  const used = [
    ...plan.complete_on,
    ...plan.filter.map(({ variable }) => variable),
    ...plan.partitions.map(({ variable }) => variable),
  ];
  for (const id of used) known(id, dictionary);
  const beyond = used.find((id) => !permitted.has(id));
  if (beyond) throw new Refusal('not_permitted', `variable ${beyond}`);
  if (plan.complete_on.length === 0 || new Set(plan.complete_on).size !== plan.complete_on.length)
    throw new Refusal('malformed', 'complete_on names each variable once');
}

function known(id: string, dictionary: Dictionary): Variable {
  const variable = variableOf(dictionary, id);
  if (!variable) throw new Refusal('malformed', `${id} is not in the dictionary`);
  return variable;
}

/** Ranges on public grid edges, levels that exist. */
function checkCondition(condition: Condition, dictionary: Dictionary): void {
  const variable = known(condition.variable, dictionary);
  if ('levels' in condition) {
    const levels = variable.type === 'category' ? variable.levels.map(({ id }) => id) : [];
    if (new Set(condition.levels).size !== condition.levels.length || condition.levels.some((level) => !levels.includes(level)))
      throw new Refusal('malformed', `levels of ${condition.variable}`);
    return;
  }
  const grid = variable.type === 'number' ? variable.grid.map(Number) : [];
  const [from, to] = [Number(condition.from), Number(condition.to)];
  if (!grid.includes(from) || !grid.includes(to) || from >= to)
    throw new Refusal('malformed', `${condition.variable}: not on the public grid`);
}

function checkFilter(filter: Filter, dictionary: Dictionary): void {
  for (const condition of filter) checkCondition(condition, dictionary);
  if (new Set(filter.map(({ variable }) => variable)).size !== filter.length)
    throw new Refusal('malformed', 'two conditions on one variable');
}

/** The permit's conditions stand in the plan, as narrow or narrower. */
function checkNarrower(filter: Filter, permitted: Filter): void {
  for (const limit of permitted) {
    const within = filter.some((condition) => {
      if (condition.variable !== limit.variable) return false;
      if ('levels' in condition) return 'levels' in limit && condition.levels.every((level) => limit.levels.includes(level));
      return 'from' in limit && Number(condition.from) >= Number(limit.from) && Number(condition.to) <= Number(limit.to);
    });
    if (!within) throw new Refusal('not_permitted', `the filter is wider than the permit’s on ${limit.variable}`);
  }
}

/** Cells are disjoint and cover the variable's whole public range, or all its levels; the frame is complete on the variable. */
function checkPartition(partition: Partition, plan: Plan, dictionary: Dictionary): void {
  const wrong = (why: string) => new Refusal('malformed', `partition ${partition.id}: ${why}`);
  const variable = known(partition.variable, dictionary);
  if (!plan.complete_on.includes(partition.variable)) throw wrong('its variable must stand in complete_on');
  const ids = partition.cells.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) throw wrong('two cells of one name');
  const conditions = partition.cells.map(({ condition }) => condition);
  for (const condition of conditions) {
    if (condition.variable !== partition.variable) throw wrong('a cell on another variable');
    checkCondition(condition, dictionary);
  }
  if (variable.type === 'category') {
    const levels = conditions.flatMap((condition) => ('levels' in condition ? condition.levels : []));
    if (levels.length !== variable.levels.length || new Set(levels).size !== levels.length)
      throw wrong('cells must share out all levels');
    return;
  }
  const edges = conditions.flatMap((condition) =>
    'from' in condition ? [[Number(condition.from), Number(condition.to)] as const] : [],
  );
  const [low, high] = variable.range.map(Number) as [number, number];
  const ends = edges.every(([from], i) => from === (i === 0 ? low : edges[i - 1]?.[1]));
  if (!ends || edges.at(-1)?.[1] !== high) throw wrong('cells must follow each other over the whole range');
}

function checkMethods(plan: Plan, permit: Permit, dictionary: Dictionary): void {
  const models = new Set<string>();
  for (const { name, ...rest } of plan.methods) {
    if (!permit.methods.includes(name)) throw new Refusal('not_permitted', `method ${name}`);
    const method = methodOf(name);
    const call = callOf({ name, ...rest });
    const missing = method.variables(call).find((id: string) => !plan.complete_on.includes(id));
    if (missing) throw new Refusal('malformed', `${name}: ${missing} must stand in complete_on`);
    for (const model of method.models?.(call) ?? []) {
      // Two sets of thresholds or partitions for one model would tell small bins by difference.
      if (models.has(model)) throw new Refusal('malformed', 'a model is evaluated once in a plan');
      models.add(model);
    }
    method.check?.(call, { plan, dictionary });
    for (const template of method.templates(call, { plan, dictionary })) checkTemplate(template.questions, plan, dictionary);
  }
  if (models.size > mostModels) throw new Refusal('limit', `more than ${mostModels} models`);
  const beyond = [...models].find((model) => !permit.models.includes(model));
  if (beyond) throw new Refusal('not_permitted', `model ${beyond}`);
}

/** Whatever a method may ask stays within the frame's variables. */
function checkTemplate(questions: unknown[], plan: Plan, dictionary: Dictionary): void {
  for (const question of questions as Question[])
    for (const id of kindOf(question).variables(question, { plan, dictionary }))
      if (!plan.complete_on.includes(id)) throw new Refusal('malformed', `${question.kind}: ${id} must stand in complete_on`);
}
