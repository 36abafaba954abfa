// A letter in the language that its reader has chosen; in Swedish and English where they never chose one.
import type { Letter } from './mail.ts';
import { fill, type Language, languages } from './texts.ts';

type Words = Record<Language, { subject: string; text: string }>;

export function letterTo(
  reader: { email: string; language: Language | null },
  words: Words,
  values: Record<string, string | number> & { link: string },
): Letter {
  const read = reader.language ? [reader.language] : languages;
  const [first] = read.map((language) => words[language]);
  const texts = read.map((language) => fill(words[language].text, values).trim());
  return {
    to: reader.email,
    subject: fill(first?.subject ?? '', values),
    text: `${texts.join('\n\n–\n\n')}\n\n${values.link}\n`,
  };
}
