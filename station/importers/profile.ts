// The tables that a holder may publish about its data: made from the frozen import beside it, merged until each cell holds k persons,
// and rounded by a lot that is drawn once. Nothing finer is ever written down or sent (decisions/0021-published-tables.md).
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes, canonicalText, digest } from '@sluss/protocol/canonical.ts';
import type { Dictionary, Variable } from '@sluss/protocol/dictionary.ts';
import {
  type Cell,
  maxProfileBytes,
  type Profile,
  profileEnvelopeSchema,
  profileSchema,
  roundByLot,
  type VariableProfile,
} from '@sluss/protocol/profile.ts';
import { type Envelope, unverified } from '@sluss/protocol/signed.ts';
import { mergeRuns } from '@sluss/questions/merge.ts';
import { readFrozen } from './frozen.ts';
import { ImportError } from './import-error.ts';
import { ledgerKey } from './person-hash.ts';

export type ProfileOptions = {
  /** The station's folder, with its imported data. */
  folder: string;
  station: string;
  dictionary: Dictionary;
  dataVersion: string;
  k: number;
  /** Ids of the variables to tell of; all where left out. */
  variables?: string[] | undefined;
};

/** The same folder and options give the same profile, to the byte. Throws ImportError where there is nothing that may be told. */
export async function makeProfile(options: ProfileOptions): Promise<Profile> {
  const { folder, station, dictionary, dataVersion, k } = options;
  const chosen = chosenVariables(dictionary, options.variables);
  const [[[text = '', report = '{}'] = []] = []] = (await readFrozen(
    folder,
    'select dictionary, report from meta',
  )) as string[][][];
  if (text !== canonicalText(dictionary) || JSON.parse(report).dataVersion !== dataVersion)
    throw new ImportError(`${folder} holds other data than those that the station joined with`);

  const positions = new Map(dictionary.variables.map((variable, at) => [variable, at]));
  const counts = chosen.map((variable) => countsSql(variable, `c${positions.get(variable)}`));
  const { persons, bins: binsByVariable } = await countAll(folder, counts);
  if (persons < k) throw new ImportError(`these are fewer than ${k} persons: nothing can be told about them`);

  const key = ledgerKey(folder);
  const round = (count: number, what: unknown) => roundByLot(count, k, lotOf(key, dataVersion, what));
  const variables = chosen.map((variable, at): VariableProfile => {
    const bins = binsByVariable[at] as number[];
    const missing = persons - bins.reduce((sum, count) => sum + count, 0);
    return {
      id: variable.id,
      missing: missing < k ? null : round(missing, [variable.id]),
      cells: safeGroups(bins, variable, k).map((group) => {
        const count = group.reduce((sum, at) => sum + (bins[at] as number), 0);
        return cellOf(group, variable, round(count, [variable.id, ...group]));
      }),
    };
  });
  const head = { type: 'profile' as const, station, dataset: dictionary.dataset, dictionary: digest(canonicalBytes(dictionary)) };
  return profileSchema.parse({ ...head, dataVersion, k, persons: round(persons, []), variables });
}

function chosenVariables(dictionary: Dictionary, ids: string[] | undefined): Variable[] {
  const unknown = ids?.find((id) => !dictionary.variables.some((variable) => variable.id === id));
  if (unknown !== undefined) throw new ImportError(`the dictionary has no variable ${unknown}`);
  return dictionary.variables.filter(({ id }) => ids?.includes(id) ?? true);
}

const binsOf = (variable: Variable) => (variable.type === 'number' ? variable.grid.length - 1 : variable.levels.length);

/** Variables counted by one query: DuckDB takes much longer for many sums at once than for as many queries of few. */
const countedAtOnce = 5;

