// The person's own signing key: made once, kept beside the session, never sent. Plans are signed with it.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateKeyFrom, publicKeyText } from '@sluss/protocol/signed.ts';
import { cliHome, type Io } from './command.ts';

export type SigningKey = { privateKey: KeyObject; publicKey: string };

export function signingKey(environment: Io['environment'], as = environment.SLUSS_AS ?? 'default'): SigningKey {
  const folder = cliHome(environment);
  const file = join(folder, `${as}.key.pem`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  }
  const privateKey = privateKeyFrom(readFileSync(file, 'utf8'));
  return { privateKey, publicKey: publicKeyText(privateKey) };
}
