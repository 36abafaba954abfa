// The typefaces of a PDF, and which of them can draw a character: the pages' own faces first, then one that has Greek, Cyrillic,
// Hebrew, Arabic and mathematics, so that any text that a person typed can be shown.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { unpackWoff } from './woff.ts';

export type Style = 'text' | 'strong' | 'title';
/** The drawn name of one font of one style. */
type Face = { name: string; file: string };

const { resolve } = createRequire(import.meta.url);

const faces: Record<Style, Face[]> = {
  text: [
    { name: 'text', file: '@fontsource/public-sans/files/public-sans-latin-400-normal.woff' },
    { name: 'text-more', file: '@fontsource/public-sans/files/public-sans-latin-ext-400-normal.woff' },
    { name: 'text-rest', file: '@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff' },
  ],
  strong: [
    { name: 'strong', file: '@fontsource/public-sans/files/public-sans-latin-600-normal.woff' },
    { name: 'strong-more', file: '@fontsource/public-sans/files/public-sans-latin-ext-600-normal.woff' },
    { name: 'strong-rest', file: '@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff' },
  ],
  title: [
    { name: 'title', file: '@fontsource/newsreader/files/newsreader-latin-500-normal.woff' },
    { name: 'title-more', file: '@fontsource/newsreader/files/newsreader-latin-ext-500-normal.woff' },
    { name: 'text-rest', file: '@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff' },
  ],
};

/** What stands for a character that no face has. */
const missing = '□';

export type Run = { face: string; text: string };
export type Typeface = {
  /** Cuts a text into runs that one face each can draw. */
  runs: (text: string, style: Style) => Run[];
  width: (text: string, style: Style, size: number) => number;
};

type OpenFont = { hasGlyphForCodePoint: (code: number) => boolean };

export function typefaceOf(doc: PDFKit.PDFDocument): Typeface {
  const open = new Map<string, OpenFont>();
  const choices = new Map<string, { face: string; text: string }>();
  const widths = new Map<string, number>();

  const fontOf = ({ name, file }: Face): OpenFont => {
    const known = open.get(name);
    if (known) return known;
    doc.registerFont(name, unpackWoff(readFileSync(resolve(file))));
    doc.font(name);
    // pdfkit's types do not tell of the font that is open; its PDFFont holds fontkit's.
    const font = (doc as unknown as { _font: { font: OpenFont } })._font.font;
    open.set(name, font);
    return font;
  };
  const choose = (character: string, style: Style) => {
    const key = `${style}${character}`;
    const known = choices.get(key);
    if (known) return known;
    const code = character.codePointAt(0) as number;
    const face = faces[style].find((one) => fontOf(one).hasGlyphForCodePoint(code));
    const choice = face ? { face: face.name, text: character } : { face: (faces[style][2] as Face).name, text: missing };
    if (!face) fontOf(faces[style][2] as Face);
    choices.set(key, choice);
    return choice;
  };
  const runs = (text: string, style: Style): Run[] => {
    const found: Run[] = [];
    for (const character of text) {
      const { face, text: drawn } = choose(character, style);
      const last = found.at(-1);
      // A space goes with the word before it: no change of face for it alone.
      if (last && (last.face === face || character === ' ')) last.text += drawn;
      else found.push({ face, text: drawn });
    }
    return found;
  };
  const width = (text: string, style: Style, size: number): number => {
    const key = `${style}${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known * size;
    const one = runs(text, style).reduce((sum, run) => sum + doc.font(run.face, 1).widthOfString(run.text), 0);
    widths.set(key, one);
    return one * size;
  };
  return { runs, width };
}

/** Text that can be drawn: composed, without control characters, half surrogate pairs, and marks that only steer. Lines stay lines. */
export function drawable(text: string): string {
  return (
    text
      .toWellFormed()
      .normalize('NFC')
      .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
      .replace(/[\t\u00a0\u2007\u202f]/g, ' ')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken away.
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '')
      .replace(/\u00ad|[\u200b-\u200f]|[\u202a-\u202e]|[\u2060-\u206f]|[\ufe00-\ufe0f]|\ufeff|[\u{e0000}-\u{e007f}]/gu, '')
  );
}
