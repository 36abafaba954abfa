// Whether what an application asks of a dataset exists there: variables of its dictionary, cuts on public edges and levels.
import { type Dictionary, variableOf } from '@sluss/protocol/dictionary.ts';
import type { Condition } from '@sluss/protocol/documents.ts';
import type { Content } from './schema.ts';

export type DataProblem = {
  field: string;
  code: 'dataset-unknown' | 'variable-unknown' | 'filter-off-grid' | 'asked-twice';
  detail: string;
};

export function problemsOfData(data: NonNullable<Content['data']>, dictionaries: Map<string, Dictionary>): DataProblem[] {
  const found: DataProblem[] = [];
  for (const [index, request] of data.entries()) {
    const field = `data.${index}`;
    const dictionary = dictionaries.get(request.dataset);
    if (!dictionary) {
      found.push({ field, code: 'dataset-unknown', detail: `there is no dataset ${request.dataset}` });
      continue;
    }
    if (data.findIndex((one) => one.dataset === request.dataset) !== index)
      found.push({ field, code: 'asked-twice', detail: `${request.dataset} is asked for twice: ask once for all variables` });
    for (const id of request.variables)
      if (!variableOf(dictionary, id))
        found.push({ field: `${field}.variables`, code: 'variable-unknown', detail: `${request.dataset} has no variable ${id}` });
    if (new Set(request.variables).size !== request.variables.length)
      found.push({ field: `${field}.variables`, code: 'asked-twice', detail: 'each variable once' });
    for (const [at, condition] of request.filter.entries()) {
      const detail = problemOfCondition(condition, dictionary);
      if (detail) found.push({ field: `${field}.filter.${at}`, code: 'filter-off-grid', detail });
    }
  }
  return found;
}

/** Why a cut is not possible there; undefined when it is. */
export function problemOfCondition(condition: Condition, dictionary: Dictionary): string | undefined {
  const variable = variableOf(dictionary, condition.variable);
  if (!variable) return `there is no variable ${condition.variable}`;
  if ('levels' in condition) {
    if (variable.type !== 'category') return `${variable.id} is a number: give from and to`;
    const unknown = condition.levels.find((id) => !variable.levels.some((level) => level.id === id));
    return unknown === undefined ? undefined : `${variable.id} has no level ${unknown}`;
  }
  if (variable.type !== 'number') return `${variable.id} has levels: name them`;
  const edges = variable.grid.map(Number);
  if (![condition.from, condition.to].every((edge) => edges.includes(Number(edge))))
    return `${variable.id} may be cut only at ${variable.grid.join(', ')}`;
  return Number(condition.from) < Number(condition.to) ? undefined : 'from must be below to';
}
