// Items 20 to 24 of TRIPOD+AI: participants, the model, its performance, its updating.
import { fill } from '../../platform/texts.ts';
import type { Description } from '../../studies/result/shapes.ts';
import { writeCount, writeNumber } from '../../ui/format.ts';
import type { ReportPart } from '../document.ts';
import { curveTable, personsTable, qualityTable, thresholdTable } from '../tables.ts';
import { type At, type Group, notReported, say } from './item.ts';

function descriptionOf({ source }: At): Description | undefined {
  return source.study.released?.results.find(({ name }) => name === 'describe@1')?.result as Description | undefined;
}

function flow(at: At): ReportPart[] {
  const { text, names, count } = at.writing;
  const frame = descriptionOf(at)?.frame;
  const n = count(at.source.study.released?.n ?? null);
  return [
    ...say(frame ? fill(text.f_20a, { all: writeCount(frame.inFilter, names.language), n }) : fill(text.f_20aShort, { n })),
  ];
}

function participants(at: At): ReportPart[] {
  const { text, names, count } = at.writing;
  const described = descriptionOf(at);
  if (!described) return [];
  const number = (value: number) => writeNumber(Number(value.toPrecision(3)), decimalsAt(value), names.language);
  return [
    ...say(fill(text.f_20b, { n: count(described.frame.n) })),
    {
      kind: 'table',
      caption: text.tableDescription,
      columns: [
        { title: text.colVariable },
        { title: text.colUnit },
        { title: text.colMean, number: true },
        { title: text.colSd, number: true },
        { title: text.colCount, number: true },
      ],
      rows: [
        ...described.numbers.map(({ variable, mean, sd }) => [
          names.variable(variable),
          names.unit(variable),
          number(mean),
          number(sd),
          '',
        ]),
        ...described.categories.flatMap(({ variable, levels }) =>
          levels.map((one) => [
            names.variable(variable),
            one.levels.map((level) => names.level(variable, level)).join(', '),
            '',
            '',
            count(one.count),
          ]),
        ),
      ],
    },
  ];
}

/** Three digits of a mean, no more than one decimal above ten. */
const decimalsAt = (value: number) => Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));

function performance(at: At): ReportPart[] {
  const { writing, one } = at;
  return [
    qualityTable(writing, one.figures),
    ...one.figures.groups.flatMap((group) => [
      ...(group.curve.length > 0 ? [curveTable(writing, group)] : []),
      ...(group.thresholds.length > 0 ? [thresholdTable(writing, group)] : []),
    ]),
    ...(one.figures.groups.some(({ thresholds }) => thresholds.some(({ approximate }) => approximate))
      ? say(writing.text.approximateNote)
      : []),
  ];
}

function between(at: At): ReportPart[] {
  const { text, names } = at.writing;
  const alone = at.one.figures.groups.filter(({ kind }) => kind === 'alone');
  return alone.length > 0
    ? say(fill(text.f_23bOne, { groups: alone.map(({ stations }) => names.stations(stations)).join('; ') }))
    : notReported(text.f_23b);
}

export const results: Group = {
  id: 'results',
  items: [
    { id: '20a', who: 'study', records: flow },
    { id: '20b', who: 'study', records: participants },
    { id: '20c', who: 'study', records: (at) => notReported(at.writing.text.f_20c) },
    {
      id: '21',
      who: 'study',
      records: (at) => (at.one.figures.groups.length > 0 ? [personsTable(at.writing, at.one.figures)] : []),
    },
    { id: '22', who: 'developer', records: (at) => say(fill(at.writing.text.f_22, { digest: at.one.figures.model })) },
    { id: '23a', who: 'study', records: (at) => (at.one.figures.groups.length > 0 ? performance(at) : []) },
    { id: '23b', who: 'study', records: between },
    { id: '24', who: 'study', records: (at) => say(at.writing.text.f_24) },
  ],
};
