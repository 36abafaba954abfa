// Odd requests to every address of a hub, pages and API, as anybody; odd enrolments; odd plans under good signatures. It never falls over,
// no study changes, and neither answers nor logs repeat what they should not know.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { HubProblem } from '../cli/api.ts';
import { planFrom } from '../cli/plan-file.ts';
import { signIn } from '../demo/play.ts';
import { publicKeyText, seal } from '../protocol/signed.ts';
import { startByHand } from './by-hand.test-support.ts';
import { standing } from './course.test-support.ts';
import { answerOf, choices, mutated, oddities, often, personal, textOf } from './mutations.test-support.ts';
import { outcome, stationIds } from './system.test-support.ts';

const hand = await startByHand();
const { innovator, logged, origin } = hand;
const json = { 'content-type': 'application/json' };
const permit = await hand.permit();
const file = { title: 'A study under fire', methods: [{ name: 'logistic@1', y: outcome, x: ['age', 'sex', 'oldpeak'] }] };
const plan = planFrom(file, {
  permit: permit.document,
  permitDigest: permit.digest,
  dictionary: hand.station('budapest').dictionary,
  dictionaryDigest: permit.document.datasets[0]?.dictionary ?? '',
  stations: stationIds.map((id) => ({ id, policy: { k: 10 } })),
  now: hand.now(),
});
const id = await hand.begin(permit, file);
await hand.until(id, (seen) => standing(seen)?.round === 1);

/** Nothing that was there has changed; what was made since may stand beside it. */
async function assertUnchanged(before: Record<string, string>): Promise<void> {
  const after = await hand.everything();
  for (const [row, value] of Object.entries(before)) assert.equal(after[row], value, row);
}

test('odd enrolments: no station’s keys change', async () => {
  const before = await hand.everything();
  const { api } = await signIn(origin, 'advisor');
  const [sign, mask] = [generateKeyPairSync('ed25519'), generateKeyPairSync('x25519')].map(({ privateKey }) =>
    publicKeyText(privateKey),
  );
  const { dictionary, settings } = hand.station('budapest');
  await fc.assert(
    fc.asyncProperty(choices, fc.boolean(), async (choice, known) => {
      const { code } = await api.send<{ code: string }>('POST', '/stations/invitations', { holder: 'va-long-beach' });
      const named = { code, station: known ? 'cleveland' : 'fifth', title: 'A fifth', sign, mask };
      const enrolment = {
        ...named,
        dictionary,
        dataVersion: settings.dataVersion,
        policy: { k: 10, alone: [], release: 'exact' },
      };
      const body = JSON.stringify(mutated(enrolment, choice));
      await answerOf(await fetch(new URL('/station/v1/enrol', origin), { method: 'POST', body }));
    }),
    { numRuns: 60 * often },
  );
  await assertUnchanged(before);
});

