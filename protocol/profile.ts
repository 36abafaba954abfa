// A profile: the tables about its data that a station publishes for everybody, without a permit. Rounded, merged and signed beside the
// data; the hub checks here that what it is given keeps to that (decisions/0021-published-tables.md).
import { z } from 'zod';
import { canonicalBytes, digest } from './canonical.ts';
import { type Dictionary, decimalSchema, identifierSchema, slugSchema, type Variable } from './dictionary.ts';
import { digestSchema } from './documents.ts';
import { envelopeAround } from './signed.ts';

const personsSchema = z.int().min(1).max(1e12);

/** Persons with a value between two public edges (from ≤ value < to; the last edge is included), or on any of these levels. */
const cellSchema = z.union([
  z.strictObject({ from: decimalSchema, to: decimalSchema, persons: personsSchema }),
  z.strictObject({ levels: z.array(z.string().min(1).max(60)).min(1).max(100), persons: personsSchema }),
]);
export type Cell = z.infer<typeof cellSchema>;

const variableProfileSchema = z.strictObject({
  id: identifierSchema,
  /** Persons without a value; null: fewer than k, or none. */
  missing: personsSchema.nullable(),
  /** Together all of the range or all levels, each of k persons or more; empty: fewer than k persons have a value. */
  cells: z.array(cellSchema).max(200),
});
export type VariableProfile = z.infer<typeof variableProfileSchema>;

export const profileSchema = z.strictObject({
  type: z.literal('profile'),
  station: slugSchema,
  dataset: slugSchema,
  /** Digest of the dictionary, as permits name it. */
  dictionary: digestSchema,
  dataVersion: z.string().max(80),
  /** No cell rests on fewer persons. */
  k: z.int().min(5).max(1000),
  persons: personsSchema,
  variables: z.array(variableProfileSchema).min(1).max(2000),
});
export type Profile = z.infer<typeof profileSchema>;

/** One document, whatever it holds: a profile in parts would be several publications about the same persons. A thousand variables of
 * sixteen cells take two thirds of a megabyte. */
export const maxProfileBytes = 4 * 1024 * 1024;
export const profileEnvelopeSchema = envelopeAround(maxProfileBytes);

/** Every count of a profile is a multiple of this, so that what an outsider cannot tell apart is never fewer than k persons. */
export function roundingOf(k: number): number {
  return Math.max(10, k);
}

/** Rounds a count of at least `k` persons up or down to a multiple of `roundingOf(k)` by a lot between 0 and 1: up as often as it is
 * near (I. P. Fellegi, "Controlled random rounding", Survey Methodology 1 (1975) 123-133), but never to nothing. */
export function roundByLot(count: number, k: number, lot: number): number {
  const base = roundingOf(k);
  const below = Math.floor(count / base) * base;
  return Math.max(base, lot * base < count - below ? below + base : below);
}

export type ProfileProblem = { code: 'profile_unknown_variable' | 'profile_not_safe' | 'profile_malformed'; detail: string };

/** Why a profile may not be published about data with this dictionary, by a holder that answers about `k` persons or more; undefined
 * where it may. */
export function problemOfProfile(profile: Profile, dictionary: Dictionary, k: number): ProfileProblem | undefined {
  const unsafe = (detail: string): ProfileProblem => ({ code: 'profile_not_safe', detail });
  if (profile.dataset !== dictionary.dataset || profile.dictionary !== digest(canonicalBytes(dictionary)))
    return { code: 'profile_malformed', detail: 'it was made with another dictionary' };
  if (profile.k < k) return unsafe(`it was made for groups of ${profile.k}; this station answers about ${k} persons or more`);
  if (new Set(profile.variables.map(({ id }) => id)).size !== profile.variables.length)
    return { code: 'profile_malformed', detail: 'a variable stands twice' };
  const base = roundingOf(profile.k);
  const known = new Map(dictionary.variables.map((variable) => [variable.id, variable]));
  if (profile.persons % base !== 0) return unsafe(`the number of persons is not rounded to ${base}`);
  for (const one of profile.variables) {
    const variable = known.get(one.id);
    if (!variable) return { code: 'profile_unknown_variable', detail: `the dictionary has no variable ${one.id}` };
    for (const count of [...one.cells.map(({ persons }) => persons), ...(one.missing === null ? [] : [one.missing])]) {
      if (count < profile.k) return unsafe(`${one.id} has a count below ${profile.k}`);
      if (count % base !== 0) return unsafe(`${one.id} has a count that is not rounded to ${base}`);
    }
    if (one.cells.length > 0 && !coversAll(one.cells, variable))
      return { code: 'profile_malformed', detail: `the cells of ${one.id} are not its public grid or levels, each once` };
    const total = one.cells.reduce((sum, { persons }) => sum + persons, one.missing ?? 0);
    // Each count is off by less than `base`; what is hidden is below k.
    if (Math.abs(total - profile.persons) > base * (one.cells.length + 3))
      return { code: 'profile_malformed', detail: `the counts of ${one.id} do not add up to the number of persons` };
  }
  return undefined;
}

/** Whether the cells are the whole range, in order, cut at public edges; or all levels, each once, and neighbours where they have an
 * order. */
function coversAll(cells: Cell[], variable: Variable): boolean {
  if (variable.type === 'number') {
    const edges = cells.flatMap((cell) =>
      'from' in cell ? [variable.grid.indexOf(cell.from), variable.grid.indexOf(cell.to)] : [-1],
    );
    const joined = [0, ...edges, variable.grid.length - 1];
    return (
      joined.every((edge, i) => i % 2 === 0 || edge === joined[i - 1]) &&
      edges.every((edge, i) => edge >= 0 && (i % 2 === 0 || edge > (edges[i - 1] as number)))
    );
  }
  const ids = variable.levels.map(({ id }) => id);
  const found = cells.flatMap((cell) => ('levels' in cell ? cell.levels : ['']));
  if (variable.ordered) return found.join('\n') === ids.join('\n');
  return found.length === ids.length && [...found].sort().join('\n') === [...ids].sort().join('\n');
}

/** How a station sends it: signed with its own key under the type `profile`. */
export const publicationSchema = z.strictObject({ profile: profileEnvelopeSchema });
