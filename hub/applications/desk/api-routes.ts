// HTTP of the desk's verbs, for programs: whose case it is, votes, a trusted holder's proposal, the fee and its acceptance.
import { z } from '@hono/zod-openapi';
import { v7 as uuidv7 } from 'uuid';
import { textField } from '../../platform/fields.ts';
import type { AddVerb } from '../verb-routes.ts';
import * as actions from './actions.ts';
import { currencies } from './money.ts';

const written = textField(10_000).pipe(z.string().min(1));
const judged = z.strictObject({ outcome: z.enum(['grant', 'refuse']), reason: written });

export function addDeskVerbs(verb: AddVerb): void {
  verb(
    'officer',
    'Gives it to an officer of the body, or to nobody (null)',
    z.strictObject({ officer: z.uuid().nullable() }),
    (hub, actor, id, { officer }) => actions.assign(hub, actor, id, officer),
  );
  verb(
    'votes',
    'An officer votes; a later vote of the same officer replaces the earlier one',
    judged,
    (hub, actor, id, { outcome, reason }) => actions.castVote(hub, actor, id, { vote: outcome, reason }),
  );
  verb(
    'handover',
    'An officer hands it to the one trusted holder of all the data, who has two months to propose: art. 72(3)',
    z.strictObject({}),
    (hub, actor, id) => actions.forward(hub, actor, id),
  );
  verb('proposal', 'A steward of the holder that was asked proposes a decision: art. 72(5)', judged, (hub, actor, id, given) =>
    actions.propose(hub, actor, id, given),
  );
  verb(
    'fee-estimates',
    'An officer estimates the fee; a later estimate replaces the earlier one',
    z.strictObject({
      id: z.uuid().optional().describe('Yours, so that the same request sent twice makes one estimate'),
      amount: z.int().min(0).max(100_000_000_000).describe('In minor units'),
      currency: z.enum(currencies),
      covers: written.describe('What it pays for'),
    }),
    (hub, actor, id, { id: estimate = uuidv7(), ...fee }) => actions.estimateFee(hub, actor, id, { id: estimate, ...fee }),
  );
  verb(
    'fee-acceptance',
    'The applicant accepts an estimate: art. 62(5)',
    z.strictObject({ estimate: z.uuid().describe('The one that you read: detail.estimate of the event "estimated"') }),
    (hub, actor, id, given) => actions.acceptFee(hub, actor, id, given),
  );
}
