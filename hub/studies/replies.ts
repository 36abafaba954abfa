// What stations say, taken in: each signed word is verified, kept once, and may move its study on. A word that does not fit is
// noted and ignored: it can neither stop nor change a study.

import { isDeepStrictEqual } from 'node:util';
import { canonicalText, digest, MalformedError } from '@sluss/protocol/canonical.ts';
import { stationsOf } from '@sluss/protocol/documents.ts';
import { layoutLength } from '@sluss/protocol/fixed-point.ts';
import type { Context } from '@sluss/protocol/mask.ts';
import { acceptSchema, declineSchema, openingSchema, type Reply, setDigest, uploadSchema } from '@sluss/protocol/messages.ts';
import { open, unverified } from '@sluss/protocol/signed.ts';
import { json, type Trx, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { allAnswered, endStudy, moveOn } from './course.ts';
import { encrypt, readStudyKey } from './key.ts';
import { layoutOf } from './layout.ts';
import { openingPlace } from './places.ts';
import {
  findRound,
  lockStudy,
  type RoundCore,
  type RoundKey,
  roundsToOpen,
  type Study,
  type StudyCore,
  signedUploadsOf,
  stationsOfStudy,
  storeEndHeard,
  studyOfPlan,
  takeOpening,
  takeUpload,
  updateStation,
} from './store.ts';
import { channelsOf, wake } from './wake.ts';

/** A word that does not fit, and why: for the hub's log, which holds no word of it. */
class Unfitting extends Error {}

/** Seconds until a station with a stale status list is asked again. */
export const retryAfter = 5;

/** True where every word fitted; one that did not may have to be asked for again. */
export async function takeReplies(hub: Hub, station: string, replies: Reply[]): Promise<boolean> {
  let fitting = true;
  for (const reply of replies) {
    try {
      await takeReply(hub, station, reply);
    } catch (error) {
      if (!(error instanceof Unfitting) && !(error instanceof MalformedError)) throw error;
      hub.log.warn('station-reply-ignored', { station, kind: reply.kind, reason: error.message });
      fitting = false;
    }
  }
  return fitting;
}

async function takeReply(hub: Hub, station: string, reply: Reply): Promise<void> {
  const planHash = planOf(reply);
  const study = await studyOfPlan(hub.db, hub.memory, planHash);
  const keys = study?.stations.find(({ id }) => id === station);
  if (!study || !keys) throw new Unfitting('no such plan, or not a station of it');
  if (reply.kind === 'finished') {
    if (await storeEndHeard(hub.db, study.id, station)) return;
    throw new Unfitting('the study is not over');
  }
  if (reply.kind === 'upload') return keepUpload(hub, study, keys, reply);
  if (reply.kind === 'open') return keepOpening(hub, study, keys, reply);
  return transaction(hub.db, async (trx) => {
    const locked = (await lockStudy(trx, hub.memory, planHash)) as Study;
    if (reply.kind === 'accept') await takeAccept(hub, trx, locked, keys, reply);
    else await takeDecline(hub, trx, locked, keys, reply);
    await wake(trx, locked);
  });
}

type Keys = { id: string; sign: string };
type Said<K extends Reply['kind']> = Extract<Reply, { kind: K }>;

function planOf(reply: Reply): string {
  if (reply.kind === 'finished') return reply.plan;
  const said = unverified(reply.signed) as { plan?: string; context?: { plan?: string } } | null;
  return String(said?.plan ?? said?.context?.plan ?? '');
}

async function takeAccept(hub: Hub, trx: Trx, study: Study, keys: Keys, reply: Said<'accept'>): Promise<void> {
  const { document } = open('accept', reply.signed, keys.sign, acceptSchema);
  if (document.station !== keys.id || document.set !== setDigest(stationsOf(study.document))) throw new Unfitting('another set');
  await answerInvitation(hub, trx, study, keys.id, { state: 'accepted', signed: json(reply.signed) as never });
}

async function answerInvitation(hub: Hub, trx: Trx, study: Study, station: string, change: Parameters<typeof updateStation>[3]) {
  const before = (await stationsOfStudy(trx, study.id)).find((row) => row.station === station);
  if (study.state !== 'inviting' || before?.state !== 'invited') return;
  await updateStation(trx, study.id, station, { ...change, answered_at: hub.now() });
  await allAnswered(hub, trx, study);
}

async function takeDecline(hub: Hub, trx: Trx, study: Study, keys: Keys, reply: Said<'decline'>): Promise<void> {
  const { document } = open('decline', reply.signed, keys.sign, declineSchema);
  if (document.station !== keys.id) throw new Unfitting('of another station');
  if (document.code === 'status_stale') {
    // The list renews itself: the study waits, and shows why.
    const retry = new Date(hub.now().getTime() + retryAfter * 1000);
    await updateStation(trx, study.id, keys.id, { retry_at: retry, code: document.code });
    return;
  }
  const said = { state: 'declined' as const, code: document.code, round: document.round, signed: json(reply.signed) as never };
  if (document.round === null) return answerInvitation(hub, trx, study, keys.id, said);
  if (study.state !== 'running') return;
  await updateStation(trx, study.id, keys.id, { ...said, answered_at: hub.now() });
  await endStudy(hub, trx, study, 'refused', { code: document.code, station: keys.id });
}

/** The context that a station must have signed for a round. */
function contextOf(study: StudyCore, { scope, round, attempt, question_digest, members }: RoundCore): Context {
  return { plan: study.plan_hash, scope, round, attempt, question: question_digest, set: setDigest(members) };
}

/** The round that a signed word speaks of: it must speak of exactly that. */
async function roundOf(hub: Hub, study: StudyCore, keys: Keys, said: { station: string; context: Context }): Promise<RoundCore> {
  const round = await findRound(hub.db, hub.memory, {
    study: study.id,
    round: said.context.round,
    attempt: said.context.attempt,
  });
  if (!round?.members.includes(keys.id) || said.station !== keys.id) throw new Unfitting('not asked of this station');
  if (!isDeepStrictEqual(said.context, contextOf(study, round))) throw new Unfitting('another context');
  return round;
}

async function keepUpload(hub: Hub, study: StudyCore, keys: Keys, reply: Said<'upload'>): Promise<void> {
  const { document } = open('upload', reply.signed, keys.sign, uploadSchema);
  const round = await roundOf(hub, study, keys, document);
  const vector = Buffer.from(reply.vector, 'base64url');
  if (document.vector !== digest(vector)) throw new Unfitting('not the vector that was signed');
  if (vector.length !== 8 * layoutLength(layoutOf(study, round.questions))) throw new Unfitting('a vector of the wrong length');
  const upload = { station: keys.id, signed: reply.signed, vector, at: hub.now() };
  const alone = round.members.length === 1;
  const uploads = await takeUpload(hub.db, round, upload, alone ? [] : channelsOf(study));
  if (uploads < 0) throw new Unfitting('not the round that runs');
  if (uploads === 0) {
    const kept = (await signedUploadsOf(hub.db, round)).find(({ station }) => station === keys.id);
    if (canonicalText(kept?.signed) !== canonicalText(reply.signed)) throw new Unfitting('a second, different upload');
  }
  if (alone && uploads === 1) await openRound(hub, study.plan_hash, round);
}

async function keepOpening(hub: Hub, study: StudyCore, keys: Keys, reply: Said<'open'>): Promise<void> {
  const { document } = open('open', reply.signed, keys.sign, openingSchema);
  const round = await roundOf(hub, study, keys, document);
  const key = await readStudyKey(hub, study.id);
  const sealed = encrypt(key, openingPlace(round, keys.id), Buffer.from(JSON.stringify(reply.signed)));
  const openings = await takeOpening(hub.db, round, keys.id, sealed, hub.now());
  if (openings < 0) throw new Unfitting('nothing to open now');
  if (openings === round.members.length) await openRound(hub, study.plan_hash, round);
}

/** All of a round has come: its sum is opened and the study goes on, once. */
async function openRound(hub: Hub, planHash: string, key: RoundKey): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const study = await lockStudy(trx, hub.memory, planHash);
    const present = study?.round === key.round && study.attempt === key.attempt && study.round_state === 'collected';
    const round = present
      ? await findRound(trx, hub.memory, { study: study.id, round: key.round, attempt: key.attempt })
      : undefined;
    if (!study || !round || study.state !== 'running') return;
    await moveOn(hub, trx, study, round);
    await wake(trx, study);
  });
}

/** Takes up what a process that was killed left between a round's last word and its sum. At every start, and every minute. */
export async function resumeStudies(hub: Hub): Promise<void> {
  for (const { plan_hash, ...round } of await roundsToOpen(hub.db)) await openRound(hub, plan_hash, round);
}
