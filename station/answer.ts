// A round of an accepted plan. A question arrives: check status, policy, limits, set and path; compute; mask; keep the exact bytes;
// send. The hub shows that everybody's upload has arrived: open our self-mask, once, for the last attempt.
import { randomBytes } from 'node:crypto';
import { layoutOf } from '@sluss/methods/conversation.ts';
import { canonicalText, digest } from '@sluss/protocol/canonical.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import { encode, wordsToBytes } from '@sluss/protocol/fixed-point.ts';
import { addMasks, type Context } from '@sluss/protocol/mask.ts';
import { questionsDigest, type Reply, setDigest, type Work } from '@sluss/protocol/messages.ts';
import { believe } from '@sluss/protocol/permission.ts';
import { checkPolicy, type Policy } from '@sluss/protocol/policy.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { smallestSum, stationsIn } from '@sluss/protocol/scope.ts';
import { readReceipts } from '@sluss/protocol/secure-sum.ts';
import { seal } from '@sluss/protocol/signed.ts';
import { kindOf, type Question, readQuestions } from '@sluss/questions/catalogue.ts';
import { record } from './journal.ts';
import { checkPath, type Running, type ShownSum, sumShown } from './path-check.ts';
import { type Accepted, acceptedPlan, checkSet } from './plans.ts';
import { checkLimit, orDecline } from './refuse.ts';
import { atomically } from './state.ts';
import { readPolicy, type Station, timeText } from './station.ts';

type Ask = Extract<Work, { kind: 'ask' }>;
type Received = Extract<Work, { kind: 'received' }>;

export function takeQuestion(station: Station, ask: Ask): Promise<Reply> {
  return orDecline(station, ask, { kind: 'refused', final: true }, () => answer(station, ask));
}

async function answer(station: Station, ask: Ask): Promise<Reply> {
  const { state, settings, keys, dictionary, data } = station;
  const { plan: hash, round, attempt, scope } = ask;
  const accepted = acceptedPlan(station, hash, ask);
  const { plan, permit, stations, cohort, persons } = accepted;
  const questions = readQuestions(ask.questions);
  const question = questionsDigest(questions);

  const row = state.prepare('select context, signed, vector from rounds where plan = ? and round = ? and attempt = ?');
  const stored = row.get(hash, round, attempt) as { context: string; signed: string; vector: Uint8Array } | undefined;
  if (stored) {
    if ((JSON.parse(stored.context) as Context).question !== question)
      throw new Refusal('plan_mismatch', 'another question under the same round and attempt');
    return { kind: 'upload', signed: JSON.parse(stored.signed), vector: Buffer.from(stored.vector).toString('base64url') };
  }

  const policy = readPolicy(station.folder);
  checkPolicy(policy, plan, permit, settings.id);
  if (persons < policy.k) throw new Refusal('too_few', 'fewer persons than the policy asks for now');
  checkLimit(station, policy.questions_per_day);
  const set = [...ask.set].sort();
  checkPinned(station, accepted, set);
  checkAttempt(station, ask);
  const members = stationsIn(plan, scope, set);
  if (!members.includes(settings.id)) throw new Refusal('plan_mismatch', 'not asked of us');
  const running = { ...accepted, set };
  const shown = ask.transcripts.map((transcript) => sumShown(station, running, transcript));
  checkPath(station, running, { round, scope, questions }, shown);

  const values: number[] = [];
  for (const asked of questions) {
    const local = await data.answer({ plan, cohort, question: asked, k: policy.k });
    values.push(...(members.length === 1 ? answerAlone(station, policy, plan, asked, local) : local));
  }
  const words = believe('too_few', () => encode(values, layoutOf(questions, { plan, dictionary }), members.length));
  const context: Context = { plan: hash, scope, round, attempt, question, set: setDigest(members) };
  const seed = members.length === 1 ? null : randomBytes(32);
  const peers = stations.filter(({ id }) => id !== settings.id && members.includes(id));
  if (seed) addMasks(words, { id: settings.id, mask: keys.mask, seed }, peers, context);
  return keep(station, { context, questions, vector: wordsToBytes(words), seed }, running, shown);
}

/** The first answer pins the set; it can change only before anything was opened, and only if the plan allows. */
function checkPinned(station: Station, { hash, plan, set: pinned }: Accepted, set: string[]): void {
  if (pinned && canonicalText(pinned) === canonicalText(set)) return;
  const no = (detail: string) => new Refusal('set_changed', detail);
  const whole = stationsIn(plan, 'all');
  if (!set.every((id) => whole.includes(id)) || new Set(set).size !== set.length) throw no('not a part of the plan’s set');
  if (set.length < (plan.smaller_set ? smallestSum : whole.length)) throw no('a smaller set than the plan allows');
  if (station.state.prepare('select 1 from rounds where plan = ? and opened').get(hash))
    throw no('a sum over another set was opened');
  checkSet(station, hash, plan, set);
}

