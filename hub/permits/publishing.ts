// When a decision becomes public: a refusal at once, a permit when it is signed, and whatever waits for a signature on the last day
// of art. 57(1)(j)(iii) all the same (decisions/0023).
import { dayOf } from '../applications/calendar.ts';
import { limits } from '../applications/deadlines.ts';
import { type Trx, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import * as decisionStore from './decision-store.ts';

export async function publishDecision(hub: Hub, trx: Trx, decision: string): Promise<void> {
  if (!(await decisionStore.publish(trx, decision, hub.now()))) return;
  await record(trx, { at: hub.now(), actor: 'hub', verb: 'decision.publish', thing: `decision:${decision}` });
}

/** Run each day: nothing is published late because a signature is. */
export async function publishDue(hub: Hub): Promise<void> {
  const today = dayOf(hub.now());
  for (const { id, at } of await decisionStore.unpublished(hub.db))
    if (limits.publishDecision.end(dayOf(at)) <= today) await transaction(hub.db, (trx) => publishDecision(hub, trx, id));
}
