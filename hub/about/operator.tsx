// Who runs this installation and where to write to them, as the configuration says.
import { type Language, texts } from '../platform/texts.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

/** `contact`: an e-mail address or the address of a page. */
export type Operator = { name: string | undefined; contact: string | undefined; demo: boolean };

export function operatorName({ name, demo }: Operator, language: Language): string {
  const text = say(language);
  return name ?? (demo ? text.demoOperator : text.noOperator);
}

/** A text with {contact} in it, as a link. */
export function WithContact({ text, contact }: { text: string; contact: string }) {
  const [before, after] = text.split('{contact}');
  return (
    <>
      {before}
      <a href={contact.includes('://') ? contact : `mailto:${contact}`}>{contact}</a>
      {after}
    </>
  );
}
