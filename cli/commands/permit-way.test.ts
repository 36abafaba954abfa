// The way from application to permit by command line, as three people would walk it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { aContent, announce } from '@sluss/hub/applications/applications.test-support.ts';
import { seedDemo } from '@sluss/hub/demo-personas/actions.ts';
import { testHub } from '@sluss/hub/platform/testing.ts';
import { runCommand } from '../main.ts';

const hub = await testHub({ demo: true, listen: true, realTime: true });
await seedDemo(hub.hub);
await announce(hub);
const home = mkdtempSync(join(tmpdir(), 'sluss-cli-'));
after(() => rmSync(home, { recursive: true, force: true }));

async function sluss(as: string, ...words: string[]) {
  const out: string[] = [];
  const error: string[] = [];
  const environment = { SLUSS_CLI_HOME: home, SLUSS_AS: as, SLUSS_HUB: hub.origin };
  const io = {
    out: (text: string) => void out.push(text),
    error: (text: string) => void error.push(text),
    environment,
    signal: AbortSignal.timeout(120_000),
  };
  const code = await runCommand(words, io);
  return { code, out: out.join('\n'), error: error.join('\n'), json: () => JSON.parse(out.join('\n')) };
}

const year = new Date().getUTCFullYear();
const content = join(home, 'content.json');
const period = { from: `${year}-01-01`, to: `${year + 1}-06-30` };

test('apply, decide, sign, amend, revoke: each a command', async () => {
  for (const persona of ['innovator', 'officer', 'signer'])
    assert.equal((await sluss(persona, 'login', '--persona', persona)).code, 0);
  assert.equal(statSync(join(home, 'innovator.json')).mode & 0o777, 0o600);
  const signer = join(home, 'signer');
  const made = await sluss('signer', 'signer', 'init', '--folder', signer, '--body', 'access-body');
  assert.equal(made.code, 0, made.error);

  writeFileSync(content, JSON.stringify({ ...aContent({ period }), benefit: undefined }));
  const incomplete = await sluss(
    'innovator',
    'application',
    'new',
    '--organisation',
    'hjartlyftet',
    '--content',
    content,
    '--submit',
  );
  assert.equal(incomplete.code, 1);
  assert.match(incomplete.out, /Draft (A-\d{4}-\d{4}) is saved/);
  assert.match(incomplete.error, /benefit: the expected benefit/);
  const reference = /A-\d{4}-\d{4}/.exec(incomplete.out)?.[0] ?? '';

  writeFileSync(content, JSON.stringify({ benefit: 'Care knows whether to trust it.' }));
  assert.equal((await sluss('innovator', 'application', 'edit', reference, '--content', content)).code, 0);
  assert.equal((await sluss('innovator', 'application', 'submit', reference, '--json')).json().state, 'SUBMITTED');

  const halfway = await sluss('officer', 'decide', reference, '--grant', '--reason', 'Good.');
  assert.match(halfway.error, /criteria-open/);
  const decided = await sluss(
    'officer',
    'decide',
    reference,
    '--grant',
    '--reason',
    'Good.',
    '--all-fulfilled',
    'Read and found right.',
    '--json',
  );
  assert.equal(decided.code, 0, decided.error);
  const permit = decided.json().permit.reference;

  const signed = await sluss('signer', 'sign', '--folder', signer, '--yes');
  assert.match(signed.out, /risk-b\s+fulfilled/);
  assert.match(signed.out, /1 signed/);
  assert.equal((await sluss('innovator', 'permit', 'show', permit, '--wait', '--json')).json().state, 'GRANTED');

  const amended = await sluss('officer', 'permit', 'amend', permit, '--reason', 'Less.', '--variables', 'heart=age', '--json');
  assert.deepEqual(amended.json().pending.datasets[0].variables, ['age']);
  assert.equal((await sluss('signer', 'sign', '--folder', signer, '--yes', '--json')).json().signed[0].version, 2);
  assert.match((await sluss('officer', 'permit', 'revoke', permit, '--reason', 'Misused.')).error, /hear/);
  const revoked = await sluss('officer', 'permit', 'revoke', permit, '--reason', 'Misused.', '--urgent', 'It goes on.', '--json');
  assert.equal(revoked.json().state, 'REVOKED', revoked.error);
  await sluss('signer', 'sign', '--folder', signer, '--yes');
  assert.equal((await sluss('signer', 'signer', 'list', '--folder', signer, '--json')).json().permits[0].state, 'revoked');
});

test('a command used by somebody whose role does not carry it says so', async () => {
  const made = await sluss('officer', 'application', 'new', '--organisation', 'hjartlyftet', '--content', content);
  assert.equal(made.code, 1);
  assert.match(made.error, /not-for-you/);
});
