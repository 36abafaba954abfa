// Datasets for people: the list, and one with its variables and what is to be known about each.
import type { Variable } from '@sluss/protocol/dictionary.ts';
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { Layout } from '../ui/layout.tsx';
import { type Row, Table } from '../ui/table.tsx';
import type { Dataset } from './actions.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);

export function DatasetsPage({
  language,
  visitor,
  datasets,
}: {
  language: Language;
  visitor: Actor | null;
  datasets: Dataset[];
}) {
  const text = say(language);
  return (
    <Layout language={language} title={text.title} at="datasets" visitor={visitor}>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      {datasets.length === 0 ? <p class="quiet">{text.none}</p> : null}
      {datasets.map(({ id, dictionary, stations }) => (
        <article>
          <h2>
            <a href={`/datasets/${id}`}>{dictionary.title[language]}</a>
          </h2>
          <p>{dictionary.description[language]}</p>
          <p class="quiet">{stations.map((one) => one.title).join(' · ')}</p>
        </article>
      ))}
    </Layout>
  );
}

export function DatasetPage({ language, visitor, dataset }: { language: Language; visitor: Actor | null; dataset: Dataset }) {
  const text = say(language);
  const { dictionary, stations } = dataset;
  return (
    <Layout language={language} title={dictionary.title[language]} at="datasets" visitor={visitor}>
      <h1>{dictionary.title[language]}</h1>
      <p class="lead">{dictionary.description[language]}</p>
      <dl>
        <dt>{text.category}</dt>
        <dd>{dictionary.category}</dd>
        <dt>{text.access}</dt>
        <dd>{text[`access_${dictionary.access}`]}</dd>
        <dt>{text.licence}</dt>
        <dd>{dictionary.licence}</dd>
        <dt>{text.digest}</dt>
        <dd>
          <a href={`/api/v1/datasets/${dataset.id}`}>
            <code>{dataset.digest}</code>
          </a>
        </dd>
      </dl>
      <h2>{text.stations}</h2>
      <Table
        caption={text.stations}
        hideCaption
        columns={[{ title: text.station }, { title: text.holder }, { title: text.dataVersion }]}
        rows={stations.map((one) => ({ key: one.title, cells: [one.holder ?? '', <code>{one.dataVersion}</code>] }))}
      />
      <h2>{text.variables}</h2>
      <Table
        caption={text.variables}
        hideCaption
        columns={[{ title: text.variable }, { title: text.type }, { title: text.values }, { title: text.notes }]}
        rows={dictionary.variables.map((variable) => rowOf(variable, language))}
      />
      <p class="quiet">{text.apply}</p>
    </Layout>
  );
}

function rowOf(variable: Variable, language: Language): Row {
  const text = say(language);
  const missing = fill(text.missing, { codes: [text.empty, ...variable.missing].join(', ') });
  return {
    id: variable.id,
    key: (
      <>
        {variable.title[language]} <code>{variable.id}</code>
      </>
    ),
    cells: [
      variable.type === 'number'
        ? [text.number, variable.unit].filter(Boolean).join(', ')
        : variable.ordered
          ? text.kind_ordered
          : text.kind_category,
      variable.type === 'number'
        ? `${variable.range[0]} – ${variable.range[1]}`
        : variable.levels.map((level) => level.title[language]).join(' · '),
      <>
        {variable.note ? <p>{variable.note[language]}</p> : null}
        <p class="quiet">{missing}</p>
      </>,
    ],
  };
}
