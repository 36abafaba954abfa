// The SQL over studies as one station sees them: those it was invited to, and of those the published ones.
import { sql } from 'kysely';
import type { Db } from '../platform/database.ts';

/** Studies that the station was asked to take part in, the newest first, with what it said. */
export function studiesOfStation(db: Db, station: string, limit: number) {
  return db
    .selectFrom('study_station')
    .innerJoin('study', 'study.id', 'study_station.study')
    .select([
      'study.id',
      'study.document',
      'study.state',
      'study.organisation',
      'study.body',
      'study.created_at',
      'study.finished_at',
      'study_station.state as said',
      'study_station.code',
      'study_station.round',
    ])
    .where('study_station.station', '=', station)
    .orderBy('study.created_at', 'desc')
    .limit(limit)
    .execute();
}

/** Published results in which the station's answers are. */
export function publishedOfStation(db: Db, station: string) {
  return db
    .selectFrom('study_publication')
    .innerJoin('study', 'study.id', 'study_publication.study')
    .select(['study.id', 'study.document', 'study.organisation', 'study.finished_at', 'summary_sv', 'summary_en', 'published_at'])
    .where(sql<boolean>`coalesce(study.pinned_set, '[]'::jsonb) ? ${station}`)
    .orderBy('published_at', 'desc')
    .execute();
}