type Tried = { round: number; attempt: number; opened: number };
type Try = Tried & { context: string; vector: Uint8Array; seed: Uint8Array | null };

/** The census comes first. After uploading attempt t an earlier one is never answered, after a later round none of this one; a round
 * that was opened is never tried again. */
function checkAttempt({ state }: Station, { plan, round, attempt }: Ask): void {
  const no = (detail: string) => new Refusal('plan_mismatch', detail);
  const rows = state.prepare('select round, attempt, opened from rounds where plan = ?').all(plan) as Tried[];
  const tries = rows.filter((row) => row.round === round);
  if (tries.some(({ opened }) => opened)) throw no('the round was opened under another attempt');
  if (tries.some((row) => row.attempt >= attempt)) throw no('an earlier attempt');
  if (rows.some((row) => row.round > round)) throw no('the plan is past this round');
  if (round > 0 && !rows.some((row) => row.round === 0 && row.opened)) throw no('the census was not opened');
}

/** What leaves alone has no mask: it must be allowed by the holder, and safe by itself. */
function answerAlone({ dictionary }: Station, policy: Policy, plan: Plan, question: Question, values: number[]): number[] {
  const { alone } = kindOf(question);
  if (!alone || !(policy.alone as string[]).includes(question.kind))
    throw new Refusal('policy', `${question.kind} never leaves alone`);
  return alone(values, question, { plan, dictionary, k: Math.max(plan.k, policy.k) });
}

type Answer = { context: Context; questions: Question[]; vector: Buffer; seed: Buffer | null };

/** Keeps question, seed and exact bytes on disk before they are sent, so that asking again gives the same bytes. */
function keep(station: Station, { context, questions, vector, seed }: Answer, { hash, set }: Running, shown: ShownSum[]): Reply {
  const { state, settings, keys } = station;
  const { round, attempt, scope, question } = context;
  const signed = seal('upload', { type: 'upload', station: settings.id, context, vector: digest(vector) }, keys.sign);
  const texts = [context, { scope, questions }, signed].map(canonicalText);
  atomically(state, () => {
    const sums = state.prepare('update rounds set sum = ? where plan = ? and round = ? and opened');
    for (const { round: earlier, sum } of shown) sums.run(sum, hash, earlier);
    state.prepare('update plans set pinned_set = ? where hash = ?').run(canonicalText(set), hash);
    state
      .prepare(`insert into rounds (plan, round, attempt, context, asked, signed, vector, seed, opened, asked_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(hash, round, attempt, ...texts, vector, seed, seed ? 0 : 1, timeText(station.now()));
    const kinds = questions.map(({ kind }) => kind);
    record(station, 'answered', { plan: hash, round, attempt, scope, question, kinds, masked: seed !== null });
  });
  return { kind: 'upload', signed, vector: vector.toString('base64url') };
}

export function takeReceipts(station: Station, received: Received): Promise<Reply> {
  return orDecline(station, received, { kind: 'opening refused', final: false }, () => openRound(station, received));
}

function openRound(station: Station, received: Received): Reply {
  const { state, settings, keys } = station;
  const { plan: hash, round, attempt, uploads } = received;
  const { plan, stations, set } = acceptedPlan(station, hash, received);
  const tries = state.prepare('select * from rounds where plan = ? and round = ? order by attempt desc');
  const last = tries.get(hash, round) as Try | undefined;
  if (!last?.seed || last.attempt !== attempt) throw new Refusal('plan_mismatch', 'nothing to open, or an earlier attempt');

  const context: Context = JSON.parse(last.context);
  const members = stationsIn(plan, context.scope, set ?? []);
  if (members.length < smallestSum || uploads.length !== members.length || context.set !== setDigest(members))
    throw new Refusal('set_changed', 'not the pinned set');
  const their = stations.filter(({ id }) => members.includes(id));
  const receipts = believe('plan_mismatch', () => readReceipts(uploads, their, context));
  if (receipts.get(settings.id) !== digest(last.vector)) throw new Refusal('plan_mismatch', 'not the vector that we sent');

  if (!last.opened)
    atomically(state, () => {
      state
        .prepare('update rounds set opened = 1, receipts = ? where plan = ? and round = ? and attempt = ?')
        .run(canonicalText(Object.fromEntries(receipts)), hash, round, attempt);
      record(station, 'opened', { plan: hash, round, attempt });
    });
  const seed = Buffer.from(last.seed).toString('base64url');
  return { kind: 'open', signed: seal('open', { type: 'open', station: settings.id, context, seed }, keys.sign) };
}
