// Each field of an application as the inputs of a form: what was typed, whether it fits, and the way back. What does not fit is kept
// as it was typed (a draft may hold it; it cannot be handed in).
import { createHash } from 'node:crypto';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Condition } from '@sluss/protocol/documents.ts';
import { z } from 'zod';
import { type Content, contentSchema, prohibitedUses, purposes, reservedPurposes } from '../schema.ts';
import { type ContentField, type Field, isReply } from './steps.ts';

/** What stands in the inputs of one field, by their names; only what is not empty. */
export type Inputs = Record<string, string | string[]>;
/** Why it does not fit: a key of the texts (`wrong_…`) and its values. */
export type Wrong = { code: string; values?: Record<string, string | number> };
export type Reading = { ok: true; value: unknown } | { ok: false; wrong: Wrong };

/** What reading a field must know besides what was typed. */
export type Ground = {
  dictionaries: Map<string, Dictionary>;
  /** Whether purposes a to c are open: a public body, or on behalf of one (art. 53(2)). */
  reservedOpen: boolean;
};

type Kind = {
  /** From everything that was posted. */
  pick(posted: Inputs, ground: Ground): Inputs;
  /** From what the application holds. */
  write(value: never): Inputs;
  read(inputs: Inputs, ground: Ground): Reading;
};

const fits = (value: unknown): Reading => ({ ok: true, value });
const wrong = (code: string, values?: Wrong['values']): Reading => ({
  ok: false,
  wrong: { code, ...(values ? { values } : {}) },
});

/** PostgreSQL holds no NUL, JSON no lone surrogate: both become the sign for a character that was none, and are named. */
export function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD').replaceAll('\r\n', '\n').normalize('NFC').trim();
}

function one(posted: Inputs, name: string): string {
  const value = Object.hasOwn(posted, name) ? posted[name] : undefined;
  return clean((Array.isArray(value) ? value.at(-1) : value) ?? '');
}

function several(posted: Inputs, name: string): string[] {
  const value = Object.hasOwn(posted, name) ? posted[name] : undefined;
  return [...new Set([value ?? []].flat().map(clean))].filter(Boolean).slice(0, 600);
}

/** Without what is empty, so that two ways to say nothing are the same. */
function filled(inputs: Inputs): Inputs {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value.length > 0));
}

function readText(text: string, max: number): Reading {
  if (text === '') return fits(undefined);
  if (text.length > max) return wrong('tooLong', { max, has: text.length });
  return text.includes('\uFFFD') ? wrong('characters') : fits(text);
}

function text(name: string, max = 20_000): Kind {
  return {
    pick: (posted) => filled({ [name]: one(posted, name) }),
    write: (value: string) => filled({ [name]: value }),
    read: (inputs) => readText(one(inputs, name), max),
  };
}

function choice(name: ContentField): Kind {
  const schema = contentSchema.shape[name];
  return {
    pick: (posted) => filled({ [name]: one(posted, name) }),
    write: (value: string) => filled({ [name]: value }),
    read(inputs) {
      const chosen = one(inputs, name);
      if (chosen === '') return fits(undefined);
      return schema.safeParse(chosen).success ? fits(chosen) : wrong('notThere', { value: chosen.slice(0, 100) });
    },
  };
}

const purpose: Kind = {
  ...choice('purpose'),
  read(inputs, ground) {
    const chosen = one(inputs, 'purpose');
    if (chosen === '') return fits(undefined);
    if (!Object.hasOwn(purposes, chosen)) return wrong('notThere', { value: chosen.slice(0, 100) });
    const reserved = (reservedPurposes as readonly string[]).includes(chosen);
    return reserved && !ground.reservedOpen ? wrong('reserved') : fits(chosen);
  },
};

const prohibited: Kind = {
  pick: (posted) => filled({ prohibited_uses: several(posted, 'prohibited_uses') }),
  write: (value: string[]) => filled({ prohibited_uses: value.length ? value : ['none'] }),
  read(inputs) {
    const ticked = several(inputs, 'prohibited_uses');
    if (ticked.length === 0) return fits(undefined);
    if (ticked.length > 1 && ticked.includes('none')) return wrong('noneAndSome');
    const uses = ticked.filter((use) => use !== 'none');
    const unknown = uses.find((use) => !Object.hasOwn(prohibitedUses, use));
    return unknown === undefined ? fits(uses) : wrong('notThere', { value: unknown.slice(0, 100) });
  },
};

const methods: Kind = {
  pick: (posted) => filled({ methods: several(posted, 'methods') }),
  write: (value: string[]) => filled({ methods: value }),
  read(inputs) {
    const chosen = several(inputs, 'methods');
    if (chosen.length === 0) return fits(undefined);
    return contentSchema.shape.methods.safeParse(chosen).success ? fits(chosen) : wrong('notThere', { value: '' });
  },
};

