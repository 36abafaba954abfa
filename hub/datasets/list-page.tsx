// Finding datasets: search, filters as links, and what was found.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { carrying } from '../baskets/choice.ts';
import { type Basket, BasketStrip, CarriedFields } from '../baskets/strip.tsx';
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Filters } from '../ui/fold.tsx';
import { writeCount, writeList } from '../ui/format.ts';
import { Layout } from '../ui/layout.tsx';
import type { OwnDataset } from './describe/actions.ts';
import { OwnDatasets } from './describe/standing.tsx';
import type { Found, Hit, Search } from './search.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };
import { pageSize } from './variable-list.ts';
import { type Address, placeName, Where } from './where.tsx';

const say = texts(sv, en);
type Text = ReturnType<typeof say>;

export type ListProps = {
  language: Language;
  visitor: Actor | null;
  search: Search;
  found: Found;
  basket: Basket;
  /** Those that the visitor answers for. */
  own: OwnDataset[];
  /** Titles of all variables there are, for the field's suggestions. */
  variables: string[];
};

export function DatasetsPage({ language, visitor, search, found, basket, own, variables }: ListProps) {
  const text = say(language);
  const address = (change: Partial<Search>) => carrying(addressOf({ ...search, ...change }), basket.carried);
  return (
    <Layout language={language} title={text.findTitle} at="datasets" visitor={visitor}>
      <h1>{text.findTitle}</h1>
      <p class="lead">{text.findLead}</p>
      <OwnDatasets language={language} own={own} />
      <BasketStrip language={language} basket={basket} />
      <search>
        <form method="get" action="/datasets" class="find">
          <div class="field">
            <label for="q">{text.words}</label>
            <input id="q" name="q" type="search" value={search.q} maxlength={200} aria-describedby="q-hint" />
            <div class="hint" id="q-hint">
              {text.wordsHint}
            </div>
          </div>
          <Filters title={text.byVariable} chosen={search.variable !== ''}>
            <div class="field">
              <label for="variable">{text.variable}</label>
              <input
                id="variable"
                name="variable"
                type="search"
                value={search.variable}
                maxlength={200}
                list="known-variables"
                aria-describedby="variable-hint"
              />
              <datalist id="known-variables">
                {variables.map((title) => (
                  <option value={title} />
                ))}
              </datalist>
              <div class="hint" id="variable-hint">
                {text.variableHint}
              </div>
            </div>
          </Filters>
          {search.holder ? <input type="hidden" name="holder" value={search.holder} /> : null}
          {search.place ? <input type="hidden" name="place" value={search.place} /> : null}
          <CarriedFields carried={basket.carried} />
          <button type="submit">{text.search}</button>
        </form>
      </search>
      <Chosen text={text} language={language} search={search} found={found} address={address} />
      <p class="hits" role="status">
        {hitsInWords(found, search, text)}
      </p>
      {found.wider.map(({ word, by }) => (
        <p class="notice">{fill(text.wider, { word, wider: by[language] })}</p>
      ))}
      {found.hits.map((hit) => (
        <DatasetHit hit={hit} text={text} language={language} basket={basket} />
      ))}
      {found.hits.length === 0 ? <Nothing text={text} found={found} search={search} address={address} /> : null}
      {found.places.length > 0 ? <Where text={text} language={language} search={search} found={found} address={address} /> : null}
    </Layout>
  );
}

const none: Search = { q: '', variable: '', holder: '', place: '' };

/** Without what is empty. */
function addressOf(search: Search): string {
  const query = new URLSearchParams(Object.entries(search).filter(([, value]) => value !== '')).toString();
  return query ? `/datasets?${query}` : '/datasets';
}

function hitsInWords({ hits, all }: Found, search: Search, text: Text): string {
  const total = all.length;
  const filtered = Object.values(search).some((value) => value !== '');
  if (!filtered) return fill(total === 1 ? text.allOne : text.all, { count: total });
  return fill(hits.length === 1 ? text.hitOne : text.hits, { count: hits.length, total });
}

