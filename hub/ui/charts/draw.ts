// ECharts without a browser: options in, a picture as SVG text out, with nothing in it that our Content-Security-Policy forbids (no
// style attributes, no <style>) and nothing that moves. Drawn in literal light colours for paper; told in tokens for pages.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { EChartsCoreOption } from 'echarts/core';
import { inks } from './inks.ts';
import { escapeText, fontFamily } from './parts.ts';

const require = createRequire(import.meta.url);
/** All of it in one file, which loads in a quarter of the time that the 270 files of our three kinds of picture take; and with the first
 * picture only, as most processes that know how to draw never do. */
const echarts = () => require('echarts/dist/echarts.esm.mjs') as typeof import('echarts');

/** A whole picture in literal light colours, as PDF wants it; `forPage` makes the page's of it. */
export type Drawing = { svg: string; width: number; height: number };

/** `also`: what ECharts did not draw (the key). The same options give the same text. */
export function draw(options: EChartsCoreOption, size: { width: number; height: number }, also = ''): Drawing {
  const chart = echarts().init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ ...options, animation: false });
    return { svg: clean(chart.renderToSVGString()).replace(/<\/svg>$/, () => `${also}</svg>`), ...size };
  } finally {
    chart.dispose();
  }
}

/** Takes away what the renderer adds for browsers in which charts are touched: classes, events, a stylesheet, a ground. */
function clean(svg: string): string {
  const bare = svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<rect[^>]* fill="none"><\/rect>/, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+|xml:space|xmlns:xlink|baseProfile|version)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => presentation(style))
    .replace(/-?\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100))
    .replace(/\s*\n+\s*/g, '');
  // Names of clipping paths come from a counter: two charts on a page, or two runs, must neither share nor change them.
  const own = createHash('sha256')
    .update(bare.replace(/zr\d+-/g, ''))
    .digest('hex')
    .slice(0, 8);
  return bare.replace(/zr\d+-/g, `chart-${own}-`);
}

/** "font-size:13px;font-family:Public Sans;" as attributes, which no policy forbids. */
function presentation(style: string): string {
  const parts = style.split(';').map((part) => part.split(':').map((word) => word.trim()));
  return parts.map(([name, value]) => (name && value ? ` ${name}="${value.replaceAll('"', "'")}"` : '')).join('');
}

/** The same drawing in the reader's theme and type, said in a sentence to those who hear the page. */
export function forPage({ svg, width, height }: Drawing, summary: string): string {
  const themed = Object.values(inks).reduce((text, { light, token }) => text.replaceAll(`"${light}"`, `"var(${token})"`), svg);
  return themed.replaceAll(` font-family="${fontFamily}"`, '').replace(
    /^<svg[^>]*>/,
    // A function: in a text, "$&" would be what was found.
    () => `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(summary)}">`,
  );
}
