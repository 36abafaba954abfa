// The path check: the station recomputes every opened sum, runs the plan's own methods over them, and answers only the question that
// they ask next. The hub can then choose neither β nor centre nor level, nor lie about a sum. With three stations nobody may see the
// sums, and only what does not follow from them can be checked; guards do the rest.
import { decodeAnswers } from '@sluss/methods/conversation.ts';
import type { Answers, Round } from '@sluss/methods/method.ts';
import { isAskedNext, mayBeAsked } from '@sluss/methods/path.ts';
import { wordsFromBytes, wordsToBytes } from '@sluss/protocol/fixed-point.ts';
import type { Context } from '@sluss/protocol/mask.ts';
import type { Transcript } from '@sluss/protocol/messages.ts';
import { believe } from '@sluss/protocol/permission.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { pathCheckFrom, stationsIn } from '@sluss/protocol/scope.ts';
import { sumOfTranscript } from '@sluss/protocol/secure-sum.ts';
import type { Accepted } from './plans.ts';
import type { Station } from './station.ts';

/** A plan with the set over which this round is to be answered. */
export type Running = Accepted & { set: string[] };
/** The sum of an opened round, as the station may see and keep it. */
export type ShownSum = { round: number; sum: Uint8Array };
type AnsweredRound = Round & { round: number; opened: number; sum: Uint8Array | null };

const no = (detail: string) => new Refusal('plan_mismatch', detail);

/** Recomputes the sum of a round that we opened. Throws Refusal('plan_mismatch') where anything does not fit. */
export function sumShown({ state }: Station, { hash, plan, stations, set }: Running, transcript: Transcript): ShownSum {
  const { round, scope } = transcript;
  const members = stationsIn(plan, scope, set);
  const own = state.prepare('select context, receipts from rounds where plan = ? and round = ? and opened').get(hash, round);
  const context: Context | undefined = own && JSON.parse(String(own.context));
  if (context?.scope !== scope || members.length < pathCheckFrom) throw no(`the sum of round ${round} is not for us to see`);
  const receipts = new Map<string, string>(Object.entries(JSON.parse(String(own?.receipts))));
  const their = stations.filter(({ id }) => members.includes(id));
  const sum = believe('plan_mismatch', () => sumOfTranscript(transcript, receipts, their, context));
  return { round, sum: wordsToBytes(sum) };
}

/** Throws Refusal('plan_mismatch') unless the plan asks exactly this now. */
export function checkPath(station: Station, running: Running, asked: Round & { round: number }, shown: ShownSum[]): void {
  const around = { plan: running.plan, dictionary: station.dictionary };
  const before = answeredRounds(station, running, asked.round);
  const isPath =
    running.set.length < pathCheckFrom
      ? mayBeAsked(asked, before, around)
      : isAskedNext(asked, answersShown(station, running, asked.round, before, shown), around);
  if (!isPath) throw no(`round ${asked.round} is not what the plan's methods ask`);
}

function answeredRounds({ state }: Station, { hash }: Running, until: number): AnsweredRound[] {
  const rows = state.prepare('select round, asked, opened, sum from rounds where plan = ? and round < ?').all(hash, until);
  return rows.map(({ asked, ...row }) => ({
    ...(row as Omit<AnsweredRound, keyof Round>),
    ...(JSON.parse(String(asked)) as Round),
  }));
}

/** The sums so far, per round; undefined for those that are not for us to see. None of the others may be withheld. */
function answersShown(
  { dictionary }: Station,
  { plan, set }: Running,
  until: number,
  before: AnsweredRound[],
  shown: ShownSum[],
) {
  const answers: (Answers | undefined)[] = new Array(until).fill(undefined);
  const around = { plan, dictionary };
  for (const { round, scope, questions, opened, sum: kept } of before) {
    const stations = stationsIn(plan, scope, set).length;
    if (!opened || stations < pathCheckFrom) continue;
    const sum = shown.find((one) => one.round === round)?.sum ?? kept;
    if (!sum) throw no(`the sum of round ${round} is withheld`);
    answers[round] = believe('plan_mismatch', () => decodeAnswers(wordsFromBytes(sum), stations, questions, around));
  }
  return answers;
}
