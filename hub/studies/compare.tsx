// Two studies side by side: the same estimates on the same line and on one scale; what only one of them has, said.
import type { Actor } from '../permissions/actor.ts';
import { fill, type Language } from '../platform/texts.ts';
import { Select } from '../ui/form.tsx';
import { writeCount, writeDay, writeNumber } from '../ui/format.ts';
import { IntervalPlot, type IntervalRow } from '../ui/interval-plot.tsx';
import { Layout } from '../ui/layout.tsx';
import { linearAround, linearScale, ratioScale, type Scale } from '../ui/scale.ts';
import { Table } from '../ui/table.tsx';
import { type Names, namesOf, say } from './names.ts';
import { aurocRows, Caption } from './result/evaluation.tsx';
import { forestRows, ratioName } from './result/fit.tsx';
import { groupsOf, isTold } from './result/groups.ts';
import { partsOf } from './result/result.tsx';
import type { Evaluation, Fit, Released, ToldPart } from './result/shapes.ts';
import type { StudyPageData } from './study-page.ts';

type Side = { data: StudyPageData; names: Names; released: Released };
type Listed = { id: string; title: string; state: string; created_at: string };
type Props = {
  language: Language;
  visitor: Actor;
  a: StudyPageData | null;
  b: StudyPageData | null;
  studies: Listed[];
};

export function ComparePage({ language, visitor, a, b, studies }: Props) {
  const text = say(language);
  const [left, right] = [sideOf(a, language), sideOf(b, language)];
  const finished = studies.filter(({ state }) => state === 'finished');
  const options = finished.map(({ id, title, created_at }) => ({
    value: id,
    label: `${title} (${writeDay(created_at, language)})`,
  }));
  return (
    <Layout language={language} title={text.compareTitle} at="studies" visitor={visitor}>
      <h1>{text.compareTitle}</h1>
      <p class="lead">{text.compareLead}</p>
      {finished.length < 2 && !(left && right) ? (
        <p class="notice">{text.compareNeeds}</p>
      ) : (
        <form method="get" action="/studies/compare" class="two">
          <Select name="a" label={text.compareFirst} value={a?.study.id} empty={text.compareChoose} options={options} />
          <Select name="b" label={text.compareSecond} value={b?.study.id} empty={text.compareChoose} options={options} />
          <p>
            <button type="submit" class="quiet">
              {text.compareButton}
            </button>
          </p>
        </form>
      )}
      {left && right ? <Compared left={left} right={right} /> : null}
    </Layout>
  );
}

function sideOf(data: StudyPageData | null, language: Language): Side | null {
  if (!data?.study.result) return null;
  const { dictionary, study, stations } = data;
  return {
    data,
    names: namesOf({ language, dictionary, plan: study.plan, stations }),
    released: data.study.result as Released,
  };
}

/** Rows of one kind in both, by the name that they carry. */
type Block = { title: string; name: string; scale: (values: number[]) => Scale; rows: IntervalRow[] };

function Compared({ left, right }: { left: Side; right: Side }) {
  const { text, language } = left.names;
  const [first, second] = [blocksOf(left), blocksOf(right)];
  const alike = first.flatMap((block) => {
    const other = second.find((one) => one.title === block.title && one.name === block.name);
    return other ? [{ block, other }] : [];
  });
  const only = (blocks: Block[], others: Block[]) =>
    blocks.filter((block) => !others.some((one) => one.title === block.title && one.name === block.name));
  return (
    <>
      {alike.length === 0 ? <p class="notice">{text.compareNothing}</p> : null}
      {alike.map(({ block, other }) => (
        <Pairs block={block} other={other} names={left.names} titles={[titleOf(left), titleOf(right)]} />
      ))}
      {[
        { side: left, blocks: only(first, second) },
        { side: right, blocks: only(second, first) },
      ].map(({ side, blocks }) =>
        blocks.length > 0 ? (
          <p class="quiet">
            {fill(text.compareOnly, {
              study: titleOf(side),
              what: blocks.map(({ title, name }) => `${title} (${name})`).join('; '),
            })}
          </p>
        ) : null,
      )}
      <p class="quiet">{fill(text.compareCare, { first: writeDay(left.data.study.created_at, language) })}</p>
      <h2 id="frames">{text.compareFrames}</h2>
      <Frames left={left} right={right} />
    </>
  );
}

const titleOf = ({ data }: Side) => data.study.title;

