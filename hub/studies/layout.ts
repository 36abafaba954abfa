// How long a round's vector is and what its words mean, for a study.
import { decodeAnswers as decodeFor, layoutOf as layoutFor } from '@sluss/methods/conversation.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import type { Layout } from '@sluss/protocol/fixed-point.ts';
import type { Question } from '@sluss/questions/catalogue.ts';

type Asked = { document: Plan; dictionary: Dictionary };

export function layoutOf({ document, dictionary }: Asked, questions: Question[]): Layout {
  return layoutFor(questions, { plan: document, dictionary });
}

/** The numbers of a sum over `stations` stations, per question. Throws RangeError where honest stations cannot have sent it. */
export function decodeAnswers({ document, dictionary }: Asked, questions: Question[], words: BigUint64Array, stations: number) {
  return decodeFor(words, stations, questions, { plan: document, dictionary });
}
