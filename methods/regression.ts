// What the regressions share: columns of a formula, federated standardisation, the way back to the variables' own scale, Newton's
// method over Gram questions, and the census rules.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { stationsOf } from '@sluss/protocol/documents.ts';
import { quantum } from '@sluss/protocol/fixed-point.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { type Column, numberOf, type Outcome, positionsOf, rangeOf } from '@sluss/questions/columns.ts';
import { type GramQuestion, gram, largestBeta, readGram, smallestScale, unit } from '@sluss/questions/gram.ts';
import { type MomentsQuestion, moments, readMoments } from '@sluss/questions/moments.ts';
import type { QuestionKind } from '@sluss/questions/question.ts';
import { cholesky, dot, inverse, type Matrix, multiplyMatrices, smallestEigenvalue, solve, transpose } from './linear-algebra.ts';
import type { Answers, Conversation, MethodContext, Round } from './method.ts';

/** How a fit ended. Only `converged` has estimates. */
export type FitState = 'converged' | 'separation' | 'not_converged' | 'collinear' | 'constant_column';
export type Term = { variable: string | null; level: string | null };
export type Fit = {
  state: FitState;
  /** The column to blame, where there is one. */
  column: Term | null;
  n: number;
  rounds: number;
  /** Intercept first; estimates and standard errors on the variables' own scales. */
  terms: Term[];
  estimates: number[];
  standardErrors: number[];
};

/** Numbers as they are, categories as 0/1 columns without their first level. */
export function columnsOf(x: string[], dictionary: Dictionary): Column[] {
  return x.flatMap((id): Column[] => {
    const variable = dictionary.variables.find((candidate) => candidate.id === id);
    if (variable?.type !== 'category') return [{ variable: numberOf(dictionary, id).id }];
    return variable.levels.slice(1).map((level) => ({ variable: id, level: level.id }));
  });
}

const termOf = (column: Column): Term => ({ variable: column.variable, level: 'level' in column ? column.level : null });
export const termsOf = (columns: Column[]): Term[] => [{ variable: null, level: null }, ...columns.map(termOf)];

/** Throws Refusal('malformed') where the formula makes no sense. */
export function checkFormula(x: string[], others: string[], dictionary: Dictionary): void {
  if (new Set([...x, ...others]).size !== x.length + others.length)
    throw new Refusal('malformed', 'a variable stands twice in the formula');
  if (columnsOf(x, dictionary).length > 200) throw new Refusal('malformed', 'more than 200 columns');
}

/** Residual degrees of freedom ≥ 10, columns ≤ a tenth of the persons, k persons in every level used and in both classes. */
export function checkRegressionCensus(x: string[], outcome: Outcome | null, { dictionary, census, k }: MethodContext): void {
  const columns = columnsOf(x, dictionary).length + 1;
  if (census.n - columns < 10 || columns > 0.1 * census.n)
    throw new Refusal('too_few', `${columns} columns for ${census.n} persons`);
  for (const id of x) {
    const levels = census.levels[id];
    if (levels?.some((count) => count < k)) throw new Refusal('too_few', `a level of ${id}`);
  }
  if (outcome) {
    const events = countEvents(outcome, { dictionary, census });
    if (events < k || census.n - events < k) throw new Refusal('too_few', `an outcome class of ${outcome.variable}`);
  }
}

export function countEvents(outcome: Outcome, { dictionary, census }: Pick<MethodContext, 'dictionary' | 'census'>): number {
  const levels = census.levels[outcome.variable] ?? [];
  return positionsOf(dictionary, outcome.variable, outcome.events).reduce(
    (total, position) => total + (levels[position] ?? 0),
    0,
  );
}

/** A column's place: centre and scale as integers in 2^-30 on its public scale, and what they are on its own. */
export type Place = { centre: number; scale: number; shift: number; width: number };

/** The answers of a round that a method cannot go on without. */
export function needed(answers: Answers | undefined): Answers {
  if (!answers) throw new Refusal('plan_mismatch', 'a sum that is needed here cannot be seen');
  return answers;
}

/** Asks for the moments of the number columns (one round where there are any), takes levels from the census. */
export function* standardise(columns: Column[], context: MethodContext): Conversation<Place[]> {
  const { census, dictionary } = context;
  const numbers = columns.filter((column) => !('level' in column)).map((column) => column.variable);
  const question: MomentsQuestion = { kind: 'moments', variables: numbers, n: census.n };
  const answers = numbers.length > 0 ? needed(yield { scope: 'all', questions: [question] }) : [];
  const found = readMoments(answers[0] ?? [], question);
  return columns.map((column) => {
    if ('level' in column) {
      const [position = 0] = positionsOf(dictionary, column.variable, [column.level]);
      const share = (census.levels[column.variable]?.[position] ?? 0) / census.n;
      return placeAt(share, Math.sqrt(share * (1 - share)), { mid: 0, half: 1 });
    }
    const { mean, sd } = found[numbers.indexOf(column.variable)] as { mean: number; sd: number };
    return placeAt(mean, sd, rangeOf(dictionary, column.variable));
  });
}

function placeAt(mean: number, sd: number, { mid, half }: { mid: number; half: number }): Place {
  const [centre, scale] = [Math.round(mean / unit), Math.round(Math.min(1, sd) / unit)];
  return { centre, scale, shift: mid + half * centre * unit, width: half * scale * unit };
}

