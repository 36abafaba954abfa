// A brought model's evaluation: how well it tells apart, whether its risks are right, what acting on it would mean.
import { fill } from '../../platform/texts.ts';
import { LineChart } from '../../ui/charts/line-chart.tsx';
import { writeCount, writeNumber, writeShare, writeShort } from '../../ui/format.ts';
import { IntervalPlot, type IntervalRow } from '../../ui/interval-plot.tsx';
import { linearScale, type Scale } from '../../ui/scale.ts';
import { type Row, Table } from '../../ui/table.tsx';
import type { Names } from '../names.ts';
import { calibrationSpec, decisionPoints, decisionSpec, pointsOf, rocSpec } from './curves.ts';
import type { Evaluation, EvaluationPart, ToldPart } from './shapes.ts';

type Props = { names: Names; evaluation: Evaluation };
export type Group = { title: string; stations: string; part: EvaluationPart; development: boolean };
export const wholeTitle = ({ title, stations }: Group) => `${title}: ${stations}`;

export const isTold = (part: EvaluationPart | null): part is EvaluationPart & ToldPart => part?.state === 'told';

export function EvaluationResult({ names, evaluation }: Props) {
  const { text } = names;
  const groups = groupsOf(names, evaluation);
  const told = groups.filter((group) => isTold(group.part)) as (Group & { part: ToldPart })[];
  const main = told.find(({ part }) => part.stations === evaluation.external?.stations) ?? told[0];
  return (
    <>
      <Lead names={names} evaluation={evaluation} />
      {told.length > 0 ? (
        <>
          <h3>{text.aurocTitle}</h3>
          <Auroc names={names} groups={told} />
          <div class="curves">
            <Roc names={names} groups={told} />
            <Calibration names={names} groups={told} main={main} />
            {main ? <Decision names={names} group={main} /> : null}
          </div>
          {told.some(({ part }) => part.thresholds.length > 0) ? (
            <>
              <h3>{text.thresholdsTitle}</h3>
              <p>{text.thresholdsLead}</p>
              {told.map((group) => (
                <Thresholds names={names} group={group} />
              ))}
            </>
          ) : null}
        </>
      ) : null}
    </>
  );
}

/** The one sentence that somebody who reads no further should read. */
export function Lead({ names, evaluation }: Props) {
  return <p class="lead">{leadOf(names, evaluation).join(' ')}</p>;
}

export function leadOf(names: Names, evaluation: Evaluation): string[] {
  const { text, language } = names;
  const { external } = evaluation;
  const before = evaluation.development.find(isTold);
  const three = (value: number) => writeNumber(value, 3, language);
  return [
    isTold(external)
      ? fill(text.evaluateLead, {
          stations: external.stations.length,
          n: external.n === null ? '' : writeCount(external.n, language),
          outcome: names.outcome(evaluation.outcome),
          auroc: three(external.auroc.value),
          low: three(external.auroc.low),
          high: three(external.auroc.high),
        })
      : text.evaluateNoExternal,
    ...(before
      ? [fill(text.evaluateBefore, { stations: names.stations(before.stations), auroc: three(before.auroc.value) })]
      : []),
  ];
}

export function groupsOf({ text, ...names }: Names, { external, externalGroups, development }: Evaluation): Group[] {
  // In one order whatever the plan's, so that the same group is called the same in two studies.
  const stations = (ids: string[]) => names.stations([...ids].sort());
  return [
    ...(external ? [{ title: text.external, stations: stations(external.stations), part: external, development: false }] : []),
    ...externalGroups.map((part) => ({ title: text.externalGroup, stations: stations(part.stations), part, development: false })),
    ...development.map((part) => ({ title: text.development, stations: stations(part.stations), part, development: true })),
  ];
}

type Told = { names: Names; groups: (Group & { part: ToldPart })[] };

/** Each group's AUROC and those of its subgroups, as rows of a picture, with their scale. */
export function aurocRows(names: Names, groups: (Group & { part: ToldPart })[]): { rows: IntervalRow[]; scale: Scale } {
  const { language } = names;
  const two = (value: number) => writeNumber(value, 2, language);
  const written = ({ value, low, high }: ToldPart['auroc']) => `${two(value)} (${two(low)}–${two(high)})`;
  const rows = groups.flatMap(({ title, stations, part, development }, at): IntervalRow[] => [
    { label: title, note: stations, ...part.auroc, text: written(part.auroc), hollow: development, begins: at > 0, rank: 'main' },
    ...part.subgroups.flatMap(({ partition, cells }) =>
      cells.map((cell) => ({
        label: `${names.partition(partition)}: ${names.cells(partition, cell.cells)}`,
        rank: 'sub' as const,
        ...cell.auroc,
        text: written(cell.auroc),
        hollow: development,
      })),
    ),
  ]);
  const lowest = Math.min(0.5, ...rows.map(({ low }) => Math.floor(low * 10) / 10));
  return { rows, scale: linearScale(lowest, 1, 0.1, 0.5) };
}

