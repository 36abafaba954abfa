// Every code with which the hub refuses something has words in both languages: a person may see any of them on an error page.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import en from './codes.en.json' with { type: 'json' };
import sv from './codes.sv.json' with { type: 'json' };

const hub = join(import.meta.dirname, '..');
const sources = globSync('**/*.{ts,tsx}', { cwd: hub }).filter(
  (path) => !/\.test\.|test-support|node_modules|migrations/.test(path),
);
/** new Problem(409, 'code', …), refusedByRules('code', …), refuse('code', …) */
const thrown = /(?:new Problem\(\s*\d{3},|refusedByRules\(|\brefuse\()\s*'([a-z][a-z_-]*)'/g;
/** What the error page says in general suffices for these. */
const general = ['not-for-you', 'not-there', 'changed-under-you', 'bug'];
/** What only programs see: plans, stations, signers and models speak to the API. */
const ofPrograms = /_|^(malformed|unsigned)$/;

test('each refusal is said in Swedish and in English', () => {
  const codes = new Set(
    sources.flatMap((path) => [...readFileSync(join(hub, path), 'utf8').matchAll(thrown)].map((match) => match[1] ?? '')),
  );
  assert.ok(codes.size > 50, `${codes.size} codes were found`);
  const silent = [...codes].filter((code) => !(code in sv) && !general.includes(code) && !ofPrograms.test(code));
  assert.deepEqual(silent, [], 'add them to hub/ui/codes.sv.json and codes.en.json: what happened, what was kept, what to do');
  assert.deepEqual(Object.keys(sv), Object.keys(en));
});
