// Whatever arrives from a hub, a station answers with a signed word or nothing; it never falls over, and it uploads numbers for the
// honest question only.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { canonicalBytes } from '@sluss/protocol/canonical.ts';
import { planDigest } from '@sluss/protocol/documents.ts';
import { exchangeAnswerSchema, questionsDigest, type Work } from '@sluss/protocol/messages.ts';
import { type Envelope, seal, unverified } from '@sluss/protocol/signed.ts';
import fc from 'fast-check';
import { perform } from './exchange.ts';
import {
  askOf,
  type Federation,
  type Imported,
  invitation,
  makeFederation,
  permitOf,
  planOf,
  receivedOf,
} from './federation.test-support.ts';
import { hospitals, importHeart } from './heart-federation.test-support.ts';

let imported: Imported;
let federation: Federation;
before(async () => {
  imported = await importHeart();
  federation = await makeFederation(imported);
});
after(() => {
  federation?.close();
  imported?.remove();
});

const four = hospitals.map(({ id }) => id);
const oddities = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    2 ** 53,
    [],
    {},
    true,
    "'; drop table persons; --",
    'sha256:',
    '__proto__',
    '\u0000',
    '9'.repeat(400),
    'a'.repeat(5000),
  ),
  fc.integer(),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
);

/** A copy of `value` in which something at a random place is replaced, removed or doubled. */
function mutated(value: unknown, choice: { path: number[]; odd: unknown; how: number }): unknown {
  const copy = structuredClone(value);
  let at = copy as Record<string, unknown>;
  for (const [depth, step] of choice.path.entries()) {
    const keys = Object.keys(at);
    if (keys.length === 0) break;
    const key = keys[step % keys.length] as string;
    const next = at[key];
    if (depth === choice.path.length - 1 || next === null || typeof next !== 'object') {
      if (choice.how === 0) delete at[key];
      else if (choice.how === 1 && Array.isArray(at)) at.push(next);
      else at[key] = choice.odd;
      break;
    }
    at = next as Record<string, unknown>;
  }
  return copy;
}

const choices = fc.record({ path: fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }), odd: oddities, how: fc.nat(3) });

async function throwAt(station: string, item: unknown): Promise<void> {
  const parsed = exchangeAnswerSchema.safeParse({ work: [item], time: 0 });
  if (!parsed.success) return;
  const reply = await perform(federation.station(station), parsed.data.work[0] as Work);
  assert.ok(reply && ['accept', 'decline', 'upload', 'open', 'finished'].includes(reply.kind));
  if (reply.kind !== 'upload') return;
  const { context } = unverified(reply.signed) as unknown as { context: { question: string } };
  assert.equal(context.question, questionsDigest([{ kind: 'census' }]), 'numbers for another question than the honest one');
}

test('mutated messages of every kind', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, {
    complete_on: ['age', 'sex', 'disease'],
    methods: [{ name: 'logistic@1', y: { variable: 'disease', events: ['yes'] }, x: ['age', 'sex'] }],
  });
  const hash = planDigest(canonicalBytes(plan));
  const plans = invitation(federation, permit, plan);
  const ask = askOf(federation, permit, hash, { scope: 'all', round: 0, questions: [{ kind: 'census' }], set: four });
  for (const id of four) await perform(federation.station(id), plans);
  const uploads = [];
  for (const id of four.slice(1)) uploads.push(await perform(federation.station(id), ask));
  const signed = uploads.map((reply) => (reply as { signed: Envelope }).signed);
  const received = receivedOf(federation, permit, hash, 0, signed);
  const messages = fc.constantFrom<unknown>(plans, ask, received, { kind: 'finished', plan: hash });
  await fc.assert(
    fc.asyncProperty(messages, choices, (message, choice) => {
      // A refusal is final for its plan: forgotten here, or every later message would meet the same closed door.
      federation.station('cleveland').state.exec('update plans set finished = 0; delete from refused');
      return throwAt('cleveland', mutated(message, choice));
    }),
    { numRuns: 600 },
  );
});

test('documents with odd contents under good signatures', async () => {
  const permit = permitOf(federation);
  const plan = planOf(federation, permit, { complete_on: ['age', 'sex', 'disease'] });
  await fc.assert(
    fc.asyncProperty(fc.boolean(), choices, async (ofPermit, choice) => {
      const work = invitation(federation, permit, plan);
      const changed = mutated(ofPermit ? permit : plan, choice);
      try {
        const sealed = ofPermit
          ? { permit: seal('permit', changed, federation.decision) }
          : { plan: seal('plan', changed, federation.researcher) };
        await throwAt('budapest', { ...work, ...sealed });
      } catch (error) {
        // What has no canonical form cannot even be signed.
        assert.equal((error as Error).name, 'MalformedError');
      }
    }),
    { numRuns: 400 },
  );
});
