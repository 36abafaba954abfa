// What stands at the station: whether it answers, what waits for the steward, which studies are open, what was refused and why, and
// everything day by day.
import type { Entry } from '@sluss/station/journal.ts';
import { fill } from '../../hub/platform/texts.ts';
import { ButtonForm, Select, TextField } from '../../hub/ui/form.tsx';
import { writeCount, writeDay, writeMoment } from '../../hub/ui/format.ts';
import { Pager } from '../../hub/ui/pager.tsx';
import { Table } from '../../hub/ui/table.tsx';
import { dayOf, writeTime } from '../day.ts';
import { Frame } from '../frame.tsx';
import type { StudyHere } from '../memory-store.ts';
import type { Names } from '../names.ts';
import { entryInWords, Why } from './entry.tsx';

export type OverviewData = {
  hub: string;
  paused: boolean;
  /** When the journal says that it was paused. */
  pausedAt: string | null;
  studies: StudyHere[];
  /** Declined for their set, which nobody has released yet. */
  forSet: StudyHere[];
  counts: { running: number; day: number; answered: number; refused: number };
  refusals: Entry[];
  log: { entries: Entry[]; count: number; page: number; size: number };
  filter: { study: string; day: string; what: string };
};
type Props = { names: Names; data: OverviewData };

export function OverviewPage({ names, data }: Props) {
  const { text, language } = names;
  const { hub, counts, studies } = data;
  return (
    <Frame names={names} title={text.desk} at="overview">
      <h1>{data.paused ? text.paused : text.works}</h1>
      <Standing names={names} data={data} />
      <dl class="glance">
        {(['running', 'day', 'answered', 'refused'] as const).map((name) => (
          <div>
            <dt>{text[`glance_${name}`]}</dt>
            <dd>{writeCount(counts[name], language)}</dd>
          </div>
        ))}
      </dl>
      <Waiting names={names} data={data} />
      <section aria-labelledby="open">
        <h2 id="open">{text.openNow}</h2>
        <OpenStudies names={names} studies={studies.filter(({ standing }) => ['accepted', 'running'].includes(standing))} />
      </section>
      <section aria-labelledby="refusals">
        <h2 id="refusals">{text.refusals}</h2>
        <Refusals names={names} data={data} />
      </section>
      <section aria-labelledby="studies">
        <h2 id="studies">{text.studies}</h2>
        {studies.length === 0 ? <p>{fill(text.studiesNone, { hub })}</p> : <StudiesTable names={names} studies={studies} />}
      </section>
      <section aria-labelledby="log">
        <h2 id="log">{text.log}</h2>
        <Log names={names} data={data} />
      </section>
    </Frame>
  );
}

function Standing({ names: { text, language }, data }: Props) {
  if (!data.paused)
    return (
      <div class="standing">
        <p class="lead">{text.worksLead}</p>
        <ButtonForm action="/pause" label={text.pause} />
      </div>
    );
  const since = data.pausedAt ? fill(text.pausedLead, { at: writeMoment(data.pausedAt, language) }) : text.pausedByHand;
  return (
    <div class="standing">
      <p class="lead">{since}</p>
      <ButtonForm action="/resume" label={text.resume} />
    </div>
  );
}

