// Variables become columns by their place in the dictionary: no name that was sent, or that stands in a file, is ever SQL text.
import type { CategoryVariable, Dictionary, Variable } from '@sluss/protocol/dictionary.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';

export type Column = { sql: string; variable: Variable };

/** The column of a variable: c<place in the dictionary>. Throws Refusal('malformed') for an unknown id. */
export function columnOf(dictionary: Dictionary, id: string): Column {
  const position = dictionary.variables.findIndex((variable) => variable.id === id);
  const variable = dictionary.variables[position];
  if (!variable) throw new Refusal('malformed', 'unknown variable');
  return { sql: `c${position}`, variable };
}

/** Positions of level ids. Throws Refusal('malformed') for an unknown level. */
export function positionsOf(variable: CategoryVariable, levels: string[]): number[] {
  return levels.map((id) => {
    const position = variable.levels.findIndex((level) => level.id === id);
    if (position < 0) throw new Refusal('malformed', 'unknown level');
    return position;
  });
}
