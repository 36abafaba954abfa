// The one way to make a PDF: parts in, bytes out. Tagged (PDF/UA-1), for archives (PDF/A-2a), with bookmarks and page numbers, in the pages' own typefaces; the same
// parts give the same bytes.
import PDFDocument from 'pdfkit';
import { fill, type Language, texts } from '../../platform/texts.ts';
import { linesOf, widestLine } from './lines.ts';
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
  sheet,
  types,
} from './paper.ts';
import { drawPicture, heightOfPicture, type PicturePart } from './picture.ts';
import { sayWhatItIs, subset } from './standards.ts';
import { drawTable, type TablePart } from './table.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };
import { drawable, typefaceOf } from './typeface.ts';

const say = texts(sv, en);

export type PdfPart =
  /** Level 2 is the first below the title. Levels 2 and 3 become bookmarks. */
  | { kind: 'heading'; level: 2 | 3 | 4; text: string }
  /** `lead`: the sentences that somebody who reads no further should read. Line breaks in the text are kept. */
  | { kind: 'text'; text: string; as?: 'lead' | 'text' | 'quiet' }
  | { kind: 'list'; items: string[]; numbered?: boolean }
  | { kind: 'facts'; facts: { name: string; value: string }[] }
  /** Few figures in a row, large. */
  | { kind: 'glance'; facts: { name: string; value: string }[] }
  | TablePart
  | PicturePart
  | { kind: 'notice'; title?: string; text: string }
  | { kind: 'pageBreak' };

export type Pdf = {
  title: string;
  /** Small, above the title: what kind of document it is. */
  kicker?: string;
  language: Language;
  parts: PdfPart[];
  /** On each page, before its number. */
  footer: string;
  /** ISO 8601. It stands in the file and is the only moment there: the same document made twice is the same bytes. */
  made: string;
  /** Further entries of the document's information, for programs. */
  metadata?: Record<string, string>;
};

export async function makePdf({ title, kicker, language, parts, footer, made, metadata = {} }: Pdf): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    subset,
    tagged: true,
    lang: language === 'sv' ? 'sv-SE' : 'en-GB',
    displayTitle: true,
    font: '',
    info: {
      ...metadata,
      ...{ Title: oneLine(title), Creator: 'Sluss', Producer: 'Sluss', CreationDate: new Date(made), ModDate: new Date(made) },
    },
  });
  sayWhatItIs(doc, metadata);
  const whole = bytesOf(doc);
  const typeface = typefaceOf(doc);
  const width = sheet.width - sheet.left - sheet.right;
  const footerLines = linesOf(typeface, oneLine(footer), types.small, width - 90);
  const bottom = sheet.height - sheet.bottom - (footerLines.length - 1) * types.small.leading;
  const paper: Paper = { doc, typeface, y: 0, top: sheet.top, bottom, left: sheet.left, width };
  newPage(paper);
  const root = doc.struct('Document');
  doc.addStructure(root);
  drawTitle(paper, root, title, kicker);
  const bookmarks = bookmarksOf(doc);
  const inOrder = withoutLeaps(parts);
  inOrder.forEach((part, i) => void drawPart(paper, root, part, { bookmarks, next: inOrder[i + 1] }));
  root.end();
  drawFooters(paper, footerLines, language);
  doc.end();
  return whole;
}

function bytesOf(doc: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
}

const oneLine = (text: string) => drawable(text).replace(/\s+/g, ' ').trim();

function drawTitle(paper: Paper, root: Element, title: string, kicker: string | undefined): void {
  if (kicker) {
    block(paper, root, 'P', kicker, { type: types.smallStrong, colour: colours.quiet });
    paper.y += 3;
  }
  block(paper, root, 'H1', title, { type: types.title });
  paper.y += 6;
  rule(paper, paper.left, paper.y, paper.width, colours.ink, 0.8);
  paper.y += 6;
}

