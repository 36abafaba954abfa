// Cuts a text into lines of a given width. Nothing is ever left out: a word that is longer than a line is cut in its middle.
import { drawable, type Style, type Typeface } from './typeface.ts';

export type Type = { style: Style; size: number; leading: number };

const graphemes = new Intl.Segmenter('sv', { granularity: 'grapheme' });

/** Where a long word may be broken without harm: after a hyphen, slash, underscore or dash. */
const pieces = (word: string): string[] => word.match(/.+?(?:[-/_@=&?–—]+|$)/gu) ?? [word];

export function linesOf(typeface: Typeface, text: string, type: Type, width: number): string[] {
  return drawable(text)
    .split('\n')
    .flatMap((paragraph) => linesOfParagraph(typeface, paragraph, type, width));
}

function linesOfParagraph(typeface: Typeface, paragraph: string, { style, size }: Type, width: number): string[] {
  const wide = (text: string) => typeface.width(text, style, size);
  const space = wide(' ');
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const end = () => {
    lines.push(line);
    line = '';
    used = 0;
  };
  const add = (text: string, needs: number) => {
    line += text;
    used += needs;
  };
  /** A piece of a long word: on this line or the next, and by its letters where it is wider than any line. */
  const addPiece = (piece: string) => {
    const needs = wide(piece);
    if (line && used + needs > width) end();
    if (needs <= width) return add(piece, needs);
    for (const { segment } of graphemes.segment(piece)) {
      const letter = wide(segment);
      if (line && used + letter > width) end();
      add(segment, letter);
    }
  };
  for (const word of paragraph.split(/ +/).filter(Boolean)) {
    const needs = wide(word);
    if (line && used + space + needs <= width) add(` ${word}`, space + needs);
    else {
      if (line) end();
      if (needs <= width) add(word, needs);
      else for (const piece of pieces(word)) addPiece(piece);
    }
  }
  lines.push(line);
  return lines;
}

export function widestLine(typeface: Typeface, text: string, { style, size }: Type): number {
  return Math.max(
    0,
    ...drawable(text)
      .split('\n')
      .map((line) => typeface.width(line, style, size)),
  );
}

/** The widest piece that is not broken willingly. */
export function widestWord(typeface: Typeface, text: string, { style, size }: Type): number {
  return Math.max(
    0,
    ...drawable(text)
      .split(/[ \n]+/)
      .map((word) => typeface.width(word, style, size)),
  );
}