const mostRows = 60;
/** Indexes of rows that were posted: the numbers in names such as person-3-email. */
function rowsIn(posted: Inputs, prefix: string): number[] {
  const form = new RegExp(`^${prefix}-(\\d{1,3})-`);
  const found = Object.keys(posted).flatMap((name) => form.exec(name)?.[1] ?? []);
  return [...new Set(found.map(Number))].sort((a, b) => a - b).slice(0, mostRows);
}

type PersonRow = { name: string; email: string; investigator: boolean };
export function personsIn(inputs: Inputs): PersonRow[] {
  return rowsIn(inputs, 'person').map((row) => ({
    name: one(inputs, `person-${row}-name`),
    email: one(inputs, `person-${row}-email`),
    investigator: one(inputs, 'investigator') === String(row),
  }));
}
function writePersons(rows: PersonRow[]): Inputs {
  const entries = rows.flatMap((row, at) => [
    [`person-${at}-name`, row.name],
    [`person-${at}-email`, row.email],
  ]);
  const chief = rows.findIndex((row) => row.investigator);
  return filled({ ...Object.fromEntries(entries), investigator: chief < 0 ? '' : String(chief) });
}
const persons: Kind = {
  pick(posted) {
    const rows = personsIn(posted);
    const added = several(posted, 'add_person').map((text) => {
      // Read from the end: an expression that seeks the blanks before "<" takes a quarter of a minute over a hundred thousand.
      const at = text.endsWith('>') ? text.lastIndexOf('<') : -1;
      const [name, email] = at < 0 ? ['', text] : [text.slice(0, at).trim(), text.slice(at + 1, -1)];
      return { name, email, investigator: false };
    });
    const known = new Set(rows.map((row) => row.email.toLowerCase()));
    return writePersons(
      [...rows, ...added.filter((row) => !known.has(row.email.toLowerCase()))].filter((row) => row.name || row.email),
    );
  },
  write: (value: PersonRow[]) => writePersons(value),
  read(inputs) {
    const rows = personsIn(inputs);
    if (rows.length === 0) return fits(undefined);
    const parsed = contentSchema.shape.persons.safeParse(rows);
    if (parsed.success && rows.every((row) => row.name)) return fits(parsed.data);
    const at = rows.findIndex((row) => !row.name || !z.email().safeParse(row.email).success);
    return rows.length > 50
      ? wrong('tooMany', { max: 50, has: rows.length })
      : wrong('person', { person: (rows[Math.max(at, 0)]?.name || rows[Math.max(at, 0)]?.email || '').slice(0, 100) });
  },
};

const period: Kind = {
  pick: (posted) => filled({ period_from: one(posted, 'period_from'), period_to: one(posted, 'period_to') }),
  write: (value: { from: string; to: string }) => filled({ period_from: value.from, period_to: value.to }),
  read(inputs) {
    const given = { from: one(inputs, 'period_from'), to: one(inputs, 'period_to') };
    if (!given.from && !given.to) return fits(undefined);
    if (!given.from || !given.to) return wrong('periodHalf');
    if (!contentSchema.shape.period.safeParse(given).success) return wrong('day');
    return given.from > given.to ? wrong('periodBackwards') : fits(given);
  },
};

export type ModelRow = { name: string; digest: string };
export function modelsIn(inputs: Inputs): ModelRow[] {
  return rowsIn(inputs, 'model').map((row) => ({
    name: one(inputs, `model-${row}-name`),
    digest: one(inputs, `model-${row}-digest`),
  }));
}
function writeModels(rows: ModelRow[]): Inputs {
  return filled(
    Object.fromEntries(
      rows.flatMap((row, at) => [
        [`model-${at}-name`, row.name],
        [`model-${at}-digest`, row.digest],
      ]),
    ),
  );
}
const models: Kind = {
  pick(posted) {
    const rows = modelsIn(posted);
    const added = several(posted, 'add_model').filter((digest) => !rows.some((row) => row.digest === digest));
    return writeModels([...rows, ...added.map((digest) => ({ name: '', digest }))].filter((row) => row.name || row.digest));
  },
  write: (value: ModelRow[]) => writeModels(value),
  read(inputs) {
    const rows = modelsIn(inputs);
    if (rows.length === 0) return fits(undefined);
    if (rows.length > 3) return wrong('tooMany', { max: 3, has: rows.length });
    return contentSchema.shape.models.safeParse(rows).success ? fits(rows) : wrong('model');
  },
};

