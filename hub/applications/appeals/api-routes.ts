// HTTP of appeals, for programs. Förvaltningslagen (2017:900) 33 and 43-46 §§.
import { z } from '@hono/zod-openapi';
import { v7 as uuidv7 } from 'uuid';
import { dayField, textField } from '../../platform/fields.ts';
import type { AddVerb } from '../verb-routes.ts';
import * as actions from './actions.ts';
import { courtOutcomes } from './rules.ts';

const version = z.int().min(1).describe('The version that you read');
const written = textField(10_000).pipe(z.string().min(1));

export function addAppealVerbs(verb: AddVerb): void {
  verb(
    'appeal',
    'The applicant appeals against what went against it: a decision, or the revocation of its permit',
    z.strictObject({
      id: z.uuid().optional().describe('Yours, so that the same request sent twice is one appeal'),
      text: textField(50_000).pipe(z.string().min(1)),
    }),
    (hub, actor, id, { id: own = uuidv7(), text }) => actions.appeal(hub, actor, id, { id: own, text }),
    'Three weeks from the day the applicant was told. One that comes later is taken in, and the body rejects it.',
  );
  verb(
    'appeal-withdrawal',
    'The applicant takes its appeal back, before the court has it',
    z.strictObject({}),
    (hub, actor, id) => actions.withdrawAppeal(hub, actor, id),
  );
  verb(
    'appeal-receipt',
    'An officer records on which day the applicant was told of the decision, where it was not here',
    z.strictObject({ version, on: dayField }),
    actions.noteReceipt,
  );
  verb(
    'appeal-rejection',
    'An officer rejects an appeal that came too late',
    z.strictObject({ version, reason: written }),
    actions.reject,
  );
  verb(
    'appeal-reopening',
    'An officer decides anew: PROCESSING. The appeal stays, and goes to the court with the new decision',
    z.strictObject({ version, reason: written }),
    actions.reopen,
  );
  verb(
    'appeal-handover',
    'An officer records that the appeal was handed over to the court',
    z.strictObject({
      version,
      court: textField(200).pipe(z.string().min(1)),
      on: dayField,
      excused: written.nullable().default(null).describe('Why one that came too late is taken up'),
    }),
    actions.handOver,
  );
  verb(
    'appeal-outcome',
    'An officer records what the court decided; changed and remitted lead to a new decision',
    z.strictObject({ version, outcome: z.enum(courtOutcomes), on: dayField, reason: written }),
    actions.settleAppeal,
  );
}
