// A question of an accepted plan arrives: check status, set, path, policy and limits; compute; mask; keep the exact bytes; send.
import { randomBytes } from 'node:crypto';
import { canonicalText, digest, MalformedError } from '@sluss/protocol/canonical.ts';
import type { Permit, Plan } from '@sluss/protocol/documents.ts';
import { encode, layoutLength, wordsToBytes } from '@sluss/protocol/fixed-point.ts';
import { addMasks, type Context } from '@sluss/protocol/mask.ts';
import { questionsDigest, type Reply, type StationKeys, setDigest, type Work } from '@sluss/protocol/messages.ts';
import { checkDates } from '@sluss/protocol/permission.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { stationsIn } from '@sluss/protocol/scope.ts';
import { type Envelope, seal } from '@sluss/protocol/signed.ts';
import { kindOf, type Question, questionSchema } from '@sluss/questions/catalogue.ts';
import { z } from 'zod';
import { decline } from './accept.ts';
import { record } from './journal.ts';
import { checkPath, layoutOf, type Running, type SeenSum, sumSeen } from './path-check.ts';
import { type Policy, readPolicy } from './policy.ts';
import { atomically } from './state.ts';
import { type Station, timeText } from './station.ts';
import { checkSet } from './station-set.ts';
import { checkStatus } from './verify.ts';

type Ask = Extract<Work, { kind: 'ask' }>;
export type PlanRow = {
  hash: string;
  permit: string;
  frame: string;
  cohort: number;
  persons: number;
  document: string;
  permit_document: string;
  stations: string;
  pinned_set: string | null;
  state: 'accepted' | 'running' | 'finished' | 'refused';
  code: string | null;
};
export type RoundRow = { question: string; seed: Uint8Array | null; upload: string; vector: Uint8Array; opened: number };

export function planRow(station: Station, hash: string): PlanRow {
  const row = station.state.prepare('select * from plans where hash = ?').get(hash) as PlanRow | undefined;
  if (!row) throw new Refusal('plan_mismatch', 'a plan that we never accepted');
  return row;
}

export async function takeQuestion(station: Station, ask: Ask): Promise<Reply> {
  try {
    const row = planRow(station, ask.plan);
    if (row.state === 'refused') return decline(station, ask.plan, ask.round, row.code as never);
    return await answer(station, ask, row);
  } catch (thrown) {
    const error = thrown instanceof MalformedError ? new Refusal('malformed', thrown.message) : thrown;
    if (!(error instanceof Refusal)) throw error;
    atomically(station.state, () => {
      record(station.state, timeText(station.now()), 'refused', {
        plan: ask.plan,
        round: ask.round,
        code: error.code,
        detail: error.detail,
      });
      // Signed and final for the plan; a stale status list alone can mend itself.
      if (error.code !== 'status_stale')
        station.state.prepare(`update plans set state = 'refused', code = ? where hash = ?`).run(error.code, ask.plan);
    });
    station.log(`refused round ${ask.round}: ${error.code} (${error.detail})`);
    return decline(station, ask.plan, ask.round, error.code);
  }
}

async function answer(station: Station, ask: Ask, row: PlanRow): Promise<Reply> {
  const { state, settings } = station;
  if (row.state === 'finished') throw new Refusal('plan_mismatch', 'the plan is finished');
  const plan: Plan = JSON.parse(row.document);
  const permit: Permit = JSON.parse(row.permit_document);
  checkStatus(station, ask, permit);
  checkDates(permit, plan, station.now());
  const questions = readQuestions(ask.questions);
  const question = questionsDigest(questions);

  const stored = state
    .prepare('select * from rounds where plan = ? and round = ? and attempt = ?')
    .get(ask.plan, ask.round, ask.attempt) as RoundRow | undefined;
  if (stored) {
    if (stored.question !== question) throw new Refusal('plan_mismatch', 'another question under the same round and attempt');
    return { kind: 'upload', signed: JSON.parse(stored.upload).signed, vector: Buffer.from(stored.vector).toString('base64url') };
  }

  const policy = readPolicy(station.folder);
  if (policy.paused) throw new Refusal('policy', 'paused by the steward');
  const running = pinSet(station, ask, row, plan, policy.k);
  checkAttempt(station, ask);
  const seen = ask.transcripts.map((transcript) => sumSeen(station, running, transcript));
  checkPath(station, running, { round: ask.round, scope: ask.scope, questions }, seen);
  checkLimit(station, policy);

  const members = stationsIn(plan, ask.scope, running.set);
  if (!members.includes(settings.id)) throw new Refusal('plan_mismatch', 'not asked of us');
  const alone = members.length === 1;
  const values: number[] = [];
  for (const asked of questions) {
    const local = await station.data.answer({ plan, cohort: row.cohort, question: asked, k: policy.k });
    values.push(...(alone ? answerAlone(station, policy, plan, asked, local) : local));
  }
  const context: Context = {
    plan: ask.plan,
    scope: ask.scope,
    round: ask.round,
    attempt: ask.attempt,
    question,
    set: setDigest(members),
  };
  return keep(station, context, questions, seen, mask(station, running, members, context, questions, values));
}

function readQuestions(questions: unknown[]): Question[] {
  const parsed = z.array(questionSchema).safeParse(questions);
  if (!parsed.success) throw new Refusal('malformed', 'not a question');
  return parsed.data;
}

