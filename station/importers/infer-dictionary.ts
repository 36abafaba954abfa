// Proposes a dictionary for a file: types, public ranges and levels, and what should stay hidden; and says all of it, because a
// steward decides, not a guess.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Dictionary, dictionarySchema, type Variable } from '@sluss/protocol/dictionary.ts';
import {
  countDistinct,
  extremesWithout,
  innerExtremes,
  levelCounts,
  missingWords,
  type Profile,
  profiles,
  readCells,
} from './column-profile.ts';
import { ImportError } from './import-error.ts';
import { publicRange } from './public-range.ts';
import { openSource, sourceFailure } from './source.ts';
import { atWorkbench, type WorkbenchOptions } from './workbench.ts';

export type InferOptions = WorkbenchOptions & {
  columns?: string[];
  /** Levels and extremes with fewer persons stay hidden. */
  k?: number;
  dataset?: string;
  title?: string;
  /** Column that tells persons apart; null: each row is a person. Left out: proposed from the file. */
  personKey?: string | null;
  /** Codes that stand for "missing" in this file, beyond the usual words. */
  missing?: string[];
  /** Columns whose kind the steward knows better than their look tells. */
  numbers?: string[];
  categories?: string[];
};
export type Proposal = { dictionary: Dictionary; notes: string[] };
type Proposed = { variable: Variable; note?: string; coded?: boolean } | { hidden: string };

const usual = { k: 10, maxLevels: 50, maxNumberLevels: 6, maxVariables: 2000 };
/** A name that says "identifier": `patient_id`, `Löpnr`, `person`; not `patient_age`. */
const keyNames =
  /(^|[^a-zåäö])(id|pid|key|nr|no|löpnr|lopnr|personnummer|personnr|ssn|mrn|subjid|rownames)([^a-zåäö]|$)|^(patient|person|subject|participant)s?$|(pat|patient|person|subject|participant)[^a-z]*(id|nr|no|num|number|nummer|key|code|kod)([^a-z]|$)/i;
/** Numbers that files write for "no value". */
const missingNumbers = [-1, -7, -8, -9, -77, -88, -99, -777, -888, -999, -9999, 777, 888, 999, 7777, 8888, 9999, 99999, 999999];
const moneyNames = /cost|price|income|salary|amount|kostnad|inkomst|lön|pris/i;

