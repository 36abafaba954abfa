// The look keeps what it promises: contrast in both themes, names of components that exist, one place for colours.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import '../platform/tsx.mjs';

const folder = import.meta.dirname;
const css = (name: string) => readFileSync(join(folder, name), 'utf8');
const tokens = new Map(
  [...`${css('tokens.css')}${css('charts.css')}`.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(ink: string, ground: string): number {
  const [low = 0, high = 0] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function tooPale(pairs: [string, string][], least: number): string[] {
  return pairs.flatMap(([ink, ground]) =>
    (['light', 'dark'] as const).flatMap((theme) => {
      const [a, b] = [tokens.get(ink)?.[theme], tokens.get(ground)?.[theme]];
      assert.ok(a && b, `${ink} or ${ground} is no token`);
      const ratio = contrast(a, b);
      return ratio < least ? [`${ink} on ${ground}, ${theme}: ${ratio.toFixed(2)}`] : [];
    }),
  );
}
const each = (inks: string[], grounds: string[]) =>
  inks.flatMap((ink) => grounds.map((ground): [string, string] => [ink, ground]));

test('the reckoning of contrast gives what the standard gives', () => {
  assert.equal(contrast('#000000', '#ffffff').toFixed(2), '21.00');
  // The grey that is said everywhere to be the palest that passes on white.
  assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54');
});

test('every ink holds 4.5:1 on every ground that text stands on, by day and by night (WCAG 1.4.3)', () => {
  const pairs = [
    ...each(['ink', 'ink-quiet', 'action', 'attention', 'good'], ['paper', 'paper-raised', 'paper-sunk']),
    ...each(['ink'], ['water-soft', 'land', 'attention-soft', 'action-soft', 'good-soft']),
    ...each(['ink-quiet'], ['water-soft']),
    ...each(['paper'], ['action', 'action-deep']),
    ...each(['deep-ink', 'deep-quiet'], ['deep']),
    ...([
      ['attention', 'attention-soft'],
      ['action', 'action-soft'],
      ['good', 'good-soft'],
    ] as [string, string][]),
    ...each(['chart-text'], ['paper', 'paper-raised']),
  ];
  assert.deepEqual(tooPale(pairs, 4.5), []);
});

test('lines of charts, rules of fields and marks hold 3:1 on paper (WCAG 1.4.11)', () => {
  const inks = [
    'chart-one',
    'chart-two',
    'chart-three',
    'chart-four',
    'chart-five',
    'chart-six',
    'chart-axis',
    'ink-quiet',
    'water',
  ];
  assert.deepEqual(tooPale(each(inks, ['paper']), 3), []);
});

test('colours are chosen in the tokens; other stylesheets name them, but for the pictures of the front page', () => {
  const others = globSync('*.css', { cwd: folder }).filter(
    (name) => !['tokens.css', 'charts.css', 'front-page.css'].includes(name),
  );
  const found = others.flatMap((name) =>
    css(name)
      .split('@media print')[0]
      ?.split('\n')
      .filter((line) => /#[0-9a-f]{3,8}\b|rgba?\(/i.test(line.replace(/\/\*.*?\*\//g, '').replace(/^\s*[.#][\w-]+.*?\{/, '')))
      .map((line) => `${name}: ${line.trim()}`),
  );
  assert.deepEqual(found, []);
});

test('a table of words becomes cards on a phone, a table of numbers scrolls; both keep their roles', async () => {
  const { Table } = await import('./table.tsx');
  const words = String(
    await Table({
      caption: 'Stations',
      columns: [{ title: 'Station' }, { title: 'Holder' }, { title: 'State' }],
      rows: [{ key: 'A', cells: ['B', ''] }],
    }),
  );
  assert.match(words, /class="wide cards"/);
  assert.match(words, /<td class="blank" role="cell" data-title="State">/);
  const numbers = String(
    await Table({
      caption: 'Accuracy',
      columns: [{ title: 'Station' }, { title: 'n', number: true }, { title: 'AUROC', number: true }],
      rows: [],
    }),
  );
  assert.match(numbers, /class="wide"/);
  assert.match(numbers, /<table role="table">/);
});

test('the navigation shows what is open to all, then one’s own, then what a role brings', async () => {
  const { placesFor } = await import('./layout.tsx');
  const person = { name: 'A', email: 'a@b.example' };
  assert.deepEqual(placesFor(null), ['datasets', 'register']);
  assert.deepEqual(placesFor({ ...person, memberships: [{ role: 'innovator' }] }), [
    'datasets',
    'register',
    'applications',
    'permits',
    'studies',
  ]);
  assert.deepEqual(placesFor({ ...person, memberships: [{ role: 'officer' }] }), [
    'datasets',
    'register',
    'desk',
    'permits',
    'studies',
  ]);
  assert.ok(placesFor({ ...person, memberships: [] }).includes('applications'));
  assert.deepEqual(placesFor({ ...person, memberships: [{ role: 'steward' }, { role: 'officer' }] }).slice(2), [
    'desk',
    'permits',
    'studies',
    'stations',
  ]);
  assert.ok(placesFor({ ...person, memberships: [{ role: 'innovator' }, { role: 'officer' }] }).includes('applications'));
});

test('more places than fit a row of a phone fold behind a button that the browser itself opens', async () => {
  const { Layout } = await import('./layout.tsx');
  const page = (visitor: unknown) => String(Layout({ language: 'sv', title: 'T', visitor: visitor as null }));
  assert.doesNotMatch(page(null), /popover/);
  const folded = page({ name: 'A', email: 'a@b.example', memberships: [{ role: 'innovator' }] });
  const [, target] = /<button type="button"[^>]* popovertarget="(\w+)"/.exec(folded) ?? [];
  assert.match(folded, new RegExp(`id="${target}" popover="auto"`));
});

test('pagers, notices and steps say in words what they show', async () => {
  const [{ Pager }, { Notice }, { Steps }] = await Promise.all([
    import('./pager.tsx'),
    import('./notice.tsx'),
    import('./steps.tsx'),
  ]);
  assert.equal(Pager({ language: 'en', page: 1, pages: 1, href: String }), null);
  const pager = String(await Pager({ language: 'sv', page: 2, pages: 3, href: (page) => `?page=${page}` }));
  assert.match(pager, /href="\?page=1" rel="prev".*Sida 2 av 3.*href="\?page=3" rel="next"/s);
  assert.match(String(await Notice({ kind: 'wrong', title: 'No' })), /role="alert"/);
  const states = { done: 'done', now: 'you are here', ahead: 'ahead', wrong: 'needs mending' };
  const steps = String(
    await Steps({
      label: 'Steps',
      states,
      steps: [
        { title: 'One', state: 'done', href: '#' },
        { title: 'Two', state: 'now', href: '#' },
      ],
    }),
  );
  assert.match(steps, /aria-current="step">Two<\/a><span class="unseen"> you are here/);
});

test('a chart’s words are its words, whatever signs stand in them', async () => {
  const { forPage } = await import('./charts/draw.ts');
  const summary = `$& $' $\` $1 "quoted" <b>`;
  const page = forPage({ svg: '<svg width="9"><text>label</text></svg>', width: 9, height: 9 }, summary);
  assert.match(page, /aria-label="\$&amp; \$' \$` \$1 &quot;quoted&quot; &lt;b&gt;">/);
  assert.equal(page.match(/<svg/g)?.length, 1);
});
