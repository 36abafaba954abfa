// Lines over a plane: ROC, calibration, decision curves, anything with a number across and a number up.
import type { Language } from '../../platform/texts.ts';
import { ChartFigure, type ChartFrame } from './chart-figure.tsx';
import { type Drawing, draw } from './draw.ts';
import { dashOf, inkOf, inks } from './inks.ts';
import { axisOf, type KeyEntry, keyHeight, keyOf, type ScaleOfAxis, textStyle } from './parts.ts';

export type LineSeries = {
  name: string;
  /** [across, up], from left to right; null breaks the line. */
  points: ([number, number] | null)[];
  /** A level holds until the next point, as in a ROC curve of counted persons. */
  stepped?: boolean;
  /** Points are shown as dots: few of them, each worth looking at. `weights` from 0 to 1 are the dots' areas. */
  dots?: boolean;
  weights?: number[];
  /** The interval around each point: [low, high]. */
  band?: [number, number][];
  /** Thinner and greyer: what the others are held against. */
  faint?: boolean;
};

export type LineChartSpec = {
  language: Language;
  series: LineSeries[];
  x: ScaleOfAxis;
  y: ScaleOfAxis;
  /** A thin dashed line: from corner to corner, or at a height. */
  reference?: 'diagonal' | { y: number };
  /** As wide as high: ROC and calibration. */
  square?: boolean;
  /** Drawn narrower, with type of the same size: three of them stand beside each other. */
  compact?: boolean;
};

const widths = { usual: 420, compact: 350 };
const sides = { left: 62, right: 22, bottom: 52 };

/** The page's picture with its table behind it. */
export function LineChart(props: LineChartSpec & ChartFrame) {
  return <ChartFigure {...props} drawing={lineChart(props)} />;
}

/** In literal light colours, for PDF. */
export function lineChart({ language, series, x, y, reference, square, compact }: LineChartSpec): Drawing {
  const width = compact ? widths.compact : widths.usual;
  const key: KeyEntry[] = series.map(({ name, faint }) => ({ name, mark: 'line', faint: faint ?? false }));
  const top = 14 + keyHeight(key);
  const options = {
    textStyle,
    grid: { ...sides, top },
    xAxis: axisOf(x, language, 'x'),
    yAxis: axisOf(y, language, 'y'),
    series: [...referenceOf(reference, x, y), ...series.map(bandOf), ...series.map(lineOf)].filter((one) => one !== null),
  };
  const plot = square ? width - sides.left - sides.right : 240;
  return draw(options, { width, height: top + plot + sides.bottom }, keyOf(key));
}

function lineOf(one: LineSeries, at: number) {
  const color = one.faint ? inks.six.light : inkOf(at);
  return {
    type: 'line',
    silent: true,
    data: one.points.map((point, i) => ({
      value: point ?? ['-', '-'],
      symbolSize: 6 + 11 * Math.sqrt(one.weights?.[i] ?? 0.05),
    })),
    step: one.stepped ? 'end' : false,
    showSymbol: one.dots ?? false,
    symbol: ['circle', 'rect', 'diamond', 'triangle'][at % 4],
    itemStyle: { color, borderColor: inks.paper.light, borderWidth: 1.5 },
    lineStyle: { color, width: one.faint ? 1.25 : 2.25, type: dashOf(at), cap: 'round' },
  };
}

type Api = { value: (dimension: number) => number; coord: (point: number[]) => number[] };

/** A pale ribbon between the ends of the intervals. */
function bandOf({ band, points }: LineSeries, at: number) {
  if (!band) return null;
  const along = points.flatMap((point, i) => (point && band[i] ? [[point[0], band[i][0], band[i][1]]] : []));
  const edge = (api: Api, end: 0 | 1) => along.map((row) => api.coord([row[0] as number, row[end + 1] as number]));
  return {
    type: 'custom',
    silent: true,
    clip: true,
    data: [[0]],
    renderItem: (_: unknown, api: Api) => ({
      type: 'polygon',
      shape: { points: [...edge(api, 0), ...edge(api, 1).reverse()] },
      style: { fill: inkOf(at), opacity: 0.16 },
    }),
  };
}

function referenceOf(reference: LineChartSpec['reference'], x: ScaleOfAxis, y: ScaleOfAxis) {
  if (!reference) return [];
  const [start, end] = reference === 'diagonal' ? [y.from, y.to] : [reference.y, reference.y];
  const data = [
    [x.from, start],
    [x.to, end],
  ];
  return [{ type: 'line', silent: true, data, showSymbol: false, lineStyle: { color: inks.axis.light, width: 1, type: [3, 4] } }];
}
