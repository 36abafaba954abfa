// Masks that cancel only in the sum over a scope: pairwise from X25519 keys that the permit lists, and a self-mask that a
// station opens once. Little-endian machines only, like every machine Node runs on.
import { createCipheriv, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { canonicalBytes, MalformedError } from './canonical.ts';
import { digestSchema } from './documents.ts';
import { addInto, subtractFrom } from './fixed-point.ts';
import { scopeSchema } from './scope.ts';
import { publicKeyFrom } from './signed.ts';

export const roundSchema = z.int().min(0).max(10_000);
export const attemptSchema = z.int().min(0).max(1000);

/** What a mask, an upload and an opening belong to. Any difference gives unrelated masks. */
export const contextSchema = z.strictObject({
  plan: digestSchema,
  scope: scopeSchema,
  round: roundSchema,
  attempt: attemptSchema,
  /** Digest of the round's questions, as canonical bytes. */
  question: digestSchema,
  /** Digest of the sorted station ids of the scope, as canonical bytes. */
  set: digestSchema,
});
export type Context = z.infer<typeof contextSchema>;

function stream(key: Uint8Array, words: number): BigUint64Array {
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const bytes = cipher.update(Buffer.alloc(words * 8));
  return new BigUint64Array(Uint8Array.from(bytes).buffer);
}

function agree(own: KeyObject, peerKey: string): Buffer {
  let secret: Buffer;
  try {
    secret = diffieHellman({ privateKey: own, publicKey: publicKeyFrom(peerKey, 'mask') });
  } catch {
    throw new MalformedError('no key agreement with this peer key');
  }
  if (secret.every((byte) => byte === 0)) throw new MalformedError('peer key of low order');
  return secret;
}

/** The mask shared by two stations, from one's private and the other's public key. */
export function pairMask(
  own: KeyObject,
  peerKey: string,
  ids: [string, string],
  context: Context,
  words: number,
): BigUint64Array {
  const secret = agree(own, peerKey);
  const [low, high] = [...ids].sort();
  const salt = Buffer.from(context.plan.slice('sha256:'.length), 'base64url');
  const info = canonicalBytes(['sluss/pair/v1', context, low, high]);
  return stream(new Uint8Array(hkdfSync('sha256', secret, salt, info, 32)), words);
}

/** The self-mask of one station; `seed` is 32 fresh random bytes, kept until the round is opened. */
export function selfMask(seed: Uint8Array, words: number): BigUint64Array {
  if (seed.length !== 32) throw new MalformedError('a seed has 32 bytes');
  return stream(seed, words);
}

/** Adds all of a station's masks to its encoded vector, in place. `peers` are the scope's other stations. */
export function addMasks(
  vector: BigUint64Array,
  station: { id: string; mask: KeyObject; seed: Uint8Array },
  peers: { id: string; mask: string }[],
  context: Context,
): void {
  addInto(vector, selfMask(station.seed, vector.length));
  for (const peer of peers) {
    const mask = pairMask(station.mask, peer.mask, [station.id, peer.id], context, vector.length);
    if (station.id < peer.id) addInto(vector, mask);
    else subtractFrom(vector, mask);
  }
}

/** The sum of a scope: all uploads less all self-masks; the pairwise masks cancel. */
export function openSum(uploads: { vector: BigUint64Array; seed: Uint8Array }[]): BigUint64Array {
  const sum = new BigUint64Array(uploads[0]?.vector.length ?? 0);
  for (const { vector, seed } of uploads) {
    addInto(sum, vector);
    subtractFrom(sum, selfMask(seed, vector.length));
  }
  return sum;
}
