// One dataset for people: what it is, its variables with how they are distributed, where it is, how good, and what access takes.
import type { Variable } from '@sluss/protocol/dictionary.ts';
import { carrying } from '../baskets/choice.ts';
import { type Basket, BasketStrip, CarriedFields } from '../baskets/strip.tsx';
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { writeCount, writeShort } from '../ui/format.ts';
import type { Keep } from '../ui/kept.ts';
import { Layout } from '../ui/layout.tsx';
import { About, Access, Quality, Stations } from './dataset-facts.tsx';
import { type Done, ForThoseWhoDescribe } from './describe/standing.tsx';
import { Distribution, MissingInWords, type StationTables, unitOf } from './distribution.tsx';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };
import { type Look, pageSize } from './variable-list.ts';
import type { DatasetFacts } from './views.ts';

const say = texts(sv, en);
type Text = ReturnType<typeof say>;

export type DatasetProps = {
  language: Language;
  visitor: Actor | null;
  facts: DatasetFacts;
  basket: Basket;
  /** Which of the variables. */
  look: Look;
  /** What stations published changes rarely: its pictures are drawn once. */
  keep: Keep;
  /** What the visitor has just done. */
  done?: Done;
};

export function DatasetPage({ language, visitor, facts, basket, look, keep, done }: DatasetProps) {
  const text = say(language);
  const { dataset, stations } = facts;
  const { dictionary } = dataset;
  const title = (station: string) => stations.find(({ id }) => id === station)?.title ?? station;
  const tables: StationTables = facts.tables.map((profile) => ({ title: title(profile.station), profile }));
  const persons = facts.tables.reduce((sum, one) => sum + one.persons, 0);
  const words: Record<string, string> = text;
  return (
    <Layout language={language} title={dictionary.title[language]} at="datasets" visitor={visitor}>
      <p class="kicker">{words[`category_${dictionary.category}`] ?? dictionary.category}</p>
      <h1>{dictionary.title[language]}</h1>
      <p class="lead">{dictionary.description[language]}</p>
      <About language={language} facts={facts} />
      <dl class="glance">
        {persons > 0 ? (
          <div>
            <dt>{tables.length === stations.length ? text.persons : fill(text.personsAt, { count: tables.length })}</dt>
            <dd>{fill(text.about, { count: writeCount(persons, language) })}</dd>
          </div>
        ) : null}
        <div>
          <dt>{text.stationsWord}</dt>
          <dd>{stations.length}</dd>
        </div>
        <div>
          <dt>{text.variablesWord}</dt>
          <dd>{writeCount(dictionary.variables.length, language)}</dd>
        </div>
        <div>
          <dt>{text.access}</dt>
          <dd>{text[`access_${dictionary.access}`]}</dd>
        </div>
      </dl>
      <ForThoseWhoDescribe language={language} facts={facts} visitor={visitor} done={done} />
      <BasketStrip language={language} basket={basket} />
      <nav aria-label={text.onThisPage}>
        <ul class="contents">
          {(['variables', 'stations', 'quality', 'access'] as const).map((part) => (
            <li>
              <a href={`#${part}`}>{text[`part_${part}`]}</a>
            </li>
          ))}
        </ul>
      </nav>
      <Variables {...{ language, facts, basket, look, keep, tables }} />
      <Stations language={language} facts={facts} />
      <Quality language={language} facts={facts} />
      <Access language={language} facts={facts} />
    </Layout>
  );
}

type VariablesProps = Omit<DatasetProps, 'visitor' | 'done'> & { tables: StationTables };

