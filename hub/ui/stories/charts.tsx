// The charts among the components, with invented numbers.
import type { Language } from '../../platform/texts.ts';
import { type Bar, BarChart } from '../charts/bar-chart.tsx';
import { LineChart } from '../charts/line-chart.tsx';
import { writeCount, writeNumber, writeShare } from '../format.ts';
import type { StoryText } from './pages.tsx';

type Points = [number, number][];
const roc: Points = [
  [0, 0],
  [0.02, 0.31],
  [0.05, 0.52],
  [0.1, 0.7],
  [0.2, 0.84],
  [0.35, 0.93],
  [0.6, 0.98],
  [1, 1],
];
const rocElsewhere: Points = [
  [0, 0],
  [0.03, 0.18],
  [0.1, 0.42],
  [0.2, 0.6],
  [0.35, 0.75],
  [0.55, 0.88],
  [0.8, 0.96],
  [1, 1],
];
const calibration: Points = [
  [0.08, 0.05],
  [0.22, 0.15],
  [0.41, 0.3],
  [0.6, 0.47],
  [0.79, 0.66],
  [0.93, 0.87],
];
const intervals: Points = calibration.map(([, y]) => [Math.max(0, y - 0.09), Math.min(1, y + 0.09)]);
const thresholds = [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const netModel: Points = thresholds.map((at) => [at, 0.44 - 0.42 * at ** 1.1 - 0.12 * at]);
const netAll: Points = thresholds.filter((at) => at < 0.5).map((at) => [at, 0.45 - (0.55 * at) / (1 - at)]);
const ages: Bar[] = [
  [28, 40],
  [40, 45],
  [45, 50],
  [50, 55],
  [55, 60],
  [60, 65],
  [65, 77],
].map(([from = 0, to = 0]) => ({ from, to }));
const ageCounts = [96, 103, 128, 171, 188, 139, 95];

export function ChartStories({ text, language }: { text: StoryText; language: Language }) {
  const share = (value: number) => writeShare(value, language);
  const two = (value: number) => writeNumber(value, 2, language);
  const table = (across: string, up: string, ...lines: { name: string; points: Points }[]) => ({
    caption: up,
    columns: [{ title: across }, { title: up, number: true as const }],
    rows: lines.flatMap(({ name, points }) => points.map(([x, y]) => ({ key: share(x), cells: [two(y)], group: name }))),
  });
  const unit = { from: 0, to: 1, step: 0.2, tick: share };
  return (
    <>
      <p>{text.chartsHow}</p>
      <div class="charts">
        <LineChart
          language={language}
          summary={text.rocSummary}
          caption={text.rocSummary}
          series={[
            { name: text.built, points: roc, stepped: true },
            { name: text.elsewhere, points: rocElsewhere, stepped: true },
          ]}
          x={{ ...unit, title: text.rocX }}
          y={{ ...unit, title: text.rocY }}
          reference="diagonal"
          square
          table={table(text.rocX, text.rocY, { name: text.built, points: roc }, { name: text.elsewhere, points: rocElsewhere })}
        />
        <LineChart
          language={language}
          summary={text.calSummary}
          caption={text.calSummary}
          series={[
            { name: text.elsewhere, points: calibration, dots: true, weights: [1, 0.8, 0.6, 0.5, 0.4, 0.3], band: intervals },
          ]}
          x={{ ...unit, title: text.calX }}
          y={{ ...unit, title: text.calY }}
          reference="diagonal"
          square
          table={table(text.calX, text.calY, { name: text.elsewhere, points: calibration })}
        />
        <LineChart
          language={language}
          summary={text.netSummary}
          caption={text.netSummary}
          series={[
            { name: text.netModel, points: netModel },
            { name: text.netAll, points: netAll, faint: true },
          ]}
          x={{ from: 0, to: 0.8, step: 0.2, title: text.netX, tick: share }}
          y={{ from: -0.1, to: 0.5, step: 0.1, title: text.netY, tick: two }}
          reference={{ y: 0 }}
          table={table(text.netX, text.netY, { name: text.netModel, points: netModel }, { name: text.netAll, points: netAll })}
        />
        <BarChart
          language={language}
          summary={text.ageSummary}
          caption={text.ageSummary}
          bars={ages}
          series={[{ name: text.persons, values: ageCounts }]}
          across={text.ageX}
          up={text.ageY}
          table={{
            caption: text.ageX,
            columns: [{ title: text.level }, { title: text.persons, number: true }],
            rows: ages.map((bar, at) => ({
              key: 'from' in bar ? `${bar.from}–${bar.to}` : '',
              cells: [writeCount(ageCounts[at] ?? 0, language)],
            })),
          }}
        />
        <BarChart
          language={language}
          summary={text.groupSummary}
          caption={text.groupSummary}
          bars={[text.pain1, text.pain2, text.pain3, text.pain4].map((level) => ({ level }))}
          series={[
            { name: text.women, values: [0.04, null, 0.32, 0.41] },
            { name: text.men, values: [0.05, 0.17, 0.2, 0.58] },
          ]}
          across={text.groupX}
          up="%"
          tick={share}
          table={{
            caption: text.groupX,
            columns: [{ title: text.level }, { title: text.women, number: true }, { title: text.men, number: true }],
            rows: [
              { key: text.pain1, cells: [share(0.04), share(0.05)] },
              { key: text.pain2, cells: [text.withheld, share(0.17)] },
              { key: text.pain3, cells: [share(0.32), share(0.2)] },
              { key: text.pain4, cells: [share(0.41), share(0.58)] },
            ],
          }}
        />
      </div>
    </>
  );
}
