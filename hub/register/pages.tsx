// The public register for anybody, to search: who wants to use which data for what, and where that stands.
import { purposes } from '../applications/schema.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters } from '../ui/fold.tsx';
import { Select, TextField } from '../ui/form.tsx';
import { writeDay, writeList } from '../ui/format.ts';
import type { Visitor } from '../ui/layout.tsx';
import { Layout } from '../ui/layout.tsx';
import { Pager } from '../ui/pager.tsx';
import { Tag, type Tone } from '../ui/tag.tsx';
import type { RegisterPageView, RegisterSearch } from './actions.ts';
import type { Query } from './rules.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const say = texts(sv, en);
export type Text = ReturnType<typeof say>;
export const wordsOf = (text: Text): Record<string, string> => text;
export const purposeOf = (purpose: string, text: Text) => wordsOf(text)[`purpose_${purpose}`] ?? purpose;

export type Entry = RegisterPageView['entry'];
export type Around = { language: Language; visitor: Visitor | null };

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
