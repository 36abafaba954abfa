// Whatever stations say to a hub: words that are changed, replayed, doubled, late, of the wrong length or signed by another; requests that
// are none. It never falls over, and no study changes.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { digest } from '../protocol/canonical.ts';
import type { Reply } from '../protocol/messages.ts';
import { authorization } from '../protocol/request-signature.ts';
import { type Envelope, seal, unverified } from '../protocol/signed.ts';
import { send } from '../station/exchange.ts';
import { startByHand } from './by-hand.test-support.ts';
import { findings, standing } from './course.test-support.ts';
import { answerOf, choices, mutated, often, personal, textOf } from './mutations.test-support.ts';
import { lookAt, outcome, stationIds } from './system.test-support.ts';

const hand = await startByHand();
const { innovator, logged, origin } = hand;
const permit = await hand.permit();
const file = {
  title: 'A study under fire',
  release: 'exact' as const,
  methods: [
    { name: 'describe@1', variables: ['age'] },
    { name: 'logistic@1', y: outcome, x: ['age', 'sex', 'oldpeak'] },
  ],
};
const ended = ({ state }: { state: string }) => !['inviting', 'running'].includes(state);
const undisturbed = await hand.until(await hand.begin(permit, file), ended);

// ---- a study that stands still, with all that was ever said in it ----
const id = await hand.begin(permit, file);
const heard: { station: string; reply: Reply }[] = [];
async function listened(holds: Parameters<typeof hand.until>[1], who = stationIds) {
  for (let turns = 0; turns < 500; turns++) {
    const seen = await lookAt(innovator, id);
    if (holds(seen)) return seen;
    for (const station of who) {
      heard.push(...(hand.unsaid.get(station) ?? []).map((reply) => ({ station, reply })));
      await hand.turn(station);
    }
  }
  throw new Error(`the study does not come so far: ${JSON.stringify(standing(await lookAt(innovator, id)))}`);
}
await listened((seen) => standing(seen)?.round === 2);
const others = stationIds.filter((station) => station !== 'zurich');
await listened((seen) => standing(seen)?.waits === 'zurich', others);

const secrets = () =>
  heard.flatMap(({ reply }) => {
    if (reply.kind === 'upload') return [reply.vector.slice(0, 40)];
    return reply.kind === 'open' ? [(unverified(reply.signed) as { seed: string }).seed] : [];
  });

/** A station's request with this body, signed as it should be. */
const say = async (station: string, body: string) =>
  answerOf(await send(hand.station(station), { method: 'POST', path: '/station/v1/exchange', body }));
const sayReplies = (station: string, replies: unknown[]) => say(station, JSON.stringify({ replies, wait: 0 }));

type Signed = Extract<Reply, { signed: Envelope }>;
const isSigned = (reply: Reply): reply is Signed => reply.kind !== 'finished';
/** The same word with other contents, signed with a station's own key. */
function resealed(station: string, reply: Signed, contents: unknown): Signed {
  return { ...reply, signed: seal(reply.kind, contents, hand.station(station).keys.sign) };
}

const anyStation = fc.constantFrom(...stationIds);
const anyWord = fc.nat().map((at) => heard[at % heard.length] as (typeof heard)[number]);

async function underFire(): Promise<void> {
  const before = await hand.everything();
  await fc.assert(
    fc.asyncProperty(anyStation, anyWord, choices, async (station, { reply }, choice) => {
      const odd = mutated({ replies: [reply], wait: 0 }, choice) as { wait: unknown };
      // A long wait is a good request, and nothing that this test has time for.
      await say(station, JSON.stringify(Number(odd.wait) > 0 ? { ...odd, wait: 0 } : odd));
      if (!isSigned(reply)) return;
      const contents = unverified(reply.signed);
      const changed = mutated(contents, choice) as { station?: string };
      // A member that says no under its own name may do so: it ends the study, and that is its right.
      if (JSON.stringify(changed) === JSON.stringify(contents) || reply.kind === 'decline') return;
      try {
        await sayReplies(station, [resealed(station, reply, changed)]);
      } catch (error) {
        // What has no canonical form cannot even be signed.
        if ((error as Error).name !== 'MalformedError') throw error;
      }
    }),
    { numRuns: 150 * often },
  );
  assert.deepEqual(await hand.everything(), before);
}

test('a hub under fire, while a round is asked: no study changes', underFire);

test('every word that was ever said is said again, by its own station and by every other: nothing changes', async () => {
  const before = await hand.everything();
  const { plan_hash: plan } = await lookAt(innovator, id);
  for (const station of stationIds) {
    const own = heard.filter((one) => one.station === station).map(({ reply }) => reply);
    await sayReplies(station, [...own, ...own].slice(0, 100));
    await sayReplies(station, heard.map(({ reply }) => reply).slice(0, 100));
    // The end of a study that has not ended.
    await sayReplies(station, [{ kind: 'finished', plan }]);
  }
  assert.deepEqual(await hand.everything(), before);
});

test('a second upload for the same question, with other numbers and a good signature, is not taken', async () => {
  const before = await hand.everything();
  const last = heard.findLast(({ station, reply }) => station === 'cleveland' && reply.kind === 'upload')?.reply as Extract<
    Reply,
    { kind: 'upload' }
  >;
  const vector = randomBytes(Buffer.from(last.vector, 'base64url').length);
  const contents = { ...(unverified(last.signed) as object), vector: digest(vector) };
  await sayReplies('cleveland', [{ ...resealed('cleveland', last, contents), vector: vector.toString('base64url') }]);
  assert.deepEqual(await hand.everything(), before);
});

