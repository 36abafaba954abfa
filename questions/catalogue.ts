// The closed list of questions: nothing else can be asked. A new kind is one file, one line here, and its rules stand in that file.
import { Refusal } from '@sluss/protocol/refusal.ts';
import { z } from 'zod';
import { type CensusQuestion, census, censusSchema } from './census.ts';
import { type CountsQuestion, counts, countsSchema } from './counts.ts';
import { type GramQuestion, gram, gramSchema } from './gram.ts';
import { type HistogramQuestion, histogram, histogramSchema } from './histogram.ts';
import { type MomentsQuestion, moments, momentsSchema } from './moments.ts';
import type { QuestionKind } from './question.ts';
import { type ScoresQuestion, scores, scoresSchema } from './scores.ts';

export const questionSchema = z.discriminatedUnion('kind', [
  censusSchema,
  countsSchema,
  momentsSchema,
  histogramSchema,
  gramSchema,
  scoresSchema,
]);
export type Question = CensusQuestion | CountsQuestion | MomentsQuestion | HistogramQuestion | GramQuestion | ScoresQuestion;

const kinds = { census, counts, moments, histogram, gram, scores };

export const questionKinds = Object.keys(kinds) as Question['kind'][];

export function kindOf<Q extends Question>(question: Q): QuestionKind<Q> {
  return kinds[question.kind] as unknown as QuestionKind<Q>;
}

/** Throws Refusal('malformed') where one of them is no question. */
export function readQuestions(questions: unknown[]): Question[] {
  const parsed = z.array(questionSchema).safeParse(questions);
  if (!parsed.success) throw new Refusal('malformed', 'not a question');
  return parsed.data;
}
