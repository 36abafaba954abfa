// The verbs on comments: colleagues write to each other about a field, and say when it is settled. Never seen by the body.
import type { Actor } from '../../permissions/actor.ts';
import { transaction } from '../../platform/database.ts';
import type { Hub } from '../../platform/hub.ts';
import { notThere, refusedByRules } from '../../platform/problem.ts';
import { journal, ownForUpdate } from '../form/actions.ts';
import * as store from '../form/form-store.ts';

const mostComments = 500;

export type GivenComment = { id: string; field: string; text: string };

export async function comment(hub: Hub, actor: Actor, reference: string, given: GivenComment): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await ownForUpdate(trx, actor, reference);
    const there = await store.commentsOf(trx, row.id);
    if (there.some((one) => one.id === given.id)) return;
    if (there.length >= mostComments) throw refusedByRules('too-many-comments', 'An application holds 500 comments at most.');
    const added = await store.insertComment(trx, {
      ...given,
      application: row.id,
      author: actor.person,
      at: hub.now(),
      resolved_by: null,
      resolved_at: null,
    });
    if (!added) throw notThere();
    await journal(hub, trx, actor, row.id, 'application.comment', { comment: given.id, field: given.field });
  });
}

export async function resolve(hub: Hub, actor: Actor, reference: string, id: string): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await ownForUpdate(trx, actor, reference);
    const found = (await store.commentsOf(trx, row.id)).find((one) => one.id === id);
    if (!found) throw notThere('There is no such comment.');
    if (found.resolved_at) return;
    await store.resolveComment(trx, row.id, id, actor.person, hub.now());
    await journal(hub, trx, actor, row.id, 'application.comment-resolved', { comment: id });
  });
}
