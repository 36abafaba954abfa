// The paper that parts are drawn on: a place on a page, lines of text with their tags, and a new page where one is full.

import type { Type } from './lines.ts';
import type { Run, Typeface } from './typeface.ts';

/** The pages' own light colours (tokens.css); a PDF is always light. */
export const colours = {
  ink: '#0d3b42',
  quiet: '#476468',
  line: '#d9d2c3',
  action: '#8b2f23',
  attention: '#7a5c00',
  water: '#2b7d84',
};

export const types = {
  title: { style: 'title', size: 24, leading: 29 },
  heading2: { style: 'title', size: 16, leading: 20 },
  heading3: { style: 'title', size: 12.5, leading: 16 },
  heading4: { style: 'strong', size: 10, leading: 14 },
  lead: { style: 'title', size: 13.5, leading: 18.5 },
  text: { style: 'text', size: 9.5, leading: 13.5 },
  strong: { style: 'strong', size: 9.5, leading: 13.5 },
  figure: { style: 'title', size: 15, leading: 18 },
  small: { style: 'text', size: 8, leading: 11 },
  smallStrong: { style: 'strong', size: 8, leading: 11 },
} as const satisfies Record<string, Type>;

/** A4 in points, and its margins. */
export const sheet = { width: 595.28, height: 841.89, left: 56, right: 56, top: 48, bottom: 54 };

export type Element = PDFKit.PDFStructureElement;

export type Paper = {
  doc: PDFKit.PDFDocument;
  typeface: Typeface;
  /** Where the next thing goes, measured from the top. */
  y: number;
  top: number;
  bottom: number;
  left: number;
  width: number;
};

export function newPage(paper: Paper): void {
  paper.doc.addPage();
  paper.y = paper.top;
}

/** Makes sure of so much room, if a whole page has it. */
export function makeRoom(paper: Paper, height: number): void {
  if (paper.y + height > paper.bottom && paper.y > paper.top) newPage(paper);
}

export const room = (paper: Paper): number => paper.bottom - paper.y;

/** Space between parts; none at the top of a page. */
export function leave(paper: Paper, height: number): void {
  if (paper.y > paper.top) paper.y = Math.min(paper.y + height, paper.bottom);
}

type Words = { lines: string[]; type: Type; x: number; y: number; width: number; align?: 'left' | 'right'; colour?: string };

/** Draws lines from y on; the caller has seen to the room. */
export function drawLines({ doc, typeface }: Paper, { lines, type, x, y, width, align, colour = colours.ink }: Words): void {
  lines.forEach((line, i) => {
    if (!line) return;
    const own = typeface.width(line, type.style, type.size);
    let at = align === 'right' ? x + width - own : x;
    const baseline = y + i * type.leading + (type.leading + type.size * 0.7) / 2;
    for (const run of typeface.runs(line, type.style)) {
      drawRun(doc, run, type.size, at, baseline, colour);
      at += typeface.width(run.text, type.style, type.size);
    }
  });
}

function drawRun(doc: PDFKit.PDFDocument, { face, text }: Run, size: number, x: number, y: number, colour: string): void {
  doc.font(face, size).fillColor(colour).text(text, x, y, { lineBreak: false, baseline: 'alphabetic' });
}

/** Marks what is drawn as belonging to an element. */
export function marked(paper: Paper, element: Element, draw: () => void): void {
  const content = paper.doc.markStructureContent(
    (element as unknown as { dictionary: { data: { S: string } } }).dictionary.data.S,
  );
  draw();
  paper.doc.endMarkedContent();
  element.add(content as never);
}

/** Marks what is drawn as decoration that no reader needs to hear. */
export function decoration(paper: Paper, draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
  paper.doc.markContent('Artifact', { type });
  draw();
  paper.doc.endMarkedContent();
}

export function rule(paper: Paper, x: number, y: number, width: number, colour: string = colours.line, weight = 0.6): void {
  decoration(paper, () => {
    paper.doc
      .lineWidth(weight)
      .moveTo(x, y)
      .lineTo(x + width, y)
      .stroke(colour);
  });
}

/** Lines of text as one element, over as many pages as they need. */
export function flow(paper: Paper, element: Element, words: Omit<Words, 'y'>): void {
  let rest = words.lines;
  while (rest.length > 0) {
    const fits = Math.floor((room(paper) + 0.01) / words.type.leading);
    if (fits < 1) {
      newPage(paper);
      continue;
    }
    const [now, later] = [rest.slice(0, fits), rest.slice(fits)];
    marked(paper, element, () => drawLines(paper, { ...words, lines: now, y: paper.y }));
    paper.y += now.length * words.type.leading;
    rest = later;
    if (rest.length > 0) newPage(paper);
  }
}
