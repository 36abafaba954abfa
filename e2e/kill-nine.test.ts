// kill -9 of each process while studies run: the hub, stations, PostgreSQL, the signer. Started again, each study ends with the very
// numbers of an undisturbed one, and no question was computed twice.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { apply, grant, signedPermit, startStudy } from '../demo/play.ts';
import { startEmbeddedPostgres } from '../hub/platform/embedded-postgres.ts';
import { clearAwayAfterwards } from '../hub/platform/test-server.ts';
import { verifyJournal } from '../station/journal.ts';
import { openState } from '../station/state.ts';
import { findings, stallAt, standing } from './course.test-support.ts';
import { startRelay } from './relay.test-support.ts';
import {
  endOf,
  eventually,
  journalOf,
  lookAt,
  obtainPermit,
  outcome,
  type Process,
  predictors,
  startSystem,
  stationIds,
} from './system.test-support.ts';

// A server of its own that keeps what it was given (other tests' server does not wait for the disk), at an address that stays.
const postgresHome = mkdtempSync(join(tmpdir(), 'sluss-e2e-postgres-'));
let postgres = await startEmbeddedPostgres({ home: postgresHome });
clearAwayAfterwards(postgresHome);
const database = new URL(postgres.url);
const relay = await startRelay(() => [Number(new URL(postgres.url).port)]);
database.port = String(relay.port);
const system = await startSystem({ databaseUrl: database.href });
after(() => relay.stop());
const [hub] = system.hubs as [Process];
const { zurich, budapest } = system.stations as { zurich: Process; budapest: Process };
const { innovator, officer, permit } = await obtainPermit(system.origin, { methods: ['describe@1', 'linear@1', 'logistic@1'] });

const begin = () =>
  startStudy(innovator, permit, {
    title: 'A study that is disturbed',
    release: 'exact',
    methods: [
      { name: 'describe@1', variables: ['age', 'chol'] },
      { name: 'logistic@1', y: outcome, x: predictors },
      { name: 'linear@1', y: 'thalach', x: ['age', 'sex', 'oldpeak'] },
    ],
  });
const look = (id: string) => lookAt(innovator, id);
const undisturbed = await endOf(innovator, await begin());
const rounds = undisturbed.rounds.length;

/** Waits until nothing but these stations is waited for, in such a state of a round. */
async function waitsFor(id: string, stations: string, state: 'asked' | 'collected'): Promise<number> {
  const { round } = await eventually(`a round that is ${state} and waits for ${stations}`, async () => {
    const now = standing(await look(id));
    return now?.state === state && now.waits === stations && now;
  });
  return round;
}

const stall = (id: string, from = 0) => stallAt(innovator, id, { zurich }, from);

/** Rounds and attempts that a station computed, by its own journal. */
function answersOf(station: string, plan: string): { round: number; attempt: number }[] {
  return journalOf(system.folderOf(station))
    .filter(({ kind, body }) => kind === 'answered' && body.plan === plan)
    .map(({ body }) => ({ round: Number(body.round), attempt: Number(body.attempt) }));
}

/** The study ended as the undisturbed one, and each station computed each of its rounds once. */
async function assertUnharmed(id: string): Promise<void> {
  const study = await endOf(innovator, id);
  assert.deepEqual(findings(study), findings(undisturbed));
  const { plan_hash } = await look(id);
  const once = Array.from({ length: rounds }, (_, round) => ({ round, attempt: 0 }));
  for (const station of stationIds) assert.deepEqual(answersOf(station, plan_hash), once, station);
}

test('undisturbed, a study asks its rounds and ends', () => {
  assert.equal(undisturbed.state, 'finished');
  assert.ok(rounds > 8, `${rounds} rounds`);
});

test('the hub is killed when a study has begun, in a round, and in a later one while stations speak to it: same result', async () => {
  const id = await begin();
  await hub.kill();
  await hub.start();
  const first = await stall(id);
  await hub.kill();
  zurich.thaw();
  await hub.start();
  const second = await stall(id, first + 1);
  // The hub stands still while Zürich computes and sends: what it says is lost on the way, and must not be computed again.
  const { plan_hash } = await look(id);
  hub.freeze();
  zurich.thaw();
  await eventually('an answer to nobody', () => answersOf('zurich', plan_hash).some(({ round }) => round === second), 5).catch(
    () => {},
  );
  await hub.kill();
  await hub.start();
  await assertUnharmed(id);
});

test('a station is killed before it uploads, and another after its upload and before the opening: same result', async () => {
  const id = await begin();
  await stall(id);
  // Budapest has uploaded, Zürich has not: both are gone.
  await budapest.kill();
  await zurich.kill();
  await zurich.start();
  const round = await waitsFor(id, 'budapest', 'collected');
  await budapest.start();
  const later = await stall(id, round + 1);
  await Promise.all([hub.kill(), zurich.kill(), budapest.kill()]);
  await Promise.all([hub.start(), zurich.start(), budapest.start()]);
  assert.ok(later > round);
  await assertUnharmed(id);
});

test('PostgreSQL is killed in the middle of a study and comes back: same result', async () => {
  const id = await begin();
  await stall(id);
  process.kill(postgres.pid, 'SIGKILL');
  await postgres.ended;
  zurich.thaw();
  postgres = await startEmbeddedPostgres({ home: postgresHome });
  assert.equal(postgres.adopted, false);
  await assertUnharmed(id);
  assert.ok(hub.runs(), 'the hub process outlives its database');
});

test('the signer is killed and an application granted meanwhile: the permit is signed once it runs again', async () => {
  await system.signer.kill();
  const asked = { dataset: 'heart', variables: ['age', 'disease'], methods: ['describe@1'], models: [] };
  const application = await apply(innovator, asked, 'Granted while nobody could sign');
  await grant(officer, application);
  const waiting = await innovator.api.get<{ application: string; version: number }[]>('/permits');
  assert.equal(waiting.find((one) => one.application === application.id)?.version ?? 0, 0);
  await system.signer.start();
  assert.equal((await signedPermit(innovator, application)).version, 1);
});

test('every station’s journal is whole, and holds no question twice', () => {
  for (const station of stationIds) {
    const state = openState(system.folderOf(station));
    assert.equal(verifyJournal(state).whole, true, station);
    state.close();
    const answered = journalOf(system.folderOf(station)).filter(({ kind }) => kind === 'answered');
    const keys = answered.map(({ body }) => `${body.plan} ${body.round} ${body.attempt}`);
    assert.equal(new Set(keys).size, keys.length, station);
  }
});
