// How long a round's vector is and what its words mean: the layouts of its questions, one after the other.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import { decode, type Layout, layoutLength } from '@sluss/protocol/fixed-point.ts';
import { kindOf, type Question } from '@sluss/questions/catalogue.ts';

type Asked = { document: Plan; dictionary: Dictionary };

function layouts({ document, dictionary }: Asked, questions: Question[]): Layout[] {
  return questions.map((question) => kindOf(question).layout(question, { plan: document, dictionary }));
}

export function layoutOf(study: Asked, questions: Question[]): Layout {
  return layouts(study, questions).flat();
}

/** The numbers of a sum over `stations` stations, per question. */
export function decodeAnswers(study: Asked, questions: Question[], words: BigUint64Array, stations: number): number[][] {
  const values = decode(words, layoutOf(study, questions), stations);
  let from = 0;
  return layouts(study, questions).map((layout) => {
    from += layoutLength(layout);
    return values.slice(from - layoutLength(layout), from);
  });
}
