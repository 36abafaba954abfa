// The course of a study: invitations, rounds, the sums so far run through the plan's methods again, the result. Everything here
// happens inside the transaction of the word that caused it, with the study's row held.
import { stationsOf } from '@sluss/protocol/documents.ts';
import { openSum } from '@sluss/protocol/mask.ts';
import { wordsFromBytes, wordsToBytes } from '@sluss/protocol/fixed-point.ts';
import { openingSchema, questionsDigest } from '@sluss/protocol/messages.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { type Scope, smallestSum, stationsIn } from '@sluss/protocol/scope.ts';
import { type Envelope, open } from '@sluss/protocol/signed.ts';
import { converse } from '@sluss/methods/conversation.ts';
import { releaseOutcome } from '@sluss/methods/release-outcome.ts';
import { json, type Trx } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { addJob } from '../platform/jobs.ts';
import { record } from '../platform/journal.ts';
import { decrypt, encrypt, readStudyKey, sumDigest } from './key.ts';
import { decodeAnswers } from './layout.ts';
import { openingPlace, sumPlace } from './places.ts';
import { insertRound, type Reason, type RoundRow, roundsOf, stationsOfStudy, type StudyRow, updateRound, updateStudy, uploadsOf } from './store.ts';

/** How long the study's key outlives it, in hours: protection.md section 4. */
const keyOutlives = 24;

/** When every station has said yes or no, the set is pinned and the census asked, or the study ends before any number was sent. */
export async function allAnswered(hub: Hub, trx: Trx, study: StudyRow): Promise<void> {
  const rows = await stationsOfStudy(trx, study.id);
  if (rows.some((row) => row.state === 'invited')) return;
  const set = rows.filter((row) => row.state === 'accepted').map((row) => row.station);
  const no = rows.find((row) => row.state === 'declined');
  if (no && !(study.document.smaller_set && set.length >= smallestSum))
    return endStudy(hub, trx, study, 'refused', { code: no.code ?? 'policy', station: no.station });
  await begin(hub, trx, study, set, 0);
}

/** Pins the set and asks the first round; `attempt` > 0 when it begins again over a smaller set. */
export async function begin(hub: Hub, trx: Trx, study: StudyRow, set: string[], attempt: number): Promise<void> {
  const sorted = [...set].sort();
  const lost = study.document.groups.find((group) => {
    const left = group.filter((id) => sorted.includes(id)).length;
    return left > 1 && left < smallestSum;
  });
  if (lost) return endStudy(hub, trx, study, 'refused', { code: 'set_changed' });
  await updateStudy(trx, study.id, { state: 'running', pinned_set: json(sorted) as never, started_at: hub.now(), attempt });
  await askNext(hub, trx, { ...study, pinned_set: sorted }, attempt);
}

/** All of a round has arrived: its sum is opened and kept, and the plan's methods say what comes next. */
export async function moveOn(hub: Hub, trx: Trx, study: StudyRow, round: RoundRow): Promise<void> {
  const key = await readStudyKey(hub, study.id);
  const uploads = await uploadsOf(trx, round);
  const words =
    round.members.length === 1
      ? wordsFromBytes(uploads[0]?.vector as Buffer)
      : openSum(
          uploads.map((upload) => {
            const signed: Envelope = JSON.parse(decrypt(key, openingPlace(round, upload.station), upload.opening as Buffer).toString());
            const sign = study.stations.find(({ id }) => id === upload.station)?.sign ?? '';
            const { seed } = open('open', signed, sign, openingSchema).document;
            return { vector: wordsFromBytes(upload.vector), seed: Buffer.from(seed, 'base64url') };
          }),
        );
  const bytes = wordsToBytes(words);
  await updateRound(trx, round, {
    state: 'opened',
    opened_at: hub.now(),
    sum: encrypt(key, sumPlace(round), bytes),
    sum_digest: sumDigest(key, bytes),
  });
  await askNext(hub, trx, study, 0);
}

/** Runs the plan's methods over the sums so far: asks what they ask next, or releases their result. */
async function askNext(hub: Hub, trx: Trx, study: StudyRow, attempt: number): Promise<void> {
  const { document: plan, dictionary } = study;
  const opened = (await roundsOf(trx, study.id)).filter((round) => round.state === 'opened');
  const key = await readStudyKey(hub, study.id);
  try {
    const answers = opened.map((round) => {
      const words = wordsFromBytes(decrypt(key, sumPlace(round), round.sum as Buffer));
      return decodeAnswers(study, round.questions, words, round.members.length);
    });
    const conversation = converse(plan, dictionary);
    let step = conversation.next();
    for (const [at, round] of opened.entries()) {
      // The method that runs again must have asked what was asked: another version would read the sums as something else.
      if (step.done || questionsDigest(step.value.questions) !== round.question_digest) throw new Refusal('plan_mismatch');
      step = conversation.next(answers[at]);
    }
    if (!step.done) return await ask(hub, trx, study, opened.length, attempt, step.value);
    const released = releaseOutcome(step.value, { plan, dictionary });
    await endStudy(hub, trx, study, 'finished', null, { ...provenance(study, opened.length), ...released });
  } catch (error) {
    if (error instanceof Refusal) return endStudy(hub, trx, study, 'refused', { code: error.code });
    if (error instanceof RangeError) return endStudy(hub, trx, study, 'refused', { code: 'too_few' });
    throw error;
  }
}

async function ask(hub: Hub, trx: Trx, study: StudyRow, round: number, attempt: number, asked: { scope: Scope; questions: RoundRow['questions'] }) {
  const members = stationsIn(study.document, asked.scope, study.pinned_set ?? stationsOf(study.document));
  await insertRound(trx, {
    study: study.id,
    round,
    attempt,
    scope: asked.scope,
    members,
    questions: asked.questions,
    question_digest: questionsDigest(asked.questions),
    state: 'asked',
    asked_at: hub.now(),
  });
  await updateStudy(trx, study.id, { round, attempt });
}

/** Ends a study, whatever the end: its run is forgotten a day later together with its key. */
export async function endStudy(hub: Hub, trx: Trx, study: StudyRow, state: StudyRow['state'], reason: Reason | null, result?: object): Promise<void> {
  const now = hub.now();
  await updateStudy(trx, study.id, {
    state,
    finished_at: now,
    ...(reason ? { reason: json(reason) as never } : {}),
    ...(result ? { result: json(result) as never } : {}),
  });
  await addJob(trx, 'destroy-study-key', { study: study.id }, { runAt: new Date(now.getTime() + keyOutlives * 3600_000) });
  await record(trx, { at: now, actor: 'hub', verb: `study.${state}`, thing: `study:${study.id}`, detail: reason ? { ...reason } : {} });
}

function provenance(study: StudyRow, rounds: number) {
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

