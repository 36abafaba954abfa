// Gram: what one step of a regression needs: X'WX, X'(y−μ) and the deviance at a given β; for the identity link X'X, X'y and y'y.
// Columns are federatedly standardised, so that no entry can be larger than the number of persons (Cauchy–Schwarz).
import { identifierSchema } from '@sluss/protocol/dictionary.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { z } from 'zod';
import { type Column, columnSchema, isLevel, outcomeOf, outcomeSchema, rangeOf } from './columns.ts';
import { addAll, clamp, constant, divide, type Expression, multiply, named, subtract, variable } from './expression.ts';
import type { Guard, QuestionKind, Surroundings } from './question.ts';

/** β, centre and scale travel as integers of this unit: documents hold integers only. */
export const unit = 2 ** -30;
/** Whoever chooses β chooses whom to weigh: wild ones are no regression's (protection of |β| ≤ 10 on standardised columns). */
export const largestBeta = 10;
/** A column that varies less than this on its public range is constant for our purposes. */
export const smallestScale = 2 ** -16;

const inUnits = (largest: number) =>
  z
    .int()
    .min(-largest / unit)
    .max(largest / unit);
const shared = {
  kind: z.literal('gram'),
  /** After the intercept, which is always the first column. */
  x: z.array(columnSchema).min(0).max(200),
  /** Of u for numbers, of 0/1 for levels. For the identity link the last one is y's. */
  centre: z.array(inUnits(1)).max(201),
  scale: z
    .array(
      z
        .int()
        .min(smallestScale / unit)
        .max(1 / unit),
    )
    .max(201),
  n: z.int().min(1),
};
const beta = z.array(inUnits(largestBeta)).min(1).max(201);

export const gramSchema = z.discriminatedUnion('link', [
  z.strictObject({ ...shared, link: z.literal('identity'), y: identifierSchema }),
  z.strictObject({ ...shared, link: z.literal('logit'), y: outcomeSchema, beta }),
  /** Counts y with mean exposure·exp(Xβ); exposure in halves of its public range, 1 where null. */
  z.strictObject({ ...shared, link: z.literal('log'), y: identifierSchema, exposure: identifierSchema.nullable(), beta }),
]);
export type GramQuestion = z.infer<typeof gramSchema>;

/** Largest mean that a log link may give one person: sixteen times the largest count its public range allows. */
export function largestMean(y: string, surroundings: Pick<Surroundings, 'dictionary'>): number {
  return 16 * Math.max(1, rangeOf(surroundings.dictionary, y).high);
}
const largestEta = 40;

/** Rounding of centre and scale may push a standardised column a little beyond n. */
const bound = (n: number) => 1.01 * n + 1;

export function triangle(size: number): number {
  return (size * (size + 1)) / 2;
}

function check(question: GramQuestion): void {
  const columns = question.x.length + (question.link === 'identity' ? 1 : 0);
  const fits = question.centre.length === columns && question.scale.length === columns;
  if (!fits || (question.link !== 'identity' && question.beta.length !== question.x.length + 1))
    throw new Refusal('malformed', 'gram: centre, scale and β must fit the columns');
}

/** The weights guard: (Σw)²/Σw², the number of persons that the weights amount to, is at least max(k, a tenth of the frame). */
const weightsGuard: Guard = {
  name: 'weights',
  sums: [named('w'), multiply(named('w'), named('w'))],
  holds: ([sum = 0, squares = 0], { n, k }) => squares > 0 && (sum * sum) / squares >= Math.max(k, 0.1 * n),
};

