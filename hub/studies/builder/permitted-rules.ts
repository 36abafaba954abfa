// What a permit leaves to choose when a plan is written: variables, edges, levels, methods.
import { methods as allMethods } from '@sluss/methods/catalogue.ts';
import type { Dictionary, Variable } from '@sluss/protocol/dictionary.ts';
import type { Filter, Permit } from '@sluss/protocol/documents.ts';

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
