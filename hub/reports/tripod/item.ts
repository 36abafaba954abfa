// What an item of TRIPOD+AI is here: its number, who could report it, and how the records fill it; and what several items read.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { fill } from '../../platform/texts.ts';
import { writeList, writeShort } from '../../ui/format.ts';
import type { ReportPart } from '../document.ts';
import type { EvaluationSource, Source } from '../source.ts';
import type { Writing } from '../words.ts';

/** Who could report what the records do not hold. */
export type Who = 'developer' | 'holders' | 'body' | 'study';
export type At = { writing: Writing; source: Source; one: EvaluationSource };
/** Without `records` only the developer's own words can fill it. */
export type Item = { id: string; who: Who; records?: (at: At) => ReportPart[] };
export type Group = { id: string; items: Item[] };

export const say = (text: string): ReportPart[] => (text ? [{ kind: 'text', text }] : []);

/** What the records tell of why an item is not reported; it counts as not reported. */
export const notReported = (text: string): ReportPart[] => [{ kind: 'missing', text }];

export function outcomeOf({ writing, one }: At): string {
  return writing.names.outcome(one.evaluation.outcome);
}

export function thresholdsOf({ writing: { names }, one }: At): string {
  return writeList(
    one.call.thresholds.map((threshold) => writeShort(Number(threshold), names.language)),
    names.language,
  );
}

export function inputsOf({ one, source }: At): { variable: Dictionary['variables'][number]; level?: string }[] {
  return one.call.inputs.flatMap((input) => {
    const variable = source.study.dictionary.variables.find(({ id }) => id === (input as { variable?: string }).variable);
    return variable ? [{ variable, ...('level' in input ? { level: String(input.level) } : {}) }] : [];
  });
}

export function fromApplication({ writing: { text }, source }: At, words: string | undefined): ReportPart[] {
  const { application } = source;
  if (!application || !words?.trim()) return [];
  return [{ kind: 'text', text: `${fill(text.fromApplication, { reference: application.reference })} ${words}` }];
}
