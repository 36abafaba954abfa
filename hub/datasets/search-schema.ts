// What may be searched for, as it stands in an address; for pages and API alike.
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { z } from 'zod';
import { textField } from '../platform/fields.ts';

export const mostLetters = 200;
export const wordsSchema = textField(mostLetters).catch('').default('');

const place = z.string().regex(/^(\d\d|[A-Z]{2}|outside)$/);

/** A page's: what does not fit is left out. */
export const searchSchema = z.object({
  q: wordsSchema,
  variable: wordsSchema,
  holder: slugSchema.catch('').default(''),
  place: place.catch('').default(''),
});

/** The API's: what does not fit is refused. */
export const searchQuery = z.object({
  q: textField(mostLetters).default('').describe('Words: each must be in the dataset, one of its variables, or whose it is'),
  variable: textField(mostLetters).default('').describe('Words that a variable must have'),
  holder: z
    .union([slugSchema, z.literal('')])
    .default('')
    .describe('An organisation’s id'),
  place: z
    .union([place, z.literal('')])
    .default('')
    .describe('Two digits: a Swedish region (Statistics Sweden’s code). Two letters: a country. outside: not Sweden'),
});
