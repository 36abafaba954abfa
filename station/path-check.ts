// The path check: the station recomputes every opened sum, runs the plan's own methods over them, and answers only the question that
// they ask next. The hub can then choose neither β nor centre nor level, nor lie about a sum.

import { askedRound, methodTemplates, splitAnswers } from '@sluss/methods/conversation.ts';
import { canonicalText, MalformedError } from '@sluss/protocol/canonical.ts';
import type { Plan } from '@sluss/protocol/documents.ts';
import { decode, type Layout, wordsFromBytes, wordsToBytes } from '@sluss/protocol/fixed-point.ts';
import type { Context } from '@sluss/protocol/mask.ts';
import { questionsDigest, type StationKeys, type Transcript } from '@sluss/protocol/messages.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { pathCheckFrom, type Scope, stationsIn } from '@sluss/protocol/scope.ts';
import { sumOfTranscript } from '@sluss/protocol/secure-sum.ts';
import { kindOf, type Question } from '@sluss/questions/catalogue.ts';
import type { Station } from './station.ts';

export type Running = { hash: string; plan: Plan; stations: StationKeys[]; set: string[] };

type Asked = { round: number; scope: Scope; questions: Question[] };

/** β may differ by this many units of 2^-30 between two machines' exp(). */
const tolerance = 4;

/** An opened sum that this station may see, with what it needs to be read again after a crash. */
export type SeenSum = { round: number; stations: number; vector: Uint8Array; questions: string };

/** Verifies a round's opened uploads; the caller keeps their sum. Throws Refusal('plan_mismatch') where anything does not fit. */
export function sumSeen({ state }: Station, { hash, plan, stations, set }: Running, transcript: Transcript): SeenSum {
  const no = (detail: string) => new Refusal('plan_mismatch', `transcript of round ${transcript.round}: ${detail}`);
  const members = stationsIn(plan, transcript.scope, set);
  if (members.length < pathCheckFrom) throw no('not for us to see');
  const own = state
    .prepare('select questions, upload, receipts from rounds where plan = ? and round = ? and opened = 1')
    .get(hash, transcript.round) as { questions: string; upload: string; receipts: string } | undefined;
  const { context } = JSON.parse(own?.upload ?? '{}') as { context?: Context };
  if (!own || context?.scope !== transcript.scope) throw no('a round that we did not open');
  try {
    const receipts = new Map(Object.entries(JSON.parse(own.receipts) as Record<string, string>));
    const sum = sumOfTranscript(
      transcript,
      receipts,
      stations.filter(({ id }) => members.includes(id)),
      context,
    );
    return { round: transcript.round, stations: members.length, vector: wordsToBytes(sum), questions: own.questions };
  } catch (error) {
    throw error instanceof MalformedError ? no(error.message) : error;
  }
}

/** The sums that this station has seen, per round up to `rounds`; undefined where it may not see them. */
function answersSeen(station: Station, running: Running, rounds: number, seen: SeenSum[]): (number[][] | undefined)[] {
  const answers: (number[][] | undefined)[] = new Array(rounds).fill(undefined);
  const kept = station.state.prepare('select round, stations, vector, questions from sums where plan = ? and round < ?');
  const rows = kept.all(running.hash, rounds) as SeenSum[];
  for (const row of [...rows, ...seen]) {
    const questions: Question[] = JSON.parse(row.questions);
    const values = decode(wordsFromBytes(row.vector), layoutOf(station, running.plan, questions), row.stations);
    answers[row.round] = splitAnswers(values, questions, { plan: running.plan, dictionary: station.dictionary });
  }
  return answers;
}

export function layoutOf(station: Station, plan: Plan, questions: Question[]): Layout {
  return questions.flatMap((question) => kindOf(question).layout(question, { plan, dictionary: station.dictionary }));
}

/** Throws Refusal('plan_mismatch') unless the plan's methods, run over the sums so far, ask exactly this now. */
export function checkPath(station: Station, running: Running, asked: Asked, seen: SeenSum[]): void {
  const { plan } = running;
  const whole = stationsIn(plan, 'all', running.set);
  if (whole.length < pathCheckFrom) {
    checkTemplate(station, running, asked);
    return;
  }
  const next = askedRound(plan, station.dictionary, answersSeen(station, running, asked.round, seen));
  if (!next.asks) throw new Refusal('plan_mismatch', 'the plan has nothing more to ask');
  if (next.round.scope !== asked.scope || !same(next.round.questions, asked.questions))
    throw new Refusal('plan_mismatch', `round ${asked.round} is not what the plan's methods ask`);
}

/** Equal but for numbers inside β and its like, which may differ by the tolerance. */
function same(a: unknown, b: unknown, computed = false): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= (computed ? tolerance : 0);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => same((a as never)[key], (b as never)[key], computed || ['beta', 'centre', 'scale'].includes(key)))
  );
}

/** With three stations nobody may see the sums, so only what does not follow from them can be checked; guards do the rest. */
function checkTemplate(station: Station, running: Running, asked: Asked): void {
  const steered = canonicalText([asked.scope, asked.questions.map((question) => kindOf(question).steered(question))]);
  const templates = methodTemplates(running.plan, station.dictionary).filter(
    (template) => canonicalText([template.scope, template.questions]) === steered,
  );
  const limit = templates.reduce((rounds, template) => rounds + template.atMost, 0);
  const before = station.state
    .prepare('select questions, scope from rounds where plan = ? and round < ?')
    .all(running.hash, asked.round) as {
    questions: string;
    scope: string;
  }[];
  const alike = before.filter(
    (row) =>
      canonicalText([JSON.parse(row.scope), (JSON.parse(row.questions) as Question[]).map((q) => kindOf(q).steered(q))]) ===
      steered,
  );
  if (alike.length >= limit) throw new Refusal('plan_mismatch', `round ${asked.round} is not in the plan`);
  if (asked.round === 0 && questionsDigest(asked.questions) !== questionsDigest(firstQuestions(station, running)))
    throw new Refusal('plan_mismatch', 'the first round is the census');
}

function firstQuestions(station: Station, running: Running): Question[] {
  const first = askedRound(running.plan, station.dictionary, []);
  return first.asks ? first.round.questions : [];
}
