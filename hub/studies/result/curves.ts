// ROC, calibration and decision curves of an evaluated model, as what they show: pages draw them in the reader's theme, paper in literal colours.
import { fill } from '../../platform/texts.ts';
import type { LineChartSpec } from '../../ui/charts/line-chart.tsx';
import { writeNumber, writeShare, writeShort } from '../../ui/format.ts';
import type { Names } from '../names.ts';
import type { ToldPart } from './shapes.ts';

export type Curved = { title: string; development: boolean; part: ToldPart };
export type Point = NonNullable<ToldPart['points']>[number];

/** Results of before curves were released have none. */
export const pointsOf = (part: ToldPart): Point[] => part.points ?? [];

export function rocSpec({ language, text }: Names, groups: Curved[]): LineChartSpec {
  const axis = (title: string) => ({
    from: 0,
    to: 1,
    step: 0.2,
    title,
    tick: (value: number) => writeShare(value, language),
  });
  return {
    language,
    square: true,
    reference: 'diagonal',
    x: axis(text.rocAcross),
    y: axis(text.rocUp),
    series: groups.map(({ title, development, part }) => ({
      name: fill(text.rocSeries, { group: title, auroc: writeNumber(part.auroc.value, 3, language) }),
      faint: development,
      dots: true,
      points: [[0, 0], ...pointsOf(part).map(rates).reverse(), [1, 1]] as [number, number][],
    })),
  };
}

/** The risk that the model told against the share that it happened to, per span of risk; a dot's area is how many persons it stands for. */
export function calibrationSpec({ language, text }: Names, groups: Curved[]): LineChartSpec {
  const axis = (title: string) => ({ from: 0, to: 1, step: 0.2, title, tick: (value: number) => writeShare(value, language) });
  const most = Math.max(1, ...groups.flatMap(({ part }) => part.curve.map(({ n }) => n ?? 0)));
  return {
    language,
    square: true,
    reference: 'diagonal',
    x: axis(text.calibrationAcross),
    y: axis(text.calibrationUp),
    series: groups.map(({ title, development, part }) => ({
      name: title,
      faint: development,
      dots: true,
      points: part.curve.map(({ meanScore, share }) => [meanScore, share] as [number, number]),
      weights: part.curve.map(({ n }) => (n ?? 0) / most),
    })),
  };
}

const rates = ({ falsePositiveRate, truePositiveRate }: Point): [number, number] => [falsePositiveRate, truePositiveRate];

/** Points at the edges of safe bins, and the plan's own thresholds where these were told. */
export function decisionPoints(
  part: ToldPart,
): { threshold: number; netBenefit: number; treatAll: number; approximate: boolean }[] {
  const own = part.thresholds.map((row) => ({ ...row, treatAll: row.netBenefitTreatAll }));
  const further = pointsOf(part)
    .filter(({ threshold }) => !own.some((row) => Math.abs(row.threshold - threshold) < 1e-9))
    .map((point) => ({ ...point, treatAll: point.netBenefitTreatAll }));
  return [...own, ...further].sort((a, b) => a.threshold - b.threshold);
}

/** Vickers & Elkin, Med Decis Making 26 (2006) 565-574: above both treating all and treating nobody, acting on the model does good. */
export function decisionSpec({ language, text }: Names, part: ToldPart): LineChartSpec {
  const points = decisionPoints(part);
  const values = points.flatMap(({ netBenefit }) => [netBenefit]);
  const tenths = (value: number, way: 'ceil' | 'floor') => Math[way](value * 10) / 10;
  const top = tenths(Math.max(0.1, ...values, ...points.map(({ treatAll }) => treatAll)) + 0.01, 'ceil');
  const bottom = values.some((value) => value < 0) ? -0.1 : 0;
  return {
    language,
    square: true,
    reference: { y: 0 },
    x: { from: 0, to: 1, step: 0.2, title: text.decisionAcross, tick: (value) => writeShare(value, language) },
    y: {
      from: bottom,
      to: top,
      step: 0.1,
      title: text.decisionUp,
      tick: (value) => writeShort(Number(value.toFixed(2)), language),
    },
    series: [
      {
        name: text.decisionModel,
        dots: true,
        points: points.map(({ threshold, netBenefit }) => [threshold, Math.max(netBenefit, bottom)]),
      },
      {
        name: text.decisionAll,
        faint: true,
        points: downTo(
          points.map(({ threshold, treatAll }) => [threshold, treatAll]),
          bottom,
        ),
      },
    ],
  };
}

/** A falling line, as far as the picture's lower edge. */
function downTo(points: [number, number][], bottom: number): [number, number][] {
  const below = points.findIndex(([, value]) => value < bottom);
  if (below < 0) return points;
  const [before, after] = [points[below - 1], points[below]];
  if (!before || !after) return [];
  const share = (before[1] - bottom) / (before[1] - after[1]);
  return [...points.slice(0, below), [before[0] + share * (after[0] - before[0]), bottom]];
}
