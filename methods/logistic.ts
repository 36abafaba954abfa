// Logistic regression over all stations, equal to the pooled fit: Newton's method on summed Gram questions.
import { decimalSchema, identifierSchema } from '@sluss/protocol/dictionary.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { isLevel, outcomeSchema } from '@sluss/questions/columns.ts';
import { z } from 'zod';
import type { Conversation, Method, MethodContext } from './method.ts';
import {
  checkFormula,
  checkRegressionCensus,
  columnsOf,
  constantColumn,
  countEvents,
  type Fit,
  newton,
  ownScale,
  regressionTemplates,
  standardise,
  termsOf,
} from './regression.ts';
import { releaseCount } from './release.ts';
import { releaseFit } from './release-fit.ts';

export const logisticSchema = z.strictObject({
  name: z.literal('logistic@1'),
  y: outcomeSchema,
  x: z.array(identifierSchema).min(1).max(100),
  /** Penalty λ on half the squared standardised coefficients, intercept left out: scikit-learn's 1/C. */
  ridge: decimalSchema.optional(),
});
export type LogisticCall = z.infer<typeof logisticSchema>;
export type LogisticResult = Fit & { events: number; logLikelihood: number; nullLogLikelihood: number };

function* converse(call: LogisticCall, context: MethodContext): Conversation<LogisticResult> {
  const { census, dictionary } = context;
  const columns = columnsOf(call.x, dictionary);
  const events = countEvents(call.y, context);
  const share = events / census.n;
  const nullLogLikelihood = census.n * (share * Math.log(share) + (1 - share) * Math.log(1 - share));
  const fit: LogisticResult = {
    state: 'constant_column',
    column: null,
    n: census.n,
    rounds: 0,
    terms: termsOf(columns),
    estimates: [],
    standardErrors: [],
    events,
    logLikelihood: nullLogLikelihood,
    nullLogLikelihood,
  };
  const places = yield* standardise(columns, context);
  const column = constantColumn(columns, places);
  if (column) return { ...fit, column };
  const [centre, scale] = [places.map((place) => place.centre), places.map((place) => place.scale)];
  const beta = new Array<number>(columns.length + 1).fill(0);
  const found = yield* newton(
    { kind: 'gram', link: 'logit', y: call.y, x: columns, centre, scale, beta, n: census.n },
    Number(call.ridge ?? 0),
    context,
  );
  if (found.state !== 'converged') return { ...fit, state: found.state, rounds: found.rounds };
  const own = ownScale(found.beta, found.covariance, places);
  return { ...fit, ...own, state: 'converged', rounds: found.rounds, logLikelihood: -found.deviance };
}

export const logistic: Method<LogisticCall, LogisticResult> = {
  name: 'logistic@1',
  title: { sv: 'Logistisk regression', en: 'Logistic regression' },
  about: {
    sv: 'Hur oddsen för ett utfall hänger samman med flera variabler på en gång.',
    en: 'How the odds of an outcome go with several variables at once.',
  },
  schema: logisticSchema,
  variables: (call) => [call.y.variable, ...call.x],
  check: (call, { dictionary }) => {
    checkFormula(call.x, [call.y.variable], dictionary);
    isLevel(dictionary, call.y.variable, call.y.events);
    if (Number(call.ridge ?? 0) < 0) throw new Refusal('malformed', 'a ridge is not negative');
  },
  checkCensus: (call, context) => checkRegressionCensus(call.x, call.y, context),
  converse,
  templates: (call, { dictionary }) => regressionTemplates(call.x, [], { link: 'logit', y: call.y, beta: null }, dictionary),
  release: (result, call, context) => ({
    ...releaseFit(result, context, { ratio: 'odds' }),
    outcome: call.y,
    events: releaseCount(result.events, context),
    ridge: call.ridge ?? null,
  }),
};
