// Stations for people: where data lie, whose they are, by what rules each one answers, and when it was last heard.

import { DescriptionDue } from '../datasets/describe/standing.tsx';
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Empty } from '../ui/empty.tsx';
import { writeAgo, writeList } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Tag } from '../ui/tag.tsx';
import type { StationCard } from './station-view.ts';
import type { PublicPolicy } from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);

type Props = { language: Language; visitor: Actor | null; stations: StationCard[] };

/** A station asks for work at least once a minute. */
const silentAfter = 90;

export function StationsPage({ language, visitor, stations }: Props) {
  const text = say(language);
  return (
    <Layout language={language} title={text.stations} at="stations" visitor={visitor}>
      <h1>{text.stations}</h1>
      <p class="lead">{text.lead}</p>
      {stations.length === 0 ? <Empty title={text.noneTitle}>{<p>{text.none}</p>}</Empty> : null}
      {stations.map((station) => (
        <article class="station-row" aria-labelledby={`station-${station.id}`}>
          <div>
            <h2 id={`station-${station.id}`}>
              <a href={`/stations/${station.id}`}>{station.title}</a> {station.isOwn ? <Tag tone="water">{text.own}</Tag> : null}
            </h2>
            {station.holder === station.title ? null : <p class="quiet">{station.holder}</p>}
            <p>
              <Heard language={language} seconds={station.secondsSilent} />
            </p>
          </div>
          <div>
            <p>
              <PolicyInWords language={language} policy={station.policy} />
            </p>
            <p class="quiet">
              {text.dataset}: <a href={`/datasets/${station.dataset.id}`}>{station.dataset.title}</a>
            </p>
            {station.check ? (
              <p>
                <DescriptionDue language={language} standing={station.check} />
              </p>
            ) : null}
          </div>
        </article>
      ))}
      {stations.length > 0 ? <p class="quiet">{text.policyNote}</p> : null}
    </Layout>
  );
}

export function StationFacts({ language, station }: { language: Language; station: StationCard }) {
  const text = say(language);
  return (
    <dl>
      <dt>{text.holder}</dt>
      <dd>{station.holder}</dd>
      <dt>{text.dataset}</dt>
      <dd>
        <a href={`/datasets/${station.dataset.id}`}>{station.dataset.title}</a>
        {station.check ? (
          <>
            <br />
            <DescriptionDue language={language} standing={station.check} />
          </>
        ) : null}
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
