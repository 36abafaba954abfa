// Jobs are there exactly if the change that called for them is; letters without a mail server lie in the outbox.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { transaction } from './database.ts';
import { addJob, startJobs } from './jobs.ts';
import { createLog, errorText } from './log.ts';
import { createMail } from './mail.ts';
import { testHub } from './testing.ts';

const { hub } = await testHub();

test('a job added in a transaction runs once it commits; one whose transaction rolls back never does', async () => {
  const done: unknown[] = [];
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const runner = await startJobs(hub, {
    note: async (_hub, payload) => void done.push(payload),
    last: async () => finish(),
  });
  await assert.rejects(
    transaction(hub.db, async (trx) => {
      await addJob(trx, 'note', { from: 'rolled back' });
      throw new Error('no');
    }),
  );
  await transaction(hub.db, (trx) => addJob(trx, 'note', { from: 'committed' }, { queue: 'one' }));
  await transaction(hub.db, (trx) => addJob(trx, 'last', {}, { queue: 'one' }));
  await finished;
  await runner.stop();
  assert.deepEqual(done, [{ from: 'committed' }]);
});

test('a job that fails is logged by its name and where it failed; what a mail server says of whom it refused is not', async () => {
  const lines: string[] = [];
  const log = createLog('warn', (line) => lines.push(line));
  let fail: () => void = () => {};
  const failed = new Promise<void>((resolve) => {
    fail = resolve;
  });
  const refusing = Object.assign(new Error("Can't send mail: 450 4.2.1 <vera@region.example> try later"), { code: 'EENVELOPE' });
  const runner = await startJobs(
    { ...hub, log },
    {
      'letters-to-all': async () => {
        fail();
        throw refusing;
      },
    },
  );
  await transaction(hub.db, (trx) => addJob(trx, 'letters-to-all', {}));
  await failed;
  await runner.stop();
  const told = lines.find((line) => line.includes('job-failed')) ?? '';
  assert.match(told, /"job":"letters-to-all","attempt":1,"error":"Error EENVELOPE\\n\s+at /);
  assert.doesNotMatch(lines.join('\n'), /vera|region\.example/);
});

test('what PostgreSQL and JSON.parse say of what was typed is in no log line', async () => {
  for (const fails of [
    () => sql`select ${'vera@region.example'}::timestamptz`.execute(hub.db),
    () => sql`select ${'20260230 vera'}::date`.execute(hub.db),
    async () => JSON.parse('vera@region.example'),
  ]) {
    const error = await fails().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    const text = errorText(error);
    assert.match(text, /^(\w*[eE]rror).*\n\s+at /);
    assert.doesNotMatch(text, /vera/);
  }
});

test('without a mail server a letter is a file in the outbox', async () => {
  const outbox = mkdtempSync(join(tmpdir(), 'sluss-test-outbox-'));
  after(() => rmSync(outbox, { recursive: true, force: true }));
  const mail = createMail({ smtpUrl: undefined, from: 'Sluss <no-reply@localhost>', outbox });
  await mail.send({ to: 'a@example.org', subject: 'Välkommen', text: 'Hej' });
  const [letter = ''] = readdirSync(outbox);
  assert.match(readFileSync(join(outbox, letter), 'utf8'), /To: a@example\.org[\s\S]*Hej/);
});
