// Field schemas that several features share: text as PostgreSQL and signed documents can hold it, and days of the calendar.
import { z } from 'zod';

export const notText = 'holds characters that are not text';

/** Trimmed NFC text without NUL or lone surrogates, at most `max` characters. */
export function textField(max: number) {
  return z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), notText)
    .transform((text) => text.normalize('NFC').trim());
}

/** A name in one line: it stands in letters to others, where lines of one's own making would pass for the hub's, and signs that turn the
 * direction of writing for another name. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** YYYY-MM-DD, and there is such a day. */
export const dayField = z.iso.date();