export type LimitRow = { variable: string; from: string; to: string; levels: string[] };
export type DataRow = { dataset: string; variables: string[]; reason: string; limits: LimitRow[] };
export function dataIn(inputs: Inputs): DataRow[] {
  return rowsIn(inputs, 'data').map((row) => ({
    dataset: one(inputs, `data-${row}-dataset`),
    variables: several(inputs, `data-${row}-variables`),
    reason: one(inputs, `data-${row}-reason`),
    limits: rowsIn(inputs, `limit-${row}`).map((at) => ({
      variable: one(inputs, `limit-${row}-${at}-variable`),
      from: one(inputs, `limit-${row}-${at}-from`),
      to: one(inputs, `limit-${row}-${at}-to`),
      levels: several(inputs, `limit-${row}-${at}-levels`),
    })),
  }));
}
function writeData(rows: DataRow[]): Inputs {
  const inputs: Inputs = {};
  for (const [row, data] of rows.entries()) {
    inputs[`data-${row}-dataset`] = data.dataset;
    inputs[`data-${row}-variables`] = data.variables;
    inputs[`data-${row}-reason`] = data.reason;
    for (const [at, limit] of data.limits.entries())
      for (const part of ['variable', 'from', 'to', 'levels'] as const) inputs[`limit-${row}-${at}-${part}`] = limit[part];
  }
  return filled(inputs);
}
/** A new limit begins with everybody inside: it fits at once, and is then narrowed. */
function widest(dictionary: Dictionary | undefined, id: string): LimitRow {
  const variable = dictionary?.variables.find((candidate) => candidate.id === id);
  const open = { variable: id, from: '', to: '', levels: [] };
  if (variable?.type === 'number') return { ...open, from: variable.grid[0] ?? '', to: variable.grid.at(-1) ?? '' };
  return { ...open, levels: variable?.levels.map((level) => level.id) ?? [] };
}
const data: Kind = {
  pick(posted, { dictionaries }) {
    const rows = dataIn(posted).flatMap((row, index) => {
      const at = rowsIn(posted, 'data')[index];
      if (!row.dataset || one(posted, `data-${at}-remove`)) return [];
      const numbers = rowsIn(posted, `limit-${at}`);
      const kept = row.limits.filter((limit, place) => limit.variable && !one(posted, `limit-${at}-${numbers[place]}-remove`));
      const added = one(posted, `data-${at}-limit`);
      return [{ ...row, limits: added ? [...kept, widest(dictionaries.get(row.dataset), added)] : kept }];
    });
    const added = several(posted, 'add_dataset').filter((dataset) => !rows.some((row) => row.dataset === dataset));
    return writeData([...rows, ...added.map((dataset) => ({ dataset, variables: [], reason: '', limits: [] }))]);
  },
  write: (value: NonNullable<Content['data']>) =>
    writeData(
      value.map((request) => ({
        dataset: request.dataset,
        variables: request.variables,
        reason: request.reason ?? '',
        limits: request.filter.map((limit) => ({ from: '', to: '', levels: [], ...limit })),
      })),
    ),
  read(inputs) {
    const rows = dataIn(inputs);
    if (rows.length === 0) return fits(undefined);
    const tooLong = rows.find((row) => row.reason.length > 20_000);
    if (tooLong) return wrong('tooLong', { max: 20_000, has: tooLong.reason.length });
    const value = rows.map(({ dataset, variables, reason, limits }) => ({
      dataset,
      variables,
      ...(reason ? { reason } : {}),
      filter: limits.map(
        ({ variable, from, to, levels }): Condition => (levels.length ? { variable, levels } : { variable, from, to }),
      ),
    }));
    const parsed = contentSchema.shape.data.safeParse(value);
    return parsed.success ? fits(parsed.data) : wrong('data');
  },
};

const kinds: Record<ContentField, Kind> = {
  title: text('title', 200),
  summary: text('summary', 2500),
  applicant: text('applicant'),
  persons,
  on_behalf_of: choice('on_behalf_of'),
  purpose,
  prohibited_uses: prohibited,
  intended_use: text('intended_use'),
  benefit: text('benefit'),
  data,
  coverage: text('coverage'),
  format: choice('format'),
  format_reason: text('format_reason'),
  legal_basis: text('legal_basis'),
  methods,
  models,
  brought: text('brought'),
  tools: text('tools'),
  safeguards: text('safeguards'),
  period,
  period_reason: text('period_reason'),
  frequency: text('frequency'),
  ethics: text('ethics'),
  opt_out_exception: text('opt_out_exception'),
};

function kindOf(field: Field): Kind {
  return isReply(field) ? text(field, 4000) : kinds[field];
}

export function pick(field: Field, posted: Inputs, ground: Ground): Inputs {
  return kindOf(field).pick(posted, ground);
}

export function read(field: Field, inputs: Inputs, ground: Ground): Reading {
  return kindOf(field).read(inputs, ground);
}

/** What stands in the inputs: as it was typed where that did not fit, else what the application holds. */
export function inputsOf(field: Field, content: Content, typed: Record<string, Inputs>): Inputs {
  const kept = Object.hasOwn(typed, field) ? typed[field] : undefined;
  if (kept) return kept;
  const value = isReply(field) ? undefined : content[field];
  return value === undefined ? {} : kindOf(field).write(value as never);
}

/** A name for what stands in a field's inputs: a page carries it, so that the hub can tell who changed what since. */
export function nameOf(inputs: Inputs): string {
  const sorted = Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 12);
}
