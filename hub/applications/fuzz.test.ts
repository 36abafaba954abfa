// Whatever arrives at the API of applications, permits, sign-in, organisations and the signer gets an answer below 500, and an
// application that lay there before is as it was.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { seedDemo, tokenAs } from '../demo-personas/actions.ts';
import { testHub } from '../platform/testing.ts';
import { aContent, allFulfilled, announce, as, inProcess, withKey } from './applications.test-support.ts';

const hub = await testHub({ demo: true });
await seedDemo(hub.hub);
await announce(hub);
const callers = await Promise.all(
  ['innovator', 'officer', 'advisor', 'signer', 'steward-zurich'].map((persona) => as(hub, persona)),
);
const [innovator, officer] = callers as [(typeof callers)[0], (typeof callers)[0]];
await withKey(innovator);
const kept = (await innovator.call('POST', '/applications', { organisation: 'hjartlyftet', content: aContent() })).body;
const { id, version } = await inProcess(innovator, officer);
const envelope = { payload: 'e30', kid: `sha256:${'a'.repeat(43)}`, sig: 'a'.repeat(86) };

/** Bodies that fit, to be damaged: random JSON alone hardly passes the first schema. */
const requests: [string, string, unknown][] = [
  ['POST', '/applications', { organisation: 'hjartlyftet', content: aContent() }],
  ['PATCH', `/applications/${kept.id}`, { version: 99, content: aContent() }],
  [
    'POST',
    `/applications/${id}/questions`,
    { version: version + 99, text: 'Why?', fields: [{ field: 'data', text: 'What for?' }] },
  ],
  ['POST', `/applications/${id}/assessments`, { version: version + 99, assessments: allFulfilled }],
  [
    'POST',
    `/applications/${id}/decision`,
    {
      version: version + 99,
      outcome: 'grant',
      reason: 'Yes.',
      assessments: allFulfilled,
      conditions: ['One.'],
      fee: { amount: 100, currency: 'SEK' },
      plan_by: 'person',
      narrowing: {
        datasets: [{ dataset: 'heart', variables: ['age'], filter: [{ variable: 'age', from: '20', to: '45' }] }],
        to: '2026-12-31',
      },
    },
  ],
  ['POST', '/permits/P-2026-0001/amendments', { version: 1, reason: 'Less.', persons: ['a@example.org'], to: '2026-12-31' }],
  ['POST', '/permits/P-2026-0001/revocation', { reason: 'No.' }],
  ['POST', '/me/tokens', { name: 'x', days: 3 }],
  ['POST', '/me/keys', { name: 'x', key: 'a'.repeat(43), proof: envelope }],
  ['POST', '/organisations', { id: 'new-one', name: 'New', kind: 'company', public_sector: false }],
  ['POST', '/organisations/access-body/members', { email: 'a@example.org', name: 'A', role: 'officer', station: null }],
  ['PUT', '/signer/key', { key: 'a'.repeat(43) }],
  ['POST', '/signer/signatures', { permits: [envelope], status: envelope, status_key: envelope }],
  ['POST', '/signer/objections', { permit: id, version: 1, why: ['because'] }],
];

const nasty = fc.oneof(
  fc.constantFrom(
    '',
    '\0',
    '\ud800',
    "'; drop table person; --",
    '<script>',
    '../../etc/passwd',
    '%00',
    'é'.normalize('NFD'),
    '9'.repeat(400),
    '{{}}',
  ),
  fc.constantFrom(null, true, -1, 0, 1e308, 2 ** 53, 0.1),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The value with one place of it replaced, removed, doubled, or joined by a stranger. */
function damage(value: unknown, path: number[], poison: unknown, how: number): unknown {
  const [step, ...rest] = path;
  if (step === undefined || value === null || typeof value !== 'object') return poison;
  if (Array.isArray(value)) {
    if (how === 1) return [...value, ...value, poison];
    const at = step % Math.max(1, value.length);
    return value.map((one, i) => (i === at ? damage(one, rest, poison, how) : one));
  }
  const entries = Object.entries(value);
  const at = step % entries.length;
  if (how === 2 && rest.length === 0) return Object.fromEntries(entries.filter((_, i) => i !== at));
  if (how === 3 && rest.length === 0) return { ...value, [`${entries[at]?.[0]}x`]: poison };
  return Object.fromEntries(entries.map(([key, one], i) => [key, i === at ? damage(one, rest, poison, how) : one]));
}

test('damaged requests from anybody are answered below 500', async () => {
  const anyRequest = fc.tuple(
    fc.integer({ min: 0, max: requests.length - 1 }),
    fc.integer({ min: 0, max: callers.length - 1 }),
    fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }),
    nasty,
    fc.integer({ min: 0, max: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(anyRequest, async ([which, who, path, poison, how]) => {
      const [method, address, body] = requests[which] as (typeof requests)[number];
      const answer = await callers[who]?.call(method, address, damage(body, path, poison, how));
      assert.ok(answer && answer.status < 500, `${method} ${address} answered ${answer?.status}`);
    }),
    { numRuns: 400 },
  );
});

test('a damaged decision is refused or made whole: never a permit beyond the application', async () => {
  const decision = requests.find(([, address]) => address.endsWith('/decision'))?.[2] as { version: number };
  const wide = {
    datasets: [
      { dataset: 'heart', variables: ['age', 'sex'], filter: [{ variable: 'sex', levels: ['male'] }], stations: ['zurich'] },
    ],
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }),
      nasty,
      fc.integer({ min: 0, max: 3 }),
      async (path, poison, how) => {
        const fresh = await inProcess(innovator, officer, { data: [{ dataset: 'heart', variables: ['age'], filter: [] }] });
        const body = damage({ ...decision, narrowing: wide }, path, poison, how) as object;
        const answer = await officer.call('POST', `/applications/${fresh.id}/decision`, {
          ...(body ?? {}),
          version: fresh.version,
        });
        assert.ok(answer.status < 500, `answered ${answer.status}`);
        if (answer.status !== 200 || !answer.body.permit) return;
        const { pending } = (await officer.call('GET', `/permits/${answer.body.permit.id}`)).body;
        assert.deepEqual(pending.datasets[0].variables, ['age']);
      },
    ),
    { numRuns: 40 },
  );
});

test('addresses of any shape are answered below 500', async () => {
  const shapes = ['/applications/', '/permits/', '/datasets/', '/organisations/', '/status/', '/personas/'];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...shapes), fc.string({ unit: 'grapheme', minLength: 1 }), async (shape, tail) => {
      const answer = await officer.call('GET', `${shape}${encodeURIComponent(tail)}`);
      assert.ok(answer.status < 500, `${shape} ${JSON.stringify(tail)} answered ${answer.status}`);
    }),
    { numRuns: 200 },
  );
});

test('bodies that are no JSON, or no object, are not understood', async () => {
  const { token } = await tokenAs(hub.hub, 'innovator', 'fuzz');
  for (const body of ['', '{', 'null', '[]', '"x"', '{"a":1,"a":2}', '\u0000', `${'['.repeat(5000)}${']'.repeat(5000)}`])
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', '']) {
      const headers = { 'content-type': type, authorization: `Bearer ${token}` };
      const response = await hub.app.request('/api/v1/me/tokens', { method: 'POST', body, headers });
      assert.equal(response.status, 400, JSON.stringify([body.slice(0, 20), type]));
    }
});

test('after all this the draft is as it was', async () => {
  assert.deepEqual((await innovator.call('GET', `/applications/${kept.id}`)).body.content, kept.content);
});
