// Bars: how something is distributed (bins of any width, areas are counts), or groups side by side.
import type { Language } from '../../platform/texts.ts';
import { ChartFigure, type ChartFrame } from './chart-figure.tsx';
import { type Drawing, draw } from './draw.ts';
import { inkOf, inks } from './inks.ts';
import { axisOf, type KeyEntry, keyHeight, keyOf, type ScaleOfAxis, textStyle } from './parts.ts';

/** A bin of a number (`from`, `to`) or a level with a name. null: withheld; it is drawn as a dashed place without a height. */
export type Bar = { from: number; to: number } | { level: string };
export type BarSeries = { name: string; values: (number | null)[] };

export type BarChartSpec = {
  language: Language;
  bars: Bar[];
  /** One: a distribution. Several: groups side by side. */
  series: BarSeries[];
  /** What stands across: "Age, years". */
  across: string;
  /** What the heights are: "Persons". With bins of unequal width, heights are per unit of width, so that areas are counts. */
  up: string;
  /** How a height is written. */
  tick?: (value: number) => string;
  /** Drawn narrower and lower, with type of the same size: three of them stand beside each other. */
  compact?: boolean;
};

const sizes = { usual: { width: 420, plot: 210 }, compact: { width: 340, plot: 150 } };
const sides = { left: 62, right: 16 };
type Edges = { from: number; to: number; label: string };

/** The page's picture with its table behind it. */
export function BarChart(props: BarChartSpec & ChartFrame) {
  return <ChartFigure {...props} drawing={barChart(props)} />;
}

/** In literal light colours, for PDF. */
export function barChart({ language, bars, series, across, up, tick, compact }: BarChartSpec): Drawing {
  const { width, plot } = compact ? sizes.compact : sizes.usual;
  const edges = bars.map(
    (bar, at): Edges => ('level' in bar ? { from: at, to: at + 1, label: bar.level } : { ...bar, label: '' }),
  );
  const named = bars.some((bar) => 'level' in bar);
  const widths = new Set(edges.map(({ from, to }) => Math.round((to - from) * 1e6)));
  const height = (value: number, at: number) => (widths.size > 1 && edges[at] ? value / (edges[at].to - edges[at].from) : value);
  const most = Math.max(
    ...series.flatMap((one) => one.values.map((value, at) => (value === null ? 0 : height(value, at)))),
    1e-9,
  );
  const key: KeyEntry[] = series.map(({ name }) => ({ name, mark: 'block' }));
  const top = 14 + keyHeight(key);
  const rows = named ? Math.max(...edges.map(({ label }) => wrapped(label, edges.length, width).split('\n').length)) : 1;
  const bottom = 36 + rows * 16;
  const x: ScaleOfAxis = { from: edges[0]?.from ?? 0, to: edges.at(-1)?.to ?? 1, title: across };
  const y: ScaleOfAxis = {
    from: 0,
    to: niceAbove(most),
    title: up,
    tick: tick ?? (widths.size > 1 ? () => '' : undefined),
  } as ScaleOfAxis;
  const axis = axisOf(x, language, 'x');
  const options = {
    textStyle,
    grid: { ...sides, top, bottom },
    xAxis: {
      ...axis,
      nameGap: 16 + rows * 16,
      ...(named
        ? { interval: 1, axisTick: { show: false }, axisLabel: { show: false } }
        : { axisLabel: { ...axis.axisLabel, showMinLabel: true, showMaxLabel: true } }),
    },
    yAxis: axisOf(y, language, 'y'),
    series: [
      ...series.map((one, at) =>
        blocks(
          one.values.map((value, bar) => (value === null ? null : height(value, bar))),
          edges,
          at,
          series.length,
        ),
      ),
      ...(named ? [levelNames(edges, width)] : []),
    ],
  };
  return draw(options, { width, height: top + plot + bottom }, keyOf(key));
}

type Api = { value: (dimension: number) => number; coord: (point: number[]) => [number, number] };

function blocks(values: (number | null)[], edges: Edges[], at: number, count: number) {
  return {
    type: 'custom',
    silent: true,
    data: edges.map((_, bar) => [bar]),
    renderItem: ({ dataIndex }: { dataIndex: number }, api: Api) => {
      const { from, to } = edges[dataIndex] as Edges;
      const [left, ground] = api.coord([from, 0]);
      const [right] = api.coord([to, 0]);
      const gap = count > 1 ? (right - left) * 0.08 : Math.min(1, (right - left) * 0.1);
      const wide = (right - left - 2 * gap) / count;
      const value = values[dataIndex] ?? null;
      const start = left + gap + at * wide;
      if (value === null)
        return {
          type: 'line',
          shape: { x1: start + 2, x2: start + wide - 2, y1: ground - 6, y2: ground - 6 },
          style: { fill: 'none', stroke: inks.axis.light, lineWidth: 1.5, lineDash: [2, 3] },
        };
      const [, high] = api.coord([from, value]);
      return {
        type: 'rect',
        shape: { x: start, y: high, width: Math.max(0.5, wide - 1), height: ground - high },
        style: { fill: inkOf(at) },
      };
    },
  };
}

/** Names of levels under their bars, broken into rows that fit. */
function levelNames(edges: Edges[], width: number) {
  return {
    type: 'custom',
    silent: true,
    data: edges.map((_, at) => [at]),
    renderItem: ({ dataIndex }: { dataIndex: number }, api: Api) => {
      const { from, label } = edges[dataIndex] as Edges;
      const [x, y] = api.coord([from + 0.5, 0]);
      const style = {
        text: wrapped(label, edges.length, width),
        x,
        y: y + 8,
        fill: inks.text.light,
        align: 'center',
        lineHeight: 16,
      };
      return { type: 'text', style: { ...style, fontSize: 13, fontFamily: textStyle.fontFamily } };
    },
  };
}

function wrapped(label: string, count: number, width: number): string {
  const most = Math.max(5, Math.floor((width - sides.left - sides.right) / count / 7.2));
  const rows = label.split(/\s+/).reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word.length > most ? `${word.slice(0, most - 1)}…` : word);
    return lines;
  }, []);
  return rows.slice(0, 3).join('\n');
}

function niceAbove(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= most * 1.02) ?? 10) * power;
}
