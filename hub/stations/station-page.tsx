// One station: whose it is, how it stands, its rules, what came of its answers; for its steward also who asks for its data, and where to
// find what the hub does not know.
import type { Actor } from '../permissions/actor.ts';
import { writePermitDay } from '../permits/permit-day.ts';
import { fill, type Language } from '../platform/texts.ts';
import { writeCount, writeDay, writeList } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import { Table } from '../ui/table.tsx';
import { Tag } from '../ui/tag.tsx';
import { StationFacts, say } from './pages.tsx';
import type { StationView } from './station-view.ts';

type Props = { language: Language; visitor: Actor | null; view: StationView };

export function StationPage({ language, visitor, view }: Props) {
  const text = say(language);
  const { card, steward } = view;
  return (
    <Layout language={language} title={card.title} at="stations" visitor={visitor}>
      <p class="kicker">
        <a href="/stations">{text.stations}</a> {card.isOwn ? <Tag tone="water">{text.own}</Tag> : null}
      </p>
      <h1>{card.title}</h1>
      <StationFacts language={language} station={card} />
      <p class="quiet">{text.policyNote}</p>
      {steward ? <ForSteward language={language} steward={steward} /> : null}
      <Credit language={language} view={view} />
      <details>
        <summary>{text.keys}</summary>
        <dl>
          <dt>{text.signKey}</dt>
          <dd>
            <code>{card.sign}</code>
          </dd>
          <dt>{text.maskKey}</dt>
          <dd>
            <code>{card.mask}</code>
          </dd>
        </dl>
        <p class="quiet">{text.keysWhy}</p>
      </details>
    </Layout>
  );
}

function ForSteward({ language, steward }: { language: Language; steward: NonNullable<StationView['steward']> }) {
  const text = say(language);
  const words: Record<string, string> = text;
  const { applications, permits, studies } = steward;
  return (
    <>
      <section aria-labelledby="desk">
        <h2 id="desk">{text.deskTitle}</h2>
        <p>{text.deskLead}</p>
        <pre>
          <code>sluss station desk {text.deskFolder}</code>
        </pre>
        <p class="quiet">{text.deskWhere}</p>
      </section>
      <section aria-labelledby="applications">
        <h2 id="applications">{text.applications}</h2>
        {applications.length === 0 ? (
          <p>{text.applicationsNone}</p>
        ) : (
          <Table
            caption={text.applications}
            hideCaption
            columns={[{ title: text.application }, { title: text.who }, { title: text.state }, { title: text.changed }]}
            rows={applications.map(({ reference, title, organisation, state, updated_at }) => ({
              key: <a href={`/applications/${reference}`}>{title || reference}</a>,
              cells: [
                organisation,
                words[`application_${state}`] ?? state,
                <time datetime={updated_at}>{writeDay(updated_at, language)}</time>,
              ],
            }))}
          />
        )}
      </section>
      <section aria-labelledby="permits">
        <h2 id="permits">{text.permits}</h2>
        {permits.length === 0 ? (
          <p>{text.permitsNone}</p>
        ) : (
          <Table
            caption={text.permits}
            hideCaption
            columns={[{ title: text.permit }, { title: text.who }, { title: text.state }, { title: text.until }]}
            rows={permits.map(({ reference, organisation, state, until }) => ({
              key: <a href={`/permits/${reference}`}>{reference}</a>,
              cells: [
                organisation,
                words[`permit_${state}`] ?? state,
                <time datetime={until}>{writePermitDay(until, language)}</time>,
              ],
            }))}
          />
        )}
      </section>
      <section aria-labelledby="studies">
        <h2 id="studies">{text.studies}</h2>
        {studies.length === 0 ? (
          <p>{text.studiesNone}</p>
        ) : (
          <Table
            caption={text.studies}
            hideCaption
            columns={[
              { title: text.study },
              { title: text.who },
              { title: text.state },
              { title: text.said },
              { title: text.began },
            ]}
            rows={studies.map(({ id, title, organisation, state, said, code, created_at }) => ({
              key: <a href={`/studies/${id}`}>{title}</a>,
              cells: [
                organisation,
                words[`study_${state}`] ?? state,
                said === 'declined'
                  ? fill(text.saidNo, { code: code ?? '' })
                  : words[said === 'accepted' && !['inviting', 'running'].includes(state) ? 'said_took' : `said_${said}`],
                <time datetime={created_at}>{writeDay(created_at, language)}</time>,
              ],
            }))}
          />
        )}
        {studies.some(({ said }) => said === 'declined') ? <p>{text.saidNoWhy}</p> : null}
        {studies.some(({ code }) => code === 'set_changed') ? <p>{text.releaseSet}</p> : null}
      </section>
    </>
  );
}

function Credit({ language, view: { credit, card } }: { language: Language; view: StationView }) {
  const text = say(language);
  const { permits, organisations, published } = credit;
  return (
    <section aria-labelledby="credit">
      <h2 id="credit">{text.credit}</h2>
      <p>
        {permits === 0
          ? text.creditNone
          : fill(permits === 1 ? text.creditOne : text.creditMany, {
              count: writeCount(permits, language),
              dataset: card.dataset.title,
              organisations: writeList(organisations, language),
            })}{' '}
        <a href={`/register?dataset=${encodeURIComponent(card.dataset.id)}`}>{text.creditRegister}</a>
      </p>
      {published.length === 0 ? (
        <p class="quiet">{text.publishedNone}</p>
      ) : (
        <ul class="doors">
          {published.map(({ place, title, organisation, summary, published_at }) => (
            <li>
              <a href={place}>{title}</a>
              <p>
                {organisation} · <time datetime={published_at}>{writeDay(published_at, language)}</time>
              </p>
              <p>{summary[language]}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
