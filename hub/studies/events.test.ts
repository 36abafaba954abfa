// Looking on while a study runs, over a real socket: what is sent, to whom, how often the database is asked, and when it ends.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { tokenAs } from '../demo-personas/actions.ts';
import { notify } from '../platform/bus.ts';
import { json } from '../platform/database.ts';
import { testHub } from '../platform/testing.ts';
import { aStudy, seedStations, storyResult } from './studies.test-support.ts';

const hub = await testHub({ demo: true, listen: true });
await seedStations(hub);
const open: AbortController[] = [];
after(() => {
  for (const one of open) one.abort();
});

type Event = { event: string; id?: string; data: string };

/** A listener on its own connection. `next` waits for the next event; undefined when the hub has closed the line. */
async function listen(study: string, headers: Record<string, string>) {
  const stop = new AbortController();
  open.push(stop);
  const response = await fetch(`${hub.origin}/studies/${study}/events`, { headers, signal: stop.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<Event | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        if (lines[0]?.startsWith(':')) continue;
        const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        return { event: field('event') ?? 'message', id: field('id') ?? '', data: field('data') ?? '' };
      }
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return undefined;
      text += value;
    }
  };
  return { status: response.status, headers: response.headers, next, stop: () => stop.abort() };
}

const shown = (event: Event | undefined) => JSON.parse(event?.data ?? '{}') as { says: string; html: string; over: boolean };

async function bearer(persona: string): Promise<Record<string, string>> {
  return { authorization: `Bearer ${(await tokenAs(hub.hub, persona, 'test')).token}`, 'accept-language': 'en' };
}

async function signIn(persona: string): Promise<Record<string, string>> {
  const response = await fetch(`${hub.origin}/sign-in/persona/${persona}`, {
    method: 'POST',
    headers: { origin: hub.origin },
    redirect: 'manual',
  });
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return { cookie, 'accept-language': 'en' };
}

/** As if every station of the running round had answered. */
async function openGate(study: string, round = 2): Promise<void> {
  await hub.hub.db
    .updateTable('study_round')
    .set({ state: 'opened' })
    .where('study', '=', study)
    .where('round', '=', round)
    .execute();
  await notify(hub.hub.db, `study:${study}`);
}

async function finish(study: string): Promise<void> {
  await hub.hub.db
    .updateTable('study')
    .set({ state: 'finished', finished_at: hub.hub.now(), result: json(storyResult) as never })
    .where('id', '=', study)
    .execute();
  await notify(hub.hub.db, `study:${study}`);
}

test('a listener hears where the study stands, then each gate that opens, then the end, and the line is closed', async () => {
  const id = await aStudy(hub, { state: 'running' });
  const line = await listen(id, await bearer('innovator'));
  assert.equal(line.headers.get('content-type'), 'text/event-stream');
  const first = await line.next();
  assert.match(shown(first).says, /^Gate 3: cross table\.$/);
  assert.match(shown(first).html, /class="gate waiting"/);
  await openGate(id);
  const second = await line.next();
  assert.notEqual(second?.id, first?.id);
  assert.doesNotMatch(shown(second).html, /class="gate waiting"/);
  await finish(id);
  const last = shown(await line.next());
  assert.equal(last.over, true);
  assert.match(last.says, /The study has finished/);
  assert.doesNotMatch(last.html, /0\.846/, 'the result is not in the line');
  assert.equal(await line.next(), undefined);
});

test('two listeners are drawn for once a change, and each in their own language', async () => {
  const id = await aStudy(hub, { state: 'running' });
  const headers = await bearer('innovator');
  const [one, two] = [await listen(id, headers), await listen(id, headers)];
  const swedish = await listen(id, { ...(await bearer('innovator')), 'accept-language': 'sv' });
  await Promise.all([one.next(), two.next()]);
  assert.match(shown(await swedish.next()).says, /^Port 3/);
  const reads: string[] = [];
  const { rememberOnce } = hub.hub.memory;
  hub.hub.memory.rememberOnce = (key, make) =>
    rememberOnce(key, () => {
      reads.push(key);
      return make();
    });
  await openGate(id);
  const heard = await Promise.all([one.next(), two.next()]);
  hub.hub.memory.rememberOnce = rememberOnce;
  assert.deepEqual(heard[0], heard[1]);
  assert.equal(reads.filter((key) => key.includes(' en ')).length, 1);
});

