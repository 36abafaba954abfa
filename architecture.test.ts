// The import rules of the house, each with its reason. A new folder or a new exception is a decision: change it here, and say why.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const root = import.meta.dirname;
const buildings = [
  'protocol',
  'questions',
  'methods',
  'sandbox',
  'station',
  'hub',
  'cli',
  'station-desk',
  'demo',
  'bench',
  'e2e',
];

type Source = { path: string; text: string; imports: string[] };

const sources: Source[] = globSync(
  buildings.map((building) => `${building}/**/*.{ts,tsx,mjs}`),
  { cwd: root },
)
  .filter((path) => !path.includes('node_modules'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
  .map((file) => ({ ...file, imports: importsOf(file.path, file.text) }));

const isTest = (path: string) => /\.test\.tsx?$|test-support|\/testing\.ts$|\/test-server\.ts$|\/run-tests\.ts$/.test(path);
const ours = sources.filter((source) => !isTest(source.path));
const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`);

/** What a file imports: paths from the root for our own files, names for packages and Node's modules. */
function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(
    /(?:^|[\s;}])(?:import|export)\s(?!type\s)(?:[^'";]*?\sfrom\s)?\s*'([^']+)'|import\(\s*'([^']+)'\s*\)/g,
  );
  return [...found]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((name) => {
      if (name.startsWith('.')) return relative(root, join(root, dirname(path), name));
      return name.startsWith('@sluss/') ? name.slice('@sluss/'.length) : name;
    });
}

function breaches(files: Source[], isWrong: (imported: string, path: string) => boolean): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter((name) => isWrong(name, path)).map((name) => `${path} imports ${name}`),
  );
}

const noIo = /^(node:(?!buffer$|crypto$)|pg$|kysely$|hono|@hono|@duckdb|onnxruntime|nodemailer|graphile-worker|better-auth)/;
const pureFiles = ours.filter(({ path }) => /^(protocol|questions|methods)\//.test(path) || /[/-]rules\.ts$/.test(path));

test('the contract, the questions, the methods and every rules.ts do no IO, so that hub and station can run them alike', () => {
  assert.deepEqual(
    breaches(pureFiles, (name) => noIo.test(name)),
    [],
  );
});

test('the contract, the questions, the methods and every rules.ts know neither clock nor chance, so that a replay gives the same', () => {
  const impure =
    /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\brandomBytes\b|\brandomUUID\b|\bgenerateKeyPair|\bprocess\.|\bperformance\.now\b|\bfetch\(/;
  const found = pureFiles.filter(({ text }) => impure.test(withoutComments(text))).map(({ path }) => path);
  assert.deepEqual(found, []);
});

test('the contract imports no other building; questions only the contract; methods only these two', () => {
  const allowed: Record<string, string[]> = {
    protocol: ['protocol'],
    questions: ['protocol', 'questions'],
    methods: ['protocol', 'questions', 'methods'],
  };
  for (const [building, known] of Object.entries(allowed)) {
    const files = ours.filter(({ path }) => within(building)(path));
    assert.deepEqual(
      breaches(files, (name) => buildings.some((other) => within(other)(name)) && !known.some((one) => within(one)(name))),
      [],
    );
  }
});

test('hub and station never import each other: a station must be readable, and trustworthy, without the hub', () => {
  assert.deepEqual(
    breaches(
      sources.filter(({ path }) => within('station')(path)),
      within('hub'),
    ),
    [],
  );
  assert.deepEqual(
    breaches(
      ours.filter(({ path }) => within('hub')(path)),
      within('station'),
    ),
    [],
  );
});

test('the sandbox knows the contract and itself alone: hub, station and command line try a model in the same way', () => {
  const files = ours.filter(({ path }) => within('sandbox')(path));
  assert.deepEqual(
    breaches(files, (name) => buildings.some((other) => within(other)(name)) && !/^(protocol|sandbox)\//.test(name)),
    [],
  );
});

test('the desk shows a station with the hub’s look, and knows no more of the hub: it stands on the holder’s machine', () => {
  const files = ours.filter(({ path }) => within('station-desk')(path));
  const known = /^(protocol|questions|methods|station|station-desk|hub\/ui)\/|^hub\/platform\/texts\.ts$/;
  const isOurs = (name: string) => buildings.some((other) => within(other)(name));
  assert.deepEqual(
    breaches(files, (name) => isOurs(name) && !known.test(name)),
    [],
  );
  const others = ours.filter(({ path }) => !/^(station-desk|cli|demo|e2e)\//.test(path));
  assert.deepEqual(breaches(others, within('station-desk')), []);
});

test('nothing but the command line, the demonstration and their tests imports the command line', () => {
  const files = ours.filter(({ path }) => !/^(cli|demo|bench|e2e)\//.test(path));
  assert.deepEqual(breaches(files, within('cli')), []);
});

test('only store.ts, platform/ and what connects the sign-in library know SQL', () => {
  const files = ours.filter(({ path }) => within('hub')(path) && !/\/store\.ts$|^hub\/platform\/|-store\.ts$/.test(path));
  const wrong = breaches(files, (name) => /^(kysely|pg|graphile-worker)$/.test(name));
  assert.deepEqual(wrong, []);
});

test('only app.tsx, routes, and platform/ know HTTP', () => {
  const files = ours.filter(
    ({ path }) => within('hub')(path) && !/\/(app|routes|[a-z-]*-routes)\.tsx?$|^hub\/(platform|ui)\//.test(path),
  );
  // sign-in/who-is.ts is the middleware that reads from a request who is asking.
  const wrong = files.filter(({ path }) => path !== 'hub/sign-in/who-is.ts');
  assert.deepEqual(
    breaches(wrong, (name) => /^(@hono\/|hono$|hono\/(?!jsx|html)|node:http)/.test(name)),
    [],
  );
});

test("a feature calls another feature's actions or rules, never its store, where nothing protects its invariants", () => {
  const featureOf = (path: string) => /^hub\/([^/]+)\//.exec(path)?.[1];
  const files = ours.filter(({ path }) => within('hub')(path) && featureOf(path));
  // Its types too: a row of a table is the store's own.
  const withTypes = files.map((file) => ({
    ...file,
    imports: importsOf(file.path, file.text.replace(/^import type /gm, 'import ')),
  }));
  assert.deepEqual(
    breaches(withTypes, (name, path) => /^hub\/[^/]+\/(.*[-/])?store\.ts$/.test(name) && featureOf(name) !== featureOf(path)),
    [],
  );
});

test('the platform knows no feature', () => {
  const files = ours.filter(({ path }) => within('hub/platform')(path));
  const known = /^hub\/(platform|ui|migrations)\/|^hub\/(config|tables)\.ts$/;
  assert.deepEqual(
    breaches(files, (name) => within('hub')(name) && !known.test(name)),
    [],
  );
});

test('no files need each other in a circle to run: what is in one can be understood, tested and moved without the other', () => {
  const imports = new Map(ours.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const circles: string[] = [];
  const follow = (path: string, way: string[]): void => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
    else if (!done.has(path)) for (const next of imports.get(path) ?? []) follow(next, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) follow(path, []);
  assert.deepEqual(circles, []);
});

test('nothing is called utils, common, helpers or services: such a name says nothing of what is inside', () => {
  assert.deepEqual(
    sources.map(({ path }) => path).filter((path) => /(^|\/)(utils?|common|helpers?|services?)(\/|\.)/.test(path)),
    [],
  );
});

test('no module keeps changeable state: it would be shared by everything in the process, tests included', () => {
  const found = ours.flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => /^(export )?(let|var) /.test(line))
      .map((line) => `${path}: ${line}`),
  );
  // These are programs, one process each, not modules.
  assert.deepEqual(
    found.filter((line) => !/^(demo\/start|sandbox\/program)\.ts/.test(line)),
    [],
  );
});

test('every file says on its first line what it is for', () => {
  const silent = ours
    .filter(({ path, text }) => !/^(#!.*\n)?(\/\/|\/\*)/.test(text) && !path.endsWith('.d.ts'))
    .map(({ path }) => path);
  assert.deepEqual(silent, []);
});

test('the station without its importers is under 1,500 lines: a security officer reads it in an afternoon', () => {
  const files = ours.filter(({ path }) => within('station')(path) && !within('station/importers')(path));
  const lines = files.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
  assert.ok(lines < 1500, `${lines} lines`);
});

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\s\/\/ .*$/gm, '');
}
