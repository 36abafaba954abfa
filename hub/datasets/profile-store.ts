// SQL of the tables that stations have published about their data.
import type { Profile, VariableProfile } from '@sluss/protocol/profile.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import { type Generated, sql } from 'kysely';
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
export type ProfileTables = {
  station_profile: StationProfileTable & { persons: Generated<number>; k: Generated<number> };
  station_profile_variable: { station: string; variable: string; place: number; told: VariableProfile };
};

export function profileForUpdate(db: Db, station: string) {
  return db.selectFrom('station_profile').selectAll().where('station', '=', station).forUpdate().executeTakeFirst();
}

/** Those that stand, of stations that take part. */
export function profilesOf(db: Db, dataset: string) {
  return standing(db)
    .selectAll('station_profile')
    .where('station_profile.dataset', '=', dataset)
    .orderBy('station_profile.station')
    .execute();
}

/** By name, whole or not read. */
export async function hasProfile(db: Db, station: string, digest: string): Promise<boolean> {
  const found = await standing(db)
    .select('station_profile.station')
    .where('station_profile.station', '=', station)
    .where('digest', '=', digest)
    .executeTakeFirst();
  return found !== undefined;
}

/** Of those that stand: who told, of how many persons, and what of these variables. */
export async function tablesOf(db: Db, dataset: string, variables: string[]) {
  const heads = await standing(db)
    .select(['station_profile.station', 'station_profile.persons', 'station_profile.k'])
    .where('station_profile.dataset', '=', dataset)
    .orderBy('station_profile.station')
    .execute();
  if (heads.length === 0) return [];
  const rows = await db
    .selectFrom('station_profile_variable')
    .select(['station', 'told'])
    .where(
      'station',
      'in',
      heads.map(({ station }) => station),
    )
    .where('variable', '=', sql<string>`any(${variables})`)
    .orderBy('place')
    .execute();
  const told = Map.groupBy(rows, ({ station }) => station);
  return heads.map(({ station, persons, k }) => ({
    ...{ station, persons: Number(persons), k },
    variables: (told.get(station) ?? []).map((row) => row.told),
  }));
}

/** Rounded numbers of persons that stations have told, by dataset. */
export async function personsByDataset(db: Db): Promise<Map<string, number>> {
  const rows = await standing(db)
    .select(['station_profile.dataset', sql<number>`sum(station_profile.persons)::float8`.as('persons')])
    .groupBy('station_profile.dataset')
    .execute();
  return new Map(rows.map(({ dataset, persons }) => [dataset, persons]));
}

function standing(db: Db) {
  return db
    .selectFrom('station_profile')
    .innerJoin('dataset_station', (join) =>
      join
        .onRef('dataset_station.station', '=', 'station_profile.station')
        .onRef('dataset_station.dataset', '=', 'station_profile.dataset'),
    )
    .where('withdrawn_at', 'is', null)
    .where('left_at', 'is', null);
}

export async function insertProfile(db: Db, row: StationProfileTable): Promise<void> {
  await db
    .insertInto('station_profile')
    .values({ ...row, envelope: json(row.envelope), profile: json(row.profile) })
    .execute();
  await sql`insert into station_profile_variable
    select station, told.value ->> 'id', told.ordinality, told.value
    from station_profile, jsonb_array_elements(profile -> 'variables') with ordinality told where station = ${row.station}`.execute(
    db,
  );
}

export async function setWithdrawn(db: Db, station: string, at: Date | null): Promise<void> {
  await db.updateTable('station_profile').set({ withdrawn_at: at }).where('station', '=', station).execute();
}
