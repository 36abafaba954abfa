// Field schemas that several features share: text as PostgreSQL and signed documents can hold it, and days of the calendar.
import { z } from 'zod';

/** Trimmed NFC text without NUL or lone surrogates, at most `max` characters. */
export function textField(max: number) {
  return z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'holds characters that are not text')
    .transform((text) => text.normalize('NFC').trim());
}

/** YYYY-MM-DD, and there is such a day. */
export const dayField = z.iso.date();
