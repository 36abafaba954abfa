// The front page: what this is, what one may be trying to do, what runs.
import { fill, type Language, texts } from '../platform/texts.ts';
import { writeAgo } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Table } from '../ui/table.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export type StationLine = { id: string; title: string; dataset: string; policy: { k: number }; secondsSilent: number | null };
type Props = { language: Language; visitor: { name: string; email: string } | null; demo: boolean; stations: StationLine[] };

/** A station asks for work at least once a minute. */
const silentAfter = 90;

/** What one may be trying to do, and where that is done. */
const doors = [
  ['data', '/datasets'],
  ['apply', '/applications'],
  ['follow', '/studies'],
  ['hold', '/stations'],
  ['see', '/applications#register'],
  ['program', '/api/v1/openapi.json'],
] as const;

export function FrontPage({ language, visitor, demo, stations }: Props) {
  const text = say(language);
  return (
    <Layout language={language} title="Sluss" visitor={visitor}>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      {demo ? (
        <p class="notice">
          {text.demo} <a href={visitor ? '/me' : '/sign-in'}>{visitor ? text.me : text.signIn}</a>
        </p>
      ) : null}

      <h2>{text.trying}</h2>
      <ul class="doors">
        {doors.map(([door, href]) => (
          <li>
            <a href={href}>{text[door]}</a>
            <p>{text[`${door}How`]}</p>
          </li>
        ))}
      </ul>

      <h2>{text.runs}</h2>
      <p>{fill(text.hubRuns, { here: stations.filter(isHere).length, all: stations.length })}</p>
      {stations.length === 0 ? (
        <p class="quiet">{text.noStation}</p>
      ) : (
        <Table
          caption={text.stationsCaption}
          columns={[
            { title: text.station },
            { title: text.dataset },
            { title: text.smallestGroup, number: true },
            { title: text.heard },
          ]}
          rows={stations.map((station) => ({
            key: <a href={`/stations#station-${station.id}`}>{station.title}</a>,
            cells: [
              <a href={`/datasets/${station.dataset}`}>{station.dataset}</a>,
              station.policy.k,
              <span class={isHere(station) ? 'here' : 'away'}>{heard(station.secondsSilent, language)}</span>,
            ],
          }))}
        />
      )}

      {demo ? (
        <>
          <h2>{text.try}</h2>
          <p>{text.tryHow}</p>
          <pre>
            <code>npm run story</code>
          </pre>
          <p>{text.tryThen}</p>
        </>
      ) : null}
    </Layout>
  );
}

function isHere({ secondsSilent }: StationLine): boolean {
  return secondsSilent !== null && secondsSilent < silentAfter;
}

function heard(seconds: number | null, language: Language): string {
  const text = say(language);
  if (seconds === null) return text.never;
  return seconds < silentAfter ? text.justNow : writeAgo(seconds, language);
}
