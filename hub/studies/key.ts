// Each study's own key: lies in a file outside the database, encrypts what stations open, and is destroyed a day after the end.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hub } from '../platform/hub.ts';

const fileOf = (hub: Hub, study: string) => join(hub.config.home, 'study-keys', `${study}.key`);

export async function makeStudyKey(hub: Hub, study: string): Promise<void> {
  await mkdir(join(hub.config.home, 'study-keys'), { recursive: true, mode: 0o700 });
  await writeFile(fileOf(hub, study), randomBytes(32), { mode: 0o600, flag: 'wx' });
}

/** Throws where the key was destroyed or lies on another machine: processes that share a database share this folder too. */
export async function readStudyKey(hub: Hub, study: string): Promise<Buffer> {
  return readFile(fileOf(hub, study));
}

export async function destroyStudyKey(hub: Hub, study: string): Promise<void> {
  await rm(fileOf(hub, study), { force: true });
}

/** AES-256-GCM; `place` binds the ciphertext to where it is kept, so that a database editor cannot move it. */
export function encrypt(key: Buffer, place: string, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** Throws where anything was changed. */
export function decrypt(key: Buffer, place: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(place));
  decipher.setAuthTag(sealed.subarray(sealed.length - 16));
  return Buffer.concat([decipher.update(sealed.subarray(12, sealed.length - 16)), decipher.final()]);
}

/** What stays of a sum after its key is gone: a keyed digest that proves nothing to anybody without the sum. */
export function sumDigest(key: Buffer, words: Uint8Array): string {
  return createHmac('sha256', key).update(words).digest('base64url');
}
