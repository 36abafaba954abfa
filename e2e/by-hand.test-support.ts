// For end-to-end tests that need each step and the clock in their hands: a real hub on real PostgreSQL in this process, the signer and four
// stations with their own hospital's file, who do nothing until they are told to.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSigner } from '../cli/signer/folder.ts';
import { onePass, readPending } from '../cli/signer/sign.ts';
import { apply, grant, type Player, signedPermit, signIn, startStudy } from '../demo/play.ts';
import { setUpDemo } from '../demo/set-up.ts';
import { clearAwayAfterwards } from '../hub/platform/test-server.ts';
import { testHub } from '../hub/platform/testing.ts';
import { digest } from '../protocol/canonical.ts';
import { exchangeAnswerSchema, type Reply, type Work } from '../protocol/messages.ts';
import { perform, send } from '../station/exchange.ts';
import { openStation } from '../station/run.ts';
import type { Station } from '../station/station.ts';

import { lookAt, predictors, stationIds } from './system.test-support.ts';

/** Call it at the top of a test file. */
export async function startByHand() {
  let now = new Date();
  const { hub, app, setNow, origin } = await testHub({ demo: true, listen: true, now });
  const logged: string[] = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    hub.log[level] = (event, fields) => {
      logged.push(JSON.stringify({ level, event, ...fields }));
      if (level === 'error') process.stderr.write(`${logged.at(-1)}\n`);
    };
  const home = mkdtempSync(join(tmpdir(), 'sluss-by-hand-'));
  clearAwayAfterwards(home);
  await setUpDemo({ root: fileURLToPath(new URL('..', import.meta.url)), home, origin, say: () => {} });
  const stations = new Map<string, Station>();
  for (const id of stationIds) {
    const station = await openStation(join(home, 'stations', id), () => {});
    stations.set(id, { ...station, now: () => now });
  }
  const signer = openSigner(join(home, 'signer'));
  after(() => {
    signer.state.close();
    for (const { data, state } of stations.values()) {
      data.close();
      state.close();
    }
  });
  const [innovator, officer, signing] = await Promise.all(
    ['innovator', 'officer', 'signer'].map((persona) => signIn(origin, persona)),
  );

  const station = (id: string) => stations.get(id) as Station;
  /** What a station has done and not yet said. */
  const unsaid = new Map<string, Reply[]>(stationIds.map((id) => [id, []]));

  /** One exchange: the station says what it has to say, and is told what to do. */
  async function exchange(id: string, replies: Reply[]): Promise<Work[]> {
    const response = await send(station(id), {
      method: 'POST',
      path: '/station/v1/exchange',
      body: JSON.stringify({ replies, wait: 0 }),
    });
    if (!response.ok) throw new Error(`the hub answered ${id} with ${response.status}: ${await response.text()}`);
    return exchangeAnswerSchema.parse(await response.json()).work;
  }
  /** One exchange, and the work that came of it. */
  async function turn(id: string): Promise<Work[]> {
    const work = await exchange(id, unsaid.get(id) as Reply[]);
    const replies: Reply[] = [];
    for (const item of work) {
      const said = await perform(station(id), item);
      if (said) replies.push(said);
    }
    unsaid.set(id, replies);
    return work;
  }

  /** All that the database knows of studies and stations, row by row, but for when a station was last heard. */
  async function everything(): Promise<Record<string, string>> {
    const { db } = hub;
    const rows = {
      study: await db.selectFrom('study').selectAll().execute(),
      round: await db.selectFrom('study_round').selectAll().execute(),
      upload: await db.selectFrom('study_upload').selectAll().execute(),
      member: await db.selectFrom('study_station').selectAll().execute(),
      station: await db
        .selectFrom('station')
        .select(['id', 'sign_key', 'mask_key', 'retired_at'])
        .where('id', 'in', stationIds)
        .execute(),
    };
    const named = Object.entries(rows).flatMap(([table, found]) =>
      found.map((row) => {
        const { id, study, round, attempt, station } = row as Record<string, unknown>;
        return [[table, id ?? study, round, attempt, station].join(' '), digest(JSON.stringify(row))] as const;
      }),
    );
    return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  return {
    hub,
    app,
    origin,
    /** What the hub wrote into its log. */
    logged,
    everything,
    innovator: innovator as Player,
    officer: officer as Player,
    station,
    unsaid,
    exchange,
    turn,
    now: () => now,
    /** Lets so many seconds pass, for everybody. */
    pass(seconds: number) {
      now = new Date(now.getTime() + seconds * 1000);
      setNow(now);
    },
    /** The signer looks once what waits, signs, and brings a new status list where one is due. */
    async sign() {
      const { api } = signing as Player;
      const pending = await readPending(api, { wait: 0, revocations: 0 });
      await onePass(signer, api, pending, () => true, now);
    },
    /** Lets these stations work in turn until the study is as asked for; throws where nothing happens any more. */
    async until(study: string, holds: (seen: Awaited<ReturnType<typeof lookAt>>) => boolean, who: string[] = stationIds) {
      for (let busyAt = Date.now(); Date.now() - busyAt < 30_000; ) {
        const seen = await lookAt(innovator as Player, study);
        if (holds(seen)) return seen;
        let busy = false;
        for (const id of who) busy = (unsaid.get(id) as Reply[]).length + (await turn(id)).length > 0 || busy;
        if (busy) busyAt = Date.now();
        else await pause(5);
      }
      throw new Error(
        `nothing happens any more: ${JSON.stringify({ ...(await lookAt(innovator as Player, study)), plan: null })}`,
      );
    },
    policy(id: string, change: object) {
      const file = join(home, 'stations', id, 'policy.json');
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
    },
    async permit(methods = ['describe@1', 'logistic@1'], variables = [...predictors, 'disease']) {
      const asked = { dataset: 'heart', variables, methods, models: [] };
      const application = await apply(innovator as Player, asked, 'An application by hand');
      await grant(officer as Player, application);
      await this.sign();
      return signedPermit(innovator as Player, application);
    },
    begin: (permit: Awaited<ReturnType<typeof signedPermit>>, file: Parameters<typeof startStudy>[2]) =>
      startStudy(innovator as Player, permit, file),
  };
}
