// A holder's tables by command line: shown first, sent by an act, the same for ever, taken back.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { seedDemo } from '@sluss/hub/demo-personas/actions.ts';
import { testHub } from '@sluss/hub/platform/testing.ts';
import { columns } from '../../demo/set-up.ts';
import { runCommand } from '../main.ts';

const hub = await testHub({ demo: true, listen: true, realTime: true });
await seedDemo(hub.hub);
const home = mkdtempSync(join(tmpdir(), 'sluss-cli-'));
after(() => rmSync(home, { recursive: true, force: true }));
const heart = join(import.meta.dirname, '../../demo/heart');
const folder = join(home, 'station');

async function sluss(...words: string[]) {
  const out: string[] = [];
  const error: string[] = [];
  const environment = { SLUSS_CLI_HOME: home, SLUSS_AS: 'steward-budapest', SLUSS_HUB: hub.origin };
  const io = {
    out: (text: string) => void out.push(text),
    error: (text: string) => void error.push(text),
    environment,
    signal: AbortSignal.timeout(120_000),
  };
  const code = await runCommand(words, io);
  return { code, out: out.join('\n'), error: error.join('\n') };
}

const publish = (...words: string[]) => sluss('station', 'publish', '--folder', folder, ...words);
const published = async () => {
  const answer = await fetch(`${hub.origin}/api/v1/datasets/heart`);
  return ((await answer.json()) as { profiles: { profile: unknown }[] }).profiles;
};
const file = join(folder, 'published-profile.json');

test('a station that has joined shows what it would publish, and nothing leaves', async () => {
  assert.equal((await sluss('login', '--persona', 'steward-budapest')).code, 0);
  mkdirSync(folder, { recursive: true });
  const source = join(home, 'heart.data');
  copyFileSync(join(heart, 'processed.hungarian.data'), source);
  const dictionary = join(heart, 'dictionary.json');
  const imported = await sluss('data', 'import', source, '--dictionary', dictionary, '--folder', folder, '--columns', columns);
  assert.equal(imported.code, 0, imported.error);
  const invitation = await sluss('station', 'invite', '--holder', 'hungarian-institute', '--print', 'code');
  const key = join(home, 'body.json');
  writeFileSync(key, JSON.stringify({ id: 'access-body', key: 'A'.repeat(43) }));
  const joined = await sluss(
    ...['station', 'join', '--folder', folder, '--hub', hub.origin, '--code', invitation.out],
    ...['--id', 'budapest', '--body-key', key],
  );
  assert.equal(joined.code, 0, joined.error);

  const shown = await publish();
  assert.equal(shown.code, 0, shown.error);
  assert.match(shown.out, /about (290|300) persons; no cell below 10/);
  assert.match(shown.out, /Age \(age\)\n {2}20 to \d\d/);
  assert.match(shown.out, /Nothing has left/);
  assert.equal(existsSync(file), false);
  assert.deepEqual(await published(), []);
});

test('a smaller k than the policy’s, or a variable that is not there, is refused before anything is made', async () => {
  assert.equal((await publish('--k', '5', '--yes')).code, 2);
  assert.equal((await publish('--k', 'many', '--yes')).code, 2);
  assert.match((await publish('--variables', 'age,income', '--yes')).error, /no variable income/);
  assert.deepEqual(await published(), []);
});

test('what the hub refuses is not kept as published, and another choice is possible', async () => {
  const policy = join(folder, 'policy.json');
  const before = readFileSync(policy, 'utf8');
  // Made looser than the hub was told when the station joined.
  writeFileSync(policy, JSON.stringify({ ...JSON.parse(before), k: 5 }));
  const refused = await publish('--yes');
  assert.deepEqual([refused.code, /profile_not_safe/.test(refused.error)], [1, true]);
  assert.equal(existsSync(file), false);
  writeFileSync(policy, before);
});

test('with --yes exactly what was shown leaves, and is journalled at the station; the same again changes nothing', async () => {
  const shown = JSON.parse((await publish('--json')).out);
  assert.equal((await publish('--yes')).code, 0);
  assert.deepEqual(
    (await published()).map(({ profile }) => profile),
    [shown],
  );
  assert.match((await sluss('station', 'log', '--folder', folder)).out, /tables published/);
  assert.equal((await publish('--yes')).code, 0);
  assert.equal((await publish('--variables', 'age', '--yes')).code, 2, 'what was published stays as it was');
  assert.match((await sluss('station', 'verify', '--folder', folder)).out, /whole/);
});

test('a stricter policy afterwards does not make other tables, and other data are not imported', async () => {
  await sluss('policy', 'set', '--folder', folder, '--k', '20');
  assert.equal((await publish('--yes')).code, 0);
  assert.equal((await published()).length, 1);
  const other = join(heart, 'processed.va.data');
  const imported = await sluss(
    'data',
    'import',
    other,
    '--dictionary',
    join(heart, 'dictionary.json'),
    '--folder',
    folder,
    '--columns',
    columns,
  );
  assert.match(imported.error, /has published tables about its present data/);
});

test('the tables are taken back by a command, and put up again only where they keep to the k of today', async () => {
  assert.equal((await publish('--withdraw')).code, 0);
  assert.deepEqual(await published(), []);
  assert.match((await sluss('station', 'log', '--folder', folder)).out, /tables withdrawn/);
  assert.match((await publish('--yes')).error, /profile_not_safe.*groups of 10; this station answers about 20/s);
  await sluss('policy', 'set', '--folder', folder, '--k', '10');
  assert.equal((await publish('--yes')).code, 0);
  assert.equal((await published()).length, 1);
});
