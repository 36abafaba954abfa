// Masks: cancel in the sum over a scope, and in nothing smaller.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import test from 'node:test';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { canonicalBytes, digest, MalformedError } from './canonical.ts';
import { addMasks, type Context, openSum, pairMask } from './mask.ts';
import { publicKeyText } from './signed.ts';

const names = ['long-beach', 'budapest', 'cleveland', 'zurich', 'lund'];
const stations = names.map((id) => {
  const { privateKey } = generateKeyPairSync('x25519');
  return { id, mask: privateKey, key: publicKeyText(privateKey), seed: randomBytes(32) };
});
const context: Context = {
  plan: digest('plan'),
  scope: 'all',
  round: 3,
  attempt: 0,
  question: digest('question'),
  set: digest('set'),
};

function upload(values: bigint[], station: (typeof stations)[0], set: typeof stations, within = context): BigUint64Array {
  const vector = new BigUint64Array(values.map((value) => BigInt.asUintN(64, value)));
  addMasks(
    vector,
    station,
    set.filter(({ id }) => id !== station.id).map(({ id, key }) => ({ id, mask: key })),
    within,
  );
  return vector;
}

for (const size of [3, 4, 5])
  test(`the sum over ${size} stations is exact, negative numbers too`, () => {
    const set = stations.slice(0, size);
    const uploads = set.map((station, i) => ({ vector: upload([BigInt(i), -7n, 2n ** 61n], station, set), seed: station.seed }));
    const n = BigInt(size);
    const expected = new BigUint64Array([(n * (n - 1n)) / 2n, BigInt.asUintN(64, -7n * n), BigInt.asUintN(64, n * 2n ** 61n)]);
    assert.deepEqual(openSum(uploads), expected);
  });

test('without one station’s upload, or with one from another attempt, the rest is noise', () => {
  const set = stations.slice(0, 4);
  const uploads = set.map((station) => ({ vector: upload([5n], station, set), seed: station.seed }));
  assert.notEqual(openSum(uploads.slice(1))[0], 15n);
  const late = {
    vector: upload([5n], set[0] as never, set, { ...context, attempt: 1 }),
    seed: (set[0] as { seed: Buffer }).seed,
  };
  assert.notEqual(openSum([late, ...uploads.slice(1)])[0], 20n);
});

test('every field of the context gives another mask: nothing is ever masked twice alike', () => {
  const [a, b] = stations as [(typeof stations)[0], (typeof stations)[0]];
  const mask = (change: Partial<Context>) => pairMask(a.mask, b.key, [a.id, b.id], { ...context, ...change }, 1)[0];
  const masks = [
    mask({}),
    mask({ plan: digest('p2') }),
    mask({ scope: 0 }),
    mask({ round: 4 }),
    mask({ attempt: 1 }),
    mask({ question: digest('q2') }),
    mask({ set: digest('s2') }),
  ];
  assert.equal(new Set(masks).size, masks.length);
});

test('both ends derive the same mask, and a second implementation derives it too', async () => {
  const [a, b] = stations as [(typeof stations)[0], (typeof stations)[0]];
  const ours = pairMask(a.mask, b.key, [a.id, b.id], context, 4);
  assert.deepEqual(pairMask(b.mask, a.key, [b.id, a.id], context, 4), ours);
  const secret = x25519.getSharedSecret(
    Buffer.from(a.mask.export({ format: 'jwk' }).d as string, 'base64url'),
    Buffer.from(b.key, 'base64url'),
  );
  const [low, high] = [a.id, b.id].sort();
  const salt = Buffer.from(context.plan.slice(7), 'base64url');
  const key = hkdf(sha256, secret, salt, canonicalBytes(['sluss/pair/v1', context, low, high]), 32);
  const imported = await crypto.subtle.importKey('raw', key as never, 'AES-CTR', false, ['encrypt']);
  const stream = await crypto.subtle.encrypt(
    { name: 'AES-CTR', counter: new Uint8Array(16), length: 128 },
    imported,
    new Uint8Array(32),
  );
  assert.deepEqual(new BigUint64Array(stream), ours);
});

test('a peer key of low order gives an all-zero secret and is refused', () => {
  const [a] = stations as [(typeof stations)[0]];
  const zero = Buffer.alloc(32).toString('base64url');
  assert.throws(() => pairMask(a.mask, zero, [a.id, 'evil'], context, 1), MalformedError);
});
