// A brought model's evaluation: how well it tells apart, whether its risks are right, what acting on it would mean.
import { fill } from '../../platform/texts.ts';
import { Fold } from '../../ui/fold.tsx';
import { writeCount, writeNumber, writeShare, writeShort } from '../../ui/format.ts';
import { IntervalPlot, type IntervalRow } from '../../ui/interval-plot.tsx';
import { linearScale, type Scale } from '../../ui/scale.ts';
import { type Row, Table } from '../../ui/table.tsx';
import type { Names } from '../names.ts';
import { type Group, groupsOf, isTold, type Told, wholeTitle } from './groups.ts';
import { ModelCurves } from './model-curves.tsx';
import type { Evaluation, ToldPart } from './shapes.ts';

type Props = { names: Names; evaluation: Evaluation };
type PartProps = Props & { id: string; answered: boolean };

/** `answered`: what it says was said above all parts. */
export function EvaluationResult({ names, evaluation, id, answered }: PartProps) {
  const { text } = names;
  const groups = groupsOf(names, evaluation);
  const told = groups.filter((group) => isTold(group.part)) as (Group & { part: ToldPart })[];
  const main = told.find(({ part }) => part.stations === evaluation.external?.stations) ?? told[0];
  return (
    <>
      {answered ? null : <Lead names={names} evaluation={evaluation} />}
      {told.length > 0 ? (
        <>
          <ModelCurves names={names} groups={told} main={main} />
          <h3>{text.aurocTitle}</h3>
          <Auroc names={names} groups={told} />
          {told.some(({ part }) => part.thresholds.length > 0) ? (
            <Fold id={`${id}-thresholds`} level={3} title={text.thresholdsTitle} note={text.thresholdsNote}>
              <p>{text.thresholdsLead}</p>
              {told.map((group) => (
                <Thresholds names={names} group={group} />
              ))}
            </Fold>
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

/**
 * Each group's AUROC and those of its subgroups, as rows of a picture, with their scale. `outside`: subgroups of hospitals where the model
 * was not built; the others stand in the table. `wholes`: none.
 */
export function aurocRows(
  names: Names,
  groups: (Group & { part: ToldPart })[],
  which: 'all' | 'outside' | 'wholes' = 'all',
): { rows: IntervalRow[]; scale: Scale } {
  const { language } = names;
  const two = (value: number) => writeNumber(value, 2, language);
  const written = ({ value, low, high }: ToldPart['auroc']) => `${two(value)} (${two(low)}–${two(high)})`;
  const rows = groups.flatMap(({ title, stations, part, development }, at): IntervalRow[] => [
    { label: title, note: stations, ...part.auroc, text: written(part.auroc), hollow: development, begins: at > 0, rank: 'main' },
    ...(which === 'all' || (which === 'outside' && !development) ? part.subgroups : []).flatMap(({ partition, cells }) =>
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
  const { rows, scale } = aurocRows(names, groups, 'outside');
  return (
    <figure>
      <IntervalPlot
        summary={fill(text.aurocSummary, { rows: rows.map((row) => `${row.label} ${row.text}`).join('; ') })}
        rows={rows.map(({ note: _stations, ...row }) => row)}
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
export function Caption({ template }: { template: string }) {
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
