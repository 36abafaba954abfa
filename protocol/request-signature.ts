// How a station signs its requests: Ed25519 over method, path, body digest, time, nonce and audience.
import { type KeyObject, sign, verify } from 'node:crypto';
import { canonicalBytes, digest, MalformedError } from './canonical.ts';
import { publicKeyFrom } from './signed.ts';

export type SignedRequest = {
  method: string;
  path: string;
  body: string;
  station: string;
  time: number;
  nonce: string;
  audience: string;
};

/** A request is fresh for this long either side, in milliseconds; its nonce is remembered for `nonceLife`. */
export const freshness = 60_000;
export const nonceLife = 300_000;

function preimage({ body, ...rest }: SignedRequest): Buffer {
  return Buffer.concat([Buffer.from('sluss/request/v1\n'), canonicalBytes({ ...rest, body: digest(body) })]);
}

/** The Authorization header of a station's request. `time` in epoch milliseconds, `audience` the hub's origin. */
export function authorization(request: SignedRequest, key: KeyObject): string {
  const signature = sign(null, preimage(request), key).toString('base64url');
  return `Sluss station=${request.station},time=${request.time},nonce=${request.nonce},sig=${signature}`;
}

const form = /^Sluss station=([a-z0-9][a-z0-9-]{1,62}),time=(\d{13}),nonce=([A-Za-z0-9_-]{22}),sig=([A-Za-z0-9_-]{86})$/;

export function parseAuthorization(header: string): { station: string; time: number; nonce: string; signature: string } {
  const match = form.exec(header);
  if (!match) throw new MalformedError('not a station signature');
  const [, station, time, nonce, signature] = match as unknown as [string, string, string, string, string];
  return { station, time: Number(time), nonce, signature };
}

/** Throws MalformedError unless the signature fits and the time is fresh. Remembering nonces is the caller's part. */
export function verifyRequest(request: SignedRequest, signature: string, publicKey: string, now: number): void {
  if (Math.abs(now - request.time) > freshness) throw new MalformedError('request is not fresh');
  if (!verify(null, preimage(request), publicKeyFrom(publicKey), Buffer.from(signature, 'base64url')))
    throw new MalformedError('signature does not fit');
}