/** Throws ImportError where the file cannot be read or holds nothing that may be shown. */
export async function inferDictionary(
  file: string,
  { columns, k = usual.k, dataset, title, personKey, missing = [], numbers = [], categories = [], ...options }: InferOptions = {},
): Promise<Proposal> {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-infer-'));
  try {
    return await atWorkbench(join(folder, 'work'), options, async (bench) => {
      const opened = await openSource(bench.connection, file, bench.folder, columns);
      const source = { ...opened, columns: opened.columns.slice(0, usual.maxVariables) };
      const unseen = opened.columns.length - source.columns.length;
      if (unseen > 0)
        source.notes.push(`The last ${unseen} columns were not looked at: a dictionary holds at most ${usual.maxVariables}.`);
      await readCells(bench.connection, source).catch((error: unknown) => {
        throw sourceFailure(source, error);
      });
      const words = [...missingWords, ...missing.map((word) => word.trim().toLowerCase()).filter((word) => word !== '')];
      const found = shareMissing(await profiles(bench.connection, source.columns, words), missing);
      if (!found[0]?.rows) throw new ImportError('the file has no rows');
      for (const name of [...numbers, ...categories]) columnNamed(found, name);
      const key = personKey === undefined ? await proposeKey(bench.connection, found) : keyNamed(found, personKey);
      const { variables, notes } = await proposeVariables(found, key, {
        connection: bench.connection,
        k,
        missing: words,
        numbers,
        categories,
      });
      if (variables.length === 0) throw new ImportError('no column of the file can be described without showing single persons');
      const name = title ?? basename(file).replace(/\.[^.]*$/, '');
      const dictionary = dictionarySchema.parse({
        type: 'dictionary',
        dataset: dataset ?? (slug(name).replaceAll('_', '-').slice(0, 60) || 'dataset').padEnd(2, '-1'),
        title: both(name),
        description: both(''),
        category: 'EHRS',
        access: 'restricted',
        licence: '',
        person_key: key?.name ?? null,
        variables,
      });
      return { dictionary, notes: [...source.notes, keyNote(key), ...notes, ...closingNotes] };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A word for missing that one column uses means the same in all: the next holder's file may need it there. */
function shareMissing(found: Profile[], declared: string[]): Profile[] {
  const missing = [...new Set([...declared, ...found.flatMap((profile) => profile.missing)])].sort().slice(0, 50);
  return found.map((profile) => ({ ...profile, missing }));
}

const closingNotes = [
  'Titles are the columns’ names and units are empty: write what a reader needs.',
  'Ranges, grids and levels are published: check that each may be, and that they are not too narrow for other holders’ data.',
];

function keyNamed(found: Profile[], name: string | null): Profile | null {
  return name === null ? null : columnNamed(found, name);
}

function columnNamed(found: Profile[], name: string): Profile {
  const column = found.find((profile) => profile.name === name.trim());
  if (!column) throw new ImportError(`the file has no column "${name}"`);
  return column;
}

function keyNote(key: Profile | null): string {
  return key
    ? `Person key: column "${key.name}" (different in every row). It is never selectable and never sent.`
    : 'No person key was found: each row counts as one person. Name the key column if persons can have several rows.';
}

/** A full column that differs in every row and looks like an identifier: by its name, or because it is text or counts upwards. */
async function proposeKey(connection: DuckDBConnection, found: Profile[]): Promise<Profile | null> {
  const candidates = found.filter((profile) => profile.name !== '' && profile.present === profile.rows && looksLikeKey(profile));
  candidates.sort((a, b) => Number(keyNames.test(b.name)) - Number(keyNames.test(a.name)));
  for (const candidate of candidates)
    if ((await countDistinct(connection, found.indexOf(candidate))) === candidate.rows) return candidate;
  return null;
}

function looksLikeKey({ name, present, distinct, numbers, integers, min, max }: Profile): boolean {
  if (present < 2 || distinct < present * 0.85) return false; // in large files distinct is an estimate
  // A few words among numbers are slips, as below.
  if (numbers < present * 0.95) return true;
  return integers === present && (keyNames.test(name) || max - min < present * 1.2);
}

type Proposing = { connection: DuckDBConnection; k: number; missing: string[]; numbers: string[]; categories: string[] };

async function proposeVariables(found: Profile[], key: Profile | null, proposing: Proposing) {
  const variables: Variable[] = [];
  const notes: string[] = [];
  const names = new Map<string, number>();
  for (const profile of found) names.set(profile.name, (names.get(profile.name) ?? 0) + 1);
  const renamed: string[] = [];
  const coded: string[] = [];
  const taken = new Set<string>();
  for (const [i, profile] of found.entries()) {
    if (profile === key) continue;
    const label = profile.name === '' ? `Column ${i + 1}` : `"${profile.name}"`;
    const proposed: Proposed =
      profile.name === '' || profile.name.length > 200 || (names.get(profile.name) ?? 0) > 1
        ? { hidden: profile.name === '' ? 'it has no name' : 'another column has the same name, or the name is too long' }
        : await proposeVariable(i, profile, proposing);
    if ('hidden' in proposed) {
      notes.push(`${label} stays out: ${proposed.hidden}.`);
      continue;
    }
    const variable = { ...proposed.variable, id: uniqueId(profile.name, taken) };
    variables.push(variable);
    if (variable.id !== profile.name.toLowerCase()) renamed.push(`${label} is ${variable.id}`);
    if (proposed.coded) coded.push(variable.id);
    if (proposed.note) notes.push(`${variable.id}: ${proposed.note}.`);
  }
  if (renamed.length > 0) notes.push(`Names that are no identifiers got one: ${renamed.join(', ')}.`);
  if (coded.length > 0)
    notes.push(`Numbers taken as codes of categories: ${coded.join(', ')}. Name the levels, or make them numbers.`);
  return { variables, notes };
}

async function proposeVariable(i: number, profile: Profile, proposing: Proposing): Promise<Proposed> {
  const { name, present, distinct, numbers, integers, dates, longest } = profile;
  const { k } = proposing;
  const said = (names: string[]) => names.some((one) => one.trim() === name);
  if (present < 2 * k) return { hidden: `fewer than ${2 * k} rows have a value` };
  if (said(proposing.numbers)) return proposeNumber(i, profile, proposing);
  if (said(proposing.categories)) return proposeCategory(i, profile, numbers >= present * 0.95, proposing);
  if (dates > present / 2) return { hidden: 'dates can tell persons apart; turn them into ages or numbers of days' };
  if (looksLikeKey(profile)) return { hidden: 'it looks like a key: it differs in nearly every row' };
  if (keyNames.test(name) && integers === present && distinct > usual.maxLevels)
    return {
      hidden: 'it is called like a key. If it tells persons apart, aggregate to one row a person and name it as the person key',
    };
  // A few words among numbers are slips; then the numbers are meant.
  const numeric = numbers >= present * 0.95;
  if (numeric && !(integers === numbers && distinct <= usual.maxNumberLevels)) return proposeNumber(i, profile, proposing);
  if (distinct > usual.maxLevels * 1.2 || longest > 60) return { hidden: 'free text, or too many different values' };
  return proposeCategory(i, profile, numeric, proposing);
}

async function proposeNumber(i: number, profile: Profile, { connection, k, missing: words }: Proposing): Promise<Proposed> {
  const { name, min, max, present, numbers, missing } = profile;
  const inner = present >= 20 * k ? await innerExtremes(connection, i, { k, missing: words }) : null;
  const [innerLow, innerHigh] = inner ?? [min, max];
  const range = publicRange({ min, max, innerLow, innerHigh, whole: profile.integers === numbers });
  if (!range) return { hidden: 'its numbers are all the same, or too large or small for a public range' };
  const apart = await codesApart(i, profile, { connection, missing: words });
  const notes = [
    ...(range.trimmed
      ? ['a few values lie far outside the proposed range and would count as missing; perhaps they are codes for "missing"']
      : []),
    ...apart.map(
      (code) => `${code} stands apart from the other values: if it is a code for "missing", name it (--missing) and infer again`,
    ),
    ...(numbers < present ? [`values that are not numbers would count as missing (${present - numbers})`] : []),
    ...(moneyNames.test(name) ? ['declared a magnitude: the dominance rule for costs and incomes applies'] : []),
  ];
  return {
    variable: {
      id: '',
      column: name,
      title: both(name),
      missing,
      type: 'number',
      unit: '',
      range: [range.low, range.high],
      grid: range.grid,
      ...(moneyNames.test(name) ? { magnitude: true } : {}),
    },
    note: notes.join('; '),
  };
}

/** An extreme that is often a code, with nothing near it. */
async function codesApart(
  i: number,
  { min, max }: Profile,
  within: { connection: DuckDBConnection; missing: string[] },
): Promise<number[]> {
  const candidates = [min, max].filter((value) => missingNumbers.includes(value));
  if (candidates.length === 0) return [];
  const [low, high] = (await extremesWithout(within.connection, i, [...within.missing, ...candidates.map(String)])) ?? [min, max];
  return candidates.filter((code) => (code < 0 && low >= 0) || Math.max(low - code, code - high) > (high - low) / 4);
}

async function proposeCategory(
  i: number,
  profile: Profile,
  numeric: boolean,
  { connection, k, missing }: Proposing,
): Promise<Proposed> {
  const counts = await levelCounts(connection, i, { numeric, missing });
  const shown = counts.filter(({ persons }) => persons >= k);
  const hidden = counts.length - shown.length;
  if (shown.length < 2) return { hidden: `fewer than two of its values are shared by ${k} persons` };
  if (shown.length > 100) return { hidden: 'too many different values' };
  const formulas = !numeric && shown.some(({ spellings }) => spellings.some((text) => /^[=@+]|^-\D/.test(text)));
  // Equal numbers are one level: "1" stands for "1.0" too.
  const codes = ({ spellings }: { spellings: string[] }) =>
    numeric ? [String(Number(spellings[0]?.replace(',', '.')))] : spellings.slice(0, 50);
  return {
    variable: {
      id: '',
      column: profile.name,
      title: both(profile.name),
      missing: profile.missing,
      type: 'category',
      levels: shown.map((count) => {
        const [code = ''] = codes(count);
        return { id: code, codes: codes(count), title: both(code) };
      }),
    },
    note: [
      ...(hidden > 0 ? [`values with fewer than ${k} persons each are hidden and count as missing (${hidden})`] : []),
      ...(formulas ? ['some values begin like a spreadsheet formula: they are text here, and are never computed'] : []),
    ].join('; '),
    coded: numeric,
  };
}

function both(text: string): { sv: string; en: string } {
  const normal = text.normalize('NFC').slice(0, 400);
  return { sv: normal, en: normal };
}

function slug(name: string): string {
  const plain = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return plain
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 55);
}

function uniqueId(name: string, taken: Set<string>): string {
  const base = /^[a-z]/.test(slug(name)) ? slug(name) : `v_${slug(name)}`.replace(/_$/, '');
  let id = base;
  for (let number = 2; taken.has(id); number++) id = `${base}_${number}`;
  taken.add(id);
  return id;
}
