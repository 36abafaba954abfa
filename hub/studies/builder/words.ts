// The words of writing a plan: texts, addresses of the steps, what is wrong as a sentence, numbers as a language writes them.
import type { Actor } from '../../permissions/actor.ts';
import { fill, type Language, texts } from '../../platform/texts.ts';
import { writeCount } from '../../ui/format.ts';
import type { OpenDesk } from './actions.ts';
import type { Wrong } from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);
export const steps = ['ask', 'details', 'sign'] as const;
export type Step = (typeof steps)[number];

export const addressOf = (permit: { reference: string }, step?: Step) =>
  `/studies/new?permit=${encodeURIComponent(permit.reference)}${step && step !== 'ask' ? `&step=${step}` : ''}`;

export type StepProps = { language: Language; visitor: Actor; desk: OpenDesk; wrong: Wrong[]; status?: string };

export function wrongInWords({ text, values = {} }: Wrong, { ground }: OpenDesk, language: Language): string {
  const variable = ground.dictionary.variables.find(({ id }) => id === values.variable);
  return fill(say(language)[text], {
    ...values,
    ...(values.edges ? { edges: writeNumbers(String(values.edges), language) } : {}),
    ...(typeof values.most === 'number' ? { most: writeCount(values.most, language) } : {}),
    ...(variable ? { variable: variable.title[language] } : {}),
  });
}

/** Numbers as the rules have them, "0.1, 0.2", as this language writes them: "0,1; 0,2" in Swedish. Typed back they mean the same. */
export function writeNumbers(numbers: string, language: Language): string {
  return language === 'sv' ? numbers.replaceAll(', ', '; ').replaceAll('.', ',') : numbers;
}

export function errorAt(field: string, { wrong, desk, language }: Pick<StepProps, 'wrong' | 'desk' | 'language'>) {
  const found = wrong.find((one) => one.field === field);
  return found && wrongInWords(found, desk, language);
}
