// The public register for anybody: who wants to use which data for what, what was decided and why, and what came of it.

import { dayOf } from '../applications/calendar.ts';
import { limits } from '../applications/deadlines.ts';
import { methodTitle, say as sayForm, variableTitle } from '../applications/form/words.ts';
import { purposes } from '../applications/schema.ts';
import { writePermitDay } from '../permits/permit-day.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Empty } from '../ui/empty.tsx';
import { Facts } from '../ui/facts.tsx';
import { Filters, Fold } from '../ui/fold.tsx';
import { Select, TextField } from '../ui/form.tsx';
import { writeDay, writeList } from '../ui/format.ts';
import type { Visitor } from '../ui/layout.tsx';
import { Layout } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { Pager } from '../ui/pager.tsx';
import { Tag, type Tone } from '../ui/tag.tsx';
import type { RegisterPageView, RegisterSearch } from './actions.ts';
import type { Query } from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
type Text = ReturnType<typeof say>;
const wordsOf = (text: Text): Record<string, string> => text;
const purposeOf = (purpose: string, text: Text) => wordsOf(text)[`purpose_${purpose}`] ?? purpose;

type Entry = RegisterPageView['entry'];
type Around = { language: Language; visitor: Visitor | null };

/** Where it stands, in one word: an application's state, or what was decided, or what became of the permit. */
export function standing(entry: Pick<Entry, 'permit' | 'decision' | 'state'>): { key: string; tone: Tone } {
  if (entry.permit?.state === 'REVOKED') return { key: 'revoked', tone: 'wrong' };
  if (entry.permit?.state === 'EXPIRED') return { key: 'expired', tone: 'plain' };
  if (entry.decision && entry.state === 'DECISION_ISSUED')
    return entry.decision.kind === 'approve'
      ? { key: 'approved', tone: 'good' }
      : entry.decision.kind === 'refuse'
        ? { key: 'refused', tone: 'plain' }
        : { key: 'granted', tone: 'good' };
  if (entry.state === 'WITHDRAWN') return { key: 'withdrawn', tone: 'plain' };
  return entry.state === 'DECISION_ISSUED' ? { key: 'decided', tone: 'water' } : { key: 'underway', tone: 'water' };
}

export function Standing({ entry, text }: { entry: Parameters<typeof standing>[0]; text: Text }) {
  const { key, tone } = standing(entry);
  return <Tag tone={tone}>{wordsOf(text)[`standing_${key}`]}</Tag>;
}

