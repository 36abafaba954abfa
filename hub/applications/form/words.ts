// Words of the form: labels, reasons, what is wrong with an answer, and an application's fields as text.
import { methods as catalogue } from '@sluss/methods/catalogue.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Condition } from '@sluss/protocol/documents.ts';
import { fill, type Language, texts } from '../../platform/texts.ts';
import { writeDay, writeList } from '../../ui/format.ts';
import type { Content } from '../schema.ts';
import { dataIn, type Inputs, modelsIn, personsIn, type Wrong } from './inputs.ts';
import { type ContentField, type Field, isReply } from './steps.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);
export type Text = ReturnType<typeof say>;

export function labelOf(field: Field | string, text: Text): string {
  const words: Record<string, string> = text;
  if (isReply(field)) return text.reply;
  return words[`label_${field}`] ?? field;
}

export function whatIsWrong(wrong: Wrong, text: Text): string {
  const words: Record<string, string> = text;
  return fill(words[`wrong_${wrong.code}`] ?? text.wrong_data, wrong.values ?? {});
}

export function methodTitle(name: string, text: Text): string {
  const words: Record<string, string> = text;
  return words[`method_${name}`] ?? name;
}

export function methodWhat(name: string, text: Text): string {
  const words: Record<string, string> = text;
  return words[`methodWhat_${name}`] ?? '';
}

export const methodNames = catalogue.map((method) => method.name);

type Dictionaries = Map<string, Dictionary>;

/** A field's answer as paragraphs; none where it is empty. */
export function answerWords(
  field: ContentField,
  content: Content,
  {
    language,
    dictionaries,
    organisations,
  }: { language: Language; dictionaries: Dictionaries; organisations?: Map<string, string> },
): string[] {
  const text = say(language);
  const words: Record<string, string> = text;
  const value = content[field];
  if (value === undefined) return [];
  switch (field) {
    case 'persons':
      return (content.persons ?? []).map(
        (one) => `${one.name} <${one.email}>${one.investigator ? `, ${text.investigatorShort}` : ''}`,
      );
    case 'purpose':
      return [words[`purpose_${content.purpose}`] ?? String(content.purpose)];
    case 'on_behalf_of':
      return [organisations?.get(content.on_behalf_of ?? '') ?? String(content.on_behalf_of)];
    case 'prohibited_uses':
      return content.prohibited_uses?.length
        ? content.prohibited_uses.map((use) => words[`prohibited_${use}`] ?? use)
        : [text.prohibitedNone];
    case 'data':
      return (content.data ?? []).flatMap((request) => {
        const dictionary = dictionaries.get(request.dataset);
        const title = dictionary?.title[language] ?? request.dataset;
        const names = request.variables.map((id) => variableTitle(dictionary, id, language));
        return [
          `${title}: ${names.length ? writeList(names, language) : text.noVariablesYet}`,
          ...(request.filter.length
            ? [
                fill(text.onlyThose, {
                  limits: request.filter.map((limit) => limitWords(limit, dictionary, language)).join('; '),
                }),
              ]
            : []),
          ...(request.reason ? [request.reason] : []),
        ];
      });
    case 'format':
      return [words[`format_${content.format}`] ?? ''];
    case 'models':
      return (content.models ?? []).map((one) => `${one.name || text.modelNameless} (${one.digest})`);
    case 'period':
      return content.period ? [periodWords(content.period, language)] : [];
    case 'methods':
      return (content.methods ?? []).map((name) => methodTitle(name, text));
    default:
      return String(value).split(/\n{2,}/);
  }
}

export function periodWords({ from, to }: { from: string; to: string }, language: Language): string {
  return `${writeDay(`${from}T12:00:00Z`, language)} – ${writeDay(`${to}T12:00:00Z`, language)}`;
}

export function variableTitle(dictionary: Dictionary | undefined, id: string, language: Language): string {
  return dictionary?.variables.find((variable) => variable.id === id)?.title[language] ?? id;
}

export function limitWords(limit: Condition, dictionary: Dictionary | undefined, language: Language): string {
  const variable = dictionary?.variables.find((one) => one.id === limit.variable);
  const title = variable?.title[language] ?? limit.variable;
  if ('levels' in limit) {
    const names = limit.levels.map(
      (id) =>
        (variable?.type === 'category' ? variable.levels.find((level) => level.id === id)?.title[language] : undefined) ?? id,
    );
    return `${title}: ${names.join(', ')}`;
  }
  return `${title}: ${limit.from}–${limit.to}`;
}

/** What stands in the inputs of a field, as lines: for comparing two versions of it. */
export function inputLines(field: Field, inputs: Inputs): string[] {
  switch (field) {
    case 'persons':
      return personsIn(inputs).map((row) => `${row.name} <${row.email}>${row.investigator ? ' *' : ''}`);
    case 'models':
      return modelsIn(inputs).map((row) => `${row.name} ${row.digest}`);
    case 'data':
      return dataIn(inputs).flatMap((row) => [
        `${row.dataset}: ${row.variables.join(', ')}`,
        ...row.limits.map((limit) => `${limit.variable}: ${limit.levels.join(', ') || `${limit.from}–${limit.to}`}`),
        ...(row.reason ? [row.reason] : []),
      ]);
    default:
      return Object.values(inputs).flat();
  }
}
