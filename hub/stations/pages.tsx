// Stations for people: where data lie, whose they are, by what rules each one answers, and when it was last heard.
import { fill, type Language, texts } from '../platform/texts.ts';
import { writeAgo, writeList } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import type { PublicPolicy } from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export type StationCard = {
  id: string;
  title: string;
  holder: string;
  dataset: { id: string; title: string };
  policy: PublicPolicy;
  /** Thumbprints, as permits list them. */
  sign: string;
  mask: string;
  secondsSilent: number | null;
};
type Props = { language: Language; visitor: { name: string; email: string } | null; stations: StationCard[] };

/** A station asks for work at least once a minute. */
const silentAfter = 90;

export function StationsPage({ language, visitor, stations }: Props) {
  const text = say(language);
  return (
    <Layout language={language} title={text.stations} at="stations" visitor={visitor}>
      <h1>{text.stations}</h1>
      <p class="lead">{text.lead}</p>
      {stations.length === 0 ? <p>{text.none}</p> : null}
      {stations.map((station) => (
        <article aria-labelledby={`station-${station.id}`}>
          <h2 id={`station-${station.id}`}>{station.title}</h2>
          <dl>
            <dt>{text.holder}</dt>
            <dd>{station.holder}</dd>
            <dt>{text.dataset}</dt>
            <dd>
              <a href={`/datasets/${station.dataset.id}`}>{station.dataset.title}</a>
            </dd>
            <dt>{text.heard}</dt>
            <dd>
              <Heard language={language} seconds={station.secondsSilent} />
            </dd>
            <dt>{text.policy}</dt>
            <dd>
              <PolicyInWords language={language} policy={station.policy} />
            </dd>
          </dl>
          <details>
            <summary>
              {text.keys}
              <span class="unseen">: {station.title}</span>
            </summary>
            <dl>
              <dt>{text.signKey}</dt>
              <dd>
                <code>{station.sign}</code>
              </dd>
              <dt>{text.maskKey}</dt>
              <dd>
                <code>{station.mask}</code>
              </dd>
            </dl>
            <p class="quiet">{text.keysWhy}</p>
          </details>
        </article>
      ))}
      {stations.length > 0 ? <p class="quiet">{text.policyNote}</p> : null}
    </Layout>
  );
}

function Heard({ language, seconds }: { language: Language; seconds: number | null }) {
  const text = say(language);
  if (seconds === null) return <span class="away">{text.heardNever}</span>;
  if (seconds < silentAfter) return <span class="here">{text.heardNow}</span>;
  return <span class="away">{fill(text.silent, { ago: writeAgo(seconds, language) })}</span>;
}

function PolicyInWords({ language, policy }: { language: Language; policy: PublicPolicy }) {
  const text = say(language);
  const words: Record<string, string> = text;
  const kinds = policy.alone.map((kind) => words[`kind_${kind}`] ?? kind);
  const alone = kinds.length > 0 ? fill(text.policyAlone, { kinds: writeList(kinds, language) }) : text.policyAloneNone;
  const release = policy.release === 'exact' ? text.policyExact : text.policyRounded;
  return <>{[fill(text.policyK, { k: policy.k }), alone, release].join(' ')}</>;
}
