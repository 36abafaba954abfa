import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { notify } from './bus.ts';
import { createPool, type Trx, transaction } from './database.ts';
import { record, verifyJournal } from './journal.ts';
import { migrate } from './migrate.ts';
import { testHub } from './testing.ts';

const { hub, app } = await testHub();

test('a wake-up sent in a transaction arrives when it commits', async () => {
  const woken = hub.bus.wait('x', 5000);
  await transaction(hub.db, async (trx) => {
    await notify(trx, 'x');
  });
  assert.equal(await woken, true);
});

test('a wake-up sent in a transaction that rolls back never arrives', async () => {
  const woken = hub.bus.wait('y', 100);
  await assert.rejects(
    transaction(hub.db, async (trx) => {
      await notify(trx, 'y');
      throw new Error('no');
    }),
  );
  assert.equal(await woken, false);
});

test('after the listening connection is lost, everybody is woken and later wake-ups arrive', async () => {
  const woken = hub.bus.wait('z', 10_000);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sluss bus' and datname = current_database()`.execute(
    hub.db,
  );
  assert.equal(await woken, true);
  const again = hub.bus.wait('z', 10_000);
  await notify(hub.db, 'z');
  assert.equal(await again, true);
});

test('waiting until something is there asks first, then at each wake-up', async () => {
  let value: number | undefined;
  const waiting = hub.bus.until('v', async () => value, { timeout: 10_000 });
  value = 7;
  await notify(hub.db, 'v');
  assert.equal(await waiting, 7);
});

test('who has written into the journal keeps nobody waiting before the end, and all entries of a change stand together', async () => {
  const write = (trx: Trx, verb: string) => record(trx, { at: hub.now(), actor: 'person:1', verb, thing: 'study:0' });
  await transaction(hub.db, async (slow) => {
    await write(slow, 'slow.one');
    await transaction(hub.db, (quick) => write(quick, 'quick'));
    await write(slow, 'slow.two');
  });
  await assert.rejects(
    transaction(hub.db, async (trx) => {
      await write(trx, 'undone');
      throw new Error('no');
    }),
  );
  const entries = await hub.db.selectFrom('journal').select('verb').where('thing', '=', 'study:0').orderBy('seq').execute();
  assert.deepEqual(
    entries.map(({ verb }) => verb),
    ['quick', 'slow.one', 'slow.two'],
  );
  assert.equal((await verifyJournal(hub.db)).ok, true);
});

test("an entry changed behind the journal's back is found", async () => {
  for (const verb of ['made', 'changed', 'ended']) {
    await transaction(hub.db, (trx) =>
      record(trx, { at: hub.now(), actor: 'person:1', verb, thing: 'study:1', detail: { b: 1, a: [2] } }),
    );
  }
  const whole = await verifyJournal(hub.db);
  assert.equal(whole.ok && whole.entries, 6);
  await assert.rejects(sql`update journal set verb = 'forged' where seq = 2`.execute(hub.db), /append-only/);
  await sql`alter table journal disable trigger journal_is_append_only`.execute(hub.db);
  await sql`update journal set verb = 'forged' where seq = 2`.execute(hub.db);
  assert.deepEqual(await verifyJournal(hub.db), { ok: false, seq: 2 });
});

test('a program is told of a missing page as problem+json, a person as a page', async () => {
  const forProgram = await app.request('/api/v1/nothing', { headers: { accept: 'text/html' } });
  assert.equal(forProgram.headers.get('content-type'), 'application/problem+json');
  assert.equal(((await forProgram.json()) as { code: string }).code, 'not-there');
  const forPerson = await app.request('/nothing', { headers: { accept: 'text/html', 'accept-language': 'en' } });
  assert.equal(forPerson.status, 404);
  assert.match(await forPerson.text(), /There is nothing here/);
});

test('a migration that fails on a database which another state of Sluss made says so, and what to do', async () => {
  const pool = createPool(hub.config.databaseUrl);
  const stray = { name: '9999-stray.sql', text: 'create table journal ()', digest: 'x' };
  await assert.rejects(
    migrate(pool, [stray]),
    /9999-stray\.sql failed: .*already exists\. Another state of Sluss made this database \(with 0001-.*begin with a new SLUSS_HOME/,
  );
  await pool.end();
});
