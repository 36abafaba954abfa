// How long a round's vector is and what its words mean: the layouts of its questions, one after the other.

import { splitAnswers } from '@sluss/methods/conversation.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import { decode, type Layout } from '@sluss/protocol/fixed-point.ts';
import { kindOf, type Question } from '@sluss/questions/catalogue.ts';

type Asked = { document: Plan; dictionary: Dictionary };

export function layoutOf({ document, dictionary }: Asked, questions: Question[]): Layout {
  return questions.flatMap((question) => kindOf(question).layout(question, { plan: document, dictionary }));
}

/** The numbers of a sum over `stations` stations, per question. Throws RangeError where honest stations cannot have sent it. */
export function decodeAnswers(study: Asked, questions: Question[], words: BigUint64Array, stations: number): number[][] {
  const values = decode(words, layoutOf(study, questions), stations);
  return splitAnswers(values, questions, { plan: study.document, dictionary: study.dictionary });
}