/** A heading is at most one level below the one before it (ISO 14289-1, 7.4.2). */
function withoutLeaps(parts: PdfPart[]): PdfPart[] {
  let before = 1;
  return parts.map((part) => {
    if (part.kind !== 'heading') return part;
    before = Math.min(part.level, before + 1);
    return { ...part, level: before as 2 | 3 | 4 };
  });
}

type Look = { type: (typeof types)[keyof typeof types]; colour?: string; indent?: number };

function block(paper: Paper, parent: Element, tag: string, text: string, { type, colour, indent = 0 }: Look): void {
  const element = paper.doc.struct(tag);
  parent.add(element);
  const width = paper.width - indent;
  flow(paper, element, {
    lines: linesOf(paper.typeface, text, type, width),
    type,
    x: paper.left + indent,
    width,
    ...(colour ? { colour } : {}),
  });
  element.end();
}

type Bookmarks = (level: number, title: string, top: number) => void;

function bookmarksOf(doc: PDFKit.PDFDocument): Bookmarks {
  let chapter: PDFKit.PDFOutline | undefined;
  return (level, title, top) => {
    const { count, start } = doc.bufferedPageRange();
    const options = { expanded: false, pageNumber: start + count - 1, top } as never;
    if (level === 2) chapter = doc.outline.addItem(title, options);
    else if (level === 3) (chapter ?? doc.outline).addItem(title, options);
  };
}

type Around = { bookmarks: Bookmarks; next: PdfPart | undefined };

function drawPart(paper: Paper, root: Element, part: PdfPart, { bookmarks, next }: Around): void {
  if (part.kind === 'pageBreak') {
    if (paper.y > paper.top) newPage(paper);
  } else if (part.kind === 'heading') {
    const type = types[`heading${part.level}`];
    leave(paper, [0, 0, 16, 11, 7][part.level] as number);
    // A heading takes some of what follows with it.
    const follows = next?.kind === 'picture' ? heightOfPicture(paper, next) : 4 * types.text.leading;
    makeRoom(paper, type.leading + 8 + follows);
    bookmarks(part.level, oneLine(part.text), paper.y);
    block(paper, root, `H${part.level}`, part.text, { type });
    leave(paper, 4);
  } else if (part.kind === 'text') {
    const type = part.as === 'lead' ? types.lead : types.text;
    makeRoom(paper, 2 * type.leading);
    for (const paragraph of part.text.split(/\n{2,}/)) {
      block(paper, root, 'P', paragraph, { type, ...(part.as === 'quiet' ? { colour: colours.quiet } : {}) });
      leave(paper, 6);
    }
  } else if (part.kind === 'list') drawList(paper, root, part);
  else if (part.kind === 'facts') drawFacts(paper, root, part.facts);
  else if (part.kind === 'glance') drawGlance(paper, root, part.facts);
  else if (part.kind === 'table') drawTable(paper, root, part);
  else if (part.kind === 'picture') drawPicture(paper, root, part);
  else drawNotice(paper, root, part);
}

function drawList(paper: Paper, root: Element, { items, numbered }: PdfPart & { kind: 'list' }): void {
  const list = paper.doc.struct('L');
  root.add(list);
  items.forEach((item, i) => {
    makeRoom(paper, 2 * types.text.leading);
    pair(paper, list, { name: numbered ? `${i + 1}.` : '•', value: item, nameWidth: numbered ? 18 : 10, colour: colours.action });
    leave(paper, 3);
  });
  list.end();
  leave(paper, 4);
}

function drawFacts(paper: Paper, root: Element, facts: { name: string; value: string }[]): void {
  const list = paper.doc.struct('L');
  root.add(list);
  const widest = Math.max(60, ...facts.map(({ name }) => widestLine(paper.typeface, name, types.text)));
  const nameWidth = Math.min(widest + 14, paper.width * 0.34);
  for (const fact of facts) {
    makeRoom(paper, 2 * types.text.leading);
    pair(paper, list, { ...fact, nameWidth, colour: colours.quiet });
    leave(paper, 4);
  }
  list.end();
  leave(paper, 4);
}

