// The one plain object that a station process is: its folder, its keys, whom it trusts, its data.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dictionary, dictionarySchema, slugSchema } from '@sluss/protocol/dictionary.ts';
import type { StatusList } from '@sluss/protocol/documents.ts';
import { type Policy, policySchema } from '@sluss/protocol/policy.ts';
import { privateKeyFrom, publicKeySchema } from '@sluss/protocol/signed.ts';
import { z } from 'zod';
import type { Data } from './data.ts';
import type { State } from './state.ts';

export const settingsSchema = z.strictObject({
  id: slugSchema,
  title: z.string().min(1).max(200),
  /** Origin of the hub, e.g. https://hub.example */
  hub: z.url(),
  /** The deciding body's public decision key, pinned when the station joined. */
  body: z.strictObject({ id: slugSchema, key: publicKeySchema }),
  dataVersion: z.string(),
});
export type Settings = z.infer<typeof settingsSchema>;

export type Station = {
  folder: string;
  settings: Settings;
  keys: { sign: KeyObject; mask: KeyObject };
  dictionary: Dictionary;
  state: State;
  data: Data;
  /** The last status list that was verified, so that the same bytes are not verified at every round. */
  status?: { text: string; list: StatusList; until: number };
  now: () => Date;
  /** For the steward's eyes at this station only. */
  log: (line: string) => void;
};

const readJson = (folder: string, name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

export const readSettings = (folder: string): Settings => settingsSchema.parse(readJson(folder, 'station.json'));
export const readDictionary = (folder: string): Dictionary => dictionarySchema.parse(readJson(folder, 'dictionary.json'));
/** Read anew at every question. Throws an error that names the field where it is no policy: then nothing is answered. */
export const readPolicy = (folder: string): Policy => policySchema.parse(readJson(folder, 'policy.json'));
/** A paused station neither asks for work nor answers: to a hub it is away, and is waited for. */
export const isPaused = (folder: string): boolean => (readJson(folder, 'policy.json') as Partial<Policy> | null)?.paused === true;

/** Makes the station's two key pairs once; private keys rest in files that only their owner can read. */
export function ensureKeys(folder: string): Station['keys'] {
  const keysFolder = join(folder, 'keys');
  mkdirSync(keysFolder, { recursive: true, mode: 0o700 });
  const load = (name: string, make: () => KeyObject): KeyObject => {
    const file = join(keysFolder, `${name}.pem`);
    if (!existsSync(file)) writeFileSync(file, make().export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    chmodSync(file, 0o600);
    return privateKeyFrom(readFileSync(file, 'utf8'));
  };
  return {
    sign: load('sign', () => generateKeyPairSync('ed25519').privateKey),
    mask: load('mask', () => generateKeyPairSync('x25519').privateKey),
  };
}

/** Time as signed documents and the journal carry it: UTC, whole seconds. */
export const timeText = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
