// Answers questions from rows in memory, straight from the meaning of each expression: what tests compare compilers and methods
// with. Stations are lists of persons; rounds pass through the same fixed point as real uploads.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Filter, Plan } from '@sluss/protocol/documents.ts';
import { addInto, decode, encode } from '@sluss/protocol/fixed-point.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { stationsIn } from '@sluss/protocol/scope.ts';
import { kindOf, type Question } from '@sluss/questions/catalogue.ts';
import { conditionOf } from '@sluss/questions/columns.ts';
import type { Expression } from '@sluss/questions/expression.ts';
import type { Work } from '@sluss/questions/question.ts';
import { askedRound, type Outcome, splitAnswers } from './conversation.ts';
import type { Answers, Round } from './method.ts';

/** A person: numbers as numbers, categories as 0-based level positions, null where missing. */
export type Row = Record<string, number | null>;
export type Scorer = (model: string, inputs: number[]) => number;

export function evaluate(expression: Expression, row: Row, lets: Record<string, number | null> = {}): number | null {
  const value = (of: Expression) => evaluate(of, row, lets);
  switch (expression.op) {
    case 'variable':
      return row[expression.id] ?? null;
    case 'constant':
      return expression.value;
    case 'let':
      return lets[expression.name] ?? null;
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide': {
      const [left, right] = [value(expression.left), value(expression.right)];
      if (left === null || right === null) return null;
      if (expression.op === 'add') return left + right;
      if (expression.op === 'subtract') return left - right;
      return expression.op === 'multiply' ? left * right : left / right;
    }
    case 'is':
      return expression.levels.includes(row[expression.id] ?? -1) ? 1 : 0;
    case 'between': {
      const found = row[expression.id] ?? null;
      return found !== null && found >= expression.from && (expression.closed ? found <= expression.to : found < expression.to)
        ? 1
        : 0;
    }
    case 'missing':
      return (row[expression.id] ?? null) === null ? 1 : 0;
    default: {
      const of = value(expression.of);
      if (of === null) return null;
      if (expression.op === 'bin') return binOf(of, expression.edges);
      if (expression.op === 'clamp') return Math.min(expression.high, Math.max(expression.low, of));
      if (expression.op === 'exp') return Math.exp(of);
      if (expression.op === 'abs') return Math.abs(of);
      if (expression.op === 'logistic') return 1 / (1 + Math.exp(-of));
      return Math.max(of, 0) + Math.log1p(Math.exp(-Math.abs(of)));
    }
  }
}

function binOf(value: number, edges: number[]): number | null {
  const last = edges.length - 2;
  if (value === edges.at(-1)) return last;
  const bin = edges.findIndex((edge, i) => i <= last && value >= edge && value < (edges[i + 1] as number));
  return bin < 0 ? null : bin;
}

export type Frame = { filter: Row[]; frame: Row[] };

export function frameOf(rows: Row[], plan: { filter: Filter; complete_on: string[] }, dictionary: Dictionary): Frame {
  const filter = rows.filter((row) => plan.filter.every((condition) => evaluate(conditionOf(dictionary, condition), row) === 1));
  return { filter, frame: filter.filter((row) => plan.complete_on.every((id) => (row[id] ?? null) !== null)) };
}

/** The vector of a work over one station's rows. Throws Refusal('too_few') where a guard does not hold. */
export function compute(work: Work, { filter, frame }: Frame, options: { k: number; length: number; score?: Scorer }): number[] {
  if (work.from === 'parts') return work.parts.flatMap((part) => compute(part, { filter, frame }, options));
  if (work.from === 'scores') return fold(work, frame, options);
  const rows = work.over === 'frame' ? frame : filter;
  if (work.from === 'cells')
    return work.tables.flatMap(({ cell, size }) => {
      const counts = new Array<number>(size).fill(0);
      for (const row of rows) {
        const at = evaluate(cell, row);
        if (at !== null) counts[at] = (counts[at] as number) + 1;
      }
      return counts;
    });
  const withLets = rows.map((row) => {
    const lets: Record<string, number | null> = {};
    for (const { name, is } of work.lets) lets[name] = evaluate(is, row, lets);
    return { row, lets };
  });
  const each = (of: Expression) => withLets.map(({ row, lets }) => evaluate(of, row, lets) ?? 0);
  const sum = (of: Expression) => each(of).reduce((total, value) => total + value, 0);
  for (const guard of work.guards) {
    const largest = (guard.largest ?? []).flatMap(({ of, count }) => {
      const sorted = each(of).sort((a, b) => b - a);
      return Array.from({ length: count }, (_, i) => sorted[i] ?? 0);
    });
    if (!guard.holds([...guard.sums.map(sum), ...largest], { n: frame.length, k: options.k }))
      throw new Refusal('too_few', guard.name);
  }
  return work.sums.map(sum);
}

function fold(work: Work & { from: 'scores' }, rows: Row[], { length, score }: { length: number; score?: Scorer }): number[] {
  if (!score) throw new Error('no model here');
  const vector = new Float64Array(length);
  const scored = rows.map((row) =>
    score(
      work.model,
      work.inputs.map((input) => evaluate(input, row) ?? Number.NaN),
    ),
  );
  const tags = work.tags.map((tag) => Int32Array.from(rows, (row) => evaluate(tag, row) ?? 0));
  work.fold(vector, Float64Array.from(scored), tags);
  return [...vector];
}

export type Federation = { plan: Plan; dictionary: Dictionary; stations: Record<string, Row[]>; score?: Scorer };

/** What one station answers to a question, before any mask. */
export function answerOf({ plan, dictionary, stations, score }: Federation, station: string, question: Question): number[] {
  const kind = kindOf(question);
  const length = kind.layout(question, { plan, dictionary }).reduce((words, segment) => words + segment.length, 0);
  const frame = frameOf(stations[station] ?? [], plan, dictionary);
  return compute(kind.work(question, { plan, dictionary }), frame, { k: plan.k, length, ...(score ? { score } : {}) });
}

/** A round's sum over the stations of its scope, through the fixed point, as the hub decodes it. */
export function sumRound(federation: Federation, round: Round): Answers {
  const { plan, dictionary } = federation;
  const members = stationsIn(plan, round.scope);
  const surroundings = { plan, dictionary };
  const layout = round.questions.flatMap((question) => kindOf(question).layout(question, surroundings));
  const total = new BigUint64Array(layout.reduce((words, segment) => words + segment.length, 0));
  for (const station of members) {
    const values = round.questions.flatMap((question) => {
      const own = answerOf(federation, station, question);
      const alone = kindOf(question).alone;
      if (members.length > 1) return own;
      if (!alone) throw new Refusal('policy', `${question.kind} never leaves alone`);
      return alone(own, question, { ...surroundings, k: plan.k });
    });
    addInto(total, encode(values, layout, members.length));
  }
  return splitAnswers(decode(total, layout, members.length), round.questions, surroundings);
}

/** Runs a whole plan by replay, as the hub does. */
export function runPlan(federation: Federation): { outcome: Outcome; rounds: Round[]; answers: Answers[] } {
  const rounds: Round[] = [];
  const answers: Answers[] = [];
  for (;;) {
    const next = askedRound(federation.plan, federation.dictionary, answers);
    if (!next.asks) return { outcome: next.outcome, rounds, answers };
    rounds.push(next.round);
    answers.push(sumRound(federation, next.round));
  }
}
