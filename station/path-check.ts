// The path check: the station recomputes every opened sum, runs the plan's own methods over them, and answers only the question that
// they ask next. The hub can then choose neither β nor centre nor level, nor lie about a sum.
import { askedRound, decodeAnswers, methodTemplates } from '@sluss/methods/conversation.ts';
import { canonicalText } from '@sluss/protocol/canonical.ts';
import { wordsFromBytes, wordsToBytes } from '@sluss/protocol/fixed-point.ts';
import type { Context } from '@sluss/protocol/mask.ts';
import type { Transcript } from '@sluss/protocol/messages.ts';
import { believe } from '@sluss/protocol/permission.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { pathCheckFrom, type Scope, stationsIn } from '@sluss/protocol/scope.ts';
import { sumOfTranscript } from '@sluss/protocol/secure-sum.ts';
import { kindOf, type Question } from '@sluss/questions/catalogue.ts';
import type { Accepted } from './plans.ts';
import type { Station } from './station.ts';

/** A plan with the set over which this round is to be answered. */
export type Running = Accepted & { set: string[] };
type Asked = { round: number; scope: Scope; questions: Question[] };

/** The sum of an opened round, as the station may see and keep it. */
export type ShownSum = { round: number; sum: Uint8Array };

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

/** Throws Refusal('plan_mismatch') unless the plan's methods, run over the sums so far, ask exactly this now. */
export function checkPath(station: Station, running: Running, asked: Asked, shown: ShownSum[]): void {
  if (running.set.length < pathCheckFrom) {
    checkTemplate(station, running, asked);
    return;
  }
  const next = askedRound(running.plan, station.dictionary, answersShown(station, running, asked.round, shown));
  if (!next.asks || next.round.scope !== asked.scope || !isSame(next.round.questions, asked.questions))
    throw no(`round ${asked.round} is not what the plan's methods ask`);
}

/** The sums so far, per round; undefined for those that are not for us to see. None of the others may be withheld. */
function answersShown({ state, dictionary }: Station, { hash, plan, set }: Running, rounds: number, shown: ShownSum[]) {
  const answers: (number[][] | undefined)[] = new Array(rounds).fill(undefined);
  for (const { round, scope, questions, sum: kept } of answeredRounds(state, hash, rounds).filter(({ opened }) => opened)) {
    const stations = stationsIn(plan, scope, set).length;
    const sum = shown.find((one) => one.round === round)?.sum ?? kept;
    if (stations < pathCheckFrom) continue;
    if (!sum) throw no(`the sum of round ${round} is withheld`);
    answers[round] = believe('plan_mismatch', () =>
      decodeAnswers(wordsFromBytes(sum), stations, questions, { plan, dictionary }),
    );
  }
  return answers;
}

type AnsweredRound = Asked & { opened: number; sum: Uint8Array | null };

function answeredRounds(state: Station['state'], plan: string, before: number): AnsweredRound[] {
  const rows = state
    .prepare('select round, context, questions, opened, sum from rounds where plan = ? and round < ?')
    .all(plan, before);
  return (rows as { round: number; context: string; questions: string; opened: number; sum: Uint8Array | null }[]).map((row) => ({
    ...row,
    scope: (JSON.parse(row.context) as Context).scope,
    questions: JSON.parse(row.questions),
  }));
}

/** β may differ by this many units of 2^-30 between two machines' exp(). */
const tolerance = 4;

/** Equal but for numbers inside β and its like, which may differ by the tolerance. */
function isSame(a: unknown, b: unknown, computed = false): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= (computed ? tolerance : 0);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame((a as never)[key], (b as never)[key], computed || ['beta', 'centre', 'scale'].includes(key)))
  );
}

/** With three stations nobody may see the sums, so only what does not follow from them can be checked; guards do the rest. */
function checkTemplate({ state, dictionary }: Station, { hash, plan }: Running, asked: Asked): void {
  const steered = ({ scope, questions }: Asked) => canonicalText([scope, questions.map((one) => kindOf(one).steered(one))]);
  const [census, ...others] = methodTemplates(plan, dictionary);
  const fitting = (asked.round === 0 ? [census] : others).filter(
    (template) => template && canonicalText([template.scope, template.questions]) === steered(asked),
  );
  const allowed = fitting.reduce((rounds, template) => rounds + (template?.atMost ?? 0), 0);
  const before = answeredRounds(state, hash, asked.round).filter((round) => steered(round) === steered(asked));
  if (before.length >= allowed) throw no(`round ${asked.round} is not in the plan`);
}
