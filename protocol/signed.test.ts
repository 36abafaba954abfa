// Signed documents: what is signed is what is read, under one type and one key.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import test from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { z } from 'zod';
import { MalformedError } from './canonical.ts';
import { open, publicKeyText, seal, thumbprint } from './signed.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const key = publicKeyText(privateKey);
const schema = z.strictObject({ type: z.literal('note'), text: z.string() });
const note = { type: 'note', text: 'åtta' };
const sealed = seal('note', note, privateKey);

test('an envelope opens with its key and type, and a second implementation agrees on the signature', () => {
  const opened = open('note', sealed, key, schema);
  assert.deepEqual(opened.document, note);
  const message = Buffer.concat([Buffer.from('sluss/note/v1\n'), opened.bytes]);
  assert.ok(ed25519.verify(Buffer.from(sealed.sig, 'base64url'), message, Buffer.from(key, 'base64url')));
  assert.equal(sealed.kid, thumbprint(key));
});

test('a changed byte, another type, another key, another schema: each is refused', () => {
  const bytes = Buffer.from(sealed.payload, 'base64url');
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 1;
  assert.throws(() => open('note', { ...sealed, payload: bytes.toString('base64url') }, key, schema), MalformedError);
  assert.throws(() => open('letter', sealed, key, schema), MalformedError);
  const other = generateKeyPairSync('ed25519').privateKey;
  assert.throws(() => open('note', sealed, publicKeyText(other), schema), MalformedError);
  assert.throws(() => open('note', { ...seal('note', note, other), kid: sealed.kid }, key, schema), MalformedError);
  assert.throws(() => open('note', seal('note', { ...note, extra: 1 }, privateKey), key, schema), MalformedError);
});

test('bytes that were signed but are not canonical are refused', () => {
  const { payload: _payload, ...rest } = sealed;
  const loose = Buffer.from('{"type": "note","text":"a"}');
  const signature = Buffer.from(ed25519.sign(Buffer.concat([Buffer.from('sluss/note/v1\n'), loose]), seedOf()));
  assert.throws(
    () => open('note', { ...rest, payload: loose.toString('base64url'), sig: signature.toString('base64url') }, key, schema),
    MalformedError,
  );
});

test('an envelope with another spelling of its base64, or with members of its own, is refused', () => {
  assert.throws(() => open('note', { ...sealed, payload: `${sealed.payload}=` }, key, schema), MalformedError);
  assert.throws(() => open('note', { ...sealed, alg: 'none' }, key, schema), MalformedError);
  assert.throws(() => open('note', null, key, schema), MalformedError);
});

function seedOf(): Buffer {
  return Buffer.from(privateKey.export({ format: 'jwk' }).d as string, 'base64url');
}
