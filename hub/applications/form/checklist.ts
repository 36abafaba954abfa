// What is missing before an application can be handed in, each with the field where it is mended. The same rules as submission, asked
// before somebody presses the button.
import { methods } from '@sluss/methods/catalogue.ts';
import { dayOf } from '../calendar.ts';
import { longestUntil } from '../clocks.ts';
import { gaps } from '../completeness.ts';
import { problemsOfData } from '../requested-data.ts';
import { reservedPurposes } from '../schema.ts';
import { read, type Wrong } from './inputs.ts';
import { type ContentField, contentFields, isContentField } from './steps.ts';
import type { FormView } from './views.ts';

export type Missing = { field: ContentField; wrong: Wrong };

export function missingIn(form: FormView, now: Date): Missing[] {
  const { content, typed, ground } = form;
  const found: Missing[] = [];
  for (const [field, inputs] of Object.entries(typed)) {
    if (!isContentField(field)) continue;
    const reading = read(field, inputs, ground);
    if (!reading.ok) found.push({ field, wrong: reading.wrong });
  }
  const unfit = new Set(found.map((one) => one.field));
  const add = (field: ContentField, code: string, values?: Wrong['values']) => {
    if (!unfit.has(field)) found.push({ field, wrong: { code, ...(values ? { values } : {}) } });
  };

  for (const gap of gaps(content, { publicSector: form.organisation.publicSector })) {
    const [field = '', index] = gap.field.split('.');
    if (!isContentField(field)) continue;
    if (index !== undefined) add(field, 'noVariables', { dataset: content.data?.[Number(index)]?.dataset ?? '' });
    else if (gap.code === 'too-long') add(field, 'tooManyWords', { has: wordsIn(content.summary ?? '') });
    else if (gap.code === 'invalid') add(field, gap.article.startsWith('68') ? 'oneInvestigator' : 'personTwice');
    else add(field, 'missing');
  }
  if (content.prohibited_uses?.length) add('prohibited_uses', 'prohibited');
  if (content.purpose && reservedPurposes.includes(content.purpose) && !ground.reservedOpen) add('purpose', 'reserved');
  for (const problem of problemsOfData(content.data ?? [], ground.dictionaries)) {
    const dataset = content.data?.[Number(problem.field.split('.')[1])]?.dataset ?? '';
    add('data', `data_${problem.code}`, { dataset });
  }
  const unknown = (content.methods ?? []).filter((name) => !methods.some((method) => method.name === name));
  if (unknown.length) add('methods', 'methodGone', { value: unknown.join(', ') });
  if (content.period && content.period.to <= dayOf(now)) add('period', 'periodOver');
  if (content.period && content.period.to > longestUntil(content.period.from)) add('period', 'periodTooLong');
  return found.sort((a, b) => contentFields.indexOf(a.field) - contentFields.indexOf(b.field));
}

export function wordsIn(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