export function constantColumn(columns: Column[], places: Place[]): Term | null {
  const at = places.findIndex(({ scale }) => scale * unit < smallestScale);
  return at < 0 ? null : termOf(columns[at] as Column);
}

/** Estimates and their covariance from standardised columns to the variables' own scales. */
export function ownScale(beta: number[], covariance: Matrix, places: Place[]): { estimates: number[]; standardErrors: number[] } {
  const size = beta.length;
  const back: Matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => {
      if (i === 0) return j === 0 ? 1 : -(places[j - 1] as Place).shift / (places[j - 1] as Place).width;
      return i === j ? 1 / (places[i - 1] as Place).width : 0;
    }),
  );
  const own = multiplyMatrices(multiplyMatrices(back, covariance), transpose(back));
  return {
    estimates: back.map((row) => dot(row, beta)),
    standardErrors: own.map((row, i) => Math.sqrt(row[i] as number)),
  };
}

type Steered = Extract<GramQuestion, { beta: number[] }>;
type Newton = { state: FitState; rounds: number; beta: number[]; covariance: Matrix; deviance: number; startDeviance: number };

type Tried = { beta: number[]; objective: number; step: number[] };

const mostRounds = 25;

/** Newton's method with step halving over Gram questions. `ridge` is the penalty λ/2·β² on the standardised columns, not on the
 * intercept. Stops where a step is smaller than the fixed point can tell. */
export function* newton(start: Steered, ridge: number, context: MethodContext): Conversation<Newton> {
  const { plan, dictionary } = context;
  const stations = stationsOf(plan).length;
  const layout = (gram as QuestionKind<GramQuestion>).layout(start, { plan, dictionary });
  const [, scoreSegment, devianceSegment] = layout as [never, (typeof layout)[0], (typeof layout)[0]];
  let question = start;
  let last: Tried | undefined;
  let startDeviance = 0;
  const ended = (state: FitState, rounds: number): Newton => ({
    state,
    rounds,
    beta: [],
    covariance: [],
    deviance: 0,
    startDeviance,
  });
  for (let round = 1; round <= mostRounds; round++) {
    const [answer = []] = needed(yield { scope: 'all', questions: [question] } satisfies Round);
    const { matrix, vector, scalar } = readGram(answer, question);
    const beta: number[] = question.beta.map((b) => b * unit);
    const penalty = (j: number) => (j === 0 ? 0 : ridge);
    const objective: number = scalar + beta.reduce((sum, b, j) => sum + (penalty(j) * b * b) / 2, 0);
    if (round === 1) startDeviance = scalar;
    const worse = last && objective > last.objective + quantum(devianceSegment, stations) + 1e-10 * Math.abs(objective);
    if (last && worse) {
      const shorter: Tried = { ...last, step: last.step.map((s) => s / 2) };
      last = shorter;
      question = { ...start, beta: quantised(shorter.beta.map((b, j) => b + (shorter.step[j] as number))) };
      continue;
    }
    const penalised = matrix.map((row, i) => row.map((value, j) => (i === j ? value + penalty(i) : value)));
    const lower = cholesky(penalised);
    const smallest = lower ? smallestEigenvalue(lower) : 0;
    const lost = smallest < 1e-8 * (matrix[0]?.[0] ?? 0);
    if (!lower || (round === 1 && lost)) return ended(round === 1 ? 'collinear' : 'separation', round);
    const step = solve(
      lower,
      vector.map((g, j) => g - penalty(j) * (beta[j] as number)),
    );
    const size = Math.max(...step.map(Math.abs));
    const next = beta.map((b, j) => b + (step[j] as number));
    if (size < Math.max(1e-9, (4 * quantum(scoreSegment, stations)) / smallest)) {
      const unpenalised = inverse(lower);
      // With a ridge the estimate's variance is smaller than the inverse: the sandwich of the penalised and the plain matrix.
      const covariance = ridge > 0 ? multiplyMatrices(multiplyMatrices(unpenalised, matrix), unpenalised) : unpenalised;
      return { state: 'converged', rounds: round, beta: next, covariance, deviance: scalar, startDeviance };
    }
    if (lost || next.some((b) => Math.abs(b) > largestBeta)) return ended('separation', round);
    last = { beta, objective, step };
    question = { ...start, beta: quantised(next) };
  }
  return ended('not_converged', mostRounds);
}

function quantised(beta: number[]): number[] {
  return beta.map((b) => Math.round(b / unit) + 0);
}

/** The templates of a standardised regression: moments where it has number columns, then Gram questions. */
export function regressionTemplates(
  x: string[],
  also: string[],
  question: Record<string, unknown>,
  dictionary: Dictionary,
  rounds = mostRounds,
) {
  const columns = columnsOf(x, dictionary);
  const numbers = [...columns.filter((column) => !('level' in column)).map((column) => column.variable), ...also];
  const steered = { kind: 'gram', ...question, x: columns, centre: null, scale: null, n: null };
  return [
    ...(numbers.length > 0
      ? [{ scope: 'all' as const, questions: [moments.steered({ kind: 'moments', variables: numbers, n: 1 })], atMost: 1 }]
      : []),
    { scope: 'all' as const, questions: [steered], atMost: rounds },
  ];
}
