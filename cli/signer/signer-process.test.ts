// The signer as the process that it is: killed without warning again and again while permits come in.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { allFulfilled, announce, as, inProcess, withKey } from '@sluss/hub/applications/applications.test-support.ts';
import { seedDemo, tokenAs } from '@sluss/hub/demo-personas/actions.ts';
import { testHub } from '@sluss/hub/platform/testing.ts';
import { openSigner } from './folder.ts';

const hub = await testHub({ demo: true, listen: true, realTime: true });
await seedDemo(hub.hub);
await announce(hub);
const innovator = await as(hub, 'innovator');
const officer = await as(hub, 'officer');
await withKey(innovator);
const home = mkdtempSync(join(tmpdir(), 'sluss-signer-process-'));
const folder = join(home, 'signer');
const { token, person } = await tokenAs(hub.hub, 'signer', 'test');
writeFileSync(join(home, 'default.json'), JSON.stringify({ hub: hub.origin, token, person }), { mode: 0o600 });

const main = join(import.meta.dirname, '../main.ts');
const children: ChildProcess[] = [];
function sluss(...words: string[]): ChildProcess {
  const child = spawn(process.execPath, [main, ...words], {
    env: { ...process.env, SLUSS_CLI_HOME: home, SLUSS_AS: 'default' },
    stdio: 'ignore',
  });
  children.push(child);
  return child;
}
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

async function granted(): Promise<string> {
  const year = new Date().getUTCFullYear();
  const { id, version } = await inProcess(innovator, officer, { period: { from: `${year}-01-01`, to: `${year + 1}-12-31` } });
  const body = { version, outcome: 'grant', reason: 'Yes.', assessments: allFulfilled };
  return (await officer.call('POST', `/applications/${id}/decision`, body)).body.permit.id;
}

test('killed with -9 five times, it signs every permit once and its lists only rise', { timeout: 180_000 }, async () => {
  await once(sluss('signer', 'init', '--folder', folder, '--body', 'access-body'), 'exit');
  const permits: string[] = [];
  for (let round = 0; round < 5; round++) {
    const signer = sluss('signer', 'run', '--folder', folder, '--auto');
    permits.push(await granted());
    // A different moment each time: before it looks, while it signs, after it has sent.
    await new Promise((resolve) => setTimeout(resolve, 60 + round * 60));
    permits.push(await granted());
    signer.kill('SIGKILL');
    await once(signer, 'exit');
  }
  sluss('signer', 'run', '--folder', folder, '--auto');
  const state = async (id: string) => (await innovator.call('GET', `/permits/${id}`)).body.state;
  for (const id of permits) while ((await state(id)) !== 'GRANTED') await new Promise((resolve) => setTimeout(resolve, 50));

  const { state: disk } = openSigner(folder);
  assert.equal(disk.prepare('select count(*) as n from signed').get()?.n, permits.length);
  for (const id of permits) {
    const own = disk.prepare('select envelope from signed where permit = ?').get(id)?.envelope as string;
    assert.deepEqual((await innovator.call('GET', `/permits/${id}/envelope`)).body.permit, JSON.parse(own));
  }
  const journal = await hub.hub.db
    .selectFrom('journal')
    .select('detail')
    .where('verb', '=', 'status.sign')
    .orderBy('seq')
    .execute();
  const numbers = journal.map((row) => (row.detail as { seq: number }).seq);
  assert.deepEqual(
    numbers,
    [...numbers].sort((a, b) => a - b),
  );
  disk.close();
});
