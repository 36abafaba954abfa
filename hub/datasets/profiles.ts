// The verbs on published tables: a station publishes its own once, may take them back, and everybody may read what stands.
import { canonicalBytes, digest, MalformedError } from '@sluss/protocol/canonical.ts';
import { maxProfileBytes, type Profile, problemOfProfile, profileSchema } from '@sluss/protocol/profile.ts';
import { type Envelope, open } from '@sluss/protocol/signed.ts';
import { type Db, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notThere, Problem, refusedByRules } from '../platform/problem.ts';
import { stationsByIds } from '../stations/actions.ts';
import { datasetOf } from './actions.ts';
import * as store from './profile-store.ts';
import type { Tables } from './rules.ts';

export type PublishedProfile = { profile: Profile; envelope: Envelope; digest: string; publishedAt: Date };

/** Stores what a station signed. The same bytes again change nothing; others are refused for ever. */
export async function publishProfile(hub: Hub, stationId: string, envelope: Envelope): Promise<void> {
  const [station] = await stationsByIds(hub, [stationId]);
  if (!station) throw notThere();
  const profile = read(envelope, station.sign_key);
  if (profile.station !== stationId)
    throw refusedByRules('profile_other_station', `These are the tables of ${profile.station}, not of ${stationId}.`);
  if (profile.dataset !== station.dataset || profile.dataVersion !== station.data_version)
    throw refusedByRules(
      'profile_other_data',
      'The tables are about other data than those that the station joined with. Data of another version are a new dataset.',
    );
  const name = digest(canonicalBytes(profile));
  // What stands is not judged anew, though its holder may answer about larger groups only by now.
  if (await store.hasProfile(hub.db, stationId, name)) return;
  const { dictionary } = await datasetOf(hub, station.dataset);
  const problem = problemOfProfile(profile, dictionary, station.policy.k);
  if (problem) throw refusedByRules(problem.code, `The tables cannot be published: ${problem.detail}. Nothing was shown.`);

  await transaction(hub.db, async (trx) => {
    const known = await store.profileForUpdate(trx, stationId);
    if (known && known.digest !== name)
      throw new Problem(
        409,
        'profile-differs',
        'This station has published other tables about the same data. Two differing ones beside each other could tell of single persons; the first stay.',
      );
    if (known && !known.withdrawn_at) return;
    const row = { station: stationId, dataset: station.dataset, data_version: station.data_version, envelope, profile };
    if (known) await store.setWithdrawn(trx, stationId, null);
    else await store.insertProfile(trx, { ...row, digest: name, published_at: hub.now(), withdrawn_at: null });
    await record(trx, entry(hub, stationId, 'profile.publish', { dataset: station.dataset, digest: name }));
  });
}

function read(envelope: Envelope, key: string): Profile {
  try {
    return open('profile', envelope, key, profileSchema, maxProfileBytes).document;
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw refusedByRules('profile_signature', `The tables are not signed by this station: ${error.message}.`);
  }
}

/** Takes them off the page. Which they were stays known here, so that no others can take their place. */
export async function withdrawProfile(hub: Hub, stationId: string): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const known = await store.profileForUpdate(trx, stationId);
    if (!known) throw notThere('This station has published no tables.');
    if (known.withdrawn_at) return;
    await store.setWithdrawn(trx, stationId, hub.now());
    await record(trx, entry(hub, stationId, 'profile.withdraw', { dataset: known.dataset }));
  });
}

function entry(hub: Hub, station: string, verb: string, detail: Record<string, unknown>) {
  return { at: hub.now(), actor: `station:${station}`, verb, thing: `station:${station}`, detail };
}

export async function profilesOf(db: Db, dataset: string): Promise<PublishedProfile[]> {
  const rows = await store.profilesOf(db, dataset);
  return rows.map(({ profile, envelope, digest: name, published_at }) => ({
    profile,
    envelope,
    digest: name,
    publishedAt: published_at,
  }));
}

/** What stations tell of these variables, and of how many persons: without the signed documents, which may be large. */
export async function tablesOf(db: Db, dataset: string, variables: string[]): Promise<Tables[]> {
  return store.tablesOf(db, dataset, variables);
}
