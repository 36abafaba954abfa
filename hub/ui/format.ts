// How numbers, days and moments are written in Swedish and in English.
import type { Language } from '../platform/texts.ts';

const locales: Record<Language, string> = { sv: 'sv-SE', en: 'en-GB' };
/** Where the hub's people are; each time stands in UTC in the page's machine-readable attribute. */
const timeZone = 'Europe/Stockholm';

// Making a form takes a thousand times as long as using it, and a report writes a thousand numbers.
const forms = { sv: formsOf(locales.sv), en: formsOf(locales.en) };

function formsOf(locale: string) {
  const decimals: Intl.NumberFormat[] = [];
  return {
    withDecimals: (count: number) => (decimals[count] ??= withDecimals(locale, count)),
    short: new Intl.NumberFormat(locale, { maximumSignificantDigits: 6 }),
    share: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
    day: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }),
    moment: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }),
    ago: new Intl.RelativeTimeFormat(locale),
    list: new Intl.ListFormat(locale),
  };
}

function withDecimals(locale: string, decimals: number) {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** With so many decimals, a proper minus and thousands set apart. */
export function writeNumber(value: number, decimals: number, language: Language): string {
  const form = forms[language].withDecimals(decimals);
  return form.format(value + 0).replace(/^-/, '−');
}

export function writeCount(value: number, language: Language): string {
  return writeNumber(value, 0, language);
}

/** As short as the number itself allows: grid edges, thresholds. */
export function writeShort(value: number, language: Language): string {
  return forms[language].short.format(value).replace(/^-/, '−');
}

export function writeShare(value: number, language: Language): string {
  return forms[language].share.format(value);
}

/** The most decimals that any of these numbers has: what was rounded is not written finer than it was told. */
export function decimalsOf(values: number[]): number {
  return Math.max(0, ...values.map((value) => `${value}`.split('e')[0]?.split('.')[1]?.length ?? 0));
}

/** Decimals that show two digits of an uncertainty: an estimate is not told finer than it is known. */
export function decimalsFor(uncertainty: number, { least = 0, most = 6 } = {}): number {
  if (!(uncertainty > 0) || !Number.isFinite(uncertainty)) return Math.max(least, 2);
  return Math.min(most, Math.max(least, 1 - Math.floor(Math.log10(uncertainty))));
}

export function writeProbability(p: number, language: Language): string {
  return p < 0.001 ? `< ${writeNumber(0.001, 3, language)}` : writeNumber(p, 3, language);
}

export function writeDay(at: string, language: Language): string {
  return forms[language].day.format(new Date(at));
}

export function writeMoment(at: string, language: Language): string {
  return forms[language].moment.format(new Date(at));
}

/** "3 minutes ago". */
export function writeAgo(seconds: number, language: Language): string {
  const [count, unit] =
    seconds < 90
      ? [Math.round(seconds), 'second' as const]
      : seconds < 5400
        ? [Math.round(seconds / 60), 'minute' as const]
        : seconds < 172_800
          ? [Math.round(seconds / 3600), 'hour' as const]
          : [Math.round(seconds / 86_400), 'day' as const];
  return forms[language].ago.format(-count, unit);
}

export function writeList(items: string[], language: Language): string {
  return forms[language].list.format(items);
}
