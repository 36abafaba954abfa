// How permits enter the hub's journal: who did what to which.
import type { Actor } from '../permissions/actor.ts';
import type { Trx } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';

export async function journal(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  verb: string,
  thing: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await record(trx, { at: hub.now(), actor: `person:${actor.person}`, verb, thing, detail });
}
