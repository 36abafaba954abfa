// Swedish and English texts: two JSON files a feature, the same keys in both, and plain functions to choose between them.

import type { Context } from 'hono';

export const languages = ['sv', 'en'] as const;
export type Language = (typeof languages)[number];

/** `const say = texts(sv, en)`, then `say('en').title`. The types make a key that is missing in one language an error. */
export function texts<Keys extends string>(
  sv: Record<Keys, string>,
  en: Record<NoInfer<Keys>, string>,
): (language: Language) => Record<Keys, string> {
  return (language) => (language === 'sv' ? sv : en);
}

/** Puts values into a text: fill('{count} stationer', { count: 4 }). A name without a value stays as it is. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** What the person chose (?language= of this address, or of the page that asks), else what the browser prefers, else Swedish. */
export function languageOf(context: Context): Language {
  const chosen = [context.req.query('language'), ofAskingPage(context)].find(isLanguage);
  if (chosen) return chosen;
  const accepted = (context.req.header('accept-language') ?? '').toLowerCase().split(',');
  return accepted.map((range) => range.trim().slice(0, 2)).find(isLanguage) ?? 'sv';
}

/** Scripts and streams of events ask for addresses in which no language stands: the page that they belong to has it. */
function ofAskingPage(context: Context): string | undefined {
  const page = context.req.header('referer');
  if (!page || !URL.canParse(page)) return undefined;
  const { host, searchParams } = new URL(page);
  return host === new URL(context.req.url).host ? (searchParams.get('language') ?? undefined) : undefined;
}

function isLanguage(text: string | undefined): text is Language {
  return text === 'sv' || text === 'en';
}
