// Signed bytes, not objects: an envelope carries the exact bytes that were signed, under a type that fixes the algorithm.
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { type Canonical, canonicalBytes, digest, MalformedError, maxDocumentBytes, parseCanonical } from './canonical.ts';
import { signedPrefix } from './canonical-text.ts';

/** An envelope around a document of at most so many bytes. */
export function envelopeAround(mostBytes: number) {
  return z.strictObject({
    payload: z
      .string()
      .max(Math.ceil((mostBytes * 4) / 3))
      .regex(/^[A-Za-z0-9_-]+$/),
    kid: z.string().regex(/^sha256:[A-Za-z0-9_-]{43}$/),
    sig: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
  });
}
export const envelopeSchema = envelopeAround(maxDocumentBytes);
export type Envelope = z.infer<typeof envelopeSchema>;

/** A raw 32-byte public key in base64url: how Ed25519 and X25519 keys travel. */
export const publicKeySchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const curves = { sign: 'Ed25519', mask: 'X25519' } as const;

export function publicKeyText(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ format: 'jwk' }).x ?? '';
}

/** The same few keys are read at every message, and reading one costs as much as checking a signature with it. Nothing but this
 * function can tell that it remembers. */
const keysRead = new Map<string, KeyObject>();
const mostKeysRead = 1000;

export function publicKeyFrom(text: string, use: keyof typeof curves = 'sign'): KeyObject {
  const name = `${use} ${text}`;
  const known = keysRead.get(name);
  if (known) return known;
  const key = createPublicKey({ key: { kty: 'OKP', crv: curves[use], x: text }, format: 'jwk' });
  if (keysRead.size >= mostKeysRead) keysRead.clear();
  keysRead.set(name, key);
  return key;
}

/** Private keys rest as PKCS#8 PEM. */
export function privateKeyFrom(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** A key's name: the digest of its raw 32 bytes. */
export function thumbprint(publicKey: string): string {
  return digest(Buffer.from(publicKey, 'base64url'));
}

function preimage(type: string, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(signedPrefix(type)), bytes]);
}

export function seal(type: string, document: unknown, key: KeyObject): Envelope {
  const bytes = canonicalBytes(document);
  return {
    payload: bytes.toString('base64url'),
    kid: thumbprint(publicKeyText(key)),
    sig: sign(null, preimage(type, bytes), key).toString('base64url'),
  };
}

export type Opened<T> = { document: T; bytes: Buffer; digest: string };

/** Verifies an envelope of the given type with the given public key and parses it with the schema. `mostBytes`: of the document.
 * Throws MalformedError; a caller that must name a refusal code catches that one type. */
export function open<T>(
  type: string,
  envelope: unknown,
  publicKey: string,
  schema: z.ZodType<T>,
  mostBytes = maxDocumentBytes,
): Opened<T> {
  const parsed = (mostBytes === maxDocumentBytes ? envelopeSchema : envelopeAround(mostBytes)).safeParse(envelope);
  if (!parsed.success) throw new MalformedError('not an envelope');
  const { payload, kid, sig } = parsed.data;
  if (kid !== thumbprint(publicKey)) throw new MalformedError('signed with another key');
  const bytes = Buffer.from(payload, 'base64url');
  if (bytes.toString('base64url') !== payload) throw new MalformedError('not canonical base64url');
  if (!verify(null, preimage(type, bytes), publicKeyFrom(publicKey), Buffer.from(sig, 'base64url')))
    throw new MalformedError('signature does not fit');
  const document = schema.safeParse(parseCanonical(bytes, mostBytes));
  if (!document.success) throw new MalformedError(`not a ${type}`);
  return { document: document.data, bytes, digest: digest(bytes) };
}

/** Reads what an envelope says without believing it: to show it, or to find out whose key to verify it with. */
export function unverified(envelope: Envelope, mostBytes = maxDocumentBytes): Canonical {
  return parseCanonical(Buffer.from(envelope.payload, 'base64url'), mostBytes);
}
