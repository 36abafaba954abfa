// What a report tells of a study, read once and without asking who reads: reports/actions.ts asks that first.
import type { Plan } from '@sluss/protocol/documents.ts';
import type { Thing } from '../permissions/may.ts';
import { type CurrentPermit, permitByDigest, personsOfPermits } from '../permits/actions.ts';
import type { Hub } from '../platform/hub.ts';
import { listStations, stationsByIds } from '../stations/actions.ts';
import type { Released } from './result/shapes.ts';
import { findStudy, roundsOf, type StudyRow } from './store.ts';

export type StudyForReport = {
  id: string;
  state: StudyRow['state'];
  plan: Plan;
  dictionary: StudyRow['dictionary'];
  digests: { permit: string; plan: string };
  /** The pinned set where it was pinned. */
  stationIds: string[];
  stations: { id: string; title: string }[];
  rounds: number;
  created_at: string;
  finished_at: string | null;
  organisation: string;
  body: string;
  released: Released | null;
  permit: CurrentPermit | undefined;
  /** For may(). */
  thing: Thing;
};

export async function studyForReport(hub: Hub, id: string): Promise<StudyForReport | undefined> {
  const row = await findStudy(hub.db, id);
  if (!row) return undefined;
  const ids = row.pinned_set ?? row.stations.map((station) => station.id);
  const [permit, persons, all, concerned, rounds] = await Promise.all([
    permitByDigest(hub, row.permit_digest),
    personsOfPermits(hub, [row.permit_digest]),
    listStations(hub),
    stationsByIds(
      hub,
      row.stations.map((station) => station.id),
    ),
    roundsOf(hub.db, id),
  ]);
  return {
    id: row.id,
    state: row.state,
    plan: row.document,
    dictionary: row.dictionary,
    digests: { permit: row.permit_digest, plan: row.plan_hash },
    stationIds: ids,
    stations: all.map(({ id, title }) => ({ id, title })),
    rounds: rounds.filter(({ state }) => state === 'opened').length,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    organisation: row.organisation,
    body: row.body,
    released: row.result as Released | null,
    permit,
    thing: {
      organisation: row.organisation,
      body: row.body,
      persons: persons.get(row.permit_digest),
      stations: concerned.map(({ id, holder }) => ({ id, holder })),
    },
  };
}
