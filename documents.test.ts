// The documents stay true to the folder listing: what they link to and name by path is there.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = import.meta.dirname;
const documents = globSync(['*.md', 'docs/*.md', 'decisions/*.md'], { cwd: root });
const buildings = /^(protocol|questions|methods|sandbox|station|hub|cli|demo|bench|e2e|docs|decisions)\//;

test('every link between the documents leads somewhere', () => {
  const broken = documents.flatMap((document) => {
    const links = readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g);
    return [...links]
      .filter(([, to = '']) => !existsSync(join(root, dirname(document), to)))
      .map(([, to]) => `${document}: ${to}`);
  });
  assert.deepEqual(broken, []);
});

test('every file and folder that a document names by its path is there', () => {
  const gone = documents.flatMap((document) => {
    const words = readFileSync(join(root, document), 'utf8').matchAll(/`([\w./*-]+)`/g);
    const paths = [...words].map(([, word = '']) => word).filter((word) => buildings.test(word) && !word.includes('NNNN'));
    return paths.filter((path) => globSync(path, { cwd: root }).length === 0).map((path) => `${document}: ${path}`);
  });
  assert.deepEqual(gone, []);
});

test('a decision record has its number once, and fits on a page', () => {
  const records = documents.filter((document) => document.startsWith('decisions/'));
  const numbers = records.map((record) => record.slice('decisions/'.length, 'decisions/'.length + 4));
  assert.equal(new Set(numbers).size, numbers.length);
  for (const record of records) {
    const words = readFileSync(join(root, record), 'utf8').split(/\s+/).length;
    assert.ok(words < 500, `${record} has ${words} words`);
  }
});