/** Each figure above its name, side by side; they come to a page together. */
function drawGlance(paper: Paper, root: Element, facts: { name: string; value: string }[]): void {
  if (facts.length === 0) return;
  const { doc, typeface, left } = paper;
  const gap = 14;
  const width = (paper.width - gap * (facts.length - 1)) / facts.length;
  const cells = facts.map(({ name, value }) => ({
    values: linesOf(typeface, value, types.figure, width),
    names: linesOf(typeface, name, types.small, width),
  }));
  const figures = Math.max(...cells.map(({ values }) => values.length)) * types.figure.leading;
  const height = figures + Math.max(...cells.map(({ names }) => names.length)) * types.small.leading;
  makeRoom(paper, height + 12);
  const list = doc.struct('L');
  root.add(list);
  const top = paper.y + 2;
  cells.forEach(({ values, names }, i) => {
    const [item, label, body] = [doc.struct('LI'), doc.struct('Lbl'), doc.struct('LBody')];
    list.add(item);
    item.add(label);
    item.add(body);
    const x = left + i * (width + gap);
    marked(paper, label, () =>
      drawLines(paper, { lines: names, type: types.small, x, y: top + figures, width, colour: colours.quiet }),
    );
    marked(paper, body, () => drawLines(paper, { lines: values, type: types.figure, x, y: top, width }));
  });
  list.end();
  paper.y = top + height;
  leave(paper, 10);
}

type Pair = { name: string; value: string; nameWidth: number; colour: string };

/** A name at the left and its words beside it; both go on over the page where they must. */
function pair(paper: Paper, list: Element, { name, value, nameWidth, colour }: Pair): void {
  const { doc, typeface, left, width } = paper;
  const item = doc.struct('LI');
  const label = doc.struct('Lbl');
  const bodyElement = doc.struct('LBody');
  list.add(item);
  item.add(label);
  item.add(bodyElement);
  const type = types.text;
  const names = linesOf(typeface, name, type, nameWidth - 8);
  const top = paper.y;
  const page = doc.page;
  // A name that does not fit beside is drawn above, whole.
  if (names.length * type.leading > room(paper))
    flow(paper, label, { lines: names, type, x: left, width: nameWidth - 8, colour });
  else {
    flow(paper, label, { lines: names, type, x: left, width: nameWidth - 8, colour });
    if (doc.page === page) paper.y = top;
  }
  const low = top + names.length * type.leading;
  const x = left + nameWidth;
  flow(paper, bodyElement, { lines: linesOf(typeface, value, type, width - nameWidth), type, x, width: width - nameWidth });
  if (doc.page === page) paper.y = Math.max(paper.y, low);
  item.end();
}

function drawNotice(paper: Paper, root: Element, { title, text }: PdfPart & { kind: 'notice' }): void {
  const indent = 12;
  leave(paper, 4);
  makeRoom(paper, 4 * types.text.leading);
  const from = { page: paper.doc.page, y: paper.y };
  const div = paper.doc.struct('Div');
  root.add(div);
  if (title) block(paper, div, 'P', title, { type: types.strong, indent });
  block(paper, div, 'P', text, { type: types.text, indent });
  div.end();
  const top = paper.doc.page === from.page ? from.y : paper.top;
  decoration(paper, () => {
    paper.doc.rect(paper.left, top, 2.5, paper.y - top).fill(colours.attention);
  });
  leave(paper, 10);
}

function drawFooters(paper: Paper, lines: string[], language: Language): void {
  const { doc, left, width } = paper;
  const { start, count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    doc.switchToPage(start + page);
    const y = paper.bottom + 16;
    rule(paper, left, y - 6, width);
    decoration(
      paper,
      () => {
        drawLines(paper, { lines, type: types.small, x: left, y, width, colour: colours.quiet });
        const number = fill(say(language).page, { page: page + 1, pages: count });
        drawLines(paper, { lines: [number], type: types.small, x: left, y, width, align: 'right', colour: colours.quiet });
      },
      'Pagination',
    );
  }
}
