// The course of a study: invitations, rounds, the sums so far run through the plan's methods again, the result. Everything here
// happens inside the transaction of the word that caused it, with the study's row held.

import { converse, type Outcome } from '@sluss/methods/conversation.ts';
import type { Conversation, Round } from '@sluss/methods/method.ts';
import { releaseOutcome } from '@sluss/methods/release-outcome.ts';
import { stationsOf } from '@sluss/protocol/documents.ts';
import { wordsFromBytes, wordsToBytes } from '@sluss/protocol/fixed-point.ts';
import { openSum } from '@sluss/protocol/mask.ts';
import { type Opening, questionsDigest } from '@sluss/protocol/messages.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { smallestSum, stationsIn } from '@sluss/protocol/scope.ts';
import { type Envelope, unverified } from '@sluss/protocol/signed.ts';
import { json, type Trx } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { addJob } from '../platform/jobs.ts';
import { record } from '../platform/journal.ts';
import { decrypt, encrypt, readStudyKey, sumDigest } from './key.ts';
import { decodeAnswers } from './layout.ts';
import { openingPlace, sumPlace } from './places.ts';
import {
  insertRound,
  type RoundCore,
  roundsOf,
  type Study,
  stationsOfStudy,
  updateRound,
  updateStudy,
  uploadsOf,
} from './store.ts';
import type { Reason } from './tables.ts';

/** How long the study's key outlives it, in hours (ARCHITECTURE.md, Trust). */
const keyOutlives = 24;

/** When every station has said yes or no, the set is pinned and the census asked, or the study ends before any number was sent. */
export async function allAnswered(hub: Hub, trx: Trx, study: Study): Promise<void> {
  const rows = await stationsOfStudy(trx, study.id);
  const no = rows.find((row) => row.state === 'declined');
  const waiting = rows.some((row) => row.state === 'invited');
  // Where all must take part, one no is enough: nobody need be waited for.
  if (waiting && !(no && !study.document.smaller_set)) return;
  const set = rows.filter((row) => row.state === 'accepted').map((row) => row.station);
  if (no && !(study.document.smaller_set && set.length >= smallestSum))
    return endStudy(hub, trx, study, 'refused', { code: no.code ?? 'policy', station: no.station });
  await begin(hub, trx, study, set, 0);
}

/** Pins the set and asks the first round; `attempt` > 0 when it begins again over a smaller set. */
export async function begin(hub: Hub, trx: Trx, study: Study, set: string[], attempt: number): Promise<void> {
  const sorted = [...set].sort();
  const { groups } = study.document;
  // A group that lost a station would be another group than the plan declared.
  if (groups.length > 1 && sorted.length < groups.flat().length)
    return endStudy(hub, trx, study, 'refused', { code: 'set_changed' });
  await updateStudy(trx, study.id, { state: 'running', pinned_set: json(sorted) as never, started_at: hub.now(), attempt });
  const pinned = { ...study, pinned_set: sorted };
  await endsWithRefusal(hub, trx, pinned, () => goOn(hub, trx, pinned, attempt, newCourse(pinned)));
}

/** All of a round has arrived: its sum is opened and kept, and the plan's methods say what comes next. */
export async function moveOn(hub: Hub, trx: Trx, study: Study, round: RoundCore): Promise<void> {
  const key = await readStudyKey(hub, study.id);
  const words = await openRound(trx, round, key);
  const bytes = wordsToBytes(words);
  await updateRound(trx, round, {
    state: 'opened',
    opened_at: hub.now(),
    sum: encrypt(key, sumPlace(round), bytes),
    sum_digest: sumDigest(key, bytes),
  });
  await endsWithRefusal(hub, trx, study, async () => {
    const answers = decodeAnswers(study, round.questions, words, round.members.length);
    const course = await courseBefore(hub, trx, study, round, key);
    await goOn(hub, trx, study, 0, take(course, round, answers));
  });
}

async function openRound(trx: Trx, round: RoundCore, key: Buffer): Promise<BigUint64Array> {
  const uploads = await uploadsOf(trx, round);
  if (round.members.length === 1) return wordsFromBytes(uploads[0]?.vector as Buffer);
  return openSum(
    uploads.map(({ station, vector, opening }) => {
      // Verified when it came, and authenticated by its encryption since.
      const signed: Envelope = JSON.parse(decrypt(key, openingPlace(round, station), opening as Buffer).toString());
      const { seed } = unverified(signed) as Opening;
      return { vector: wordsFromBytes(vector), seed: Buffer.from(seed, 'base64url') };
    }),
  );
}

