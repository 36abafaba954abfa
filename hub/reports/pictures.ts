// The pictures of an evaluation, as what they show; pages draw them in the reader's theme, paper in literal colours.
import { fill } from '../platform/texts.ts';
import { writeNumber, writeShare, writeShort } from '../ui/format.ts';
import type { IntervalRow } from '../ui/interval-plot.tsx';
import { linearScale } from '../ui/scale.ts';
import type { ReportPicture } from './document.ts';
import type { Figures, GroupFigures } from './figures.ts';
import { type Writing, wordsOf } from './words.ts';

export function groupTitle({ text }: Writing, { kind }: Pick<GroupFigures, 'kind'>): string {
  return wordsOf(text)[`group_${kind}`] as string;
}

export function subgroupName({ names }: Writing, { partition, cells }: { partition: string; cells: string[] }): string {
  return `${names.partition(partition)}: ${names.cells(partition, cells)}`;
}

/** `deep`: with the subgroups. */
export function aurocPicture(writing: Writing, figures: Figures, deep: boolean): ReportPicture {
  const { text, names, figure, interval } = writing;
  const rows = figures.groups.flatMap((group, at): IntervalRow[] => {
    const hollow = group.kind === 'built';
    return [
      {
        label: groupTitle(writing, group),
        note: names.stations(group.stations),
        ...group.auroc,
        text: `${figure(group.auroc.value)} (${interval(group.auroc)})`,
        ...{ hollow, begins: at > 0, rank: 'main' },
      },
      ...(hollow || !deep ? [] : group.subgroups).map((cell) => ({
        label: subgroupName(writing, cell),
        ...cell.auroc,
        text: `${figure(cell.auroc.value)} (${interval(cell.auroc)})`,
        ...{ hollow, rank: 'sub' as const },
      })),
    ];
  });
  const lowest = Math.min(0.5, ...rows.map(({ low }) => Math.floor(low * 10) / 10));
  return {
    drawn: {
      form: 'intervals',
      rows,
      scale: linearScale(lowest, 1, 0.1, 0.5),
      tick: (value) => writeNumber(value, 1, names.language),
    },
    words: fill(text.pictureAurocWords, { rows: rows.map((row) => `${row.label} ${row.text}`).join('; ') }),
    caption: deep ? text.pictureAuroc : text.pictureAurocShort,
  };
}

/** `main`: the group whose slope and error the caption tells. */
export function calibrationPicture(writing: Writing, figures: Figures, main: GroupFigures | undefined): ReportPicture | null {
  const { text, names, figure } = writing;
  const drawn = figures.groups.filter(({ curve }) => curve.length > 1);
  if (drawn.length === 0) return null;
  const most = Math.max(1, ...drawn.flatMap(({ curve }) => curve.map(({ n }) => n ?? 0)));
  const share = (value: number) => writeShare(value, names.language);
  const axis = (title: string) => ({ from: 0, to: 1, step: 0.2, title, tick: share });
  return {
    drawn: {
      form: 'lines',
      spec: {
        language: names.language,
        series: drawn.map((group) => ({
          name: groupTitle(writing, group),
          points: group.curve.map(({ told, happened }) => [told, happened] as [number, number]),
          weights: group.curve.map(({ n }) => (n ?? 0) / most),
          dots: true,
          faint: group.kind === 'built',
        })),
        x: axis(text.axisTold),
        y: axis(text.axisHappened),
        reference: 'diagonal',
        square: true,
      },
    },
    words: fill(text.pictureCalibrationWords, {
      rows: drawn
        .map(
          (group) =>
            `${groupTitle(writing, group)}: ${group.curve.map(({ told, happened }) => fill(text.pointWords, { told: figure(told), happened: figure(happened) })).join('; ')}`,
        )
        .join('. '),
    }),
    caption: [
      text.pictureCalibration,
      main && main.slope !== null && main.intercept !== null
        ? fill(text.sayCalibration, { slope: figure(main.slope), intercept: figure(main.intercept) })
        : '',
    ]
      .join(' ')
      .trim(),
  };
}

export function decisionPicture(writing: Writing, group: GroupFigures): ReportPicture | null {
  const { text, names, figure } = writing;
  if (group.thresholds.length < 2) return null;
  const short = (value: number) => writeShort(value, names.language);
  const values = group.thresholds.flatMap(({ netBenefit, treatAll }) => [netBenefit, Math.max(treatAll, -0.15)]);
  const [from, to] = [Math.floor(Math.min(0, ...values) * 10) / 10, Math.ceil(Math.max(0.1, ...values) * 10) / 10];
  const across = group.thresholds.map(({ threshold }) => threshold);
  return {
    drawn: {
      form: 'lines',
      spec: {
        language: names.language,
        series: [
          {
            name: text.lineModel,
            points: group.thresholds.map(({ threshold, netBenefit }) => [threshold, netBenefit] as [number, number]),
            dots: true,
          },
          {
            name: text.lineAll,
            // What falls out of the picture breaks the line; the table has it.
            points: group.thresholds.map(({ threshold, treatAll }) =>
              treatAll < from ? null : ([threshold, treatAll] as [number, number]),
            ),
            faint: true,
          },
        ],
        x: { from: Math.min(0, ...across), to: Math.max(...across), title: text.axisThreshold, tick: short },
        y: { from, to, title: text.axisBenefit, tick: short },
        reference: { y: 0 },
        square: true,
      },
    },
    words: fill(text.pictureDecisionWords, {
      rows: group.thresholds
        .map(({ threshold, netBenefit, treatAll }) =>
          fill(text.decisionPoint, { threshold: short(threshold), model: figure(netBenefit), all: figure(treatAll) }),
        )
        .join('; '),
    }),
    caption: text.pictureDecision,
  };
}