test('who comes back with what they last saw is sent nothing twice; after the end they need not come again', async () => {
  const id = await aStudy(hub, { state: 'running' });
  const headers = await bearer('innovator');
  const first = await listen(id, headers);
  const seen = (await first.next())?.id ?? '';
  first.stop();
  const again = await listen(id, { ...headers, 'last-event-id': seen });
  await openGate(id);
  const second = await again.next();
  assert.doesNotMatch(shown(second).html, /class="gate waiting"/, 'the change, not what was seen before');
  await finish(id);
  const last = await again.next();
  const after = await listen(id, { ...headers, 'last-event-id': last?.id ?? '' });
  assert.equal(after.status, 204);
});

test('when the session ends the line says so and is closed, and nothing more is sent', async () => {
  const id = await aStudy(hub, { state: 'running' });
  const headers = await signIn('innovator');
  const line = await listen(id, headers);
  await line.next();
  await fetch(`${hub.origin}/sign-out`, { method: 'POST', headers: { ...headers, origin: hub.origin }, redirect: 'manual' });
  await openGate(id);
  assert.deepEqual(await line.next(), { event: 'ended', id: '', data: '' });
  assert.equal(await line.next(), undefined);
  assert.equal((await listen(id, headers)).status, 401);
});

test('when the person may no longer see it the line is closed; somebody else’s study has no line at all', async () => {
  const id = await aStudy(hub, { state: 'running' });
  const line = await listen(id, await bearer('innovator'));
  await line.next();
  await hub.hub.db.updateTable('study').set({ organisation: 'access-body' }).where('id', '=', id).execute();
  await openGate(id);
  assert.equal((await line.next())?.event, 'ended');
  assert.equal((await listen(id, await bearer('innovator'))).status, 404);
  assert.equal((await listen('not-an-id', await bearer('innovator'))).status, 404);
  assert.equal((await listen(id, {})).status, 401);
});

test('a person holds six lines at most; one that is let go can be taken again', async () => {
  const id = await aStudy(hub, { state: 'running' });
  const headers = await bearer('steward-budapest');
  const lines = await Promise.all(Array.from({ length: 6 }, () => listen(id, headers)));
  await Promise.all(lines.map((line) => line.next()));
  assert.equal((await listen(id, headers)).status, 429);
  lines[0]?.stop();
  let status = 429;
  for (let tries = 0; status === 429 && tries < 200; tries += 1) status = (await listen(id, headers)).status;
  assert.equal(status, 200);
});

test('asking for a line without listening takes none', async () => {
  const study = await aStudy(hub, { state: 'running' });
  const headers = await bearer('innovator');
  for (let time = 0; time < 8; time += 1) {
    const response = await fetch(`${hub.origin}/studies/${study}/events`, { method: 'HEAD', headers });
    assert.equal(response.status, 200);
  }
});

test('without a line the same can be asked for once; a steward’s last words speak of no result', async () => {
  const id = await aStudy(hub, { state: 'running' });
  const headers = await bearer('steward-budapest');
  const ask = async () =>
    (await fetch(`${hub.origin}/studies/${id}/progress`, { headers })).json() as Promise<ReturnType<typeof shown>>;
  assert.equal((await ask()).over, false);
  await finish(id);
  // The page's own copy is a minute old at most, or as old as the last wake-up.
  const { over, html } = await ask();
  assert.equal(over, true);
  assert.match(html, /Your role shows how the study went, not its result/);
});
