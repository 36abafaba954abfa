// What a station should do now: read from the state of its studies at every exchange, never from a queue. So whoever was killed, hub
// or station, finds the same work again.
import type { Transcript, Work } from '@sluss/protocol/messages.ts';
import { pathCheckFrom } from '@sluss/protocol/scope.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import { latestStatus, permitByDigest } from '../permits/actions.ts';
import type { Hub } from '../platform/hub.ts';
import { decrypt, readStudyKey } from './key.ts';
import { openingPlace } from './places.ts';
import { findRound, type RoundCore, type Study, signedUploadsOf, studiesOfStation, uploadsOf } from './store.ts';

const over = ['finished', 'refused', 'stopped', 'expired'];
type AtStation = Awaited<ReturnType<typeof studiesOfStation>>[number];

/** Pieces of work in one exchange: fewer than the replies that an exchange may carry. */
const mostWork = 50;

export async function workFor(hub: Hub, station: string): Promise<Work[]> {
  const work: Work[] = [];
  for (const study of await studiesOfStation(hub.db, hub.memory, station, hub.now())) {
    const item = over.includes(study.state)
      ? ({ kind: 'finished', plan: study.plan_hash } as const)
      : study.state === 'inviting'
        ? study.station_state === 'invited' && (await invitation(hub, study))
        : await runningWork(hub, study, station);
    if (item) work.push(item);
    // The rest at its next exchange, when these are answered: neither answer nor replies may grow without bound.
    if (work.length === mostWork) break;
  }
  return work;
}

async function invitation(hub: Hub, study: Study): Promise<Work | undefined> {
  const permit = await permitByDigest(hub, study.permit_digest);
  const latest = await latestStatus(hub, study.body);
  if (!permit || !latest) return undefined;
  const { status, statusKey } = latest;
  return {
    kind: 'plan',
    plan: study.plan,
    planKey: study.plan_key,
    permit: permit.envelope,
    status,
    statusKey,
    stations: study.stations,
  };
}

async function runningWork(hub: Hub, study: AtStation, station: string): Promise<Work | undefined> {
  const { pinned_set: set, round_state: state } = study;
  if (study.round === null || study.attempt === null || !set?.includes(station)) return undefined;
  const key = { study: study.id, round: study.round, attempt: study.attempt };
  const round = await findRound(hub.db, hub.memory, key);
  if (!round?.members.includes(station)) return undefined;
  if (state === 'asked' && !study.uploaded_at) return question(hub, study, round, set, station);
  if (state !== 'collected' || round.members.length === 1 || study.opened_at) return undefined;
  const latest = await latestStatus(hub, study.body);
  if (!latest) return undefined;
  const { status, statusKey } = latest;
  const uploads = (await signedUploadsOf(hub.db, round)).map(({ signed }) => signed);
  return { kind: 'received', plan: study.plan_hash, round: round.round, attempt: round.attempt, uploads, status, statusKey };
}

async function question(hub: Hub, study: Study, round: RoundCore, set: string[], station: string): Promise<Work | undefined> {
  // Asked for once a second for all of a round's stations, and never before the round: each may have seen an earlier study's list.
  const second = Math.floor(hub.now().getTime() / 1000);
  const latest = await hub.memory.rememberOnce(`status ${study.id} ${round.round} ${second}`, () =>
    latestStatus(hub, study.body),
  );
  if (!latest) return undefined;
  const { status, statusKey } = latest;
  const { attempt, questions, scope } = round;
  const transcripts = await transcriptsFor(hub, study, round, station);
  return {
    kind: 'ask',
    plan: study.plan_hash,
    scope,
    round: round.round,
    attempt,
    set,
    questions,
    transcripts,
    status,
    statusKey,
  };
}

/** The opened rounds that this station took part in and has not been shown: the last one before this, where its set may see sums. */
async function transcriptsFor(hub: Hub, study: Study, now: RoundCore, station: string): Promise<Transcript[]> {
  for (let earlier = now.round - 1; earlier >= 0; earlier--) {
    const round = await openedRound(hub, study.id, earlier);
    if (!round?.members.includes(station)) continue;
    hub.memory.forget(`transcript ${study.id} ${earlier - 1}`);
    // Sums shown before are kept by the station; those of small sets are nobody's to see.
    return round.members.length < pathCheckFrom
      ? []
      : [await hub.memory.rememberOnce(`transcript ${study.id} ${earlier}`, () => transcript(hub, study, round))];
  }
  return [];
}

/** The attempt of a round that was opened: the first, unless the plan began again over a smaller set. */
async function openedRound(hub: Hub, study: string, round: number): Promise<RoundCore | undefined> {
  const opened = await hub.memory.remember(`opened ${study} ${round}`, () =>
    hub.db
      .selectFrom('study_round')
      .select('attempt')
      .where('study', '=', study)
      .where('round', '=', round)
      .where('state', '=', 'opened')
      .executeTakeFirst(),
  );
  return opened && findRound(hub.db, hub.memory, { study, round, attempt: opened.attempt });
}

async function transcript(hub: Hub, study: Study, round: RoundCore): Promise<Transcript> {
  const key = await readStudyKey(hub, study.id);
  const parts = (await uploadsOf(hub.db, round)).map(({ station, vector, opening }) => ({
    vector: vector.toString('base64url'),
    open: JSON.parse(decrypt(key, openingPlace(round, station), opening as Buffer).toString()) as Envelope,
  }));
  return { round: round.round, scope: round.scope, parts };
}
