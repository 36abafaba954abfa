// The verbs of art. 68(3) and 69: the body offers an answer in anonymised statistics instead of a permit, the applicant agrees or not, the
// body gives the answer. Approving it is a decision (applications/actions.ts).
import type { Actor } from '../../permissions/actor.ts';
import type { Hub } from '../../platform/hub.ts';
import { changedUnderYou } from '../../platform/problem.ts';
import { changeApart, follow, happen, inside, saved, settle, situationOf } from '../change.ts';
import * as applications from '../store.ts';
import * as rules from './rules.ts';

/** `reason`: what the answer would contain, and why no permit can be given. */
export async function offerStatistics(hub: Hub, actor: Actor, id: string, given: { version: number; reason: string }) {
  return changeApart(hub, actor, 'application.offer-statistics', id, given.version, async (trx, row) => {
    settle(rules.offer(await situationOf(trx, row), await applications.assessmentsOf(trx, row.id)));
    await happen(hub, trx, actor, row, 'request-offered', given.reason);
    return row;
  });
}

/** `offer`: when the offer was made that the applicant has read; another one since is not agreed to unread. */
export async function answerOffer(
  hub: Hub,
  actor: Actor,
  id: string,
  given: { agrees: boolean; offer?: string | undefined },
): Promise<void> {
  await inside(hub, actor, 'application.agree-statistics', id, async (trx, row) => {
    const last = (await applications.eventsOf(trx, row.id)).findLast((one) => one.kind === 'request-offered');
    if (given.offer && last && last.at.toISOString() !== given.offer) throw changedUnderYou();
    const next = settle(rules.answerOffer(await situationOf(trx, row), given.agrees));
    await saved(hub, trx, await follow(hub, trx, actor, row, next));
  });
}

/** The answer in anonymised statistics, word for word. */
export async function respond(hub: Hub, actor: Actor, id: string, given: { version: number; reason: string }) {
  return changeApart(hub, actor, 'application.respond', id, given.version, async (trx, row) => {
    settle(rules.respond(await situationOf(trx, row)));
    await happen(hub, trx, actor, row, 'responded', given.reason);
    return row;
  });
}
