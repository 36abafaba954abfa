// SQL of the tables that stations have published about their data.
import type { Profile } from '@sluss/protocol/profile.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import { type Db, json } from '../platform/database.ts';

export type StationProfileTable = {
  station: string;
  dataset: string;
  data_version: string;
  envelope: Envelope;
  profile: Profile;
  digest: string;
  published_at: Date;
  withdrawn_at: Date | null;
};
export type ProfileTables = { station_profile: StationProfileTable };

export function profileForUpdate(db: Db, station: string) {
  return db.selectFrom('station_profile').selectAll().where('station', '=', station).forUpdate().executeTakeFirst();
}

/** Those that stand, of stations that take part. */
export function profilesOf(db: Db, dataset: string) {
  return db
    .selectFrom('station_profile')
    .innerJoin('dataset_station', (join) =>
      join
        .onRef('dataset_station.station', '=', 'station_profile.station')
        .onRef('dataset_station.dataset', '=', 'station_profile.dataset'),
    )
    .selectAll('station_profile')
    .where('station_profile.dataset', '=', dataset)
    .where('withdrawn_at', 'is', null)
    .where('left_at', 'is', null)
    .orderBy('station_profile.station')
    .execute();
}

/** Rounded numbers of persons that stations have told, by dataset. */
export async function personsByDataset(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('station_profile')
    .innerJoin('dataset_station', 'dataset_station.station', 'station_profile.station')
    .select(['station_profile.dataset', 'profile'])
    .where('withdrawn_at', 'is', null)
    .where('left_at', 'is', null)
    .whereRef('dataset_station.dataset', '=', 'station_profile.dataset')
    .execute();
  return rows.reduce((sum, { dataset, profile }) => sum.set(dataset, (sum.get(dataset) ?? 0) + profile.persons), new Map());
}

export async function insertProfile(db: Db, row: StationProfileTable): Promise<void> {
  await db
    .insertInto('station_profile')
    .values({ ...row, envelope: json(row.envelope), profile: json(row.profile) })
    .execute();
}

export async function setWithdrawn(db: Db, station: string, at: Date | null): Promise<void> {
  await db.updateTable('station_profile').set({ withdrawn_at: at }).where('station', '=', station).execute();
}
