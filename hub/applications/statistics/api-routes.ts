// HTTP of art. 68(3) and 69, for programs: an answer in anonymised statistics instead of a permit.
import { z } from '@hono/zod-openapi';
import { textField } from '../../platform/fields.ts';
import type { AddVerb } from '../verb-routes.ts';
import { answerOffer, offerStatistics, respond } from './actions.ts';

const version = z.int().min(1).describe('The version that you read');

export function addStatisticsVerbs(verb: AddVerb): void {
  verb(
    'statistics-offer',
    'An officer offers an answer in anonymised statistics where a permit cannot be given: art. 68(3)',
    z.strictObject({
      version,
      reason: textField(10_000).pipe(z.string().min(1)).describe('What it would contain, and why no permit'),
    }),
    offerStatistics,
  );
  verb(
    'statistics-agreement',
    'The applicant agrees, and the application becomes a health data request (art. 69); or declines',
    z.strictObject({ agrees: z.boolean() }),
    (hub, actor, id, given) => answerOffer(hub, actor, id, given),
  );
  verb(
    'statistics-response',
    'An officer gives the answer to an approved request: art. 69(4)',
    z.strictObject({ version, reason: textField(100_000).pipe(z.string().min(1)).describe('The answer: anonymised statistics') }),
    respond,
  );
}