/** The filters that hold, each with a link that takes it away. */
function Chosen(props: { text: Text; language: Language; search: Search; found: Found; address: Address }) {
  const { text, language, search, found, address } = props;
  const filters = [
    { key: 'q', name: search.q && fill(text.quoted, { words: search.q }), title: text.words },
    { key: 'variable', name: search.variable, title: text.variable },
    {
      key: 'holder',
      name: search.holder && (found.holders.find(({ id }) => id === search.holder)?.name ?? search.holder),
      title: text.holder,
    },
    { key: 'place', name: search.place && placeName(search.place, language), title: text.place },
  ].filter(({ name }) => name !== '');
  if (filters.length === 0) return null;
  return (
    <ul class="chosen-filters" aria-label={text.filters}>
      {filters.map(({ key, name, title }) => (
        <li>
          {title}: {name}{' '}
          <a href={address({ [key]: '' })} aria-label={fill(text.takeAway, { filter: `${title}: ${name}` })}>
            {text.remove}
          </a>
        </li>
      ))}
      {filters.length > 1 ? (
        <li>
          <a href={address(none)}>{text.removeAll}</a>
        </li>
      ) : null}
    </ul>
  );
}

function DatasetHit({ hit, text, language, basket }: { hit: Hit; text: Text; language: Language; basket: Basket }) {
  const { dataset, holders, found, persons } = hit;
  const { dictionary, stations } = dataset;
  const to = (anchor = '') => carrying(`/datasets/${dataset.id}${anchor}`, basket.carried);
  const chosen = basket.choice.find((one) => one.dataset === dataset.id)?.variables.length ?? 0;
  const facts = [
    ...(persons ? [fill(text.personCount, { count: writeCount(persons, language) })] : []),
    fill(stations.length === 1 ? text.stationCountOne : text.stationCount, { count: stations.length }),
    fill(text.variableCount, { count: writeCount(dictionary.variables.length, language) }),
    text[`access_${dictionary.access}`],
  ];
  return (
    <article class="hit">
      <h2>
        <a href={to()}>{dictionary.title[language]}</a>
      </h2>
      <p>{dictionary.description[language]}</p>
      {found.length > 0 ? (
        <p>
          {text.fitting}{' '}
          {found.slice(0, 12).map((variable, at) => (
            <>
              {at > 0 ? ', ' : ''}
              <a href={to(variableAt(dictionary, variable.id))}>{variable.title[language]}</a>
            </>
          ))}
          {found.length > 12 ? fill(text.andMore, { count: found.length - 12 }) : ''}
        </p>
      ) : null}
      <p class="quiet">
        {facts.join(' · ')}
        {holders.length > 0 ? (
          <>
            {' '}
            ·{' '}
            {writeList(
              holders.map(({ name }) => name),
              language,
            )}
          </>
        ) : null}
      </p>
      {chosen > 0 ? <p class="quiet">{fill(chosen === 1 ? text.chosenHereOne : text.chosenHere, { count: chosen })}</p> : null}
    </article>
  );
}

/** Where the dataset's page shows it: in a wide one, alone. */
const variableAt = ({ variables }: Dictionary, id: string) => (variables.length > pageSize ? `?find=${id}#${id}` : `#${id}`);

function Nothing({ text, found, search, address }: { text: Text; found: Found; search: Search; address: Address }) {
  if (found.all.length === 0) return <p>{text.none}</p>;
  const field = search.q ? 'q' : 'variable';
  return (
    <section class="nothing" aria-labelledby="nothing">
      <h2 id="nothing">{text.nothingTitle}</h2>
      {found.near.length > 0 ? (
        <p>
          {text.near}{' '}
          {found.near.map((words, at) => (
            <>
              {at > 0 ? ', ' : ''}
              <a href={address({ [field]: words })}>{words}</a>
            </>
          ))}
          ?
        </p>
      ) : null}
      <ul>
        <li>{text.nothingWords}</li>
        {search.holder || search.place ? (
          <li>
            <a href={address({ holder: '', place: '' })}>{text.nothingFilters}</a>
          </li>
        ) : null}
        <li>
          <a href={address(none)}>{text.nothingAll}</a>
        </li>
        <li>{text.nothingDescribe}</li>
      </ul>
    </section>
  );
}