function Variables({ language, facts, basket, look, keep, tables }: VariablesProps) {
  const text = say(language);
  const { id, dictionary } = facts.dataset;
  const { found, shown, groups } = facts.list;
  const { find, group } = look;
  const from = shown[0] ? found.indexOf(shown[0]) : 0;
  const total = dictionary.variables.length;
  const chosen = basket.choice.find((one) => one.dataset === id)?.variables ?? [];
  const here = (change: Partial<Look>) => {
    const next = { find, group, from: 0, ...change };
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(next)) if (value !== '' && value !== 0) query.set(key, String(value));
    return `/datasets/${id}${query.size > 0 ? `?${query}` : ''}#variables`;
  };
  const address = (change: Partial<Look>) => carrying(here(change), basket.carried);
  return (
    <section aria-labelledby="variables">
      <h2 id="variables">{text.part_variables}</h2>
      <p>{tables.length > 0 ? text.distributionsHow : text.distributionsNone}</p>
      <search>
        <form method="get" action={`/datasets/${id}#variables`} class="find one">
          <div class="field">
            <label for="find">{text.findVariable}</label>
            <input id="find" name="find" type="search" value={find} maxlength={200} />
          </div>
          {group ? <input type="hidden" name="group" value={group} /> : null}
          <CarriedFields carried={basket.carried} />
          <button type="submit" class="quiet">
            {text.search}
          </button>
        </form>
      </search>
      {groups.length > 0 ? (
        <nav aria-label={text.groups}>
          <ul class="variable-groups">
            <li>{text.groups}:</li>
            {groups.map((one) => (
              <li>
                <a href={address({ group: one.id === group ? '' : one.id })} aria-current={one.id === group ? 'true' : undefined}>
                  {one.id}
                </a>{' '}
                <span class="quiet">{writeCount(one.count, language)}</span>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {find || group ? (
        <p role="status">
          {fill(found.length === 1 ? text.foundOne : text.foundMany, {
            count: writeCount(found.length, language),
            total: writeCount(total, language),
          })}{' '}
          <a href={address({ find: '', group: '' })}>{text.showAll}</a>
        </p>
      ) : null}
      {found.length === 0 ? <p>{text.foundNone}</p> : null}
      {shown.length > 0 ? (
        <form method="post" action="/basket">
          <input type="hidden" name="dataset" value={id} />
          <CarriedFields carried={basket.carried} />
          <ul class="variables">
            {keep('variables', [language, shown, tables, shown.map((variable) => chosen.includes(variable.id))], () => (
              <>
                {shown.map((variable) => (
                  <VariableRow {...{ variable, tables, language, text }} inBasket={chosen.includes(variable.id)} />
                ))}
              </>
            ))}
          </ul>

          <div class="choose-bar">
            <button type="submit">{text.putInBasket}</button>
            {found.length < total || found.length > shown.length ? (
              <button type="submit" name="to" value={here({ from })} class="quiet">
                {text.putAndStay}
              </button>
            ) : null}
            <p class="hint">{text.putInBasketHint}</p>
          </div>
        </form>
      ) : null}
      {found.length > shown.length ? (
        <nav aria-label={text.pages} class="variable-pages">
          <p>
            {fill(text.shownOf, { from: from + 1, to: from + shown.length, count: writeCount(found.length, language) })}{' '}
            {from > 0 ? (
              <a href={address({ from: Math.max(0, from - pageSize) })} rel="prev">
                {text.before}
              </a>
            ) : null}{' '}
            {from + shown.length < found.length ? (
              <a href={address({ from: from + pageSize })} rel="next">
                {text.next}
              </a>
            ) : null}
          </p>
          <p class="hint">{text.pagesHint}</p>
        </nav>
      ) : null}
    </section>
  );
}

type RowProps = { variable: Variable; tables: StationTables; language: Language; text: Text; inBasket: boolean };

function VariableRow({ variable, tables, language, text, inBasket }: RowProps) {
  const box = `choose-${variable.id}`;
  const missing = fill(text.missing, { codes: [text.empty, ...variable.missing].join(', ') });
  return (
    <li id={variable.id}>
      <div class="what">
        <div class="option">
          <input type="checkbox" id={box} name="variables[]" value={variable.id} aria-describedby={`${box}-kind`} />
          <label for={box}>
            <strong>{variable.title[language]}</strong> <code>{variable.id}</code>
          </label>
        </div>
        <p class="hint" id={`${box}-kind`}>
          {kindInWords(variable, language)}
          {inBasket ? <> · {text.inBasket}</> : null}
        </p>
        {variable.note ? <p>{variable.note[language]}</p> : null}
        <p class="quiet small">
          <MissingInWords {...{ variable, tables, language }} /> {missing}
        </p>
      </div>
      <div class="how">
        <Distribution {...{ variable, tables, language }} />
      </div>
    </li>
  );
}

function kindInWords(variable: Variable, language: Language): string {
  const text = say(language);
  if (variable.type === 'category') {
    const levels = variable.levels.map(({ title }) => title[language]);
    const list = levels.length > 8 ? [...levels.slice(0, 8), fill(text.moreLevels, { count: levels.length - 8 })] : levels;
    return `${variable.ordered ? text.kind_ordered : text.kind_category}: ${list.join(' · ')}`;
  }
  const [low, high] = variable.range.map((edge) => writeShort(Number(edge), language));
  return [text.number, `${low} … ${high}`, unitOf(variable, language)].filter(Boolean).join(' · ');
}
