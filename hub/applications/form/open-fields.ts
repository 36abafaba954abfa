// What may be changed: all of a draft; after submission only what the body asks about. And which questions wait for an answer.
import { refusedByRules } from '../../platform/problem.ts';
import type { Question } from '../questions.ts';
import type { State } from '../schema.ts';
import { type ContentField, contentFields, isContentField } from './steps.ts';

export function openQuestions(questions: Question[]): Question[] {
  return questions.filter((question) => question.answered_at === null);
}

export function openFields(state: State, questions: Question[]): ContentField[] {
  if (state === 'DRAFT') return contentFields;
  if (state !== 'AWAITING_ADDITIONAL_INFORMATION') return [];
  const asked = openQuestions(questions).map((question) => question.field);
  // A question about the whole may touch any of it.
  return asked.includes(null) ? contentFields : asked.filter((field) => field !== null).filter(isContentField);
}

/** Throws where a field may not be changed now. */
export function refuseShut(state: State, questions: Question[], fields: string[]): void {
  const open = openFields(state, questions);
  const shut = fields.find((field) => isContentField(field) && !open.includes(field));
  if (shut) throw refusedByRules('not-asked', 'Only the fields that the body asks about can be changed now.', { field: shut });
}