/** A conversation after so many rounds: what it asks next, or its outcome. */
type Course = { taken: number; conversation: Conversation<Outcome>; step: IteratorResult<Round, Outcome> };

function newCourse({ document, dictionary }: Study): Course {
  const conversation = converse(document, dictionary);
  return { taken: 0, conversation, step: conversation.next() };
}

/** Gives a round's answers to the conversation. It must have asked what was asked: another version of a method would read the sums
 * as something else. */
function take(course: Course, round: Pick<RoundCore, 'question_digest'>, answers: number[][]): Course {
  const { taken, conversation, step } = course;
  if (step.done || questionsDigest(step.value.questions) !== round.question_digest) throw new Refusal('plan_mismatch');
  course.taken = taken + 1;
  course.step = conversation.next(answers);
  return course;
}

/** The conversation as it stood before a round: the one that this process remembers, or run again over the sums so far. */
async function courseBefore(hub: Hub, trx: Trx, study: Study, { round }: RoundCore, key: Buffer): Promise<Course> {
  const remembered = hub.memory.get<Course>(`course ${study.id}`);
  if (remembered?.taken === round) return remembered;
  const course = newCourse(study);
  for (const earlier of await roundsOf(trx, study.id)) {
    if (earlier.state !== 'opened' || earlier.round >= round) continue;
    const words = wordsFromBytes(decrypt(key, sumPlace(earlier), earlier.sum as Buffer));
    take(course, earlier, decodeAnswers(study, earlier.questions, words, earlier.members.length));
  }
  return course;
}

/** Asks what comes next, or releases the result. */
async function goOn(hub: Hub, trx: Trx, study: Study, attempt: number, course: Course): Promise<void> {
  const { taken, step } = course;
  if (!step.done) {
    hub.memory.set(`course ${study.id}`, course);
    return ask(hub, trx, study, taken, attempt, step.value);
  }
  const { document, dictionary } = study;
  const present = (group: string[]) => group.filter((id) => study.pinned_set?.includes(id));
  const plan = { ...document, groups: document.groups.map(present).filter((group) => group.length > 0) };
  await endStudy(hub, trx, study, 'finished', null, {
    ...provenance(study, taken),
    ...releaseOutcome(step.value, { plan, dictionary }),
  });
}

/** A rule of the methods that says no ends the study with its code and nothing else. */
async function endsWithRefusal(hub: Hub, trx: Trx, study: Study, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return endStudy(hub, trx, study, 'refused', { code: error.code });
    if (error instanceof RangeError) return endStudy(hub, trx, study, 'refused', { code: 'too_few' });
    throw error;
  }
}

async function ask(hub: Hub, trx: Trx, study: Study, round: number, attempt: number, asked: Round) {
  const members = stationsIn(study.document, asked.scope, study.pinned_set ?? stationsOf(study.document));
  await insertRound(trx, {
    study: study.id,
    round,
    attempt,
    scope: asked.scope,
    members,
    questions: asked.questions,
    question_digest: questionsDigest(asked.questions),
    asked_at: hub.now(),
  });
  await updateStudy(trx, study.id, { round, attempt });
}

/** Ends a study, whatever the end: its run is forgotten a day later together with its key. */
export async function endStudy(
  hub: Hub,
  trx: Trx,
  study: Study,
  state: Study['state'],
  reason: Reason | null,
  result?: object,
): Promise<void> {
  const now = hub.now();
  hub.memory.forget(`course ${study.id}`);
  await updateStudy(trx, study.id, {
    state,
    finished_at: now,
    ...(reason ? { reason: json(reason) as never } : {}),
    ...(result ? { result: json(result) as never } : {}),
  });
  await addJob(trx, 'destroy-study-key', { study: study.id }, { runAt: new Date(now.getTime() + keyOutlives * 3600_000) });
  await record(trx, {
    at: now,
    actor: 'hub',
    verb: `study.${state}`,
    thing: `study:${study.id}`,
    detail: reason ? { ...reason } : {},
  });
}

function provenance(study: Study, rounds: number) {
  const { document: plan } = study;
  return {
    study: study.id,
    title: plan.title,
    plan: study.plan_hash,
    permit: study.permit,
    permit_digest: study.permit_digest,
    dataset: plan.dataset,
    dictionary: plan.dictionary,
    stations: study.pinned_set,
    groups: plan.groups,
    release: plan.release,
    k: plan.k,
    rounds,
  };
}
