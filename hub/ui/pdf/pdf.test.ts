import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPdf } from './pdf.test-support.ts';
import { makePdf, type PdfPart } from './pdf.ts';
import { createPdfThread } from './pdf-thread.ts';

const made = '2026-11-21T10:00:00Z';
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 120"><circle cx="60" cy="60" r="30" fill="#2b7d84"/><text x="150" y="60" font-size="12" text-anchor="middle">Risk ≥ 0,5</text></svg>';
const hostile = 'Żółć Ελληνικά Български עברית العربية 漢字 😀👩‍👩‍👧 \u0000\u0007\ud800 a\u202Eb ≥≤→≈ n̈ </text><script> ';

/** That each tag of the description in XML is closed by its own, and that no text opens another. */
function assertWellFormed(xml: string) {
  const open: string[] = [];
  for (const [, closing, name, alone] of xml.matchAll(/<(\/?)([\w:]+)[^<>]*?(\/?)>/g)) {
    if (closing) assert.equal(open.pop(), name);
    else if (!alone) open.push(name as string);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(xml, /&(?!(?:amp|lt|gt);)/);
}

const pdfOf = (parts: PdfPart[], title = 'Håller modellen?') =>
  makePdf({ title, language: 'sv', parts, footer: 'Sluss · studie 42', made });

test('the text of a PDF is in it, in the order of its parts, with å, −, ≥ and quotation marks', async () => {
  const { text: told } = readPdf(
    await pdfOf([
      { kind: 'text', as: 'lead', text: 'Modellen “höll” inte: −0,12 – alltså ≥ 0.' },
      { kind: 'heading', level: 2, text: 'Vad studien mätte' },
      { kind: 'list', items: ['första', 'andra'] },
      { kind: 'facts', facts: [{ name: 'Tillstånd', value: 'T-1' }] },
      { kind: 'notice', title: 'Obs', text: 'inte allt' },
      {
        kind: 'table',
        caption: 'Trösklar',
        columns: [{ title: 'Tröskel' }, { title: 'n', number: true }],
        rows: [['0,1', '17']],
      },
    ]),
  );
  const said = [
    'Håller modellen?',
    'Modellen “höll” inte: −0,12 – alltså ≥ 0.',
    'Vad studien mätte',
    'första',
    'andra',
    'Tillstånd',
    'T-1',
    'Obs',
    'inte allt',
    'Trösklar',
    'Tröskel',
    'n',
    '0,1',
    '17',
    'Sida 1 av 1',
  ];
  // Where a face ends and another begins, or a cell.
  const text = told.replaceAll('\t', '');
  let from = 0;
  for (const words of said) {
    const at = text.indexOf(words, from);
    assert.ok(at >= from, `${words} is missing after ${text.slice(0, from).slice(-40)}`);
    from = at + words.length;
  }
});

test('a screen reader finds language, title, headings, lists, table headers and the words of a picture', async () => {
  const { tags, catalog } = readPdf(
    await pdfOf([
      { kind: 'heading', level: 2, text: 'Rubrik' },
      { kind: 'list', items: ['en'] },
      { kind: 'table', caption: 'T', columns: [{ title: 'a' }, { title: 'b' }], rows: [['c', 'd'], { group: 'e' }] },
      { kind: 'picture', svg, words: 'En cirkel' },
    ]),
  );
  for (const tag of [
    'Document',
    'H1',
    'H2',
    'L',
    'LI',
    'Lbl',
    'LBody',
    'Table',
    'Caption',
    'THead',
    'TBody',
    'TR',
    'TH',
    'TD',
    'Figure',
  ])
    assert.ok(tags.includes(tag), `no ${tag}`);
  assert.match(catalog, /\/Lang \(sv-SE\)/);
  assert.match(catalog, /\/Marked true/);
  assert.match(catalog, /pdfuaid:part>1</);
  assert.match(catalog, /\/Alt \(En cirkel\)/);
  assert.match(catalog, /\/Scope \/Column/);
  assert.match(catalog, /\/Outlines/);
  assert.match(catalog, /\(D:20261121100000Z\)/);
});

test('the same parts make the same bytes, another moment others', async () => {
  const parts: PdfPart[] = [
    { kind: 'text', text: 'lika' },
    { kind: 'picture', svg, words: 'cirkel' },
  ];
  const [once, again] = [await pdfOf(parts), await pdfOf(parts)];
  assert.ok(once.equals(again));
  assert.ok(
    !once.equals(await makePdf({ title: 'Håller modellen?', language: 'sv', parts, footer: '', made: '2026-11-22T10:00:00Z' })),
  );
});

test('the thread that makes PDFs makes the same bytes, several at once, and goes on after one that cannot be made', async () => {
  const thread = createPdfThread();
  const pdf = (title: string) => ({
    title,
    language: 'sv' as const,
    parts: [{ kind: 'text' as const, text: 'lika' }],
    footer: '',
    made,
  });
  const broken = { ...pdf('tre'), parts: [{ kind: 'text' as const, text: undefined as never }] };
  const [one, two, three] = await Promise.allSettled([pdf('ett'), pdf('två'), broken].map(thread.make));
  assert.ok(one?.status === 'fulfilled' && one.value.equals(await makePdf(pdf('ett'))));
  assert.ok(two?.status === 'fulfilled' && two.value.equals(await makePdf(pdf('två'))));
  assert.equal(three?.status, 'rejected');
  assert.ok((await thread.make(pdf('ett'))).equals(one.value));
  await thread.stop();
});

test('a table goes on over pages with its header on each; a row higher than a page is told whole', async () => {
  const long = Array.from({ length: 900 }, (_, i) => `ord${i}`).join(' ');
  const { text, pages } = readPdf(
    await pdfOf([
      {
        kind: 'table',
        caption: 'Lång',
        columns: [{ title: 'Kolumnen' }, { title: 'Andra' }],
        rows: [...Array.from({ length: 90 }, (_, i) => [`rad ${i}`, 'x']), [long, 'sist']],
      },
    ]),
  );
  assert.ok(pages > 2);
  assert.equal(text.split('Kolumnen').length - 1, pages);
  for (let i = 0; i < 90; i++) assert.ok(text.includes(`rad ${i}`));
  for (let i = 0; i < 900; i++) assert.ok(text.includes(`ord${i}`), `ord${i}`);
});

test('a word longer than the paper is broken, not cut', async () => {
  const word = Array.from({ length: 300 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
  const { text } = readPdf(
    await pdfOf([
      { kind: 'text', text: word },
      { kind: 'facts', facts: [{ name: word, value: word }] },
    ]),
  );
  assert.equal(text.replace(/\s/g, '').split(word).length - 1, 3);
});

test('whatever a person typed is drawn or shown as a box, never an error, wherever it stands', async () => {
  const { text: told, pages } = readPdf(
    await pdfOf(
      [
        { kind: 'heading', level: 2, text: hostile },
        { kind: 'heading', level: 3, text: '' },
        { kind: 'text', text: hostile.repeat(40) },
        { kind: 'list', items: [hostile, ''] },
        { kind: 'list', items: [] },
        { kind: 'facts', facts: [{ name: hostile, value: hostile.repeat(30) }] },
        {
          kind: 'table',
          caption: hostile,
          columns: [{ title: hostile }, { title: '' }],
          rows: [[hostile.repeat(60), hostile], [], { group: hostile }],
        },
        { kind: 'picture', svg, words: hostile, caption: hostile.repeat(10) },
        { kind: 'notice', text: hostile.repeat(60) },
        { kind: 'pageBreak' },
        { kind: 'pageBreak' },
      ],
      hostile,
    ),
  );
  const text = told.replaceAll('\t', '');
  assert.ok(pages > 3);
  for (const words of ['Ελληνικά', 'Български', 'Żółć', '≥≤→≈', '□', '</text><script>']) assert.ok(text.includes(words), words);
});

test('the file says that it is PDF/UA and PDF/A-2a, in well-formed XML whatever the title is, and has what these ask for', async () => {
  const { catalog } = readPdf(await pdfOf([{ kind: 'text', text: hostile }], 'Dos & svar: a < b </rdf:li>'));
  const [xmp = ''] = /<x:xmpmeta[\s\S]*<\/x:xmpmeta>/.exec(catalog) ?? [];
  assertWellFormed(xmp);
  assert.match(xmp, /Dos &amp; svar: a &lt; b &lt;\/rdf:li&gt;/);
  assert.match(xmp, /pdfuaid:part>1</);
  assert.match(xmp, /pdfaid:part>2<[\s\S]*pdfaid:conformance>A</);
  assert.match(catalog, /\/OutputIntents/);
  // What stands in the file for programs that read no XMP is not escaped.
  assert.match(catalog, /\(Dos & svar: a < b <\/rdf:li>\)/);
  // ISO 14289-1, 7.21.4.2: a CIDSet names every glyph of its font, or is not there.
  assert.doesNotMatch(catalog, /CIDSet/);
});

test('a file with an entry too long for an archive does not say that it is one', async () => {
  const { catalog } = readPdf(
    await makePdf({ title: 'Rapport', language: 'sv', parts: [], footer: '', made, metadata: { card: 'x'.repeat(20_000) } }),
  );
  assert.match(catalog, /pdfuaid:part>1</);
  assert.doesNotMatch(catalog, /pdfaid:/);
});

test('headings leave out no level, and a picture of which nothing is said is told to nobody', async () => {
  const { tags } = readPdf(
    await pdfOf([
      { kind: 'heading', level: 3, text: 'tre' },
      { kind: 'heading', level: 4, text: 'fyra' },
      { kind: 'picture', svg, words: '' },
    ]),
  );
  assert.deepEqual([...new Set(tags.filter((tag) => /^H\d$/.test(tag)))].sort(), ['H1', 'H2', 'H3']);
  assert.ok(!tags.includes('Figure'));
});
