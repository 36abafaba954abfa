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
import { folded } from './near-words.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };
import type { DatasetFacts } from './views.ts';

const say = texts(sv, en);
type Text = ReturnType<typeof say>;

/** Variables shown at a time. */
export const pageSize = 100;

export type DatasetProps = {
  language: Language;
  visitor: Actor | null;
  facts: DatasetFacts;
  basket: Basket;
  /** Words that a variable's names or levels must hold. */
  find: string;
  /** From which variable on. */
  from: number;
  /** What stations published changes rarely: its pictures are drawn once. */
  keep: Keep;
  /** What the visitor has just done. */
  done?: Done;
};

export function DatasetPage({ language, visitor, facts, basket, find, from, keep, done }: DatasetProps) {
  const text = say(language);
  const { dataset, profiles, stations } = facts;
  const { dictionary } = dataset;
  const title = (station: string) => stations.find(({ id }) => id === station)?.title ?? station;
  const tables: StationTables = profiles.map(({ profile }) => ({ title: title(profile.station), profile }));
  const persons = profiles.reduce((sum, { profile }) => sum + profile.persons, 0);
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
            <dt>{profiles.length === stations.length ? text.persons : fill(text.personsAt, { count: profiles.length })}</dt>
            <dd>{fill(text.about, { count: writeCount(persons, language) })}</dd>
          </div>
        ) : null}
        <div>
          <dt>{text.stationsWord}</dt>
          <dd>{stations.length}</dd>
        </div>
        <div>
          <dt>{text.variablesWord}</dt>
          <dd>{dictionary.variables.length}</dd>
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
      <Variables {...{ language, facts, basket, find, from, keep, tables }} />
      <Stations language={language} facts={facts} />
      <Quality language={language} facts={facts} />
      <Access language={language} facts={facts} />
    </Layout>
  );
}

type VariablesProps = Omit<DatasetProps, 'visitor' | 'done'> & { tables: StationTables };

function Variables({ language, facts, basket, find, from, keep, tables }: VariablesProps) {
  const text = say(language);
  const { id, dictionary } = facts.dataset;
  const found = dictionary.variables.filter((variable) => holds(variable, find));
  const shown = found.slice(from, from + pageSize);
  const chosen = basket.choice.find((one) => one.dataset === id)?.variables ?? [];
  const address = (query: string) => carrying(`/datasets/${id}${query}`, basket.carried);
  const page = (start: number) =>
    address(`?${new URLSearchParams({ ...(find ? { find } : {}), from: String(start) })}#variables`);
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
          <CarriedFields carried={basket.carried} />
          <button type="submit" class="quiet">
            {text.search}
          </button>
        </form>
      </search>
      {find ? (
        <p role="status">
          {fill(found.length === 1 ? text.foundOne : text.foundMany, { count: found.length, total: dictionary.variables.length })}{' '}
          <a href={address('#variables')}>{text.showAll}</a>
        </p>
      ) : null}
      {shown.length > 0 ? (
        <form method="post" action="/basket" class="choose">
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
          {found.length > shown.length ? (
            <p>
              {fill(text.shownOf, { from: from + 1, to: from + shown.length, count: found.length })}{' '}
              {from > 0 ? <a href={page(Math.max(0, from - pageSize))}>{text.before}</a> : null}{' '}
              {from + shown.length < found.length ? <a href={page(from + pageSize)}>{text.next}</a> : null}
            </p>
          ) : null}
          <div class="choose-bar">
            <button type="submit">{text.putInBasket}</button>
            <p class="hint">{text.putInBasketHint}</p>
          </div>
        </form>
      ) : null}
    </section>
  );
}

/** Whether any of its names, levels or notes holds each of the words, whatever the language. */
function holds(variable: Variable, find: string): boolean {
  const levels =
    variable.type === 'category' ? variable.levels.flatMap(({ id, title }) => [id, title.sv, title.en]) : [variable.unit];
  const words = [variable.id, variable.title.sv, variable.title.en, variable.note?.sv, variable.note?.en, ...levels];
  const all = folded(words.join(' '));
  return folded(find)
    .split(/\s+/)
    .every((word) => all.includes(word));
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
