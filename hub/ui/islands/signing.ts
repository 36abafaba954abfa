// Signing in the browser: Ed25519 by WebCrypto over the same canonical text as everywhere. The private key can sign and cannot be read.
import { canonicalText, signedPrefix } from '@sluss/protocol/canonical-text.ts';

export type Sealed = { payload: string; kid: string; sig: string };

const { subtle } = crypto;
/** A CryptoKey, by a name that the types of browsers and of Node both have. */
type Key = Parameters<typeof subtle.sign>[1];
export type SigningPair = { privateKey: Key; publicKey: Key };

function base64url(bytes: ArrayBuffer | Uint8Array): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Rejects where this browser's WebCrypto lacks Ed25519. */
export async function makePair(): Promise<SigningPair> {
  // Not extractable: no script, ours neither, can ever read the private half.
  return (await subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as SigningPair;
}

/** The raw 32 bytes in base64url: how public keys travel. */
export async function publicText({ publicKey }: SigningPair): Promise<string> {
  return base64url(await subtle.exportKey('raw', publicKey));
}

/** A key's name: the digest of its raw bytes. */
export async function fingerprint({ publicKey }: SigningPair): Promise<string> {
  const raw = await subtle.exportKey('raw', publicKey);
  return `sha256:${base64url(await subtle.digest('SHA-256', raw))}`;
}

/** The envelope of a document, as protocol/signed.ts opens it. Throws MalformedError where it has no canonical form. */
export async function sealDocument(type: string, document: unknown, pair: SigningPair): Promise<Sealed> {
  const text = canonicalText(document);
  const bytes = new TextEncoder();
  const sig = await subtle.sign('Ed25519', pair.privateKey, bytes.encode(signedPrefix(type) + text));
  return { payload: base64url(bytes.encode(text)), kid: await fingerprint(pair), sig: base64url(sig) };
}