test('odd requests to every address, as anybody: never a bug, and no study changes', async () => {
  const before = await hand.everything();
  const tokens: (string | undefined)[] = [undefined, 'sluss_none', personal];
  for (const persona of ['innovator', 'officer', 'advisor', 'steward-budapest']) {
    const made = await fetch(new URL(`/api/v1/personas/${persona}/token`, origin), {
      method: 'POST',
      headers: json,
      body: '{"name":"fuzz"}',
    });
    tokens.push(((await made.json()) as { token: string }).token);
  }
  // What a station says is another file's business, and a stream of events does not end (hub/studies/events.test.ts).
  const routes = (hand.app as unknown as { routes: { method: string; path: string }[] }).routes.filter(
    ({ method, path }) => method !== 'ALL' && !path.startsWith('/station/') && !path.endsWith('/events'),
  );
  assert.ok(routes.length > 60, `${routes.length} addresses`);
  const [application] = await innovator.api.get<{ id: string; content: object }[]>('/applications');
  const sealed = { plan: seal('plan', plan, innovator.key), planKey: publicKeyText(innovator.key) };
  const bodies: Record<string, unknown> = {
    '/api/v1/studies': sealed,
    '/api/v1/applications': { organisation: 'hjartlyftet', content: application?.content ?? {} },
    '/api/v1/me/keys': { name: personal, key: sealed.planKey, proof: sealed.plan },
    '/api/v1/stations/invitations': { holder: 'va-long-beach' },
    '/sign-in': { email: personal },
    '/me/tokens': { name: personal, days: 3 },
  };
  // Only what reads may speak of what is there: a steward may well stop a study.
  const names = {
    reading: [id, permit.id, permit.reference, application?.id ?? '', 'heart', 'budapest'],
    writing: [randomUUID(), 'none'],
  };
  const asked = fc.record({
    route: fc.constantFrom(...routes),
    token: fc.constantFrom(...tokens),
    choice: choices,
    odd: oddities,
    pick: fc.nat(9),
  });
  await fc.assert(
    fc.asyncProperty(asked, async ({ route: { method, path }, token, choice, odd, pick }) => {
      const text = textOf(odd).slice(0, 200).toWellFormed();
      const known = method === 'GET' ? names.reading : names.writing;
      const address = new URL(
        path.replaceAll(/:\w+(\{[^}]*\})?/g, pick < 6 ? (known[pick % known.length] as string) : encodeURIComponent(text)),
        origin,
      );
      if (pick % 3 === 0)
        for (const name of ['state', 'revocations', 'kind', 'language', 'token', 'next']) address.searchParams.set(name, text);
      const headers = new Headers(token ? { authorization: `Bearer ${token}` } : {});
      if (pick % 2 === 0) headers.set('accept', 'text/html');
      let body: string | URLSearchParams | null = null;
      if (!['GET', 'DELETE'].includes(method)) {
        const content = bodies[path] && pick < 8 ? mutated(bodies[path], choice) : odd;
        const asForm = !path.startsWith('/api/') && typeof content === 'object' && content !== null;
        body = asForm
          ? new URLSearchParams(
              Object.entries(content).map(([name, value]) => [name, textOf(value).toWellFormed()] as [string, string]),
            )
          : JSON.stringify(content);
        if (!asForm) headers.set('content-type', pick === 9 ? 'text/plain' : 'application/json');
      }
      const answer = await fetch(address, { method, headers, body, redirect: 'manual', signal: AbortSignal.timeout(120_000) });
      await answerOf(answer, /^\/me(\/|$)/.test(path));
    }),
    { numRuns: 400 * often },
  );
  await assertUnchanged(before);
});

test('a plan with odd contents under the innovator’s own signature starts no study, or one that holds', async () => {
  const before = await hand.everything();
  await fc.assert(
    fc.asyncProperty(choices, async (choice) => {
      try {
        const changed = mutated({ ...plan, id: randomUUID() }, choice);
        const sealed = { plan: seal('plan', changed, innovator.key), planKey: publicKeyText(innovator.key) };
        const started = await innovator.api.send<{ id: string }>('POST', '/studies', sealed);
        await innovator.api.send('POST', `/studies/${started.id}/stop`);
      } catch (error) {
        // What has no canonical form cannot even be signed.
        if ((error as Error).name === 'MalformedError') return;
        assert.ok(error instanceof HubProblem && error.status < 500, String((error as Error).stack));
        assert.ok(!JSON.stringify([error.message, error.particulars]).includes(personal));
      }
    }),
    { numRuns: 120 * often },
  );
  await assertUnchanged(before);
});

test('no log line holds a person, a token, or a bug', () => {
  const text = logged.join('\n');
  assert.ok(logged.length > 100);
  assert.ok(!/"event":"bug"|"level":"error"/.test(text));
  for (const secret of [personal, 'Persson', '@demo.sluss', 'Lindqvist']) assert.ok(!text.includes(secret), secret);
  assert.ok(!/sluss_[A-Za-z0-9]/.test(text));
});
