// Amounts as people write and read them; inside they are integers of the currency's minor unit.
import type { Language } from '../../platform/texts.ts';
import type { Fee } from './rules.ts';

export const currencies = ['SEK', 'EUR'] as const;

export function writeMoney({ amount, currency }: Fee, language: Language): string {
  const form = new Intl.NumberFormat(language === 'sv' ? 'sv-SE' : 'en-GB', {
    style: 'currency',
    currency,
    minimumFractionDigits: amount % 100 === 0 ? 0 : 2,
  });
  return form.format(amount / 100);
}

/** "12 500,50" or "12500.5" in minor units; undefined where it is no amount. */
export function readMoney(text: string): number | undefined {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(plain)) return undefined;
  const [whole = '0', part = ''] = plain.split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}
