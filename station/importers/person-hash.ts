// Persons under a key that never leaves the station: HMAC-SHA256 (RFC 2104) in SQL, so that 10 million persons cost seconds.
import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chunksOf } from './text-file.ts';

/** The station's ledger key: made at the first import, readable by its owner only. */
export function ledgerKey(folder: string): Buffer {
  const path = join(folder, 'ledger.key');
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600, flag: 'wx' });
  chmodSync(path, 0o600);
  return readFileSync(path);
}

/** Hex HMAC-SHA256 of a text expression under a key of at most 64 bytes. */
export function hmacSql(key: Buffer, text: string): string {
  const block = Buffer.concat([key, Buffer.alloc(64 - key.length)]);
  const pad = (byte: number) => `unhex('${Buffer.from(block.map((b) => b ^ byte)).toString('hex')}')`;
  return `sha256(${pad(0x5c)} || unhex(sha256(${pad(0x36)} || encode(${text}))))`;
}

/** The first 64 bits of a hex digest. */
export function wordSql(hex: string): string {
  return `cast('0x' || left(${hex}, 16) as ubigint)`;
}

/** Names the file's bytes without saying anything about them to anybody without the key. */
export function dataVersionOf(path: string, key: Buffer): string {
  const hmac = createHmac('sha256', key).update('sluss/data/v1\n');
  const file = openSync(path, 'r');
  try {
    for (const chunk of chunksOf(file)) hmac.update(chunk);
  } finally {
    closeSync(file);
  }
  return `hmac:${hmac.digest('base64url')}`;
}
