// For tests of datasets: the four heart hospitals enrolled with keys that the test knows, and their tables made by the stations' own code.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { type Dictionary, dictionarySchema } from '@sluss/protocol/dictionary.ts';
import type { Profile } from '@sluss/protocol/profile.ts';
import { authorization } from '@sluss/protocol/request-signature.ts';
import { type Envelope, publicKeyText, seal, thumbprint } from '@sluss/protocol/signed.ts';
import { importFile } from '@sluss/station/importers/import-file.ts';
import { makeProfile } from '@sluss/station/importers/profile.ts';
import { columns, hospitals } from '../../demo/set-up.ts';
import { transaction } from '../platform/database.ts';
import type { TestHub } from '../platform/testing.ts';
import { insertStation } from '../stations/store.ts';
import { announceDataset } from './actions.ts';

const demo = join(import.meta.dirname, '../../demo/heart');
export const heart: Dictionary = dictionarySchema.parse(JSON.parse(readFileSync(join(demo, 'dictionary.json'), 'utf8')));

export type SeededStation = { id: string; key: KeyObject; profile: Profile };

/** Needs a hub with the demonstration's organisations. */
export async function seedHeart(test: TestHub): Promise<SeededStation[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluss-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const seeded: SeededStation[] = [];
  for (const { id, title, holder, file } of hospitals) {
    const own = join(folder, id);
    const options = { folder: own, file: join(demo, file), dictionary: heart, columns: columns.split(',') };
    const { dataVersion } = await importFile(options);
    const profile = await makeProfile({ folder: own, station: id, dictionary: heart, dataVersion, k: 10 });
    const [sign, mask] = [generateKeyPairSync('ed25519'), generateKeyPairSync('x25519')];
    const [signKey, maskKey] = [publicKeyText(sign.publicKey), publicKeyText(mask.publicKey)];
    const now = test.hub.now();
    await transaction(test.hub.db, async (trx) => {
      await insertStation(trx, {
        ...{ id, title, holder, sign_key: signKey, mask_key: maskKey, dataset: 'heart', data_version: dataVersion },
        policy: JSON.stringify({ k: 10, alone: [], release: 'exact' }),
        enrolled_at: now,
      });
      const station = { id, title, holder, sign: thumbprint(signKey), mask: thumbprint(maskKey) };
      await announceDataset(trx, { dictionary: heart, station, dataVersion, now });
    });
    seeded.push({ id, key: sign.privateKey, profile });
  }
  return seeded;
}

export const sealed = ({ key, profile }: SeededStation, change: Partial<Profile> = {}): Envelope =>
  seal('profile', { ...profile, ...change }, key);

/** As the station `by` says it, over HTTP. */
export async function send(test: TestHub, by: SeededStation, method: 'POST' | 'DELETE', profile?: Envelope) {
  const path = '/station/v1/profile';
  const body = profile ? JSON.stringify({ profile }) : '';
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
  const audience = new URL(test.hub.config.origin).origin;
  const request = { method, path, body, station: by.id, time: test.hub.now().getTime(), nonce, audience };
  const headers = { authorization: authorization(request, by.key), 'content-type': 'application/json' };
  const response = await test.app.request(path, { method, headers, ...(body ? { body } : {}) });
  const text = await response.text();
  return {
    status: response.status,
    ...(text ? (JSON.parse(text) as { code: string; detail: string }) : { code: '', detail: '' }),
  };
}

export async function publishAll(test: TestHub, stations: SeededStation[]): Promise<void> {
  for (const station of stations) await send(test, station, 'POST', sealed(station));
}