test('a vector of the wrong length, with its digest under a good signature, is not taken', async () => {
  const before = await hand.everything();
  for (let i = 0; i < 9 && !hand.unsaid.get('zurich')?.some(({ kind }) => kind === 'upload'); i++) await hand.turn('zurich');
  const honest = hand.unsaid.get('zurich')?.find(({ kind }) => kind === 'upload') as Extract<Reply, { kind: 'upload' }>;
  const bytes = Buffer.from(honest.vector, 'base64url');
  for (const wrong of [
    bytes.subarray(8),
    bytes.subarray(1),
    Buffer.concat([bytes, Buffer.alloc(8)]),
    Buffer.alloc(0),
    Buffer.alloc(2_000_000),
  ]) {
    const contents = { ...(unverified(honest.signed) as object), vector: digest(wrong) };
    await sayReplies('zurich', [{ ...resealed('zurich', honest, contents), vector: wrong.toString('base64url') }]);
    // The honest word with other bytes.
    await sayReplies('zurich', [{ ...honest, vector: wrong.toString('base64url') }]);
  }
  // Openings of what is not collected yet.
  const opened = heard.findLast(({ station, reply }) => station === 'cleveland' && reply.kind === 'open')?.reply as Signed;
  const context = (unverified(honest.signed) as { context: object }).context;
  await sayReplies('cleveland', [resealed('cleveland', opened, { ...(unverified(opened.signed) as object), context })]);
  assert.deepEqual(await hand.everything(), before);
});

test('a hub under fire, while a round is to be opened: no study changes', async () => {
  await listened((seen) => standing(seen)?.state === 'collected');
  await listened((seen) => standing(seen)?.waits === 'zurich', others);
  await underFire();
});

test('a request that its station did not sign so, now and for this hub, is not heard', async () => {
  const station = hand.station('budapest');
  const path = '/station/v1/exchange';
  const body = JSON.stringify({ replies: [], wait: 0 });
  const right = {
    method: 'POST',
    path,
    body,
    station: 'budapest',
    time: hand.now().getTime(),
    nonce: randomBytes(16).toString('base64url'),
    audience: origin,
  };
  const wrong = {
    'another station': { ...right, station: 'zurich' },
    'a station that is not enrolled': { ...right, station: 'gothenburg' },
    'a minute and a second ago': { ...right, time: right.time - 61_000 },
    'a minute and a second from now': { ...right, time: right.time + 61_000 },
    'for another hub': { ...right, audience: 'https://hub.example' },
    'another method': { ...right, method: 'GET' },
    'another path': { ...right, path: '/station/v1/models/sha256:x' },
    'another body': { ...right, body: '{}' },
    'a nonce that is none': { ...right, nonce: 'x' },
  };
  const ask = (header: string) => fetch(new URL(path, origin), { method: 'POST', body, headers: { authorization: header } });
  for (const [what, signed] of Object.entries(wrong))
    assert.equal((await ask(authorization(signed, station.keys.sign))).status, 401, what);
  const once = authorization(right, station.keys.sign);
  assert.equal((await ask(once)).status, 200);
  assert.equal((await ask(once)).status, 401, 'sent a second time');
  await fc.assert(
    fc.asyncProperty(choices, async (choice) => {
      const header = mutated(
        { header: authorization({ ...right, nonce: randomBytes(16).toString('base64url') }, station.keys.sign) },
        choice,
      );
      const text = textOf((header as { header?: unknown }).header).replace(/[^\x20-\x7e]/g, '');
      const response = await ask(text);
      assert.ok([200, 401, 431].includes(response.status), `${response.status}`);
      await response.text();
    }),
    { numRuns: 60 * often },
  );
});

test('bytes that are no request, or no JSON, are answered with no more than that', async () => {
  const bodies = [
    '',
    '{',
    '[]',
    'null',
    '"',
    '{"replies":[],"wait":0}{}',
    `{"replies":${'['.repeat(20_000)}`,
    '\ufeff{}',
    '{"wait":1e999,"replies":[]}',
    personal,
  ];
  for (const body of bodies) await say('budapest', body);
  for (const bytes of [
    '\u0000\u0001\u0002\r\n\r\n',
    'GET',
    'POST /station/v1/exchange HTTP/1.1\r\nContent-Length: -5\r\n\r\n',
    `GET / HTTP/1.1\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
  ])
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.end(bytes));
      socket
        .on('data', () => {})
        .once('close', () => resolve())
        .on('error', () => {});
      setTimeout(() => socket.destroy(), 300);
    });
  assert.equal((await fetch(new URL('/healthz', origin))).status, 200);
});

test('after all this the study ends as if nothing had been', async () => {
  const study = await hand.until(id, ended);
  assert.deepEqual(findings(study), findings(undisturbed));
});

test('no log line holds a person, a key, a vector, a seed, or a bug', () => {
  const text = logged.join('\n');
  assert.ok(logged.length > 100);
  assert.ok(
    !/"event":"bug"|"level":"error"/.test(text),
    logged.find((line) => /"event":"bug"|"level":"error"/.test(line)),
  );
  assert.ok(!text.includes(personal) && !text.includes('Persson'));
  assert.ok(!/@demo\.sluss|sluss_[A-Za-z0-9]/.test(text));
  const said = secrets();
  assert.ok(said.length > 20);
  for (const secret of said) assert.ok(!text.includes(secret));
});
