// Answers to the body's questions while they are being written.
import type { Question } from '../questions.ts';
import type { Inputs } from './inputs.ts';
import { replyTo } from './steps.ts';

export function replyText(typed: Record<string, Inputs>, question: Question): string {
  const field = replyTo(question.field);
  const text = typed[field]?.[field];
  return typeof text === 'string' ? text : '';
}