function Frames({ left, right }: { left: Side; right: Side }) {
  const { text, language } = left.names;
  const facts = ({ data, names, released }: Side): string[] => [
    released.n === null ? text.hidden : writeCount(released.n, language),
    names.stations(released.stations),
    data.dictionary.title[language],
    data.study.plan.filter.map(names.condition).join('; ') || text.compareEverybody,
    text[`release_${data.study.plan.release}`],
    data.study.finished_at ? writeDay(data.study.finished_at, language) : text.notTold,
  ];
  const [mine, theirs] = [facts(left), facts(right)];
  const titles = [text.persons, text.stationList, text.dataset, text.planWho, text.release, text.ended];
  return (
    <Table
      caption={text.compareFrames}
      hideCaption
      columns={[{ title: text.compareWhat }, { title: titleOf(left) }, { title: titleOf(right) }]}
      rows={[
        ...titles.map((title, at) => ({ key: title, cells: [mine[at], theirs[at]] })),
        {
          key: text.compareWhole,
          cells: [left, right].map(({ data }) => <a href={`/studies/${data.study.id}`}>{data.study.id.slice(0, 13)}</a>),
        },
      ]}
    />
  );
}

function blocksOf({ names, data, released }: Side): Block[] {
  const { text } = names;
  return partsOf(names, data.study.plan, released).flatMap(({ title, at, name }): Block[] => {
    const { result } = released.results[at] as Released['results'][number];
    if (name === 'evaluate@1') {
      const told = groupsOf(names, result as Evaluation).filter(({ part }) => isTold(part)) as (ReturnType<
        typeof groupsOf
      >[number] & {
        part: ToldPart;
      })[];
      const low = (values: number[]) => Math.min(0.5, ...values.map((value) => Math.floor(value * 10) / 10));
      const rows = aurocRows(names, told).rows;
      return [{ title, name: text.auroc, scale: (values) => linearScale(low(values), 1, 0.1, 0.5), rows }];
    }
    if (['logistic@1', 'linear@1', 'poisson@1'].includes(name)) {
      const fit = result as Fit;
      if (fit.state !== 'converged') return [];
      return [
        { title, name: ratioName(names, fit), scale: fit.ratio ? ratioScale : linearAround, rows: forestRows(names, fit).rows },
      ];
    }
    return [];
  });
}

type PairsProps = { block: Block; other: Block; names: Names; titles: [string, string] };

/** A row's whole name: a subgroup belongs to the group above it. */
function keyed(rows: IntervalRow[]): { key: string; row: IntervalRow }[] {
  let group = '';
  return rows.map((row) => {
    const own = `${row.label}, ${row.note ?? ''}`;
    if (row.rank !== 'sub') group = own;
    return { key: row.rank === 'sub' ? `${group} / ${own}` : own, row };
  });
}

/** Each estimate of either, the first study's above the second's; the second's drawn as a ring. */
function Pairs({ block, other, names, titles }: PairsProps) {
  const { text, language } = names;
  const [mine, theirs] = [keyed(block.rows), keyed(other.rows)];
  const pairs = [
    ...mine.map(({ key, row }) => ({ key, row, pair: theirs.find((one) => one.key === key)?.row })),
    ...theirs
      .filter(({ key }) => !mine.some((one) => one.key === key))
      .map(({ key, row }) => ({ key, row: undefined, pair: row })),
  ];
  const rows = pairs.flatMap(({ row, pair }, at): IntervalRow[] => {
    const begins = at > 0 && (row ?? pair)?.rank !== 'sub';
    return [
      ...(row ? [{ ...row, hollow: false, begins }] : []),
      ...(pair
        ? [{ ...pair, label: row ? '' : pair.label, note: row ? '' : (pair.note ?? ''), hollow: true, begins: begins && !row }]
        : []),
    ];
  });
  const scale = block.scale(rows.flatMap(({ low, high }) => [low, high]));
  const told = (row: IntervalRow | undefined) => row?.text ?? text.notTold;
  return (
    <section>
      <h2>{block.title}</h2>
      <figure>
        <figcaption>
          <Caption template={fill(text.compareCaption, { first: titles[0], second: titles[1] })} />
        </figcaption>
        <IntervalPlot
          summary={fill(text.compareSummary, {
            what: block.name,
            first: titles[0],
            second: titles[1],
            rows: pairs.map(({ key, row, pair }) => `${key}: ${told(row)}; ${told(pair)}`).join('. '),
          })}
          rows={rows}
          scale={scale}
          tick={(value) => writeNumber(value, Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0, language)}
        />
        <details>
          <summary>{text.numbers}</summary>
          <Table
            caption={`${block.title}: ${block.name}`}
            columns={[{ title: text.variable }, { title: titles[0], number: true }, { title: titles[1], number: true }]}
            rows={pairs.map(({ key, row, pair }) => ({
              key: key.replace(/, $/, ''),
              cells: [told(row), told(pair)],
            }))}
          />
        </details>
      </figure>
    </section>
  );
}
