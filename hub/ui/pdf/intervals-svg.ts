// The picture of intervals for paper: the page's is made of lines of text beside small pictures, which a PDF cannot lay out.
import { inks } from '../charts/inks.ts';
import type { IntervalRow } from '../interval-plot.tsx';
import type { Scale } from '../scale.ts';

const [width, names, values, rowHeight] = [620, 230, 150, 26];
const plot = { left: names, width: width - names - values };
const markup = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const round = (value: number) => Math.round(value * 100) / 100;

type Intervals = { rows: IntervalRow[]; scale: Scale; tick: (value: number) => string };

export function intervalsSvg({ rows, scale, tick }: Intervals): string {
  const place = (value: number) => round(plot.left + scale.place(value) * plot.width);
  const labels = rows.map(({ label, rank }) => linesOf(label, rank === 'main' ? 30 : 34));
  const heights = rows.map(
    ({ note }, i) => rowHeight + ((labels[i]?.length ?? 1) - 1) * 14 + (note ? linesOf(note, 44).length * 12 : 0),
  );
  const tops = heights.map((_height, i) => heights.slice(0, i).reduce((sum, height) => sum + height, 4));
  const bottom = heights.reduce((sum, height) => sum + height, 4);
  const grid = scale.ticks.map((value) => {
    const look = value === scale.reference ? `stroke="${inks.axis.light}" stroke-dasharray="3 3"` : `stroke="${inks.line.light}"`;
    return `<line x1="${place(value)}" x2="${place(value)}" y1="0" y2="${bottom}" ${look}/>${words(tick(value), place(value), bottom + 16, { anchor: 'middle', quiet: true })}`;
  });
  const drawn = rows.map((row, i) => {
    const top = tops[i] as number;
    const middle = top + rowHeight / 2;
    const mark = row.hollow
      ? `<circle cx="${place(row.value)}" cy="${middle}" r="5" fill="${inks.paper.light}" stroke="${inks.one.light}" stroke-width="2"/>`
      : `<circle cx="${place(row.value)}" cy="${middle}" r="5" fill="${inks.one.light}"/>`;
    const own = labels[i] ?? [];
    const notes = row.note ? linesOf(row.note, 44) : [];
    const indent = row.rank === 'sub' ? 14 : 0;
    return [
      row.begins ? `<line x1="0" x2="${width}" y1="${top - 1}" y2="${top - 1}" stroke="${inks.line.light}"/>` : '',
      ...own.map((line, at) => words(line, indent, middle + 4 + at * 14, { bold: row.rank === 'main' })),
      ...notes.map((line, at) => words(line, indent, middle + 4 + own.length * 14 + at * 12, { quiet: true, size: 10 })),
      `<line x1="${place(row.low)}" x2="${place(row.high)}" y1="${middle}" y2="${middle}" stroke="${inks.one.light}" stroke-width="2.5"/>`,
      mark,
      words(row.text, width, middle + 4, { anchor: 'end' }),
    ].join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 22}">${grid.join('')}${drawn.join('')}</svg>`;
}

type Look = { anchor?: 'middle' | 'end'; bold?: boolean; quiet?: boolean; size?: number };

function words(text: string, x: number, y: number, { anchor, bold, quiet, size = 12 }: Look): string {
  const attributes = [
    `x="${x}" y="${y}" font-size="${size}" fill="${quiet ? inks.text.light : '#0d3b42'}"`,
    anchor ? ` text-anchor="${anchor}"` : '',
    bold ? ' font-weight="bold"' : '',
  ];
  return `<text ${attributes.join('')}>${markup(text)}</text>`;
}

/** The label column holds so many characters of small type. */
function linesOf(text: string, most: number): string[] {
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
    return lines;
  }, []);
}