function Waiting({ names: { text }, data }: Props) {
  const stale = data.studies.filter(({ standing }) => standing === 'waiting');
  return (
    <section aria-labelledby="waits">
      <h2 id="waits">{text.waitsForYou}</h2>
      {data.forSet.length + stale.length === 0 ? <p>{text.waitsNothing}</p> : null}
      <ul class="plain">
        {data.forSet.map(({ title, hash }) => (
          <li>
            {fill(text.waitsSet, { title })} <a href={`/studies/${hash}`}>{text.lookAtIt}</a>
          </li>
        ))}
        {stale.map(({ title, hash }) => (
          <li>
            {fill(text.waitsStale, { title: title || text.aPlan })} <a href={`/studies/${hash}`}>{text.lookAtIt}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function OpenStudies({ names, studies }: { names: Names; studies: StudyHere[] }) {
  const { text } = names;
  if (studies.length === 0) return <p>{text.openNone}</p>;
  return <StudiesTable names={names} studies={studies} caption={text.openNow} />;
}

function Refusals({ names, data }: Props) {
  const { text, language } = names;
  const titles = titlesOf(data.studies);
  if (data.counts.refused === 0) return <p>{text.refusalsNone}</p>;
  return (
    <>
      <p>{text.refusalsLead}</p>
      {data.refusals.map((entry) => {
        const { code = '', detail = '', plan = '' } = entry.body as { code?: string; detail?: string; plan?: string };
        return (
          <article class="refusal">
            <h3>
              <a href={`/studies/${plan}`}>{titles.get(plan) || text.unsigned}</a>
            </h3>
            <p class="quiet">
              <time datetime={entry.at}>{writeMoment(entry.at, language)}</time> · {entryInWords(names, entry, titles)}
            </p>
            <Why names={names} code={code} detail={detail} />
          </article>
        );
      })}
      {data.counts.refused > data.refusals.length ? (
        <p>
          <a href="/?what=refused#log">{fill(text.refusalsAll, { count: writeCount(data.counts.refused, language) })}</a>
        </p>
      ) : null}
    </>
  );
}

function StudiesTable({ names, studies, caption }: { names: Names; studies: StudyHere[]; caption?: string }) {
  const { text, language } = names;
  return (
    <Table
      caption={caption ?? text.studies}
      hideCaption
      columns={[
        { title: text.study },
        { title: text.who },
        { title: text.standing },
        { title: text.rounds, number: true },
        { title: text.last },
      ]}
      rows={studies.map(({ hash, title, permit, standing, rounds, lastAt }) => ({
        key: <a href={`/studies/${hash}`}>{title || text.unsigned}</a>,
        cells: [
          permit?.holder_org ?? text.unsignedWho,
          text[`standing_${standing}`],
          writeCount(rounds, language),
          <time datetime={lastAt}>{writeMoment(lastAt, language)}</time>,
        ],
      }))}
    />
  );
}

/** What the filter of the log chooses between, and the kinds of entry that belong to each. */
export const whats: Record<string, string[]> = {
  answered: ['answered', 'opened'],
  refused: ['plan declined', 'refused', 'opening refused'],
  plans: ['plan accepted', 'plan declined', 'plan finished'],
  acts: ['policy changed', 'paused', 'resumed', 'set released', 'tables published', 'tables withdrawn'],
};

function Log({ names, data }: Props) {
  const { text, language } = names;
  const { filter, log, studies } = data;
  const titles = titlesOf(studies);
  const words: Record<string, string> = text;
  const address = (page: number) =>
    `/?${new URLSearchParams({ study: filter.study, day: filter.day, what: filter.what, page: String(page) })}#log`;
  return (
    <>
      <p>{text.logLead}</p>
      <form method="get" action="/#log" class="filters">
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
      {log.entries.length === 0 ? <p>{text.logNone}</p> : null}
      {daysOf(log.entries).map(({ day, runs }) => (
        <section aria-labelledby={`day-${day}`}>
          <h3 id={`day-${day}`}>{writeDay(`${day}T12:00:00Z`, language)}</h3>
          {runs.map(({ plan, entries }) => (
            <>
              {plan ? (
                <p class="run">
                  <a href={`/studies/${plan}`}>{titles.get(plan) || text.unsigned}</a>
                </p>
              ) : null}
              <ol class="log">
                {entries.map((entry) => (
                  <LogLine names={names} entry={entry} titles={titles} />
                ))}
              </ol>
            </>
          ))}
        </section>
      ))}
      <Pager language={language} page={log.page} pages={Math.ceil(log.count / log.size)} href={address} />
    </>
  );
}

/** What follows one another about one study stands together. */
function daysOf(entries: Entry[]) {
  const days: { day: string; runs: { plan: string; entries: Entry[] }[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const plan = String(entry.body.plan ?? '');
    if (days.at(-1)?.day !== day) days.push({ day, runs: [] });
    const runs = days.at(-1)?.runs ?? [];
    if (runs.at(-1)?.plan !== plan) runs.push({ plan, entries: [] });
    runs.at(-1)?.entries.push(entry);
  }
  return days;
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

export const titlesOf = (studies: StudyHere[]) => new Map(studies.map(({ hash, title }) => [hash, title]));
