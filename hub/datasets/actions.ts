// The verbs on datasets: a station announces what it holds; everybody may read what there is.
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Db, Trx } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notThere, Problem } from '../platform/problem.ts';
import * as store from './store.ts';
import { indexDataset } from './words-store.ts';

export type DatasetStation = {
  id: string;
  title: string;
  holder: string | null;
  sign: string;
  mask: string;
  dataVersion: string;
};
export type Dataset = { id: string; dictionary: Dictionary; digest: string; stations: DatasetStation[] };

/** How permits and plans name a dictionary. */
export function dictionaryDigest(dictionary: Dictionary): string {
  return digest(canonicalBytes(dictionary));
}

export type Announcement = {
  dictionary: Dictionary;
  /** `sign` and `mask`: thumbprints of the station's keys, as permits list them. `holder`: an organisation's id. */
  station: { id: string; title: string; holder: string | null; sign: string; mask: string };
  dataVersion: string;
  now: Date;
};

/** Says that a station holds a part of a dataset: makes the dataset, or checks that the station's dictionary is the same one. */
export async function announceDataset(trx: Trx, { dictionary, station, dataVersion, now }: Announcement): Promise<Dataset> {
  const id = dictionary.dataset;
  const name = dictionaryDigest(dictionary);
  await store.insertDataset(trx, { id, dictionary, dictionary_digest: name, created_at: now });
  await indexDataset(trx, id);
  const known = await datasetOf(trx, id);
  if (known.digest !== name) {
    throw new Problem(
      409,
      'dictionary-differs',
      `The dataset ${id} has another dictionary. Use the same one, or another dataset name.`,
      {
        expected: known.digest,
        received: name,
      },
    );
  }
  const { id: stationId, ...rest } = station;
  await store.putStation(trx, {
    dataset: id,
    station: stationId,
    ...rest,
    data_version: dataVersion,
    joined_at: now,
    left_at: null,
  });
  await record(trx, {
    at: now,
    actor: `station:${stationId}`,
    verb: 'dataset.announce',
    thing: `dataset:${id}`,
    detail: { dictionary: name, dataVersion, holder: station.holder },
  });
  return datasetOf(trx, id);
}

/** A station no longer takes part in new permits. */
export async function withdrawStation(trx: Trx, station: string, now: Date): Promise<void> {
  await store.removeStation(trx, station, now);
}

export type Holders = Map<string, { id: string; holder: string | null }[]>;

/** Which stations hold each dataset, and whose they are: what permission asks about. */
export async function holdersOfDatasets(db: Db): Promise<Holders> {
  return Map.groupBy(
    (await store.allStations(db)).map(({ dataset, station, holder }) => ({ dataset, id: station, holder })),
    ({ dataset }) => dataset,
  );
}

export async function findDataset(db: Db, id: string): Promise<Dataset | undefined> {
  const row = await store.dataset(db, id);
  if (!row) return undefined;
  return datasetFrom(row, await store.stationsOf(db, id));
}

/** A dictionary never changes under its digest, and a wide one takes long to read. */
function dictionaryOf(hub: Hub, { id, dictionary_digest }: Pick<store.DatasetTable, 'id' | 'dictionary_digest'>) {
  return hub.memory.remember(`dictionary ${dictionary_digest}`, async () => (await store.dataset(hub.db, id))?.dictionary);
}

async function rememberedDataset(hub: Hub, id: string): Promise<Dataset | undefined> {
  const [row, stations] = await Promise.all([store.datasetName(hub.db, id), store.stationsOf(hub.db, id)]);
  const dictionary = row && (await dictionaryOf(hub, row));
  return row && dictionary ? datasetFrom({ ...row, dictionary }, stations) : undefined;
}

function datasetFrom(row: store.DatasetTable, stations: store.DatasetStationTable[]): Dataset {
  return {
    id: row.id,
    dictionary: row.dictionary,
    digest: row.dictionary_digest,
    stations: stations.map((one) => ({
      id: one.station,
      title: one.title,
      holder: one.holder,
      sign: one.sign,
      mask: one.mask,
      dataVersion: one.data_version,
    })),
  };
}

/** Throws 404 when there is no such dataset. Takes `hub` or a transaction. */
export async function datasetOf(at: Hub | Db, id: string): Promise<Dataset> {
  const found = 'db' in at ? await rememberedDataset(at, id) : await findDataset(at, id);
  if (!found) throw notThere(`There is no dataset ${id}.`);
  return found;
}

export async function listDatasets(hub: Hub): Promise<Dataset[]> {
  const [names, stations] = await Promise.all([store.datasetNames(hub.db), store.allStations(hub.db)]);
  const rows = await Promise.all(
    names.map(async (row) => {
      const dictionary = await dictionaryOf(hub, row);
      return dictionary ? [{ ...row, dictionary }] : [];
    }),
  ).then((found) => found.flat());
  const byDataset = Map.groupBy(stations, ({ dataset }) => dataset);
  return rows.map((row) => datasetFrom(row, byDataset.get(row.id) ?? []));
}
