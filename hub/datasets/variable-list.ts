// Which of a dataset's variables a page shows: those that hold the words, of one group, so many at a time.
import type { Dictionary, Variable } from '@sluss/protocol/dictionary.ts';
import { folded } from './near-words.ts';
import { meansTheSame } from './synonyms.ts';

/** Variables shown at a time: with the tables of some ten stations a page stays light. */
export const pageSize = 50;

export type Look = {
  /** Words that a variable's names, levels, unit or notes must hold. */
  find: string;
  /** What ids begin with, before the first _; empty: any. */
  group: string;
  /** From which one on. */
  from: number;
};
export type VariableList = { found: Variable[]; shown: Variable[]; groups: { id: string; count: number }[] };

export function listOf({ variables }: Dictionary, { find, group, from }: Look): VariableList {
  const worded = find.trim() === '' ? variables : variables.filter((variable) => holds(variable, find));
  const found = group === '' ? worded : worded.filter(({ id }) => groupOf(id) === group);
  // A page that is no longer there shows the last one.
  const last = Math.max(0, Math.ceil(found.length / pageSize) - 1) * pageSize;
  const start = Math.min(from - (from % pageSize), last);
  return { found, shown: found.slice(start, start + pageSize), groups: groupsOf(variables, worded) };
}

const groupOf = (id: string) => (id.includes('_') ? (id.split('_')[0] as string) : '');

/** Wide data often name their variables by where they come from: lab_hb, lab_crp, dx_i21. Told only where that divides them. */
function groupsOf(all: Variable[], found: Variable[]): VariableList['groups'] {
  if (all.length <= pageSize) return [];
  const count = (some: Variable[]) => {
    const counts = new Map<string, number>();
    for (const { id } of some) counts.set(groupOf(id), (counts.get(groupOf(id)) ?? 0) + 1);
    return counts;
  };
  const known = [...count(all)].filter(([id, size]) => id !== '' && size >= 5).map(([id]) => id);
  if (known.length < 2 || known.length > 40) return [];
  const here = count(found);
  return known.map((id) => ({ id, count: here.get(id) ?? 0 }));
}

/** Whether any of its names, levels, units or notes holds each of the words, or one that means the same, whatever the language. */
export function holds(variable: Variable, find: string): boolean {
  const text = textOf(variable);
  return folded(find)
    .split(/[\s,;]+/)
    .filter(Boolean)
    .every((word) => isIn(text, word) || meansTheSame(word).some((one) => holdsWord(text, folded(one))));
}

/** A word that was not typed must stand there by itself, or begin a longer one. */
export function holdsWord(text: string, word: string): boolean {
  const whole = ` ${text.replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  return whole.includes(word.length < 5 ? ` ${word} ` : ` ${word}`);
}

/** Short words begin a word; longer ones may stand anywhere, as in Swedish compounds. */
function isIn(text: string, word: string): boolean {
  return word.length < 4
    ? ` ${text.replace(/[^\p{L}\p{N}]+/gu, ' ')}`.includes(` ${word}`) || text.startsWith(word)
    : text.includes(word);
}

function textOf(variable: Variable): string {
  const levels =
    variable.type === 'category'
      ? variable.levels.flatMap(({ id, title }) => [id, title.sv, title.en])
      : // "mmHg" is UCUM's mm[Hg].
        [variable.unit, variable.unit.replace(/[^\p{L}\p{N}/%]/gu, '')];
  const { id, title, note } = variable;
  return folded([id, title.sv, title.en, note?.sv ?? '', note?.en ?? '', ...levels].join(' '));
}