function Auroc({ names, groups }: Told) {
  const { text, language } = names;
  const { rows, scale } = aurocRows(names, groups);
  return (
    <figure>
      <IntervalPlot
        summary={fill(text.aurocSummary, { rows: rows.map((row) => `${row.label} ${row.text}`).join('; ') })}
        rows={rows}
        scale={scale}
        tick={(value) => writeNumber(value, 1, language)}
      />
      <figcaption>
        <Caption template={text.aurocCaption} />
      </figcaption>
      <details>
        <summary>{text.numbers}</summary>
        <AurocTable names={names} groups={groups} />
      </details>
    </figure>
  );
}

/** Where along the scores the model tells apart; only at the edges of bins that are safe to tell. */
function Roc({ names, groups }: Told) {
  const { text, language } = names;
  const curved = groups.filter(({ part }) => pointsOf(part).length > 0);
  if (curved.length === 0) return null;
  const three = (value: number) => writeNumber(value, 3, language);
  return (
    <section>
      <h3>{text.rocTitle}</h3>
      <LineChart
        {...rocSpec(names, curved)}
        compact
        summary={fill(text.rocSummary, {
          groups: curved.map(({ title, part }) => `${title} ${three(part.auroc.value)}`).join('; '),
        })}
        caption={text.rocCaption}
        table={{
          caption: text.rocTable,
          columns: [{ title: text.threshold }, { title: text.rocUp, number: true }, { title: text.rocAcross, number: true }],
          rows: curved.flatMap((group) =>
            pointsOf(group.part).map((point) => ({
              key: writeShort(point.threshold, language),
              group: wholeTitle(group),
              cells: [three(point.truePositiveRate), three(point.falsePositiveRate)],
            })),
          ),
        }}
      />
    </section>
  );
}

/** What acting on the model is worth, against treating everybody and nobody. */
function Decision({ names, group }: { names: Names; group: Group & { part: ToldPart } }) {
  const { text, language } = names;
  const points = decisionPoints(group.part);
  if (points.length < 2) return null;
  const three = (value: number) => writeNumber(value, 3, language);
  const better = points.filter(({ netBenefit, treatAll }) => netBenefit > Math.max(0, treatAll));
  const ends = [better[0], better.at(-1)].map((one) => writeShare(one?.threshold ?? 0, language));
  return (
    <section>
      <h3>{text.decisionTitle}</h3>
      <LineChart
        {...decisionSpec(names, group.part)}
        compact
        summary={fill(better.length > 0 ? text.decisionSummary : text.decisionSummaryNone, {
          from: ends[0] ?? '',
          to: ends[1] ?? '',
        })}
        caption={fill(text.decisionCaption, { group: wholeTitle(group) })}
        table={{
          caption: text.decisionTable,
          columns: [{ title: text.threshold }, { title: text.netBenefit, number: true }, { title: text.treatAll, number: true }],
          rows: points.map((point) => ({
            key: writeShort(point.threshold, language),
            cells: [three(point.netBenefit), three(point.treatAll)].map((value) => (point.approximate ? `≈ ${value}` : value)),
          })),
        }}
      />
    </section>
  );
}