export const gram: QuestionKind<GramQuestion> = {
  kind: 'gram',
  schema: gramSchema,
  variables: (question) => [
    ...new Set([
      ...question.x.map((column) => column.variable),
      typeof question.y === 'string' ? question.y : question.y.variable,
      ...(question.link === 'log' && question.exposure ? [question.exposure] : []),
    ]),
  ],
  layout: (question, surroundings) => {
    check(question);
    const columns = question.x.length + 1;
    const most = bound(question.n);
    if (question.link === 'identity')
      return [
        { name: "X'X", length: triangle(columns), bound: most },
        { name: "X'y", length: columns, bound: most },
        { name: "y'y", length: 1, bound: most },
      ];
    const weight = question.link === 'log' ? largestMean(question.y, surroundings) : 1;
    const reach =
      question.link === 'log' ? weight * (1 + largestEta) : 1 + unit * question.beta.reduce((total, b) => total + Math.abs(b), 0);
    return [
      { name: "X'WX", length: triangle(columns), bound: most * weight },
      { name: "X'(y-mu)", length: columns, bound: most * weight },
      { name: 'deviance', length: 1, bound: most * reach },
    ];
  },
  work: (question, { dictionary }) => {
    check(question);
    const lets: { name: string; is: Expression }[] = question.x.map((column, j) => ({
      name: `z${j + 1}`,
      is: standardised(dictionary, column, question, j),
    }));
    const z = (j: number): Expression => (j === 0 ? constant(1) : named(`z${j}`));
    const columns = question.x.length + 1;
    const pairs = (left: (j: number) => Expression) =>
      Array.from({ length: columns }, (_, i) => i).flatMap((i) =>
        Array.from({ length: columns - i }, (_, j) => times(left(i), z(i + j))),
      );
    if (question.link === 'identity') {
      lets.push({ name: 'y', is: standardised(dictionary, { variable: question.y }, question, question.x.length) });
      const toOutcome = Array.from({ length: columns }, (_, j) => times(z(j), named('y')));
      return {
        from: 'sums',
        over: 'frame',
        lets,
        sums: [...pairs(z), ...toOutcome, multiply(named('y'), named('y'))],
        guards: [],
      };
    }
    const eta = addAll(question.beta.map((b, j) => times(z(j), constant(b * unit))));
    lets.push(...(question.link === 'logit' ? logit(question, dictionary, eta) : log(question, dictionary, eta)));
    for (let j = 1; j < columns; j++) lets.push({ name: `w${j}`, is: multiply(named('w'), named(`z${j}`)) });
    const weighted = (j: number) => (j === 0 ? named('w') : named(`w${j}`));
    const score = Array.from({ length: columns }, (_, j) => times(z(j), named('residual')));
    return { from: 'sums', over: 'frame', lets, sums: [...pairs(weighted), ...score, named('deviance')], guards: [weightsGuard] };
  },
  alone: null,
  steered: (question) => ({ ...question, centre: null, scale: null, n: null, ...('beta' in question ? { beta: null } : {}) }),
};

/** Products with the intercept column cost nothing. */
function times(left: Expression, right: Expression): Expression {
  if (left.op === 'constant' && left.value === 1) return right;
  return right.op === 'constant' && right.value === 1 ? left : multiply(left, right);
}

/** A column less its centre over its scale, in one subtraction and one multiplication: that is a tenth of a large fit's work. */
function standardised(dictionary: Surroundings['dictionary'], column: Column, question: GramQuestion, j: number): Expression {
  const [centre, scale] = [(question.centre[j] as number) * unit, (question.scale[j] as number) * unit];
  if ('level' in column) {
    return multiply(subtract(isLevel(dictionary, column.variable, [column.level]), constant(centre)), constant(1 / scale));
  }
  const { mid, half } = rangeOf(dictionary, column.variable);
  return multiply(subtract(variable(column.variable), constant(mid + half * centre)), constant(1 / (half * scale)));
}

function logit(question: GramQuestion & { link: 'logit' }, dictionary: Surroundings['dictionary'], eta: Expression) {
  return [
    { name: 'eta', is: eta },
    { name: 'y', is: outcomeOf(dictionary, question.y) },
    { name: 'mu', is: { op: 'logistic', of: named('eta') } as Expression },
    { name: 'w', is: multiply(named('mu'), subtract(constant(1), named('mu'))) },
    { name: 'residual', is: subtract(named('y'), named('mu')) },
    // −log likelihood; softplus keeps it finite where log(1 − μ) would not be.
    { name: 'deviance', is: subtract({ op: 'softplus', of: named('eta') }, multiply(named('y'), named('eta'))) },
  ];
}

function log(question: GramQuestion & { link: 'log' }, dictionary: Surroundings['dictionary'], eta: Expression) {
  const exposure = question.exposure
    ? divide(variable(question.exposure), constant(rangeOf(dictionary, question.exposure).half))
    : constant(1);
  const most = largestMean(question.y, { dictionary });
  return [
    { name: 'eta', is: clamp(eta, -largestEta, largestEta) },
    { name: 'y', is: variable(question.y) },
    { name: 'w', is: clamp(times(exposure, { op: 'exp', of: named('eta') }), 0, most) },
    { name: 'residual', is: subtract(named('y'), named('w')) },
    // −log likelihood, but for terms without β.
    { name: 'deviance', is: subtract(named('w'), multiply(named('y'), named('eta'))) },
  ];
}

export type Gram = { matrix: number[][]; vector: number[]; scalar: number };

/** The symmetric matrix, the vector (score or X'y) and the scalar (deviance or y'y) of an answer. */
export function readGram(values: number[], question: GramQuestion): Gram {
  const size = question.x.length + 1;
  const matrix: number[][] = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  let at = 0;
  for (let i = 0; i < size; i++)
    for (let j = i; j < size; j++, at++) {
      (matrix[i] as number[])[j] = values[at] as number;
      (matrix[j] as number[])[i] = values[at] as number;
    }
  return { matrix, vector: values.slice(at, at + size), scalar: values[at + size] as number };
}
