// What the machine can check of an application, beside what an officer judges: each fact belongs to a criterion of art. 68. Pure.
import { methods } from '@sluss/methods/catalogue.ts';
import type { Criterion } from '@sluss/protocol/decision.ts';
import { type Dictionary, variableOf } from '@sluss/protocol/dictionary.ts';
import { dayOf } from '../calendar.ts';
import { longestUntil } from '../clocks.ts';
import { type Content, reservedPurposes } from '../schema.ts';

export type FactCode =
  | 'conflict'
  | 'purpose-open'
  | 'purpose-reserved'
  | 'use-prohibited'
  | 'data-there'
  | 'variables'
  | 'period'
  | 'format'
  | 'keys'
  | 'person-without-key'
  | 'models'
  | 'methods'
  | 'opt-out';
/** `ok` false: an officer must look at it. `values` go into its sentence. */
export type Fact = { code: FactCode; criterion: Criterion | null; ok: boolean; values: Record<string, string | number> };

export type Ground = {
  content: Content;
  publicSector: boolean;
  /** Names of the body's officers who are named in the application or belong to the applicant: art. 55(5). */
  conflicted: string[];
  /** By dataset: its dictionary and how many stations hold it; null where there is none. */
  datasets: Map<string, { dictionary: Dictionary; stations: number } | null>;
  persons: { name: string; keys: number }[];
  /** Which of the named models lie here. */
  models: Map<string, boolean>;
  now: Date;
};

export function factsOf({ content, publicSector, conflicted, datasets, persons, models, now }: Ground): Fact[] {
  const facts: Fact[] = [];
  const fact = (code: FactCode, criterion: Criterion | null, ok: boolean, values: Fact['values'] = {}) =>
    facts.push({ code, criterion, ok, values });

  fact('conflict', null, conflicted.length === 0, { names: conflicted.join(', ') });
  const { purpose } = content;
  const reserved = purpose !== undefined && reservedPurposes.includes(purpose);
  if (purpose) fact(reserved ? 'purpose-reserved' : 'purpose-open', 'a', !reserved || publicSector);
  const uses = content.prohibited_uses ?? [];
  fact('use-prohibited', 'a', uses.length === 0, { uses: uses.join(', ') });

  for (const { dataset, variables } of content.data ?? []) {
    const found = datasets.get(dataset);
    const missing = variables.filter((id) => !found || !variableOf(found.dictionary, id));
    fact('data-there', 'b', Boolean(found?.stations), { dataset, stations: found?.stations ?? 0 });
    fact('variables', 'b', missing.length === 0, {
      dataset,
      asked: variables.length,
      all: found?.dictionary.variables.length ?? 0,
      missing: missing.join(', '),
    });
  }
  if (content.period) {
    const { from, to } = content.period;
    fact('period', 'b', from <= to && to > dayOf(now) && to <= longestUntil(from), { from, to });
  }
  fact('format', 'c', content.format === 'anonymised', { format: content.format ?? '' });

  const keyless = persons.filter((one) => one.keys === 0);
  fact('keys', 'd', persons.length > keyless.length, { persons: persons.length, ready: persons.length - keyless.length });
  for (const { name } of keyless) fact('person-without-key', 'd', false, { name });

  for (const { name, digest } of content.models ?? [])
    fact('models', 'e', models.get(digest) === true, { name: name || digest.slice(0, 19) });
  const unknown = (content.methods ?? []).filter((name) => !methods.some((method) => method.name === name));
  fact('methods', 'e', unknown.length === 0, { count: content.methods?.length ?? 0, unknown: unknown.join(', ') });
  fact('opt-out', 'g', !content.opt_out_exception, {});
  return facts;
}

/** Which answers of the applicant each criterion is judged on. */
export const evidence: Record<Criterion, (keyof Content)[]> = {
  a: ['purpose', 'on_behalf_of', 'intended_use', 'benefit', 'prohibited_uses'],
  b: ['data', 'coverage', 'period', 'period_reason', 'frequency'],
  c: ['format', 'format_reason', 'legal_basis'],
  d: ['applicant', 'persons'],
  e: ['safeguards', 'methods', 'models', 'brought', 'tools'],
  f: ['ethics'],
  g: ['opt_out_exception'],
  h: ['title', 'summary'],
  'risk-a': ['brought', 'models'],
  'risk-b': ['on_behalf_of', 'brought'],
};