/** The set is pinned by the first round asked; later it can change only before anything was opened, and only if the plan allows. */
function pinSet(station: Station, ask: Ask, row: PlanRow, plan: Plan, k: number): Running {
  const set = [...ask.set].sort();
  const whole = plan.groups.flat().sort();
  const pinned: string[] | null = row.pinned_set ? JSON.parse(row.pinned_set) : null;
  const stations: StationKeys[] = JSON.parse(row.stations);
  const running: Running = { hash: row.hash, plan, stations, set };
  if (pinned && canonicalText(pinned) === canonicalText(set)) return running;
  if (!set.every((id) => whole.includes(id)) || new Set(set).size !== set.length)
    throw new Refusal('set_changed', 'not a part of the plan’s set');
  if (set.length < whole.length && !plan.smaller_set) throw new Refusal('set_changed', 'the plan does not allow a smaller set');
  const opened = station.state.prepare('select 1 from rounds where plan = ? and opened = 1').get(row.hash);
  if (opened) throw new Refusal('set_changed', 'a sum over another set was opened');
  checkSet(station, { plan, planHash: row.hash, frame: row.frame, persons: row.persons }, set, k);
  station.state.prepare(`update plans set pinned_set = ?, state = 'running' where hash = ?`).run(canonicalText(set), row.hash);
  return running;
}

/** After uploading attempt t an earlier one is never answered; a round that was opened is never tried again. */
function checkAttempt(station: Station, ask: Ask): void {
  const last = station.state
    .prepare('select max(attempt) as attempt, max(opened) as opened from rounds where plan = ? and round = ?')
    .get(ask.plan, ask.round) as { attempt: number | null; opened: number | null };
  if (last.opened) throw new Refusal('plan_mismatch', 'the round was opened under another attempt');
  if (last.attempt !== null && last.attempt >= ask.attempt) throw new Refusal('plan_mismatch', 'an earlier attempt');
  const later = station.state.prepare('select 1 from rounds where plan = ? and round > ?').get(ask.plan, ask.round);
  if (later) throw new Refusal('plan_mismatch', 'the plan is past this round');
}

function checkLimit(station: Station, policy: Policy): void {
  const since = timeText(new Date(station.now().getTime() - 24 * 3600_000));
  const { asked } = station.state
    .prepare(
      `select (select count(*) from rounds where asked_at > ?) + (select count(*) from journal where kind = 'refused' and at > ?) as asked`,
    )
    .get(since, since) as { asked: number };
  if (asked >= policy.questions_per_day) throw new Refusal('limit', `${asked} questions in a day`);
}

/** What leaves alone has no mask: it must be allowed by the holder, and safe by itself. */
function answerAlone(station: Station, policy: Policy, plan: Plan, question: Question, values: number[]): number[] {
  const kind = kindOf(question);
  if (!kind.alone || !(policy.alone as string[]).includes(question.kind))
    throw new Refusal('policy', `${question.kind} never leaves alone`);
  return kind.alone(values, question, { plan, dictionary: station.dictionary, k: Math.max(plan.k, policy.k) });
}

type Masked = { vector: Buffer; seed: Buffer | null };

function mask(
  station: Station,
  running: Running,
  members: string[],
  context: Context,
  questions: Question[],
  values: number[],
): Masked {
  const layout = layoutOf(station, running.plan, questions);
  if (values.length !== layoutLength(layout)) throw new Error('an answer of the wrong length');
  let words: BigUint64Array;
  try {
    words = encode(values, layout, members.length);
  } catch {
    throw new Refusal('too_few', 'a sum beyond its bound');
  }
  if (members.length === 1) return { vector: wordsToBytes(words), seed: null };
  const seed = randomBytes(32);
  const peers = running.stations.filter(({ id }) => id !== station.settings.id && members.includes(id));
  addMasks(
    words,
    { id: station.settings.id, mask: station.keys.mask, seed },
    peers.map(({ id, mask }) => ({ id, key: mask })),
    context,
  );
  return { vector: wordsToBytes(words), seed };
}

/** Keeps question, seed and exact bytes on disk before they are sent, so that asking again gives the same bytes. */
function keep(station: Station, context: Context, questions: Question[], seen: SeenSum[], { vector, seed }: Masked): Reply {
  const document = { type: 'upload', station: station.settings.id, context, vector: digest(vector) };
  const signed: Envelope = seal('upload', document, station.keys.sign);
  atomically(station.state, () => {
    const at = timeText(station.now());
    const keepSum = station.state.prepare('insert or ignore into sums values (?, ?, ?, ?, ?)');
    for (const sum of seen) keepSum.run(context.plan, sum.round, sum.stations, sum.vector, sum.questions);
    station.state
      .prepare(`insert into rounds (plan, round, attempt, scope, questions, question, seed, upload, vector, opened, asked_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        context.plan,
        context.round,
        context.attempt,
        JSON.stringify(context.scope),
        canonicalText(questions),
        context.question,
        seed,
        canonicalText({ signed, context }),
        vector,
        seed ? 0 : 1,
        at,
      );
    record(station.state, at, 'answered', {
      plan: context.plan,
      round: context.round,
      attempt: context.attempt,
      scope: context.scope,
      question: context.question,
      kinds: questions.map((question) => question.kind),
      masked: seed !== null,
    });
  });
  return { kind: 'upload', signed, vector: vector.toString('base64url') };
}
