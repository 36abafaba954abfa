// What charts have alike: their type, their axes, their key.
import type { Language } from '../../platform/texts.ts';
import { writeShort } from '../format.ts';
import { dashOf, inkOf, inks } from './inks.ts';

export type ScaleOfAxis = {
  from: number;
  to: number;
  /** The distance of two ticks; chosen by the chart when left out. */
  step?: number;
  title: string;
  /** How a tick is written: "20 %". A plain number when left out. */
  tick?: (value: number) => string;
};

export const fontFamily = 'Public Sans';
export const textStyle = { fontFamily, fontSize: 13, color: inks.text.light };

export function axisOf({ from, to, step, title, tick }: ScaleOfAxis, language: Language, way: 'x' | 'y') {
  return {
    type: 'value',
    min: from,
    max: to,
    interval: step,
    name: title,
    nameLocation: 'middle',
    nameGap: way === 'x' ? 32 : 44,
    nameTextStyle: textStyle,
    axisLabel: { ...textStyle, formatter: tick ?? ((value: number) => writeShort(value, language)), hideOverlap: true },
    axisLine: { show: way === 'x', onZero: false, lineStyle: { color: inks.axis.light } },
    axisTick: { show: way === 'x', lineStyle: { color: inks.axis.light } },
    splitLine: { show: way === 'y', lineStyle: { color: inks.line.light } },
  };
}

export type KeyEntry = { name: string; mark: 'line' | 'block'; faint?: boolean };
const lineHeight = 19;
/** Public Sans at 13 pixels: what fits beside the mark. */
const charactersOfLine = 56;

const linesOf = (name: string): string[] =>
  name.split(/\s+/).reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < charactersOfLine) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
    return lines;
  }, []);

export function keyHeight(entries: KeyEntry[]): number {
  return entries.length < 2 ? 0 : entries.flatMap((entry) => linesOf(entry.name)).length * lineHeight + 8;
}

/** What the colours, dashes and blocks stand for, above the picture; nothing where there is only one. */
export function keyOf(entries: KeyEntry[]): string {
  if (entries.length < 2) return '';
  let at = 0;
  const parts = entries.map(({ name, mark, faint }, index) => {
    const colour = faint ? inks.six.light : inkOf(index);
    const y = 10 + at * lineHeight;
    const lines = linesOf(name);
    at += lines.length;
    const dash = dashOf(index);
    const sign =
      mark === 'block'
        ? `<rect x="8" y="${y - 6}" width="20" height="12" fill="${colour}"/>`
        : `<path d="M6 ${y}H30" fill="none" stroke="${colour}" stroke-width="${faint ? 1.25 : 2.25}"${dash === 'solid' ? '' : ` stroke-dasharray="${dash.join(',')}"`}/>`;
    const words = lines.map(
      (line, row) =>
        `<text x="38" y="${y + row * lineHeight}" dominant-baseline="central" font-size="13px" font-family="${fontFamily}" fill="${inks.text.light}">${escapeText(line)}</text>`,
    );
    return sign + words.join('');
  });
  return `<g>${parts.join('')}</g>`;
}

export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
