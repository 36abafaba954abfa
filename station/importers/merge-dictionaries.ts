// Several holders each propose a dictionary for their own file; this makes one of them. Only dictionaries meet: they hold what may be
// published, so no holder sees another's file.
import {
  type CategoryVariable,
  type Dictionary,
  dictionarySchema,
  type NumberVariable,
  type Variable,
} from '@sluss/protocol/dictionary.ts';
import { gridBetween } from './public-range.ts';

export type Merged = { dictionary: Dictionary; notes: string[] };
type Joined = { variable: Variable; note?: string } | { left: string };

/** Names, texts and the order of variables and levels are the first one's. Throws Error where nothing is common to all. */
export function mergeDictionaries([first, ...others]: [Dictionary, ...Dictionary[]]): Merged {
  const notes: string[] = [];
  const variables: Variable[] = [];
  const keys = [...new Set([first, ...others].map((one) => one.person_key).filter((key) => key !== null))];
  if (keys.length > 1) notes.push(`Different person keys are proposed (${keys.join(', ')}): "${keys[0]}" is taken.`);
  for (const variable of first.variables) {
    if (variable.column === keys[0]) continue;
    const joined = join(variable, others);
    if ('left' in joined) notes.push(`"${variable.column}" stays out: ${joined.left}.`);
    else {
      variables.push(joined.variable);
      if (joined.note) notes.push(`${variable.id}: ${joined.note}.`);
    }
  }
  const known = new Set(first.variables.map((variable) => columnOf(variable)));
  const more = others.flatMap((one) =>
    one.variables.filter((variable) => !known.has(columnOf(variable))).map(({ column }) => column),
  );
  for (const column of new Set(more)) notes.push(`"${column}" stays out: the first dictionary does not have it.`);
  if (variables.length === 0)
    throw new Error('The dictionaries have no variable in common: are the columns called the same in all files?');
  return { dictionary: dictionarySchema.parse({ ...first, person_key: keys[0] ?? null, variables }), notes };
}

const columnOf = ({ column }: Variable) => column.trim().normalize('NFC');

function join(first: Variable, others: Dictionary[]): Joined {
  const same = others.map((one) => one.variables.find((variable) => columnOf(variable) === columnOf(first)));
  const absent = same.indexOf(undefined);
  if (absent >= 0) return { left: `dictionary ${absent + 2} does not have it` };
  const all = [first, ...same] as Variable[];
  const missing = [...new Set(all.flatMap((variable) => variable.missing))].slice(0, 50);
  if (all.every((variable) => variable.type === 'category')) return joinCategories(all as CategoryVariable[], missing);
  // Few different whole numbers look like codes in one file and are measurements in another.
  const numbers = all.map((variable) => (variable.type === 'number' ? variable : numberFrom(variable)));
  if (numbers.some((variable) => variable === null)) return { left: 'it is a number in some of the files and text in others' };
  const mixed = all.some((variable) => variable.type === 'category');
  const joined = joinNumbers(numbers as NumberVariable[], missing);
  return { ...joined, ...(mixed ? { note: 'a number in one file and codes in another: taken as a number' } : {}) };
}

function joinNumbers(all: NumberVariable[], missing: string[]): { variable: NumberVariable; note?: string } {
  const [first] = all as [NumberVariable];
  const magnitude = all.some((variable) => variable.magnitude);
  const shared = { ...first, missing, ...(magnitude ? { magnitude } : {}) };
  if (all.every((variable) => variable.range.join() === first.range.join())) return { variable: shared };
  const low = Math.min(...all.map((variable) => Number(variable.range[0])));
  const high = Math.max(...all.map((variable) => Number(variable.range[1])));
  const whole = all.every((variable) => variable.grid.every((edge) => Number.isInteger(Number(edge))));
  const range = gridBetween(low, high, whole);
  return {
    variable: { ...shared, range: [range.low, range.high], grid: range.grid },
    note: `range ${range.low} to ${range.high} covers ${all.map((variable) => variable.range.join(' to ')).join(', ')}`,
  };
}

/** Null where a level is not written as a number. */
function numberFrom(variable: CategoryVariable): NumberVariable | null {
  const { levels, ordered: _ordered, ...shared } = variable;
  const values = levels.flatMap((level) => level.codes).map((code) => (code.trim() === '' ? Number.NaN : Number(code)));
  if (values.some((value) => !Number.isFinite(value))) return null;
  const range = gridBetween(Math.min(...values), Math.max(...values), values.every(Number.isInteger));
  return { ...shared, type: 'number', unit: '', range: [range.low, range.high], grid: range.grid };
}

const sameCode = (code: string) =>
  code.trim() !== '' && Number.isFinite(Number(code)) ? String(Number(code)) : code.trim().toLowerCase();

function joinCategories(all: CategoryVariable[], missing: string[]): Joined {
  const [first, ...others] = all as [CategoryVariable, ...CategoryVariable[]];
  const levels = first.levels.map((level) => ({ ...level, codes: [...level.codes] }));
  const added: string[] = [];
  for (const level of others.flatMap((variable) => variable.levels)) {
    const codes = new Set(level.codes.map(sameCode));
    const known = levels.find((candidate) => candidate.codes.some((code) => codes.has(sameCode(code))));
    if (!known) {
      levels.push({ ...level, codes: [...level.codes] });
      added.push(level.id);
    } else known.codes = [...new Set([...known.codes, ...level.codes])].slice(0, 50);
  }
  if (levels.length > 100 || new Set(levels.map(({ id }) => id)).size !== levels.length)
    return { left: 'its levels do not fit together' };
  return {
    variable: { ...first, missing, levels },
    ...(added.length > 0 ? { note: `levels not in the first file were added: ${added.join(', ')}` } : {}),
  };
}
