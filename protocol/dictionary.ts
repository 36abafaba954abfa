// The dictionary of a dataset: what its variables are, with public ranges, grids and levels. Nothing in it may come from
// looking at the data more closely than a holder is ready to publish.
import { z } from 'zod';

/** A decimal as text, because signed documents hold integers only. */
export const decimalSchema = z.string().regex(/^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/);
export const identifierSchema = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);
export const slugSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{1,62}$/);
const textSchema = z.strictObject({ sv: z.string().max(400), en: z.string().max(400) });

const shared = {
  id: identifierSchema,
  /** The column's name in the holder's file, as it stands there. */
  column: z.string().min(1).max(200),
  title: textSchema,
  note: textSchema.optional(),
  /** Texts that stand for "missing"; the empty field always does. */
  missing: z.array(z.string().max(60)).max(50),
};

export const numberVariableSchema = z.strictObject({
  ...shared,
  type: z.literal('number'),
  unit: z.string().max(40),
  /** Public range [low, high]; values outside are treated as missing and counted. */
  range: z.tuple([decimalSchema, decimalSchema]),
  /** Public edges, ascending, from low to high: the only places where a filter or a histogram may cut. */
  grid: z.array(decimalSchema).min(2).max(201),
  /** Costs, incomes: the dominance rule applies. */
  magnitude: z.boolean().optional(),
});

export const categoryVariableSchema = z.strictObject({
  ...shared,
  type: z.literal('category'),
  ordered: z.boolean().optional(),
  /** Public levels; `codes` are the texts that mean it in the file (compared as numbers where both are numbers). */
  levels: z
    .array(
      z.strictObject({ id: z.string().min(1).max(60), codes: z.array(z.string().max(60)).min(1).max(50), title: textSchema }),
    )
    .min(2)
    .max(100),
});

export const variableSchema = z
  .discriminatedUnion('type', [numberVariableSchema, categoryVariableSchema])
  .superRefine((variable, context) => {
    const fail = (message: string) => context.addIssue({ code: 'custom', message });
    if (variable.type === 'category') {
      const ids = variable.levels.map((level) => level.id);
      const codes = variable.levels.flatMap((level) => level.codes);
      if (new Set(ids).size !== ids.length) fail('level ids must differ');
      if (new Set(codes).size !== codes.length) fail('a code may mean one level only');
      return;
    }
    const edges = variable.grid.map(Number);
    if (edges.some((edge, i) => i > 0 && edge <= (edges[i - 1] as number))) fail('grid edges must ascend');
    if (edges[0] !== Number(variable.range[0]) || edges.at(-1) !== Number(variable.range[1]))
      fail('the grid must span the range');
  });

export const dictionarySchema = z
  .strictObject({
    type: z.literal('dictionary'),
    dataset: slugSchema,
    title: textSchema,
    description: textSchema,
    /** Regulation (EU) 2025/327 art. 51(1) category, by its authority code, e.g. EHRS. */
    category: z.string().regex(/^[A-Z]{4}$/),
    access: z.enum(['public', 'restricted', 'non-public']),
    licence: z.string().max(200),
    /** Column that tells persons apart: never selectable, never sent. Null: each row is a person. */
    person_key: z.string().min(1).max(200).nullable(),
    variables: z.array(variableSchema).min(1).max(2000),
  })
  .superRefine((dictionary, context) => {
    const ids = dictionary.variables.map((variable) => variable.id);
    if (new Set(ids).size !== ids.length) context.addIssue({ code: 'custom', message: 'variable ids must differ' });
    if (dictionary.variables.some((variable) => variable.column === dictionary.person_key))
      context.addIssue({ code: 'custom', message: 'the person key may not be a variable' });
  });

export type NumberVariable = z.infer<typeof numberVariableSchema>;
export type CategoryVariable = z.infer<typeof categoryVariableSchema>;
export type Variable = NumberVariable | CategoryVariable;
export type Dictionary = z.infer<typeof dictionarySchema>;

export function variableOf(dictionary: Dictionary, id: string): Variable | undefined {
  return dictionary.variables.find((variable) => variable.id === id);
}
