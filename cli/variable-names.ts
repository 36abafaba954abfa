// Variables and levels as a person names them: by id, by the column's name in the file, or by title. Odd column names are common,
// so commas inside a name are allowed too.
import type { Dictionary, Variable } from '@sluss/protocol/dictionary.ts';

const plain = (text: string) => text.trim().normalize('NFC').toLowerCase();

/** Ids of variables in a list with commas between. Throws Error that lists what there is. */
export function variablesNamed(list: string, dictionary: Dictionary): string[] {
  const words = list.split(',');
  const found: string[] = [];
  for (let at = 0; at < words.length; ) {
    if (words[at]?.trim() === '') {
      at++;
      continue;
    }
    // The longest run of words that is a name: "Blood pressure, sitting" is one column.
    let end = words.length;
    let variable = undefined as Variable | undefined;
    for (; end > at && !variable; end--) variable = find(words.slice(at, end).join(','), dictionary);
    if (!variable) throw unknown(words[at] as string, dictionary);
    if (!found.includes(variable.id)) found.push(variable.id);
    at = end + 1;
  }
  return found;
}

/** The id of the one variable of that name. Throws Error. */
export function variableNamed(name: string, dictionary: Dictionary): string {
  const variable = find(name, dictionary);
  if (!variable) throw unknown(name, dictionary);
  return variable.id;
}

/** Ids of levels, named by id, by a code of the file, or by title. Throws Error. */
export function levelsNamed(names: string[], id: string, dictionary: Dictionary): string[] {
  const variable = dictionary.variables.find((one) => one.id === id);
  if (variable?.type !== 'category')
    throw new Error(
      `${id} is a number here, not yes or no. If its numbers are codes: sluss dictionary infer … --category COLUMN`,
    );
  return names.map((name) => {
    const wanted = plain(name);
    const same = (text: string) =>
      plain(text) === wanted ||
      (wanted !== '' && text.trim() !== '' && Number(text.replace(',', '.')) === Number(wanted.replace(',', '.')));
    const level =
      variable.levels.find((one) => one.id === name) ??
      variable.levels.find((one) => [one.id, ...one.codes, one.title.en, one.title.sv].some(same));
    if (!level) throw new Error(`${id} has no level "${name}". It has: ${variable.levels.map((one) => one.id).join(' | ')}`);
    return level.id;
  });
}

function find(name: string, { variables }: Dictionary): Variable | undefined {
  const wanted = plain(name);
  return (
    variables.find((one) => one.id === name.trim()) ??
    variables.find((one) => one.column === name.trim()) ??
    variables.find((one) => [one.column, one.title.en, one.title.sv, one.id].some((text) => plain(text) === wanted))
  );
}

function unknown(name: string, { variables }: Dictionary): Error {
  const known = variables.slice(0, 60).map(({ id, column }) => (column.toLowerCase() === id ? id : `${id} (column "${column}")`));
  const more = variables.length > 60 ? `, and ${variables.length - 60} more` : '';
  return new Error(
    `There is no variable "${name.trim()}" in the dictionary. It has: ${known.join(', ')}${more}. Why a column stayed out, sluss dictionary infer says.`,
  );
}
