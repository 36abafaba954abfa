// A picture: an SVG with literal colours, drawn as vectors, with its words for whoever does not see it.
import svgToPdf from 'svg-to-pdfkit';
import { linesOf } from './lines.ts';
import { colours, decoration, type Element, flow, leave, makeRoom, marked, type Paper, types } from './paper.ts';
import { drawable } from './typeface.ts';

export type Picture = {
  /** With a viewBox, or width and height; no styles from elsewhere, no var(). */
  svg: string;
  /** What the picture shows, in words. */
  words: string;
  caption?: string;
};
export type PicturePart = Picture & {
  kind: 'picture';
  beside?: Picture /** In points; a page's third where it is not said. */;
  highest?: number;
};

const usualHeight = 330;
const between = 18;

type Sized = { picture: Picture; lines: string[]; wide: number; high: number };

function sizesOf(paper: Paper, { beside, highest = usualHeight, ...first }: PicturePart): { width: number; sized: Sized[] } {
  const pictures = beside ? [first, beside] : [first];
  const width = (paper.width - between * (pictures.length - 1)) / pictures.length;
  const sized = pictures.map((picture) => {
    const [wide, high] = sizeOf(picture.svg);
    const scale = Math.min(width / wide, highest / high);
    const lines = picture.caption ? linesOf(paper.typeface, picture.caption, types.small, width) : [];
    return { picture, lines, wide: wide * scale, high: high * scale };
  });
  return { width, sized };
}

const tallestOf = (sized: Sized[]) => Math.max(...sized.map(({ high }) => high));

/** What it needs to stand on one page with its caption. */
export function heightOfPicture(paper: Paper, part: PicturePart): number {
  const { sized } = sizesOf(paper, part);
  const words = Math.max(...sized.map(({ lines }) => lines.length)) * types.small.leading;
  return tallestOf(sized) + Math.min(words, 120) + 8;
}

export function drawPicture(paper: Paper, parent: Element, part: PicturePart): void {
  const { width, sized } = sizesOf(paper, part);
  const tallest = tallestOf(sized);
  makeRoom(paper, heightOfPicture(paper, part));
  const top = paper.y;
  const captions: (() => void)[] = [];
  sized.forEach(({ picture, lines, wide, high }, i) => {
    const x = paper.left + i * (width + between);
    const draw = () => drawSvg(paper, picture.svg, { x, y: top, width: wide, height: high });
    const alt = drawable(picture.words).trim();
    // A figure says what it shows (ISO 14289-1, 7.3); one of which nothing is said decorates.
    if (alt) {
      const figure = paper.doc.struct('Figure', { alt, bbox: [x, top, x + wide, top + high] } as never);
      parent.add(figure);
      marked(paper, figure, draw);
      figure.end();
    } else decoration(paper, draw);
    if (lines.length > 0)
      captions.push(() => {
        const caption = paper.doc.struct('P');
        parent.add(caption);
        flow(paper, caption, { lines, type: types.small, x, width, colour: colours.quiet });
        caption.end();
      });
  });
  let lowest = top + tallest + 4;
  for (const caption of captions) {
    // Captions side by side begin at the same height; a caption is short, so that it is on the page of its picture.
    paper.y = top + tallest + 4;
    caption();
    lowest = Math.max(lowest, paper.y);
  }
  paper.y = lowest;
  leave(paper, 8);
}

function sizeOf(svg: string): [number, number] {
  const box = /viewBox="\s*([-\d.]+)[\s,]+([-\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(svg);
  if (box) return [Number(box[3]) || 1, Number(box[4]) || 1];
  const side = (name: string) => Number(new RegExp(`<svg[^>]*\\s${name}="([\\d.]+)`).exec(svg)?.[1]) || 300;
  return [side('width'), side('height')];
}

function drawSvg(paper: Paper, svg: string, place: { x: number; y: number; width: number; height: number }): void {
  const { doc } = paper;
  doc.save();
  svgToPdf(doc, inOurFaces(paper, svg), place.x, place.y, {
    width: place.width,
    height: place.height,
    assumePt: true,
    preserveAspectRatio: 'xMinYMin meet',
    fontCallback: (family: string, bold: boolean) => (/^sluss-/.test(family) ? family.slice(6) : bold ? 'strong' : 'text'),
    imageCallback: () => '',
    documentCallback: () => null,
    warningCallback: () => undefined,
  });
  doc.restore();
}

/** Characters that the first face cannot draw go to one that can. Opening the faces is left to the typeface. */
function inOurFaces({ typeface }: Paper, svg: string): string {
  typeface.width('a', 'text', 1);
  typeface.width('a', 'strong', 1);
  return drawable(svg).replace(/>([^<>]+)(?=<\/(?:text|tspan|a)>|<tspan)/g, (_whole, text: string) => {
    const runs = typeface.runs(plain(text), 'text');
    if (runs.every(({ face }) => face === 'text')) return `>${text}`;
    return `>${runs.map(({ face, text }) => (face === 'text' ? markup(text) : `<tspan font-family="sluss-${face}">${markup(text)}</tspan>`)).join('')}`;
  });
}

const plain = (text: string) =>
  text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
const markup = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
