// What somebody has chosen: datasets with some of their variables. As it stands in an address, before anybody knows who chooses.
import { identifierSchema, slugSchema } from '@sluss/protocol/dictionary.ts';

export type Choice = { dataset: string; variables: string[] }[];

/** As many as one application asks for. */
export const mostDatasets = 20;
export const mostVariables = 500;

/** From `?choose=heart:age,sex`, however much that is. What cannot be a choice is left out, as if it were not there. */
export function choiceFrom(texts: string[]): Choice {
  const parts = texts.map((text) => {
    const [dataset = '', variables = ''] = text.split(':');
    return { dataset, variables: variables.split(',').filter((id) => identifierSchema.safeParse(id).success) };
  });
  return parts.filter(({ dataset, variables }) => slugSchema.safeParse(dataset).success && variables.length > 0);
}

/** As it is put into an address: a value of `choose` for each dataset. */
export function choiceTexts(choice: Choice): string[] {
  return choice.map(({ dataset, variables }) => `${dataset}:${variables.join(',')}`);
}

/** An address that carries the choice along. */
export function carrying(address: string, choice: Choice): string {
  const [path = '', anchor] = address.split('#');
  const query = choiceTexts(choice)
    .map((text) => `choose=${text}`)
    .join('&');
  const joined = query ? `${path}${path.includes('?') ? '&' : '?'}${query}` : path;
  return anchor === undefined ? joined : `${joined}#${anchor}`;
}

/** All of several choices, each dataset and variable once. */
export function together(...choices: Choice[]): Choice {
  const chosen = new Map<string, Set<string>>();
  for (const { dataset, variables } of choices.flat()) {
    const known = chosen.get(dataset) ?? new Set();
    for (const variable of variables) if (known.size < mostVariables) known.add(variable);
    if (chosen.has(dataset) || chosen.size < mostDatasets) chosen.set(dataset, known);
  }
  return [...chosen]
    .map(([dataset, variables]) => ({ dataset, variables: [...variables] }))
    .filter((one) => one.variables.length > 0);
}

/** How many variables of these choices `together` leaves out because a basket holds no more: who chose them is told. */
export function leftOut(...choices: Choice[]): number {
  const all = new Set(choices.flat().flatMap(({ dataset, variables }) => variables.map((one) => `${dataset}:${one}`)));
  return all.size - sizeOf(together(...choices));
}

/** Without one variable of a dataset, or without all of it. */
export function without(choice: Choice, dataset: string, variable?: string): Choice {
  return choice
    .map((one) =>
      one.dataset === dataset
        ? { dataset, variables: variable === undefined ? [] : one.variables.filter((id) => id !== variable) }
        : one,
    )
    .filter((one) => one.variables.length > 0);
}

/** How many variables are chosen in all. */
export function sizeOf(choice: Choice): number {
  return choice.reduce((sum, { variables }) => sum + variables.length, 0);
}
