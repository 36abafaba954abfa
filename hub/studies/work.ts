// What a station should do now: read from the state of its studies at every exchange, never from a queue. So whoever was killed, hub
// or station, finds the same work again.
import type { Transcript, Work } from '@sluss/protocol/messages.ts';
import { pathCheckFrom } from '@sluss/protocol/scope.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import type { Hub } from '../platform/hub.ts';
import { latestStatus, permitByDigest } from '../permits/actions.ts';
import { decrypt, readStudyKey } from './key.ts';
import { openingPlace } from './places.ts';
import { findRound, type RoundRow, roundsOf, studiesOfStation, type StudyRow, uploadsOf } from './store.ts';

const over = ['finished', 'refused', 'stopped', 'expired'];

export async function workFor(hub: Hub, station: string): Promise<Work[]> {
  const work: Work[] = [];
  for (const study of await studiesOfStation(hub.db, station, hub.now())) {
    const item = over.includes(study.state)
      ? ({ kind: 'finished', plan: study.plan_hash } as const)
      : study.state === 'inviting'
        ? study.station_state === 'invited' && (await invitation(hub, study))
        : await runningWork(hub, study, station);
    if (item) work.push(item);
  }
  return work;
}

async function invitation(hub: Hub, study: StudyRow): Promise<Work | undefined> {
  const permit = await permitByDigest(hub, study.permit_digest);
  const latest = await latestStatus(hub, study.body);
  if (!permit || !latest) return undefined;
  const { status, statusKey } = latest;
  return { kind: 'plan', plan: study.plan, planKey: study.plan_key, permit: permit.envelope, status, statusKey, stations: study.stations };
}

async function runningWork(hub: Hub, study: StudyRow, station: string): Promise<Work | undefined> {
  if (study.round === null || study.attempt === null || !study.pinned_set?.includes(station)) return undefined;
  const round = await findRound(hub.db, study.id, study.round, study.attempt);
  if (!round?.members.includes(station)) return undefined;
  const uploads = await uploadsOf(hub.db, round);
  const own = uploads.find((upload) => upload.station === station);
  const { plan_hash: plan } = study;
  if (round.state === 'asked' && !own) {
    const latest = await latestStatus(hub, study.body);
    if (!latest) return undefined;
    const { status, statusKey } = latest;
    const { attempt, questions } = round;
    const scope = round.scope as Extract<Work, { kind: 'ask' }>['scope'];
    const transcripts = await transcriptsFor(hub, study, round, station);
    return { kind: 'ask', plan, scope, round: round.round, attempt, set: study.pinned_set, questions, transcripts, status, statusKey };
  }
  if (round.state === 'collected' && round.members.length > 1 && own && !own.opening)
    return { kind: 'received', plan, round: round.round, attempt: round.attempt, uploads: uploads.map((upload) => upload.signed) };
  return undefined;
}

/** The opened rounds that this station took part in and has not been shown: those since it was last asked. */
async function transcriptsFor(hub: Hub, study: StudyRow, now: RoundRow, station: string): Promise<Transcript[]> {
  const earlier = (await roundsOf(hub.db, study.id)).filter((round) => round.state === 'opened' && round.round < now.round && round.members.includes(station));
  const last = earlier.at(-1);
  const shown = earlier.filter((round) => round.members.length >= pathCheckFrom && round.round >= (last?.round ?? 0));
  const key = shown.length > 0 ? await readStudyKey(hub, study.id) : undefined;
  return Promise.all(
    shown.map(async (round) => ({
      round: round.round,
      scope: round.scope as Transcript['scope'],
      parts: (await uploadsOf(hub.db, round)).map((upload) => ({
        upload: upload.signed,
        vector: upload.vector.toString('base64url'),
        open: JSON.parse(decrypt(key as Buffer, openingPlace(round, upload.station), upload.opening as Buffer).toString()) as Envelope,
      })),
    })),
  );
}
