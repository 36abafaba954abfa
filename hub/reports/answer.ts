// The sentence that somebody who reads no further should read: the same in the report and above a study's result.
import type { Language } from '../platform/texts.ts';
import type { Evaluation } from '../studies/result/shapes.ts';
import { figuresOf } from './figures.ts';
import { judge, type Verdict } from './rules.ts';
import { say, type Text, wordsOf } from './words.ts';

export function answerOf({ text }: { text: Text }, { ranking, risks, main }: Verdict): string {
  const words = wordsOf(text);
  return [words[`answer_${ranking}`], main ? words[`risks_${risks}`] : ''].filter(Boolean).join(' ');
}

/** What an evaluation answers, by the rules of the report: whether the model held, and how its risks were where that may be told. */
export function answerFor(language: Language, evaluation: Evaluation): { held: string; risks: string | null } {
  const { ranking, risks, main } = judge(figuresOf(evaluation));
  const words = wordsOf(say(language));
  return { held: words[`answer_${ranking}`] ?? '', risks: main ? (words[`risks_${risks}`] ?? null) : null };
}
