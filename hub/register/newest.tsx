// The newest of the register in short, for the front page: who wants to know what, and where it stands.
import type { RegisterEntry } from '../applications/register-views.ts';
import { type Language, texts } from '../platform/texts.ts';
import { writeDay } from '../ui/format.ts';
import { Standing } from './pages.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export function Newest({ language, entries }: { language: Language; entries: RegisterEntry[] }) {
  const text = say(language);
  return (
    <ol class="newest">
      {entries.map((entry) => (
        <li>
          <p class="quiet">
            <Standing entry={entry} text={text} /> {writeDay(entry.submitted, language)}
          </p>
          <h3>
            <a href={`/register/${entry.reference}`}>{entry.title || entry.reference}</a>
          </h3>
          <p>{entry.summary}</p>
          <p class="quiet">{entry.organisation}</p>
        </li>
      ))}
    </ol>
  );
}