function AurocTable({ names, groups }: Told) {
  const { text, language } = names;
  const three = (value: number | null) => (value === null ? text.notTold : writeNumber(value, 3, language));
  const count = (value: number | null) => (value === null ? text.hidden : writeCount(value, language));
  const row = (key: string, part: Pick<ToldPart, 'n' | 'events' | 'auroc' | 'brier' | 'calibration'>, group: string): Row => ({
    key,
    group,
    cells: [
      ...[count(part.n), count(part.events), three(part.auroc.value)],
      `${three(part.auroc.low)}–${three(part.auroc.high)}`,
      ...[
        writeNumber(part.auroc.tieBound, 4, language),
        three(part.brier),
        three(part.calibration.slope),
        three(part.calibration.intercept),
      ],
    ],
  });
  return (
    <Table
      caption={text.aurocTable}
      columns={[
        { title: text.group },
        ...[text.persons, text.events, text.auroc, text.interval, text.tieBound, text.brier, text.slope, text.intercept].map(
          (title) => ({
            title,
            number: true as const,
          }),
        ),
      ]}
      rows={groups.flatMap((group) => [
        row(text.crosstabTotal, group.part, wholeTitle(group)),
        ...group.part.subgroups.flatMap(({ partition, cells }) =>
          cells.map((cell) =>
            row(`${names.partition(partition)}: ${names.cells(partition, cell.cells)}`, cell, wholeTitle(group)),
          ),
        ),
      ])}
    />
  );
}

/** Whether the risks that it tells come true. */
function Calibration({ names, groups, main }: Told & { main: Told['groups'][number] | undefined }) {
  const { text, language } = names;
  const drawn = groups.filter(({ part }) => part.curve.length > 1);
  if (drawn.length === 0) return null;
  const short = (value: number) => writeShort(value, language);
  const points = drawn.reduce((sum, { part }) => sum + part.curve.length, 0);
  return (
    <section>
      <h3>{text.calibrationTitle}</h3>
      <LineChart
        {...calibrationSpec(names, drawn)}
        compact
        summary={fill(text.calibrationSummary, { count: points })}
        caption={[text.calibrationCaption, main ? calibrationWords(names, main.part) : ''].join(' ')}
        table={{
          caption: text.calibrationTable,
          columns: [
            { title: text.span },
            ...[text.persons, text.told, text.happened].map((title) => ({ title, number: true as const })),
          ],
          rows: drawn.flatMap((group) =>
            group.part.curve.map((bin) => ({
              key: fill(text.spanOf, { from: short(bin.from), to: short(bin.to) }),
              group: wholeTitle(group),
              cells: [
                bin.n === null ? text.hidden : writeCount(bin.n, language),
                writeNumber(bin.meanScore, 3, language),
                writeShare(bin.share, language),
              ],
            })),
          ),
        }}
      />
    </section>
  );
}

/** Slope and intercept, and how to read them; nothing where they were not told. */
export function calibrationWords({ text, language }: Names, { calibration: { slope, intercept } }: ToldPart): string {
  if (slope === null || intercept === null) return '';
  const three = (value: number) => writeNumber(value, 3, language);
  return fill(text.evaluateCalibration, { slope: three(slope), intercept: three(intercept) });
}

function Thresholds({ names, group }: { names: Names; group: Group & { part: ToldPart } }) {
  const { text, language } = names;
  const { part, development } = group;
  if (part.thresholds.length === 0) return null;
  const three = (value: number) => writeNumber(value, 3, language);
  const caption = wholeTitle(group);
  const titles = [text.sensitivity, text.specificity, text.ppv, text.npv, text.netBenefit, text.treatAll, text.countsRightWrong];
  const table = (
    <>
      <Table
        caption={caption}
        columns={[{ title: text.threshold }, ...titles.map((title) => ({ title, number: true as const }))]}
        rows={part.thresholds.map((row) => ({
          key: writeShort(row.threshold, language),
          cells: [
            ...[row.sensitivity, row.specificity, row.ppv, row.npv].map((value) => writeShare(value, language)),
            ...[three(row.netBenefit), three(row.netBenefitTreatAll)],
            `${row.approximate ? `${text.approximate} ` : ''}${[row.tp, row.fp, row.tn, row.fn].map((count) => writeCount(count, language)).join(' / ')}`,
          ],
        }))}
      />
      {part.thresholds.some((row) => row.approximate) ? <p class="quiet">{text.approximateNote}</p> : null}
    </>
  );
  return development ? (
    <details>
      <summary>{caption}</summary>
      {table}
    </details>
  ) : (
    table
  );
}

/** A caption in which {dot}, {ring} and {hollow} are drawn as in the picture. */
function Caption({ template }: { template: string }) {
  return (
    <>
      {template.split(/\{(\w+)\}/).map((piece, i) =>
        i % 2 === 0 ? (
          piece
        ) : (
          <svg width="16" height="16" aria-hidden="true">
            <circle class={piece === 'dot' ? 'dot' : 'ring'} cx="8" cy="8" r="5.5" />
          </svg>
        ),
      )}
    </>
  );
}
