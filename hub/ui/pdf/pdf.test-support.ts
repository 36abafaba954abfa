// Reads a PDF made here back, independently of what wrote it: its text by the fonts' own ToUnicode maps, its tags and its catalogue.
import { inflateSync } from 'node:zlib';

export function readPdf(pdf: Buffer) {
  const objects = objectsOf(pdf);
  const catalog = [...objects.values()].map(({ head, body }) => head + (body && /xpacket/.test(body) ? body : '')).join('\n');
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b/.test(head));
  const tags = [...objects.values()].flatMap(({ head }) => /\/S \/(\w+)/.exec(head)?.[1] ?? []);
  return { text: pages.map((page) => textOfPage(objects, page.head)).join('\n'), pages: pages.length, tags, catalog };
}

type Objects = Map<string, { head: string; body: string | null }>;

function objectsOf(pdf: Buffer): Objects {
  const raw = pdf.toString('latin1');
  const found: Objects = new Map();
  for (const match of raw.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [head = '', ...rest] = (match[2] as string).split('\nstream\n');
    if (rest.length === 0) {
      found.set(match[1] as string, { head, body: null });
      continue;
    }
    const bytes = Buffer.from(rest.join('\nstream\n').replace(/\nendstream$/, ''), 'latin1');
    const body = /FlateDecode/.test(head) ? inflateSync(bytes) : bytes;
    found.set(match[1] as string, { head, body: body.toString('latin1') });
  }
  return found;
}

function textOfPage(objects: Objects, page: string): string {
  const number = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
  const resources = objects.get(number(page, /\/Resources (\d+) 0 R/))?.head ?? '';
  const fonts = new Map(
    [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => {
      const cmap = objects.get(number(objects.get(id)?.head ?? '', /\/ToUnicode (\d+) 0 R/))?.body ?? '';
      return [name, charactersOf(cmap)];
    }),
  );
  const content = objects.get(number(page, /\/Contents (\d+) 0 R/))?.body ?? '';
  let text = '';
  let font: string[] = [];
  let place = { x: 0, y: 0 };
  for (const [, x, y, name, shown] of content.matchAll(/1 0 0 1 ([-\d.]+) ([-\d.]+) Tm|\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)) {
    if (name) font = fonts.get(name) ?? [];
    else if (shown)
      text += [...shown.matchAll(/<([0-9a-f]+)>/g)]
        .map(([, hex = '']) => (hex.match(/.{4}/g) ?? []).map((code) => font[Number.parseInt(code, 16)] ?? '').join(''))
        .join('');
    else {
      // Another line, or the next run or cell of the same one.
      text += Number(y) === place.y ? '\t' : '\n';
      place = { x: Number(x), y: Number(y) };
    }
  }
  return text;
}

function charactersOf(cmap: string): string[] {
  return [...cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[(.*?)\]/g)].flatMap(([, , list = '']) =>
    [...list.matchAll(/<([0-9a-f ]*)>/g)].map(([, codes = '']) =>
      String.fromCharCode(
        ...codes
          .split(' ')
          .filter(Boolean)
          .map((code) => Number.parseInt(code, 16)),
      ),
    ),
  );
}
