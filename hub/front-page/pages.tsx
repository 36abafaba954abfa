// The front page: what this is, what runs, where to go.
import { fill, type Language, texts } from '../platform/texts.ts';
import { Layout } from '../ui/layout.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export type StationLine = { id: string; title: string; dataset: string; policy: { k: number }; secondsSilent: number | null };
type Props = { language: Language; demo: boolean; stations: StationLine[] };

/** A station asks for work at least once a minute. */
const silentAfter = 90;

export function FrontPage({ language, demo, stations }: Props) {
  const text = say(language);
  return (
    <Layout language={language} title="Sluss">
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      {demo ? <p class="notice">{text.demo}</p> : null}

      <h2>{text.runs}</h2>
      <p>{fill(text.hubRuns, { here: stations.filter(isHere).length, all: stations.length })}</p>
      {stations.length === 0 ? <p class="quiet">{text.noStation}</p> : <Stations language={language} stations={stations} />}

      <h2>{text.go}</h2>
      <ul>
        <li>
          <a href="/studies">{text.studies}</a>
        </li>
        {demo ? (
          <li>
            <a href="/sign-in">{text.signIn}</a>
          </li>
        ) : null}
        <li>
          <a href="/api/v1/openapi.json">{text.api}</a>
        </li>
      </ul>
      {demo ? (
        <>
          <h2>{text.try}</h2>
          <p>{text.tryHow}</p>
          <pre>
            <code>npm run story</code>
          </pre>
        </>
      ) : null}
    </Layout>
  );
}

function Stations({ language, stations }: Pick<Props, 'language' | 'stations'>) {
  const text = say(language);
  return (
    <div class="wide">
      <table>
        <caption>{text.stationsCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{text.station}</th>
            <th scope="col">{text.dataset}</th>
            <th scope="col" class="number">
              {text.smallestGroup}
            </th>
            <th scope="col">{text.heard}</th>
          </tr>
        </thead>
        <tbody>
          {stations.map((station) => (
            <tr>
              <th scope="row">{station.title}</th>
              <td>{station.dataset}</td>
              <td class="number">{station.policy.k}</td>
              <td class={isHere(station) ? 'here' : 'away'}>{heard(station.secondsSilent, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isHere({ secondsSilent }: StationLine): boolean {
  return secondsSilent !== null && secondsSilent < silentAfter;
}

function heard(seconds: number | null, language: Language): string {
  const text = say(language);
  if (seconds === null) return text.never;
  if (seconds < silentAfter) return text.justNow;
  const [count, unit] =
    seconds < 7200 ? [Math.round(seconds / 60), 'minute' as const] : [Math.round(seconds / 3600), 'hour' as const];
  return new Intl.RelativeTimeFormat(language).format(-count, unit);
}
