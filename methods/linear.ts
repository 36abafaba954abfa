// Linear regression: one Gram question of the identity link on standardised columns, equal to pooled least squares.
import { identifierSchema } from '@sluss/protocol/dictionary.ts';
import { type Column, numberOf } from '@sluss/questions/columns.ts';
import { type GramQuestion, readGram } from '@sluss/questions/gram.ts';
import { z } from 'zod';
import { cholesky, dot, inverse, smallestEigenvalue, solve } from './linear-algebra.ts';
import type { Conversation, Method, MethodContext } from './method.ts';
import {
  checkFormula,
  checkRegressionCensus,
  columnsOf,
  constantColumn,
  type Fit,
  needed,
  ownScale,
  type Place,
  regressionTemplates,
  standardise,
  termsOf,
} from './regression.ts';
import { toDecimals, toDigits } from './release.ts';
import { releaseFit } from './release-fit.ts';

export const linearSchema = z.strictObject({
  name: z.literal('linear@1'),
  y: identifierSchema,
  x: z.array(identifierSchema).min(1).max(100),
});
export type LinearCall = z.infer<typeof linearSchema>;
export type LinearResult = Fit & { rSquared: number; residualSd: number };

function* converse(call: LinearCall, context: MethodContext): Conversation<LinearResult> {
  const columns = columnsOf(call.x, context.dictionary);
  const { n } = context.census;
  const all: Column[] = [...columns, { variable: call.y }];
  const terms = termsOf(columns);
  const fit: LinearResult = {
    state: 'collinear',
    column: null,
    n,
    rounds: 0,
    terms,
    estimates: [],
    standardErrors: [],
    rSquared: 0,
    residualSd: 0,
  };
  const places = yield* standardise(all, context);
  const column = constantColumn(all, places);
  if (column) return { ...fit, state: 'constant_column', column };
  const [centre, scale] = [places.map((place) => place.centre), places.map((place) => place.scale)];
  const question: GramQuestion = { kind: 'gram', link: 'identity', y: call.y, x: columns, centre, scale, n };
  const [answer = []] = needed(yield { scope: 'all', questions: [question] });
  const { matrix, vector, scalar } = readGram(answer, question);
  const lower = cholesky(matrix);
  if (!lower || smallestEigenvalue(lower) < 1e-8 * n) return { ...fit, rounds: 1 };
  const beta = solve(lower, vector);
  const residual = scalar - dot(beta, vector);
  const total = scalar - (vector[0] as number) ** 2 / n;
  const variance = residual / (n - terms.length);
  const covariance = inverse(lower).map((row) => row.map((value) => value * variance));
  const own = ownScale(beta, covariance, places.slice(0, -1));
  const outcome = places.at(-1) as Place;
  return {
    ...fit,
    state: 'converged',
    rounds: 1,
    estimates: own.estimates.map((estimate, i) => outcome.width * estimate + (i === 0 ? outcome.shift : 0)),
    standardErrors: own.standardErrors.map((error) => outcome.width * error),
    rSquared: 1 - residual / total,
    residualSd: outcome.width * Math.sqrt(variance),
  };
}

export const linear: Method<LinearCall, LinearResult> = {
  name: 'linear@1',
  title: { sv: 'Linjär regression', en: 'Linear regression' },
  about: {
    sv: 'Hur ett mätvärde i genomsnitt ändras med flera variabler på en gång.',
    en: 'How a measurement changes on average with several variables at once.',
  },
  schema: linearSchema,
  variables: (call) => [call.y, ...call.x],
  check: (call, { dictionary }) => {
    checkFormula(call.x, [call.y], dictionary);
    numberOf(dictionary, call.y);
  },
  checkCensus: (call, context) => checkRegressionCensus(call.x, null, context),
  converse,
  templates: (call, { dictionary }) => regressionTemplates(call.x, [call.y], { link: 'identity', y: call.y }, dictionary, 1),
  release: (result, call, context) => {
    const df = result.n - result.terms.length;
    const fitted = result.state === 'converged';
    const exact = context.profile === 'exact';
    return {
      ...releaseFit(result, context, { ratio: null, df }),
      outcome: call.y,
      rSquared: fitted ? (exact ? result.rSquared : toDecimals(result.rSquared, 2)) : null,
      residualSd: fitted ? (exact ? result.residualSd : toDigits(result.residualSd, 2)) : null,
    };
  },
};
