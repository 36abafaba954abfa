// What stands at the station: whether it answers, what waits for the steward, which studies are open, what was refused and why.
import type { Entry } from '@sluss/station/journal.ts';
import { fill } from '../../hub/platform/texts.ts';
import { ButtonForm } from '../../hub/ui/form.tsx';
import { writeCount, writeMoment } from '../../hub/ui/format.ts';
import { Table } from '../../hub/ui/table.tsx';
import { Frame } from '../frame.tsx';
import type { StudyHere } from '../memory-store.ts';
import type { Names } from '../names.ts';
import { entryInWords, titlesOf, Why } from './entry.tsx';

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
};
type Props = { names: Names; data: OverviewData };

/** Studies in the table of all. */
const latest = 50;

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
        {studies.length === 0 ? (
          <p>{fill(text.studiesNone, { hub })}</p>
        ) : (
          <>
            <StudiesTable names={names} studies={studies.slice(0, latest)} />
            {studies.length > latest ? (
              <p>{fill(text.studiesLatest, { latest, count: writeCount(studies.length, language) })}</p>
            ) : null}
          </>
        )}
      </section>
      <p>
        <a href="/log">{text.logLink}</a>
      </p>
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
          <a href="/log?what=refused">{fill(text.refusalsAll, { count: writeCount(data.counts.refused, language) })}</a>
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
