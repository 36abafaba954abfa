// Signed requests: bound to method, path, body, time, nonce and hub.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import test from 'node:test';
import { MalformedError } from './canonical.ts';
import { authorization, parseAuthorization, verifyRequest } from './request-signature.ts';
import { publicKeyText } from './signed.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const key = publicKeyText(privateKey);
const now = Date.UTC(2026, 10, 21);
const request = {
  method: 'POST',
  path: '/station/v1/exchange',
  body: '{}',
  station: 'lund',
  time: now,
  nonce: 'A'.repeat(22),
  audience: 'https://hub.example',
};
const { signature } = parseAuthorization(authorization(request, privateKey));

test('a fresh request of the key’s owner is accepted', () => verifyRequest(request, signature, key, now + 59_000));

for (const [name, change] of Object.entries({
  method: { method: 'GET' },
  path: { path: '/other' },
  body: { body: '{"a":1}' },
  station: { station: 'malmo' },
  time: { time: now + 1 },
  nonce: { nonce: 'B'.repeat(22) },
  audience: { audience: 'https://other.example' },
}))
  test(`a request with another ${name} is refused`, () =>
    assert.throws(() => verifyRequest({ ...request, ...change }, signature, key, now), MalformedError));

test('a request older or newer than a minute is refused', () => {
  assert.throws(() => verifyRequest(request, signature, key, now + 60_001), MalformedError);
  assert.throws(() => verifyRequest(request, signature, key, now - 60_001), MalformedError);
});

test('a header of another form is refused', () => {
  for (const header of ['', 'Bearer x', 'Sluss station=lund', `${authorization(request, privateKey)},x=1`])
    assert.throws(() => parseAuthorization(header), MalformedError);
});
