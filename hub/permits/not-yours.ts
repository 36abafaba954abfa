// What somebody hears who may not change a permit: that they may not, or, where they may not read it either, that there is none.
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import type { Trx } from '../platform/database.ts';
import { notForYou, notThere, type Problem, refusedByRules } from '../platform/problem.ts';
import * as store from './store.ts';

export async function noToChange(trx: Trx, actor: Actor, row: store.PermitTable, why: string): Promise<Problem> {
  const persons = (await store.versions(trx, row.id)).at(-1)?.draft.persons.map((one) => one.sub);
  const knows = may(actor, 'permit.read', { organisation: row.organisation, body: row.body, persons });
  return knows ? notForYou(why) : notThere('There is no such permit.');
}

/** An officer whom a permit names, or named, neither changes nor revokes it: Regulation (EU) 2025/327 art. 55(5). */
export const conflictOfInterest = () =>
  refusedByRules('conflict-of-interest', 'You are named in this permit: somebody else decides (art. 55(5)).');
