// Tables of several stations as one: added up over the coarsest cells that all of them share.
import type { NumberVariable, Variable } from '@sluss/protocol/dictionary.ts';
import type { Cell, Profile, VariableProfile } from '@sluss/protocol/profile.ts';

/** What one station tells: a profile, or the part of it that is looked at. */
export type Tables = Pick<Profile, 'station' | 'k' | 'persons' | 'variables'>;

/** `stations`: whose tables are in the sum. `merged`: those that tell too coarsely to be in it. */
export type Distribution = { cells: Cell[]; stations: string[]; merged: string[] };

/** One variable over all stations that published it; undefined where none did. */
export function addUp(variable: Variable, profiles: Tables[]): Distribution | undefined {
  const told = profiles.flatMap((profile) => {
    const found = profile.variables.find(({ id }) => id === variable.id);
    return found ? [{ station: profile.station, found }] : [];
  });
  // One cell says nothing of how values are spread, and would make the sum of all one cell.
  const spread = told.filter(({ found }) => found.cells.length > 1);
  if (told.length === 0) return undefined;
  const cellsOf = (some: typeof told) => {
    const tables = some.map(({ found }) => found.cells);
    return variable.type === 'number' ? commonRanges(variable.grid, tables) : commonLevels(variable, tables);
  };
  const chosen = variable.type === 'number' ? spread : withoutTheCoarse(spread, cellsOf);
  const cells = cellsOf(chosen);
  const merged = told.filter((one) => cells.length < 2 || !chosen.includes(one)).map(({ station }) => station);
  return cells.length > 1
    ? { cells, stations: chosen.map(({ station }) => station), merged }
    : { cells: [], stations: [], merged };
}

/** At least this share of the persons stays in a sum. */
const mostStay = 0.75;

/** Levels that a small station tells together would be told together of all: it is left out where that tells more of most persons. */
function withoutTheCoarse<T extends { found: VariableProfile }>(told: T[], cellsOf: (some: T[]) => Cell[]): T[] {
  const persons = (some: T[]) => some.reduce((sum, { found }) => sum + personsIn([found.cells], () => true), 0);
  let left = told;
  for (;;) {
    const fewer = left
      .map((one) => left.filter((other) => other !== one))
      .filter(
        (some) => some.length > 1 && persons(some) >= mostStay * persons(told) && cellsOf(some).length > cellsOf(left).length,
      )
      .sort((a, b) => cellsOf(b).length - cellsOf(a).length || persons(b) - persons(a));
    if (!fewer[0]) return left;
    left = fewer[0];
  }
}

type Bin = { from: number; to: number; count: number };

/** A bin too narrow to be seen would, as a bar whose area is its count, tower over all the rest: it is joined to the next. */
function wideEnough(bins: Bin[]): Bin[] {
  const least = ((bins.at(-1)?.to ?? 0) - (bins[0]?.from ?? 0)) / 40;
  const joined: Bin[] = [];
  for (const bin of bins) {
    const before = joined.at(-1);
    if (before && before.to - before.from < least)
      joined.push({ from: before.from, to: bin.to, count: (joined.pop()?.count ?? 0) + bin.count });
    else joined.push(bin);
  }
  return joined;
}

/** For a picture of a number: persons on each bin of the public grid, those of a station's wider cell spread evenly over it. Empty where
 * no station tells more than one cell. */
export function spreadOf(variable: NumberVariable, profiles: Tables[]): Bin[] {
  const tables = profiles.map((profile) => variableOfProfile(profile, variable.id)?.cells ?? []);
  const cells = tables.filter(({ length }) => length > 1).flat();
  if (cells.length === 0) return [];
  const edges = variable.grid.map(Number);
  const bins = edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1] as number;
    const over = cells.flatMap((cell) => ('from' in cell && Number(cell.from) <= from && Number(cell.to) >= to ? [cell] : []));
    const count = over.reduce((sum, cell) => sum + (cell.persons * (to - from)) / (Number(cell.to) - Number(cell.from)), 0);
    return { from, to, count };
  });
  return wideEnough(bins);
}

const personsIn = (tables: Cell[][], isIn: (cell: Cell) => boolean) =>
  tables.flat().reduce((sum, cell) => sum + (isIn(cell) ? cell.persons : 0), 0);

function commonRanges(grid: string[], tables: Cell[][]): Cell[] {
  if (tables.length === 0) return [];
  const cutBy = (cells: Cell[], edge: string) => cells.some((cell) => 'from' in cell && cell.from === edge);
  const cuts = grid.slice(0, -1).filter((edge) => tables.every((cells) => cutBy(cells, edge)));
  const position = (edge: string) => grid.indexOf(edge);
  return cuts.map((from, i) => {
    const to = cuts[i + 1] ?? (grid.at(-1) as string);
    const isIn = (cell: Cell) => 'from' in cell && position(cell.from) >= position(from) && position(cell.to) <= position(to);
    return { from, to, persons: personsIn(tables, isIn) };
  });
}

/** Levels that any station tells together are together in the sum. */
function commonLevels(variable: Extract<Variable, { type: 'category' }>, tables: Cell[][]): Cell[] {
  if (tables.length === 0) return [];
  let groups = variable.levels.map(({ id }) => [id]);
  for (const cell of tables.flat()) {
    if (!('levels' in cell)) continue;
    const touched = groups.filter((group) => group.some((id) => cell.levels.includes(id)));
    if (touched.length > 1) groups = [...groups.filter((group) => !touched.includes(group)), touched.flat()];
  }
  const order = (id: string | undefined) => variable.levels.findIndex((level) => level.id === id);
  return groups
    .map((group) => [...group].sort((a, b) => order(a) - order(b)))
    .sort((a, b) => order(a[0]) - order(b[0]))
    .map((levels) => ({
      levels,
      persons: personsIn(tables, (cell) => 'levels' in cell && cell.levels.every((id) => levels.includes(id))),
    }));
}

/** The share without a value, over those that told of the variable: between two bounds, since what is below k is hidden. */
export function missingShare(id: string, profiles: Tables[]): { from: number; to: number } | undefined {
  const told = profiles.flatMap((profile) => {
    const found = profile.variables.find((one) => one.id === id);
    return found ? [{ profile, found }] : [];
  });
  const persons = told.reduce((sum, { profile }) => sum + profile.persons, 0);
  if (persons === 0) return undefined;
  const least = told.reduce((sum, { found }) => sum + (found.missing ?? 0), 0);
  const most = told.reduce((sum, { profile, found }) => sum + (found.missing ?? profile.k - 1), 0);
  return { from: Math.min(1, least / persons), to: Math.min(1, most / persons) };
}

export function variableOfProfile(profile: Tables, id: string): VariableProfile | undefined {
  return profile.variables.find((one) => one.id === id);
}
