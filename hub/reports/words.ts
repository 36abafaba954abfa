// The words of reports, and what all of its parts are written with.
import { texts } from '../platform/texts.ts';
import type { Names } from '../studies/names.ts';
import { writeCount, writeNumber } from '../ui/format.ts';
import { decimals } from './figures.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);
export type Text = ReturnType<typeof say>;
/** Texts whose key is put together. */
export const wordsOf = (text: Text): Record<string, string> => text;

export type Writing = {
  text: Text;
  names: Names;
  /** With the decimals that a figure is shown with, everywhere. */
  figure: (value: number | null) => string;
  count: (value: number | null) => string;
  interval: (interval: { low: number; high: number }) => string;
};

export function writingOf(text: Text, names: Names): Writing {
  const { language } = names;
  const figure = (value: number | null) => (value === null ? text.notTold : writeNumber(value, decimals, language));
  return {
    text,
    names,
    figure,
    count: (value) => (value === null ? text.hidden : writeCount(value, language)),
    interval: ({ low, high }) => `${figure(low)}–${figure(high)}`,
  };
}
