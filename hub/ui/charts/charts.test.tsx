// Charts as a page and as paper get them: nothing that our policy forbids, both themes, every number within reach.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import '../../platform/tsx.mjs';

const { BarChart, barChart } = await import('./bar-chart.tsx');
const { LineChart, lineChart } = await import('./line-chart.tsx');
const { RegionMap } = await import('./region-map.tsx');
const { inks } = await import('./inks.ts');
const { swedishRegions } = await import('./sweden.ts');

const roc = {
  language: 'en' as const,
  series: [
    {
      name: 'Where it was built <Cleveland>',
      points: [
        [0, 0],
        [0.1, 0.7],
        [1, 1],
      ] as [number, number][],
      stepped: true,
    },
    {
      name: 'Elsewhere',
      points: [
        [0, 0],
        [0.3, 0.6],
        [1, 1],
      ] as [number, number][],
      band: [
        [0, 0],
        [0.5, 0.7],
        [1, 1],
      ] as [number, number][],
    },
  ],
  x: { from: 0, to: 1, title: 'False alarms' },
  y: { from: 0, to: 1, title: 'Found' },
  reference: 'diagonal' as const,
  square: true,
};
const table = {
  caption: 'ROC',
  columns: [{ title: 'Group' }, { title: 'AUROC', number: true as const }],
  rows: [{ key: 'Elsewhere', cells: ['0.71'] }],
};
const ages = {
  language: 'sv' as const,
  bars: [
    { from: 20, to: 40 },
    { from: 40, to: 45 },
    { from: 45, to: 80 },
  ],
  series: [{ name: 'Alla', values: [40, null, 70] }],
  across: 'Ålder, år',
  up: 'Personer per år',
};

test('a chart carries no style attribute, no stylesheet, no script and no animation', async () => {
  const page = String(await (<LineChart {...roc} summary='Two lines, "apart"' table={table} />));
  assert.doesNotMatch(page, /<style| style=|<script|<animate|:hover|\bNaN\b/);
  assert.match(page, /role="img" aria-label="Two lines, &quot;apart&quot;"/);
});

test('the numbers stand in a real table behind the picture', async () => {
  const page = String(await (<LineChart {...roc} summary="Two lines" table={table} />));
  assert.match(page, /<details[^>]*><summary>.*<table.*0\.71/s);
});

test('on a page every colour is a token of the theme; for paper every colour is a literal', async () => {
  const page = String(await (<BarChart {...ages} summary="Åldrar" table={table} />));
  const picture = page.slice(page.indexOf('<svg'), page.indexOf('</svg>'));
  assert.doesNotMatch(picture, /(fill|stroke)="#/);
  assert.match(picture, /fill="var\(--chart-one\)"/);
  assert.doesNotMatch(barChart(ages).svg, /var\(/);
  assert.match(barChart(ages).svg, /^<svg width="420"/);
});

test('the inks for paper are those of the light theme, and no two are equal', () => {
  const css = readFileSync(new URL('../charts.css', import.meta.url), 'utf8');
  for (const { light, token } of Object.values(inks)) assert.match(css, new RegExp(`${token}: light-dark\\(${light},`));
  assert.equal(new Set(Object.values(inks).map(({ light }) => light)).size, Object.keys(inks).length);
});

test('the same numbers give the same drawing, whatever was drawn before', () => {
  assert.equal(lineChart(roc).svg, lineChart(roc).svg);
});

test('names are told apart by a key in which nothing is markup', () => {
  assert.match(lineChart(roc).svg, /built &lt;Cleveland&gt;/);
});

test('a level that is withheld has no bar: a dashed place, not a zero', () => {
  const bars = barChart({ ...ages, bars: [{ level: 'yes' }, { level: 'no' }], series: [{ name: 'All', values: [3, null] }] });
  assert.match(bars.svg, /stroke-dasharray/);
});

test('bins of unequal width are drawn by density, so that areas are counts', () => {
  const { svg } = barChart({
    ...ages,
    bars: [
      { from: 0, to: 10 },
      { from: 10, to: 30 },
    ],
    series: [{ name: 'All', values: [10, 20] }],
  });
  const heights = [...svg.matchAll(/<path d="M[\d.]+ [\d.]+l[\d.]+ 0l0 ([\d.]+)[^>]*fill="#1f6f78"/g)].map((found) =>
    Number(found[1]),
  );
  assert.equal(heights.length, 2);
  assert.equal(heights[0], heights[1]);
});

test('the map has the 21 regions, each a link with its count in the list that keyboard and screen reader use', async () => {
  assert.equal(swedishRegions.length, 21);
  const regions = swedishRegions.map(({ code }, count) => ({ code, count, href: `/datasets?region=${code}` }));
  const page = String(
    await (<RegionMap language="en" label="By region" regions={regions} counted={(count: number) => `${count} datasets`} />),
  );
  const list = page.slice(page.indexOf('<nav'));
  assert.equal([...list.matchAll(/<a href="\/datasets\?region=/g)].length, 21);
  assert.match(list, /Region Norrbotten<\/a>.*20 datasets/s);
  assert.equal([...page.matchAll(/tabindex="-1"/g)].length, 21);
});
