// A table: as wide as its contents need, over as many pages as it needs, its header on each. A row higher than a page goes on over it.
import { linesOf, type Type, widestLine, widestWord } from './lines.ts';
import {
  colours,
  decoration,
  drawLines,
  type Element,
  flow,
  leave,
  makeRoom,
  marked,
  newPage,
  type Paper,
  room,
  rule,
  types,
} from './paper.ts';

export type TableRow = string[] | { group: string };
export type TablePart = {
  kind: 'table';
  /** What the table shows; it stands above it. */
  caption: string;
  columns: { title: string; number?: boolean }[];
  rows: TableRow[];
};

const gap = 8;
const pad = 3;
const body: Type = types.small;
const head: Type = types.smallStrong;

export function drawTable(paper: Paper, parent: Element, { caption, columns, rows }: TablePart): void {
  const { doc } = paper;
  const widths = columnWidths(paper, columns, rows);
  const starts = widths.map((_width, i) => paper.left + widths.slice(0, i).reduce((sum, width) => sum + width + gap, 0));
  const table = doc.struct('Table');
  parent.add(table);
  const titles = columns.map(({ title }, i) => linesOf(paper.typeface, title, head, widths[i] as number));
  const headHeight = Math.max(1, ...titles.map((lines) => lines.length)) * head.leading + 2 * pad;

  const captionLines = linesOf(paper.typeface, caption, types.strong, paper.width);
  makeRoom(paper, captionLines.length * types.strong.leading + headHeight + 3 * body.leading);
  if (caption) {
    const title = doc.struct('Caption');
    table.add(title);
    flow(paper, title, { lines: captionLines, type: types.strong, x: paper.left, width: paper.width });
    title.end();
    paper.y += 2;
  }

  const drawTitle = (i: number) =>
    drawLines(paper, {
      lines: titles[i] ?? [],
      type: head,
      x: starts[i] as number,
      y: paper.y + pad,
      width: widths[i] as number,
      align: columns[i]?.number ? 'right' : 'left',
      colour: colours.quiet,
    });
  const afterTitles = () => {
    paper.y += headHeight;
    rule(paper, paper.left, paper.y, paper.width, colours.ink, 0.8);
  };
  const header = doc.struct('TR');
  const headGroup = doc.struct('THead');
  table.add(headGroup);
  headGroup.add(header);
  columns.forEach((_column, i) => {
    const cell = doc.struct('TH', { scope: 'Column' } as never);
    header.add(cell);
    marked(paper, cell, () => drawTitle(i));
    cell.end();
  });
  headGroup.end();
  afterTitles();
  /** On a further page the header is drawn again, for the eye alone: it was told before. */
  const goOn = () => {
    newPage(paper);
    decoration(paper, () => columns.forEach((_column, i) => void drawTitle(i)), 'Pagination');
    afterTitles();
  };

  const bodyGroup = doc.struct('TBody');
  table.add(bodyGroup);
  for (const [at, row] of rows.entries()) {
    const tr = doc.struct('TR');
    bodyGroup.add(tr);
    if (!Array.isArray(row)) {
      const lines = linesOf(paper.typeface, row.group, head, paper.width);
      // A group's title does not stay behind at the foot of a page.
      if (room(paper) < (lines.length + 1) * head.leading + 4 * pad + 4) goOn();
      const cell = headerOver(doc, columns.length);
      tr.add(cell);
      paper.y += pad + (at === 0 ? 0 : 4);
      flow(paper, cell, { lines, type: head, x: paper.left, width: paper.width });
      paper.y += pad;
      rule(paper, paper.left, paper.y, paper.width);
      tr.end();
      continue;
    }
    drawRow(paper, tr, { row, columns, widths, starts, goOn });
    tr.end();
  }
  table.end();
  leave(paper, 10);
}

function headerOver(doc: PDFKit.PDFDocument, columns: number): Element {
  const cell = doc.struct('TH', { scope: 'Row' } as never);
  const { data } = (cell as unknown as { dictionary: { data: { A: object } } }).dictionary;
  data.A = { ...data.A, ColSpan: columns };
  return cell;
}

type RowDrawing = { row: string[]; columns: TablePart['columns']; widths: number[]; starts: number[]; goOn: () => void };

function drawRow(paper: Paper, tr: Element, { row, columns, widths, starts, goOn }: RowDrawing): void {
  const cells = columns.map(({ number }, i) => ({
    element: i === 0 ? paper.doc.struct('TH', { scope: 'Row' } as never) : paper.doc.struct('TD'),
    lines: linesOf(paper.typeface, row[i] ?? '', body, widths[i] as number),
    align: number ? ('right' as const) : ('left' as const),
  }));
  for (const { element } of cells) tr.add(element);
  const height = Math.max(...cells.map(({ lines }) => lines.length));
  const whole = height * body.leading + 2 * pad;
  // Kept together where a page can hold it.
  if (whole > room(paper) && whole <= (paper.bottom - paper.top) / 2) goOn();
  let drawn = 0;
  while (drawn < height) {
    const fits = Math.floor((room(paper) - 2 * pad + 0.01) / body.leading);
    if (fits < 1) {
      goOn();
      continue;
    }
    const upTo = Math.min(height, drawn + fits);
    for (const [i, { element, lines, align }] of cells.entries()) {
      const now = lines.slice(drawn, upTo);
      if (now.length === 0 && drawn > 0) continue;
      marked(paper, element, () =>
        drawLines(paper, { lines: now, type: body, x: starts[i] as number, y: paper.y + pad, width: widths[i] as number, align }),
      );
    }
    paper.y += (upTo - drawn) * body.leading + 2 * pad;
    rule(paper, paper.left, paper.y, paper.width);
    drawn = upTo;
  }
}

/** As CSS does it: each column as wide as its longest line where all fit, else between its longest word and that. */
function columnWidths(paper: Paper, columns: TablePart['columns'], rows: TableRow[]): number[] {
  const space = paper.width - gap * (columns.length - 1);
  const texts = (i: number) => rows.flatMap((row) => (Array.isArray(row) ? [row[i] ?? ''] : []));
  const over = (i: number, measure: typeof widestLine) =>
    Math.max(
      measure(paper.typeface, columns[i]?.title ?? '', head),
      ...texts(i).map((text) => measure(paper.typeface, text, body)),
      12,
    ) + 0.5;
  const most = columns.map((_column, i) => over(i, widestLine));
  const least = columns.map((_column, i) => Math.min(over(i, widestWord), space / 2));
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  if (sum(most) <= space) {
    const extra = space - sum(most);
    return most.map((width, i) => (i === 0 ? width + extra : width));
  }
  if (sum(least) <= space) {
    const share = (space - sum(least)) / (sum(most) - sum(least));
    return least.map((width, i) => width + ((most[i] as number) - width) * share);
  }
  return least.map((width) => (width / sum(least)) * space);
}
