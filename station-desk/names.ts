// The names by which people know variables, levels, methods and stations, and what was asked, as sentences.
import { methods } from '@sluss/methods/catalogue.ts';
import { type Dictionary, variableOf } from '@sluss/protocol/dictionary.ts';
import type { Condition, Plan } from '@sluss/protocol/documents.ts';
import type { Question } from '@sluss/questions/catalogue.ts';
import type { Column } from '@sluss/questions/columns.ts';
import { fill, type Language, texts } from '../hub/platform/texts.ts';
import { writeCount, writeList, writeShort } from '../hub/ui/format.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);
export type Names = ReturnType<typeof namesOf>;

const small = (title: string) => (/^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title);

type Around = {
  language: Language;
  dictionary: Dictionary;
  /** This station; others are known by the ids that permits list. */
  own: { id: string; title: string };
  /** Where this page is, for the other language. */
  address: string;
};

export function namesOf({ language, dictionary, own, address }: Around) {
  const text = say(language);
  const words: Record<string, string> = text;
  const list = (items: string[]) => writeList(items, language);
  const variable = (id: string) => small(variableOf(dictionary, id)?.title[language] ?? id);
  const level = (id: string, name: string) => {
    const found = variableOf(dictionary, id);
    return (found?.type === 'category' ? found.levels.find((one) => one.id === name)?.title[language] : undefined) ?? name;
  };
  const column = (one: Column) =>
    'level' in one ? `${variable(one.variable)} (${level(one.variable, one.level)})` : variable(one.variable);
  const outcome = (one: string | { variable: string }) => variable(typeof one === 'string' ? one : one.variable);
  const axis = (one: { variable: string } | { partition: string }) => variable('variable' in one ? one.variable : one.partition);

  return {
    language,
    text,
    own: own.title,
    address,
    list,
    variable,
    variables: (ids: string[]) => list(ids.map(variable)),
    purpose: (code: string) => words[`purpose_${code}`] ?? code,
    kind: (kind: string) => words[`kind_${kind}`] ?? kind,
    /** The method's own title; the name with its version where it is not one of ours. */
    method: (name: string) => methods.find((one) => one.name === name)?.title[language] ?? name,
    code: (code: string) => words[`code_${code}`] ?? code,
    station: (id: string) => (id === own.id ? own.title : id),
    stations: (ids: string[]) => list(ids.map((id) => (id === own.id ? own.title : id))),
    condition(one: Condition): string {
      if ('levels' in one)
        return `${variable(one.variable)}: ${one.levels.map((name) => level(one.variable, name)).join(` ${text.or} `)}`;
      const [from, to] = [one.from, one.to].map((edge) => writeShort(Number(edge), language)) as [string, string];
      return fill(text.conditionRange, { variable: variable(one.variable), from, to });
    },
    question(one: Question): string {
      switch (one.kind) {
        case 'census':
          return text.asked_census;
        case 'moments':
        case 'histogram':
          return fill(words[`asked_${one.kind}`] ?? '', { variables: list(one.variables.map(variable)) });
        case 'counts':
          return fill(text.asked_counts, { axes: list(one.by.map(axis)) });
        case 'gram':
          return fill(text.asked_gram, {
            outcome: outcome(one.y),
            columns: one.x.length > 0 ? list([...new Set(one.x.map(column))]) : text.nothing,
          });
        case 'scores':
          return fill(text.asked_scores, {
            outcome: outcome(one.y),
            bins: writeCount(one.bins, language),
            by: one.partitions.length > 0 ? fill(text.asked_scores_by, { partitions: list(one.partitions.map(variable)) }) : '',
          });
      }
    },
    methodsOf: (plan: Plan) =>
      [...new Set(plan.methods.map(({ name }) => name))].map(
        (name) => methods.find((one) => one.name === name)?.title[language] ?? name,
      ),
  };
}
