// Everything in the station's journal, day by day, by study and by what happened.
import type { Entry } from '@sluss/station/journal.ts';
import { Select, TextField } from '../../hub/ui/form.tsx';
import { writeDay } from '../../hub/ui/format.ts';
import { Pager } from '../../hub/ui/pager.tsx';
import { dayOf, writeTime } from '../day.ts';
import { Frame } from '../frame.tsx';
import type { StudyHere } from '../memory-store.ts';
import type { Names } from '../names.ts';
import { entryInWords, titlesOf, Why } from './entry.tsx';

export type LogFilter = { study: string; day: string; what: string };
export type LogData = {
  studies: StudyHere[];
  filter: LogFilter;
  entries: Entry[];
  /** Of entries that fit the filter; pages count from 1. */
  count: number;
  page: number;
  size: number;
};

/** What the filter of the log chooses between, and the kinds of entry that belong to each. */
export const whats: Record<string, string[]> = {
  answered: ['answered', 'opened'],
  refused: ['plan declined', 'refused', 'opening refused'],
  plans: ['plan accepted', 'plan declined', 'plan finished'],
  acts: ['policy changed', 'paused', 'resumed', 'set released', 'tables published', 'tables withdrawn'],
};

type Props = { names: Names; data: LogData };

export function LogPage({ names, data }: Props) {
  const { text, language } = names;
  const { filter, studies, entries, count, page, size } = data;
  const titles = titlesOf(studies);
  const words: Record<string, string> = text;
  const address = (page: number) =>
    `/log?${new URLSearchParams({ study: filter.study, day: filter.day, what: filter.what, page: String(page) })}`;
  return (
    <Frame names={names} title={text.log} at="log">
      <h1>{text.log}</h1>
      <p class="lead">{text.logLead}</p>
      <form method="get" action="/log" class="filters">
        <Select
          name="study"
          label={text.filterStudy}
          value={filter.study}
          empty={text.filterEveryStudy}
          options={studies.map(({ hash, title }) => ({ value: hash, label: title || `${text.unsigned} ${hash.slice(7, 13)}` }))}
        />
        <TextField name="day" label={text.filterDay} type="date" size="short" value={filter.day} />
        <Select
          name="what"
          label={text.filterWhat}
          value={filter.what}
          empty={text.filterAll}
          options={Object.keys(whats).map((what) => ({ value: what, label: words[`what_${what}`] ?? what }))}
        />
        <button type="submit" class="quiet">
          {text.show}
        </button>
      </form>
      {entries.length === 0 ? <p>{text.logNone}</p> : null}
      {daysOf(entries).map(({ day, runs }) => (
        <section aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`}>{writeDay(`${day}T12:00:00Z`, language)}</h2>
          {runs.map(({ plan, said }) => (
            <>
              {plan ? (
                <p class="run">
                  <a href={`/studies/${plan}`}>{titles.get(plan) || text.unsigned}</a>
                </p>
              ) : null}
              <ol class="log">
                {said.map((entry) => (
                  <LogLine names={names} entry={entry} titles={titles} />
                ))}
              </ol>
            </>
          ))}
        </section>
      ))}
      <Pager language={language} page={page} pages={Math.ceil(count / size)} href={address} />
    </Frame>
  );
}

/** What follows one another about one study stands together. */
function daysOf(entries: Entry[]) {
  const days: { day: string; runs: { plan: string; said: Entry[] }[] }[] = [];
  for (const entry of foldOpenings(entries)) {
    const day = dayOf(entry.at);
    const plan = String(entry.body.plan ?? '');
    if (days.at(-1)?.day !== day) days.push({ day, runs: [] });
    const runs = days.at(-1)?.runs ?? [];
    if (runs.at(-1)?.plan !== plan) runs.push({ plan, said: [] });
    runs.at(-1)?.said.push(entry);
  }
  return days;
}

/** An answer and the opening of its mask, one after the other, are one line. The latest comes first. */
function foldOpenings(entries: Entry[]): Entry[] {
  const isOf = (opened: Entry | undefined, { kind, body }: Entry) =>
    opened?.kind === 'opened' && kind === 'answered' && opened.body.plan === body.plan && opened.body.round === body.round;
  return entries.flatMap((entry, i) => {
    const [later, earlier] = [entries[i - 1], entries[i + 1]];
    if (earlier && isOf(entry, earlier)) return [];
    return [isOf(later, entry) ? { ...entry, body: { ...entry.body, thenOpened: true } } : entry];
  });
}

function LogLine({ names, entry, titles }: { names: Names; entry: Entry; titles: Map<string, string> }) {
  const { text, language } = names;
  const { code, detail = '' } = entry.body as { code?: string; detail?: string };
  return (
    <li>
      <time datetime={entry.at}>{writeTime(entry.at, language)}</time>
      <div>
        {entryInWords(names, entry, titles)}
        {code ? (
          <details>
            <summary>{text.why}</summary>
            <Why names={names} code={code} detail={detail} />
          </details>
        ) : null}
      </div>
    </li>
  );
}