async function countAll(folder: string, counts: string[][]): Promise<{ persons: number; bins: number[][] }> {
  const parts = Array.from({ length: Math.ceil(counts.length / countedAtOnce) }, (_, at) =>
    counts.slice(at * countedAtOnce, (at + 1) * countedAtOnce),
  );
  const queries = parts.map((part) => `select count(*), ${part.flat().join(', ')} from persons`);
  const rows = (await readFrozen(folder, ...queries)).map(([row]) => (row ?? []).map(Number));
  const bins = parts.flatMap((part, at) => {
    const [, ...found] = rows[at] as number[];
    return part.map(({ length }) => found.splice(0, length));
  });
  return { persons: rows[0]?.[0] ?? 0, bins };
}

/** A count for each bin of the public grid, or for each level. Decimals of a dictionary are digits only, safe as SQL. */
function countsSql(variable: Variable, column: string): string[] {
  return Array.from({ length: binsOf(variable) }, (_, at) => {
    if (variable.type === 'category') return `count(*) filter (${column} = ${at})`;
    const last = at === variable.grid.length - 2;
    return `count(*) filter (${column} >= ${variable.grid[at]} and ${column} ${last ? '<=' : '<'} ${variable.grid[at + 1]})`;
  });
}

/** Bins joined until each group holds k persons: neighbours where they have an order; else the small levels together, with the
 * smallest of the others where they are still too few. Empty where all together are. */
export function safeGroups(counts: number[], variable: Variable, k: number): number[][] {
  const sum = (group: number[]) => group.reduce((total, at) => total + (counts[at] as number), 0);
  const all = counts.map((_, at) => at);
  if (sum(all) < k) return [];
  if (variable.type === 'number' || variable.ordered)
    return mergeRuns(counts.length, (first, last) => sum(all.slice(first, last + 1)) >= k).map(([first, last]) =>
      all.slice(first, last + 1),
    );
  const bySize = [...all].sort((a, b) => (counts[a] as number) - (counts[b] as number) || a - b);
  const rest = bySize.filter((at) => (counts[at] as number) < k);
  const shown = bySize.slice(rest.length);
  while (rest.length > 0 && sum(rest) < k) rest.push(shown.shift() as number);
  const groups = [...shown.map((at) => [at]), ...(rest.length > 0 ? [rest.sort((a, b) => a - b)] : [])];
  return groups.sort(([a = 0], [b = 0]) => a - b);
}

function cellOf(group: number[], variable: Variable, persons: number): Cell {
  if (variable.type === 'category') return { levels: group.map((at) => variable.levels[at]?.id as string), persons };
  const [first = 0, last = first] = [group[0], group.at(-1)];
  return { from: variable.grid[first] as string, to: variable.grid[last + 1] as string, persons };
}

/** Between 0 and 1, always the same for the same count of the same data; nobody without the ledger key can tell it. */
function lotOf(key: Buffer, dataVersion: string, what: unknown): number {
  const bytes = createHmac('sha256', key)
    .update('sluss/profile/v1\n')
    .update(JSON.stringify([dataVersion, what]))
    .digest();
  return bytes.readUIntBE(0, 6) / 2 ** 48;
}

// ---- what was published stays ----

const fileOf = (folder: string) => join(folder, 'published-profile.json');

/** What this station has published, as it was signed; undefined where nothing was. */
export function publishedProfile(folder: string): { envelope: Envelope; profile: Profile } | undefined {
  if (!existsSync(fileOf(folder))) return undefined;
  const envelope = profileEnvelopeSchema.parse(JSON.parse(readFileSync(fileOf(folder), 'utf8')));
  return { envelope, profile: profileSchema.parse(unverified(envelope, maxProfileBytes)) };
}

/** Before it is sent: from then on the data stay frozen, and nothing else is ever published about them. */
export function keepProfile(folder: string, envelope: Envelope): void {
  writeFileSync(fileOf(folder), `${JSON.stringify(envelope)}\n`, { mode: 0o600, flag: 'wx' });
}

/** Only where the hub did not take it. */
export function forgetProfile(folder: string): void {
  rmSync(fileOf(folder), { force: true });
}
