// The accessibility statement's facts: one data file, checked, with the words that the law asks for.
import { z } from 'zod';
import given from './accessibility.json' with { type: 'json' };

const bilingual = z.strictObject({ sv: z.string().min(1), en: z.string().min(1) });
const day = z.iso.date();
const shortcoming = z.strictObject({ what: bilingual, why: bilingual, instead: bilingual.optional() });

/** What Digg asks a statement to contain ("Skapa en tillgänglighetsredogörelse"); who and where to write come from the configuration. */
const statementSchema = z.strictObject({
  service: z.string().min(1),
  level: z.enum(['fully', 'partly', 'not']),
  assessed: day,
  updated: day,
  method: z.enum(['self', 'external']),
  standard: z.string(),
  inaccessible: z.array(shortcoming),
  /** Lag (2018:1937) 12 §. */
  disproportionate: z.array(shortcoming),
  /** Lag (2018:1937) 9 §. */
  outside: z.array(bilingual),
});
export type Statement = z.infer<typeof statementSchema>;

export const statement: Statement = statementSchema.parse(given);

/** The exact words: Swedish as Digg prescribes them, English as in Implementing Decision (EU) 2018/1523. */
export const levelWords: Record<Statement['level'], { sv: string; en: string }> = {
  fully: { sv: 'helt förenlig', en: 'fully compliant' },
  partly: { sv: 'delvis förenlig', en: 'partially compliant' },
  not: { sv: 'inte förenlig', en: 'not compliant' },
};

/** Whether the assessment is older than twelve calendar months. */
export function isStale({ assessed }: Pick<Statement, 'assessed'>, now: Date): boolean {
  const due = new Date(`${assessed}T00:00:00Z`);
  due.setUTCFullYear(due.getUTCFullYear() + 1);
  return now > due;
}
