// `sluss station publish`: a holder's tables about its data, shown exactly as they would leave, and sent by an act of the steward.
import { randomBytes } from 'node:crypto';
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { type Dictionary, variableOf } from '@sluss/protocol/dictionary.ts';
import { type Cell, maxProfileBytes, type Profile, roundingOf } from '@sluss/protocol/profile.ts';
import { authorization } from '@sluss/protocol/request-signature.ts';
import { seal } from '@sluss/protocol/signed.ts';
import { forgetProfile, keepProfile, makeProfile, publishedProfile } from '@sluss/station/importers/profile.ts';
import { record } from '@sluss/station/journal.ts';
import { atomically, openState } from '@sluss/station/state.ts';
import { ensureKeys, readDictionary, readPolicy, readSettings } from '@sluss/station/station.ts';
import { HubProblem, hubSaid } from './api.ts';
import { type Io, needed, parseWords, UsageError } from './command.ts';

export async function publish(words: string[], io: Io): Promise<number> {
  const { values } = parseWords(words, {
    folder: { type: 'string' },
    variables: { type: 'string' },
    k: { type: 'string' },
    yes: { type: 'boolean' },
    withdraw: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const folder = needed(values.folder, 'folder');
  if (values.withdraw) return withdraw(folder, io);
  const before = publishedProfile(folder);
  if (before && (values.variables ?? values.k) !== undefined)
    throw new UsageError('What was published stays as it was: publish again without --variables and --k.');
  const dictionary = readDictionary(folder);
  const profile = before?.profile ?? (await made(folder, dictionary, values));
  io.out(values.json ? JSON.stringify(profile) : inWords(profile, dictionary));
  if (!values.yes) {
    if (!values.json) io.out('\nNothing has left. To publish exactly this, run the same again with --yes.');
    return 0;
  }
  await send(folder, before?.envelope ?? seal('profile', profile, ensureKeys(folder).sign), profile, before === undefined);
  if (!values.json) io.out(`\nPublished: ${new URL(`/datasets/${profile.dataset}`, readSettings(folder).hub)}`);
  return 0;
}

async function made(folder: string, dictionary: Dictionary, values: { variables?: string; k?: string }): Promise<Profile> {
  const { id: station, dataVersion } = readSettings(folder);
  const own = readPolicy(folder).k;
  const k = values.k === undefined ? own : Number(values.k);
  if (!Number.isSafeInteger(k) || k < own || k > 1000)
    throw new UsageError(`--k is a whole number from ${own}, your policy's, to 1000`);
  const variables = values.variables?.split(',').map((word) => word.trim());
  const profile = await makeProfile({ folder, station, dictionary, dataVersion, k, variables });
  if (canonicalBytes(profile).length > maxProfileBytes)
    throw new Error('These are more tables than one document holds. Choose those that help people most: --variables A,B,C');
  return profile;
}

/** Kept before it is sent, so that a lost line never leads to another one. */
async function send(folder: string, envelope: ReturnType<typeof seal>, profile: Profile, isNew: boolean): Promise<void> {
  if (isNew) {
    keepProfile(folder, envelope);
    journal(folder, 'tables published', { variables: profile.variables.map(({ id }) => id), k: profile.k });
  }
  try {
    await ask(folder, 'POST', JSON.stringify({ profile: envelope }));
  } catch (error) {
    // Not taken by the hub, so nobody has seen it: another choice is possible.
    if (isNew && error instanceof HubProblem && error.status === 422) forgetProfile(folder);
    throw error;
  }
}

async function withdraw(folder: string, io: Io): Promise<number> {
  if (!publishedProfile(folder)) throw new Error('This station has published no tables.');
  await ask(folder, 'DELETE', '');
  journal(folder, 'tables withdrawn', {});
  io.out('The tables are off the page. Who read them still knows them.');
  return 0;
}

function journal(folder: string, kind: string, body: Record<string, unknown>): void {
  const state = openState(folder);
  atomically(state, () => record({ state, now: () => new Date() }, kind, body));
  state.close();
}

/** As the station itself: signed with its key. */
async function ask(folder: string, method: 'POST' | 'DELETE', body: string): Promise<void> {
  const { id: station, hub } = readSettings(folder);
  const path = '/station/v1/profile';
  const request = { method, path, body, station, time: Date.now(), nonce: randomBytes(16).toString('base64url') };
  const signature = authorization({ ...request, audience: new URL(hub).origin }, ensureKeys(folder).sign);
  const headers = { authorization: signature, 'content-type': 'application/json' };
  await hubSaid(await fetch(new URL(path, hub), { method, headers, body: body || null, redirect: 'error' }));
}

// ---- words ----

function inWords(profile: Profile, dictionary: Dictionary): string {
  const { station, k, persons, variables } = profile;
  const lines = variables.flatMap(({ id, missing, cells }) => [
    `\n${variableOf(dictionary, id)?.title.en ?? id} (${id})`,
    ...cells.map((cell) => `  ${labelOf(cell).padEnd(30)} ${String(cell.persons).padStart(9)}`),
    ...(cells.length === 0 ? [`  fewer than ${k} persons have a value`] : []),
    `  ${'no value'.padEnd(30)} ${String(missing ?? `< ${k}`).padStart(9)}`,
  ]);
  return [
    `What ${station} would tell everybody: about ${persons} persons; no cell below ${k}, all counts rounded up or down to ${roundingOf(k)}.`,
    ...lines,
    `\nAs it would be signed: ${digest(canonicalBytes(profile))}`,
  ].join('\n');
}

function labelOf(cell: Cell): string {
  return 'from' in cell ? `${cell.from} to ${cell.to}` : cell.levels.join(', ');
}
