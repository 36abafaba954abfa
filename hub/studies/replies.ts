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
  addOpening,
  addUpload,
  becomesDurable,
  findRound,
  lockStudy,
  type RoundCore,
  type Study,
  signedUploadsOf,
  stationsOfStudy,
  updateRound,
  updateStation,
} from './store.ts';
import { wake } from './wake.ts';

/** A word that does not fit, and why: for the hub's log, which holds no word of it. */
class Unfitting extends Error {}

/** Seconds until a station with a stale status list is asked again. */
const retryAfter = 5;

export async function takeReplies(hub: Hub, station: string, replies: Reply[]): Promise<void> {
  for (const reply of replies) {
    try {
      await transaction(hub.db, (trx) => takeReply(hub, trx, station, reply));
    } catch (error) {
      if (!(error instanceof Unfitting) && !(error instanceof MalformedError)) throw error;
      hub.log.warn('station-reply-ignored', { station, kind: reply.kind, reason: error.message });
    }
  }
}

async function takeReply(hub: Hub, trx: Trx, station: string, reply: Reply): Promise<void> {
  const study = await lockStudy(trx, hub.memory, planOf(reply));
  if (!study) throw new Unfitting('no such plan');
  const keys = study.stations.find(({ id }) => id === station);
  if (!keys) throw new Unfitting('not a station of this plan');
  if (reply.kind === 'finished') return updateStation(trx, study.id, station, { told: true });
  if (reply.kind === 'decline') return takeDecline(hub, trx, study, keys, reply);
  if (reply.kind === 'accept') return takeAccept(hub, trx, study, keys, reply);
  if (reply.kind === 'upload') return takeUpload(hub, trx, study, keys, reply);
  return takeOpening(hub, trx, study, keys, reply);
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
  await wake(trx, study);
}

async function takeDecline(hub: Hub, trx: Trx, study: Study, keys: Keys, reply: Said<'decline'>): Promise<void> {
  const { document } = open('decline', reply.signed, keys.sign, declineSchema);
  if (document.station !== keys.id) throw new Unfitting('of another station');
  if (document.code === 'status_stale') {
    // The list renews itself: the study waits, and shows why.
    const retry = new Date(hub.now().getTime() + retryAfter * 1000);
    await updateStation(trx, study.id, keys.id, { retry_at: retry, code: document.code });
    return wake(trx, study);
  }
  const said = { state: 'declined' as const, code: document.code, round: document.round, signed: json(reply.signed) as never };
  if (document.round === null) return answerInvitation(hub, trx, study, keys.id, said);
  if (study.state !== 'running') return;
  await updateStation(trx, study.id, keys.id, { ...said, answered_at: hub.now() });
  await endStudy(hub, trx, study, 'refused', { code: document.code, station: keys.id });
}

/** The context that a station must have signed for a round. */
function contextOf(study: Study, round: RoundCore): Context {
  return {
    plan: study.plan_hash,
    scope: round.scope as Context['scope'],
    round: round.round,
    attempt: round.attempt,
    question: round.question_digest,
    set: setDigest(round.members),
  };
}

async function currentRound(hub: Hub, trx: Trx, study: Study, context: Context): Promise<RoundCore> {
  const current = study.state === 'running' && context.round === study.round && context.attempt === study.attempt;
  const round = current
    ? await findRound(trx, hub.memory, { study: study.id, round: context.round, attempt: context.attempt })
    : undefined;
  if (!round) throw new Unfitting('not the round that runs');
  if (!isDeepStrictEqual(context, contextOf(study, round))) throw new Unfitting('another context');
  return round;
}

async function takeUpload(hub: Hub, trx: Trx, study: Study, keys: Keys, reply: Said<'upload'>): Promise<void> {
  const { document } = open('upload', reply.signed, keys.sign, uploadSchema);
  const round = await currentRound(hub, trx, study, document.context);
  const vector = Buffer.from(reply.vector, 'base64url');
  if (document.station !== keys.id || document.vector !== digest(vector)) throw new Unfitting('not the vector that was signed');
  if (vector.length !== 8 * layoutLength(layoutOf(study, round.questions))) throw new Unfitting('a vector of the wrong length');
  if (!round.members.includes(keys.id)) throw new Unfitting('not asked of this station');

  const { added, uploads } = await addUpload(trx, {
    study: study.id,
    round: round.round,
    attempt: round.attempt,
    station: keys.id,
    signed: reply.signed,
    vector,
    uploaded_at: hub.now(),
  });
  if (!added) {
    const same = (await signedUploadsOf(trx, round)).find((upload) => upload.station === keys.id);
    if (canonicalText(same?.signed) !== canonicalText(reply.signed)) throw new Unfitting('a second, different upload');
    return;
  }
  if (uploads < round.members.length) return;
  await becomesDurable(trx);
  await updateRound(trx, round, { state: 'collected', collected_at: hub.now() });
  if (round.members.length === 1) await moveOn(hub, trx, study, round);
  await wake(trx, study);
}

async function takeOpening(hub: Hub, trx: Trx, study: Study, keys: Keys, reply: Said<'open'>): Promise<void> {
  const { document } = open('open', reply.signed, keys.sign, openingSchema);
  const round = await currentRound(hub, trx, study, document.context);
  if (document.station !== keys.id || !round.members.includes(keys.id)) throw new Unfitting('not asked of this station');
  const key = await readStudyKey(hub, study.id);
  const sealed = encrypt(key, openingPlace(round, keys.id), Buffer.from(JSON.stringify(reply.signed)));
  const { added, openings } = await addOpening(trx, round, keys.id, sealed, hub.now());
  if (!added) return;
  if (openings < round.members.length) return;
  await becomesDurable(trx);
  await moveOn(hub, trx, study, round);
  await wake(trx, study);
}
