// A station joins a hub: makes its keys, pins the deciding body's key, lists itself with a one-time code.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPolicy } from '@sluss/protocol/policy.ts';
import { publicKeyText } from '@sluss/protocol/signed.ts';
import { ensureKeys, readDictionary, readPolicy, type Settings } from './station.ts';

export type Joining = Settings & { folder: string; code: string };

/** The folder must hold a dictionary and imported data. Throws Error with what the hub said; the keys stay for another try. */
export async function joinHub({ folder, code, ...settings }: Joining): Promise<void> {
  if (existsSync(join(folder, 'station.json'))) throw new Error(`${folder} has joined a hub already`);
  const dictionary = readDictionary(folder);
  if (!existsSync(join(folder, 'policy.json')))
    writeFileSync(join(folder, 'policy.json'), `${JSON.stringify(defaultPolicy, null, 2)}\n`);
  const { k, alone, release } = readPolicy(folder);
  const keys = ensureKeys(folder);
  const { id: station, hub, title, dataVersion } = settings;
  const [sign, mask] = [keys.sign, keys.mask].map(publicKeyText);
  const body = JSON.stringify({ code, station, title, sign, mask, dictionary, dataVersion, policy: { k, alone, release } });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(new URL('/station/v1/enrol', hub), { method: 'POST', headers, body });
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new Error(`the hub did not let the station join: ${problem.detail ?? response.status}`);
  }
  writeFileSync(join(folder, 'station.json'), `${JSON.stringify(settings, null, 2)}\n`);
}
