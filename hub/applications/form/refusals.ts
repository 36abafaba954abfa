// What a rule's refusal says to the applicant: in their language, by its code.
import type { Problem } from '../../platform/problem.ts';
import type { Text } from './words.ts';

export function refusalWords(problem: Problem, text: Text): string {
  const words: Record<string, string> = text;
  return words[`refused_${problem.code}`] ?? words[`refused_${problem.status}`] ?? problem.message;
}
