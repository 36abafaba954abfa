// The tables of a report.
import { fill } from '../platform/texts.ts';
import { writeShort } from '../ui/format.ts';
import type { ReportPart } from './document.ts';
import type { Figures, GroupFigures, Quality } from './figures.ts';
import { groupTitle, subgroupName } from './pictures.ts';
import type { Writing } from './words.ts';

type Table = Extract<ReportPart, { kind: 'table' }>;

export const wholeTitle = (writing: Writing, group: GroupFigures) =>
  `${groupTitle(writing, group)}: ${writing.names.stations(group.stations)}`;

const numbered = (titles: string[]) => titles.map((title) => ({ title, number: true }));

export function qualityTable(writing: Writing, figures: Figures): Table {
  const { text, figure, count, interval } = writing;
  const row = (name: string, one: Quality) => [
    name,
    ...[count(one.n), count(one.events), figure(one.auroc.value), interval(one.auroc)],
    ...[figure(one.brier), figure(one.slope), figure(one.intercept)],
  ];
  return {
    kind: 'table',
    caption: text.tableQuality,
    columns: [
      { title: text.colGroup },
      ...numbered([
        ...[text.colPersons, text.colEvents, text.colAuroc, text.colInterval],
        ...[text.colBrier, text.colSlope, text.colIntercept],
      ]),
    ],
    rows: figures.groups.flatMap((group) => [
      { group: wholeTitle(writing, group) },
      row(text.total, group),
      ...group.subgroups.map((cell) => row(subgroupName(writing, cell), cell)),
    ]),
  };
}

export function thresholdTable(writing: Writing, group: GroupFigures): Table {
  const { text, names, figure } = writing;
  return {
    kind: 'table',
    caption: fill(text.tableThresholds, { group: wholeTitle(writing, group) }),
    columns: [
      { title: text.colThreshold },
      ...numbered([
        ...[text.colSensitivity, text.colSpecificity, text.colPpv, text.colNpv],
        ...[text.colAlerts, text.colBenefit, text.colTreatAll],
      ]),
    ],
    rows: group.thresholds.map((row) => [
      row.approximate
        ? fill(text.approximate, { value: writeShort(row.threshold, names.language) })
        : writeShort(row.threshold, names.language),
      ...[row.sensitivity, row.specificity, row.ppv, row.npv].map(figure),
      String(row.alerts),
      ...[row.netBenefit, row.treatAll].map(figure),
    ]),
  };
}

export function curveTable(writing: Writing, group: GroupFigures): Table {
  const { text, names, figure, count } = writing;
  const short = (value: number) => writeShort(value, names.language);
  return {
    kind: 'table',
    caption: fill(text.tableCurve, { group: wholeTitle(writing, group) }),
    columns: [{ title: text.colSpan }, ...numbered([text.colPersons, text.colTold, text.colHappened])],
    rows: group.curve.map(({ from, to, n, told, happened }) => [
      fill(text.span, { from: short(from), to: short(to) }),
      ...[count(n), figure(told), figure(happened)],
    ]),
  };
}

/** The curves of all groups, one after the other. */
export function curvesTable(writing: Writing, figures: Figures): Table {
  const drawn = figures.groups.filter(({ curve }) => curve.length > 1);
  const tables = drawn.map((group) => curveTable(writing, group));
  return {
    kind: 'table',
    caption: writing.text.tableCurves,
    columns: tables[0]?.columns ?? [],
    rows: drawn.flatMap((group, i) => [{ group: wholeTitle(writing, group) }, ...(tables[i]?.rows ?? [])]),
  };
}

export function personsTable(writing: Writing, figures: Figures): Table {
  const { text, figure, count } = writing;
  return {
    kind: 'table',
    caption: text.tablePersons,
    columns: [{ title: text.colGroup }, ...numbered([text.colPersons, text.colEvents, text.colPrevalence])],
    rows: figures.groups.map((group) => [
      wholeTitle(writing, group),
      ...[count(group.n), count(group.events), figure(group.prevalence)],
    ]),
  };
}

export function missingTable({ text, names, count }: Writing, missing: Record<string, number | null>, k: number): Table {
  return {
    kind: 'table',
    caption: text.tableMissing,
    columns: [{ title: text.colVariable }, ...numbered([text.colMissing])],
    rows: Object.entries(missing)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([id, value]) => [names.variable(id), value === null ? fill(text.fewer, { k }) : count(value)]),
  };
}