export function RegisterPage({ language, visitor, query, search }: Around & { query: Query; search: RegisterSearch }) {
  const text = say(language);
  const address = (page: number, more: Partial<Query> = {}) => {
    const asked = Object.entries({ ...query, ...more, page: String(page) }).filter(([, value]) => value);
    return `/register?${new URLSearchParams(asked as [string, string][])}`;
  };
  return (
    <Layout language={language} visitor={visitor} at="register" title={text.title}>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      <form method="get" action="/register" class="search">
        <TextField name="words" label={text.words} type="search" value={query.words} />
        <Filters title={text.filters} chosen={Boolean(query.dataset || query.purpose || query.year || query.outcome)}>
          <Select
            name="dataset"
            label={text.data}
            empty={text.all}
            value={query.dataset}
            options={search.datasets.map(({ id, title }) => ({ value: id, label: title }))}
          />
          <Select
            name="purpose"
            label={text.purpose}
            empty={text.all}
            value={query.purpose}
            options={Object.keys(purposes)
              .filter((one) => search.purposes.includes(one))
              .map((one) => ({ value: one, label: purposeOf(one, text) }))}
          />
          <Select
            name="year"
            label={text.year}
            empty={text.all}
            value={query.year}
            options={search.years.map((year) => ({ value: year, label: year }))}
          />
          <Select
            name="outcome"
            label={text.outcome}
            empty={text.all}
            value={query.outcome}
            options={[{ value: 'results', label: text.outcome_results }]}
          />
        </Filters>
        <div class="actions">
          <button type="submit">{text.search}</button>
        </div>
      </form>
      {search.all === 0 ? (
        <Empty title={text.none}>
          <p>{text.noneHow}</p>
        </Empty>
      ) : search.total === 0 ? (
        <Empty title={text.nothingFound} action={{ href: '/register', label: text.showAll }}>
          <p>{fill(text.nothingFoundHow, { count: search.all })}</p>
        </Empty>
      ) : (
        <>
          <p class="quiet" role="status">
            {search.total === 1 ? text.one : fill(text.many, { count: search.total })}
            {search.withResults && !query.outcome ? (
              <>
                {', '}
                <a href={address(1, { outcome: 'results' })}>
                  {search.withResults === 1 ? text.oneResult : fill(text.manyResults, { count: search.withResults })}
                </a>
              </>
            ) : null}
          </p>
          <ol class="register">
            {search.shown.map((entry) => (
              <li>
                <h2>
                  <a href={`/register/${entry.reference}`}>{entry.title || entry.reference}</a>
                </h2>
                <p>
                  <Standing entry={entry} text={text} /> {entry.results.length ? <Tag tone="good">{text.hasResult}</Tag> : null}{' '}
                  <span class="quiet">
                    {entry.organisation}, {writeDay(entry.submitted, language)}
                  </span>
                </p>
                <p>{entry.summary}</p>
                <p class="quiet">
                  {fill(text.uses, {
                    data: writeList(entry.datasets.map(search.titleOf), language),
                    purpose: purposeOf(entry.purpose, text),
                  })}
                </p>
                {entry.results.map((one) => (
                  <p class="came">
                    <strong>{text.resultShort}</strong> {one.summary[language]}
                  </p>
                ))}
              </li>
            ))}
          </ol>
          <Pager language={language} page={search.page} pages={search.pages} href={address} />
        </>
      )}
      <p class="quiet">
        <a href="/api/v1/register">{text.json}</a>
      </p>
    </Layout>
  );
}

export function RegisterEntryPage({ language, visitor, view }: Around & { view: RegisterPageView }) {
  const text = say(language);
  const { entry, permit } = view;
  return (
    <Layout language={language} visitor={visitor} at="register" title={entry.title || entry.reference}>
      <p class="kicker">
        <a href="/register">{text.title}</a> / {entry.reference}
      </p>
      <h1>{entry.title || entry.reference}</h1>
      <p class="lead">{entry.summary}</p>
      <Facts
        facts={[
          { name: text.standing, value: <Standing entry={entry} text={text} /> },
          { name: text.who, value: entry.organisation },
          { name: text.purpose, value: purposeOf(entry.purpose, text) },
          {
            name: text.data,
            value: entry.datasets.map((id) => (
              <p>
                <a href={`/datasets/${id}`}>{view.datasets.get(id)?.dictionary.title[language] ?? id}</a>
              </p>
            )),
          },
          { name: text.received, value: writeDay(entry.submitted, language) },
        ]}
      />
      {/* What it led to is what most come for: first, where there is something. */}
      {view.results.length ? <Results view={view} text={text} language={language} /> : null}
      <h2>{text.decision}</h2>
      {view.decisions.length === 0 ? <p>{waiting(entry, text, language)}</p> : null}
      {view.decisions.map((one) => (
        <Notice kind={one.kind === 'refuse' ? 'note' : 'good'} title={wordsOf(text)[`decision_${one.kind}`] ?? one.kind}>
          <p>{one.reason}</p>
          {one.conditions.length ? (
            <ul>
              {one.conditions.map((condition) => (
                <li>{condition}</li>
              ))}
            </ul>
          ) : null}
          <p class="quiet">
            {fill(text.decidedBy, { body: view.body, day: writeDay(one.at, language) })}{' '}
            {one.published_at ? fill(text.publicSince, { day: writeDay(one.published_at, language) }) : ''}
          </p>
        </Notice>
      ))}
      {entry.appeal ? <Appealed appeal={entry.appeal} text={text} language={language} /> : null}
      {permit?.revoked ? (
        <Notice kind="wrong" title={fill(text.revokedAt, { day: writeDay(permit.revoked.at, language) })}>
          <p>{permit.revoked.reason}</p>
        </Notice>
      ) : null}
      {view.results.length ? null : <Results view={view} text={text} language={language} />}
      <h2>{text.rights}</h2>
      <p>{text.rightsHow}</p>
      <p>{fill(text.contact, { body: view.body })}</p>
      {permit ? <Permit view={view} permit={permit} text={text} language={language} /> : null}
    </Layout>
  );
}

