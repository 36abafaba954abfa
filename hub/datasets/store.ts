// SQL of datasets and of the stations that hold them.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { type Db, json } from '../platform/database.ts';

export type DatasetTable = { id: string; dictionary: Dictionary; dictionary_digest: string; created_at: Date };
export type DatasetStationTable = {
  dataset: string;
  station: string;
  title: string;
  holder: string | null;
  sign: string;
  mask: string;
  data_version: string;
  joined_at: Date;
  left_at: Date | null;
};
export type DatasetTables = { dataset: DatasetTable; dataset_station: DatasetStationTable };

export function dataset(db: Db, id: string) {
  return db.selectFrom('dataset').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Without the dictionaries, which may be large and never change. */
const names = (db: Db) => db.selectFrom('dataset').select(['id', 'dictionary_digest', 'created_at']);

export function datasetNames(db: Db) {
  return names(db).orderBy('id').execute();
}

export function datasetName(db: Db, id: string) {
  return names(db).where('id', '=', id).executeTakeFirst();
}

export function stationsOf(db: Db, datasetId: string) {
  return db
    .selectFrom('dataset_station')
    .selectAll()
    .where('dataset', '=', datasetId)
    .where('left_at', 'is', null)
    .orderBy('station')
    .execute();
}

export function allStations(db: Db) {
  return db.selectFrom('dataset_station').selectAll().where('left_at', 'is', null).orderBy('station').execute();
}

export async function insertDataset(db: Db, row: DatasetTable): Promise<void> {
  await db
    .insertInto('dataset')
    .values({ ...row, dictionary: json(row.dictionary) })
    .onConflict((on) => on.doNothing())
    .execute();
}

export async function putStation(db: Db, row: DatasetStationTable): Promise<void> {
  await db
    .insertInto('dataset_station')
    .values(row)
    .onConflict((on) => on.columns(['dataset', 'station']).doUpdateSet(row))
    .execute();
}

export async function removeStation(db: Db, station: string, at: Date): Promise<void> {
  await db
    .updateTable('dataset_station')
    .set({ left_at: at })
    .where('station', '=', station)
    .where('left_at', 'is', null)
    .execute();
}
