// Letters about a person's own account, in the language that they read; in both until they have chosen one.
import { v7 as uuidv7 } from 'uuid';
import type { Hub } from '../platform/hub.ts';
import { post } from '../platform/letters.ts';
import { fill, type Language, languages, texts } from '../platform/texts.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
export type Bilingual = Record<Language, string>;
type Reader = { email: string; language?: Language | null };

/** So that nobody's account gets a second door without their knowing. The door stays open if the letter cannot be sent. */
export async function tellOfNewWay(hub: Hub, reader: Reader, way: Bilingual): Promise<void> {
  await tell(hub, reader, (language) => {
    const text = say(language);
    return {
      subject: text.newWaySubject,
      text: fill(text.newWayLetter, { way: way[language], address: `${hub.config.origin}/me` }),
    };
  });
}

export async function tellOfDeletion(hub: Hub, reader: Reader): Promise<void> {
  await tell(hub, reader, (language) => ({ subject: say(language).deletedSubject, text: say(language).deletedLetter }));
}

async function tell(hub: Hub, reader: Reader, write: (language: Language) => { subject: string; text: string }): Promise<void> {
  const written = (reader.language ? [reader.language] : languages).map(write);
  const letter = {
    to: reader.email,
    subject: written.map((one) => one.subject).join(' / '),
    text: written.map((one) => one.text).join('\n\n– – –\n\n'),
  };
  await post(hub, [{ key: `account:${uuidv7()}`, about: 'account', person: null, letter }]).catch(() =>
    hub.log.warn('letter-not-sent', { about: 'account' }),
  );
}
