// A plan being written: the questions chosen so far, and every field as it was typed. It is turned into a plan only to be checked and
// signed, so that what is half written or wrong is kept as it stands.
import { type Card, cardSchema } from '@sluss/methods/model-card.ts';
import { z } from 'zod';
import type { Typed } from '../../platform/form.ts';

/** One question of the plan: a method, and the name under which its fields stand in `typed`. */
export type Ask = { id: string; method: string };
export type Draft = { plan: string; asks: Ask[]; typed: Typed };

const longestName = 120;
const typedSchema = z.record(z.string().max(longestName), z.union([z.string(), z.array(z.string())]));
export const draftSchema = z.object({
  plan: z.uuid(),
  asks: z.array(z.object({ id: z.string().max(40), method: z.string().max(60) })).max(20),
  typed: typedSchema,
});

export const mostAsks = 20;

export const textOf = (typed: Typed, name: string): string => {
  const value = typed[name];
  return (Array.isArray(value) ? (value[0] ?? '') : (value ?? '')).trim();
};
export const listOf = (typed: Typed, name: string): string[] => {
  const value = typed[name];
  return Array.isArray(value) ? value : value ? [value] : [];
};

export const longestField = (typed: Typed): string =>
  Object.entries(typed).toSorted(([, a], [, b]) => [b].flat().join().length - [a].flat().join().length)[0]?.[0] ?? 'title';

/** Fields of the first step; all others belong to the second. */
const firstStep = ['title', 'dataset', 'methods'];

/** What one step posted replaces what that step said before: a box that is no longer ticked is not sent at all. */
export function withTyped(draft: Draft, step: 'ask' | 'details', posted: Typed): Draft {
  const inStep = (name: string) => firstStep.includes(name) === (step === 'ask');
  const kept = Object.entries(draft.typed).filter(([name]) => !inStep(name));
  // Names that no field of ours has are left out: what is kept must be readable again.
  const sent = Object.entries(posted).filter(([name]) => inStep(name) && name !== 'go' && name.length <= longestName);
  const typed = Object.fromEntries([...kept, ...sent.map(([name, value]) => [name, storable(value)])]);
  return step === 'ask' ? withMethods({ ...draft, typed }, listOf(typed, 'methods')) : { ...draft, typed };
}

/** What the database can hold as JSON: no NUL, no half of a surrogate pair. */
function storable(value: string | string[]): string | string[] {
  const clean = (text: string) => text.replaceAll('\0', '').toWellFormed().normalize('NFC');
  return Array.isArray(value) ? value.map(clean) : clean(value);
}

/** The chosen methods, each at least once; a question of one that stays keeps its fields. */
function withMethods(draft: Draft, methods: string[]): Draft {
  const kept = draft.asks.filter(({ method }) => methods.includes(method));
  const known = [...new Set(methods)].filter((method) => /^[a-z]{1,30}@\d{1,4}$/.test(method));
  const added = known.filter((method) => !kept.some((ask) => ask.method === method));
  return added.reduce((before, method) => withAsk(before, method), { ...draft, asks: kept });
}

export function withAsk(draft: Draft, method: string): Draft {
  if (draft.asks.length >= mostAsks) return draft;
  const name = method.replace(/@.*/, '');
  const numbers = draft.asks.flatMap(({ id }) => (id.startsWith(`${name}-`) ? [Number(id.slice(name.length + 1))] : []));
  const id = `${name}-${Math.max(0, ...numbers) + 1}`;
  const at = draft.asks.findLastIndex((ask) => ask.method === method);
  const asks = at < 0 ? [...draft.asks, { id, method }] : draft.asks.toSpliced(at + 1, 0, { id, method });
  return { ...draft, asks };
}

export function withoutAsk(draft: Draft, id: string): Draft {
  const asks = draft.asks.filter((ask) => ask.id !== id);
  const typed = Object.fromEntries(Object.entries(draft.typed).filter(([name]) => !name.startsWith(`${id}-`)));
  return { ...draft, asks, typed: { ...typed, methods: [...new Set(asks.map(({ method }) => method))] } };
}

/** Fills the fields of an evaluation from its model's card; undefined where the text is no card. */
export function withCard(draft: Draft, ask: string, text: string): Draft | undefined {
  const card = readCard(text);
  if (!card) return undefined;
  const typed = {
    ...draft.typed,
    [`${ask}-model`]: card.digest,
    [`${ask}-inputs`]: card.inputs.map(lineOfInput).join('\n'),
    [`${ask}-outcome`]: outcomeText(card.outcome),
    [`${ask}-trained`]: card.trained_on,
  };
  return { ...draft, typed };
}

function readCard(text: string): Card | undefined {
  try {
    return cardSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** An outcome as the value of a choice: "disease=yes", or "cp=a,b" where several levels count. */
export function outcomeText({ variable, events }: { variable: string; events: string[] }): string {
  return `${variable}=${events.join(',')}`;
}

type Input = Card['inputs'][number];

/** One input of a model as a line of text: "age", "sex: male", "cp: typical=1, atypical=2", "constant: 1". */
export function lineOfInput(input: Input): string {
  if ('constant' in input) return `constant: ${input.constant}`;
  if ('level' in input) return `${input.variable}: ${input.level}`;
  if (!('codes' in input)) return input.variable;
  const codes = Object.entries(input.codes).map(([level, code]) => `${level}=${code}`);
  return `${input.variable}: ${codes.join(', ')}`;
}

/** The inputs that the lines say; what they name is looked up later. */
export function inputsOf(text: string): Input[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line): Input => {
      const [name = '', ...rest] = line.split(':');
      const said = rest.join(':').trim();
      const variable = name.trim();
      if (!said) return { variable };
      if (variable === 'constant') return { constant: said };
      if (!said.includes('=')) return { variable, level: said };
      const codes = said.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
      return { variable, codes: Object.fromEntries(codes.map(([level = '', code = '']) => [level, code])) };
    });
}