/** That it was appealed and where that stands; the appeal itself is not public here. */
function Appealed({ appeal, text, language }: { appeal: NonNullable<Entry['appeal']>; text: Text; language: Language }) {
  const words = wordsOf(text);
  return (
    <Notice title={text.appeal}>
      <p>
        {fill(text.appealedOn, { day: writeDay(appeal.at, language) })}{' '}
        {fill(words[`appeal_${appeal.state}`] ?? '', { court: appeal.court ?? '' })}{' '}
        {appeal.outcome ? words[`court_${appeal.outcome}`] : ''}
      </p>
    </Notice>
  );
}

function nothingYet({ entry, permit }: RegisterPageView, text: Text): string {
  if (entry.decision?.kind === 'approve') return text.noResultsRequest;
  return permit ? text.noResults : text.noResultsYet;
}

type ResultsProps = { view: RegisterPageView; text: Text; language: Language };

function Results({ view, text, language }: ResultsProps) {
  const stations = stationTitles(view);
  return (
    <section aria-labelledby="results">
      <h2 id="results">{text.results}</h2>
      {view.results.length ? null : <p>{nothingYet(view, text)}</p>}
      {view.results.map((one) => (
        <article class="came">
          <h3>{one.title}</h3>
          <p class="told">{one.summary[language]}</p>
          <p class="quiet">
            {fill(text.resultFrom, {
              stations: writeList(
                one.stations.map((id) => stations.get(id) ?? id),
                language,
              ),
              day: writeDay(one.published_at, language),
              organisation: one.organisation,
            })}
          </p>
        </article>
      ))}
    </section>
  );
}

function stationTitles(view: RegisterPageView): Map<string, string> {
  return new Map([...view.datasets.values()].flatMap((one) => one.stations.map(({ id, title }) => [id, title] as const)));
}

type PermitProps = { view: RegisterPageView; permit: NonNullable<RegisterPageView['permit']>; text: Text; language: Language };

function Permit({ view, permit, text, language }: PermitProps) {
  const form = sayForm(language);
  const stations = stationTitles(view);
  const period = `${writePermitDay(permit.not_before, language)} – ${writePermitDay(permit.not_after, language)}`;
  return (
    <div class="folds">
      <Fold id="permit" title={text.permit} note={`${permit.reference}, ${period}`}>
        <Facts
          facts={[
            { name: text.reference, value: `${permit.reference}, ${fill(text.version, { version: permit.version })}` },
            {
              name: text.variables,
              value: permit.datasets.map((one) => {
                const dictionary = view.datasets.get(one.id)?.dictionary;
                return (
                  <p>
                    {writeList(
                      one.variables.map((id) => variableTitle(dictionary, id, language)),
                      language,
                    )}
                  </p>
                );
              }),
            },
            {
              name: text.stations,
              value: permit.stations.map((id) => (
                <p>
                  <a href={`/stations/${id}`}>{stations.get(id) ?? id}</a>
                </p>
              )),
            },
            {
              name: text.methods,
              value: writeList(
                permit.methods.map((name) => methodTitle(name, form)),
                language,
              ),
            },
            {
              name: text.period,
              value: period,
            },
            { name: text.form, value: text.onlySums },
          ]}
        />
      </Fold>
    </div>
  );
}

function waiting(entry: Entry, text: Text, language: Language): string {
  if (entry.state === 'WITHDRAWN') return text.withdrawn;
  if (entry.state !== 'DECISION_ISSUED') return text.notDecided;
  const day = entry.decided ? limits.publishDecision.end(dayOf(new Date(entry.decided))) : '';
  return day ? fill(text.decidedSoonPublic, { day: writeDay(`${day}T12:00:00Z`, language) }) : text.notDecided;
}
