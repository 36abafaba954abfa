// Poisson regression of counts, with an optional time at risk as offset: Newton's method on summed Gram questions of the log link.
import { identifierSchema } from '@sluss/protocol/dictionary.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { type Column, numberOf, rangeOf } from '@sluss/questions/columns.ts';
import { largestBeta, unit } from '@sluss/questions/gram.ts';
import { z } from 'zod';
import type { Conversation, Method, MethodContext } from './method.ts';
import {
  checkFormula,
  checkRegressionCensus,
  columnsOf,
  constantColumn,
  type Fit,
  newton,
  ownScale,
  type Place,
  regressionTemplates,
  standardise,
  termsOf,
} from './regression.ts';
import { releaseFit } from './release-fit.ts';

export const poissonSchema = z.strictObject({
  name: z.literal('poisson@1'),
  /** A number variable of counts: 0, 1, 2, … */
  y: identifierSchema,
  x: z.array(identifierSchema).min(1).max(100),
  /** A number variable > 0: person-years, time at risk. */
  exposure: identifierSchema.optional(),
});
export type PoissonCall = z.infer<typeof poissonSchema>;

function* converse(call: PoissonCall, context: MethodContext): Conversation<Fit> {
  const { dictionary, census } = context;
  const columns = columnsOf(call.x, dictionary);
  const also: Column[] = [call.y, ...(call.exposure ? [call.exposure] : [])].map((variable) => ({ variable }));
  const fit: Fit = {
    state: 'constant_column',
    column: null,
    n: census.n,
    rounds: 0,
    terms: termsOf(columns),
    estimates: [],
    standardErrors: [],
  };
  const places = yield* standardise([...columns, ...also], context);
  const column = constantColumn(columns, places) ?? constantColumn([{ variable: call.y }], [places[columns.length] as Place]);
  if (column) return { ...fit, column };
  const own = places.slice(0, columns.length);
  const meanOf = (place: Place | undefined) => place?.shift ?? 1;
  // Exposure travels in halves of its public range, so that the intercept is of an ordinary size.
  const half = call.exposure ? rangeOf(dictionary, call.exposure).half : 1;
  const start = Math.log((meanOf(places[columns.length]) / meanOf(places[columns.length + 1])) * half);
  if (!(Math.abs(start) < largestBeta)) return { ...fit, state: 'not_converged' };
  const found = yield* newton(
    {
      kind: 'gram',
      link: 'log',
      y: call.y,
      x: columns,
      centre: own.map((place) => place.centre),
      scale: own.map((place) => place.scale),
      exposure: call.exposure ?? null,
      beta: [Math.round(start / unit), ...columns.map(() => 0)],
      n: census.n,
    },
    0,
    context,
  );
  if (found.state !== 'converged')
    return { ...fit, state: found.state === 'separation' ? 'not_converged' : found.state, rounds: found.rounds };
  const { estimates, standardErrors } = ownScale(found.beta, found.covariance, own);
  estimates[0] = (estimates[0] as number) - Math.log(half);
  return { ...fit, state: 'converged', rounds: found.rounds, estimates, standardErrors };
}

export const poisson: Method<PoissonCall, Fit> = {
  name: 'poisson@1',
  title: { sv: 'Poissonregression', en: 'Poisson regression' },
  about: {
    sv: 'Hur ett antal, eller ett antal per tid, hänger samman med flera variabler på en gång.',
    en: 'How a count, or a count per time, goes with several variables at once.',
  },
  schema: poissonSchema,
  variables: (call) => [call.y, ...call.x, ...(call.exposure ? [call.exposure] : [])],
  check: (call, { dictionary }) => {
    checkFormula(call.x, [call.y, ...(call.exposure ? [call.exposure] : [])], dictionary);
    if (Number(numberOf(dictionary, call.y).range[0]) < 0) throw new Refusal('malformed', `${call.y}: counts are not negative`);
    if (call.exposure && Number(numberOf(dictionary, call.exposure).range[0]) <= 0)
      throw new Refusal('malformed', `${call.exposure}: the public range of an exposure lies above 0`);
  },
  checkCensus: (call, context) => checkRegressionCensus(call.x, null, context),
  converse,
  templates: (call, { dictionary }) => {
    const also = [call.y, ...(call.exposure ? [call.exposure] : [])];
    return regressionTemplates(call.x, also, { link: 'log', y: call.y, exposure: call.exposure ?? null, beta: null }, dictionary);
  },
  release: (result, call, context) => ({
    ...releaseFit(result, context, { ratio: 'rate' }),
    outcome: call.y,
    exposure: call.exposure ?? null,
  }),
};
