// The verbs on one's own account: take everything away as a file, delete it.
import { personOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { lock, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, notThere, refusedByRules } from '../platform/problem.ts';
import * as store from './account-store.ts';
import { tellOfDeletion } from './letters.ts';

export type Duty = store.Duty;

/** Everything that is kept about the person, as the pieces of one JSON document (GDPR art. 15 and 20). */
export function exportAccount(hub: Hub, actor: Actor): AsyncGenerator<string> {
  // A token's holder may do what the person may do, not know all that the person is.
  if (!may(actor, 'account.export', { person: actor.person }) || actor.via !== 'session') throw notForYou();
  return pieces(hub, actor);
}

async function* pieces(hub: Hub, actor: Actor): AsyncGenerator<string> {
  const person = await personOf(hub.db, actor.person);
  if (!person) throw notThere();
  yield `{\n"made_at": ${JSON.stringify(hub.now())},\n"account": ${JSON.stringify(person)},\n"kept": {`;
  let separator = '\n';
  for (const reference of await store.references(hub.db)) {
    const rows = await store.rowsAbout(hub.db, reference, actor.person);
    if (rows.length === 0) continue;
    yield `${separator}${JSON.stringify(`${reference.table}.${reference.column}`)}: ${JSON.stringify(rows, null, 1)}`;
    separator = ',\n';
  }
  yield '\n},\n"journal": [';
  const page = 500;
  separator = '\n';
  for (let after = 0; ; ) {
    const entries = await store.journalOf(hub.db, actor.person, after, page);
    for (const entry of entries) {
      yield `${separator}${JSON.stringify(entry)}`;
      separator = ',\n';
    }
    after = entries.at(-1)?.seq ?? after;
    if (entries.length < page) break;
  }
  yield '\n]\n}\n';
}

/** What stands in the way of deleting the account. */
export async function duties(hub: Hub, actor: Actor): Promise<Duty[]> {
  if (!may(actor, 'account.delete', { person: actor.person })) throw notForYou();
  return store.dutiesOf(hub.db, actor.person, hub.now());
}

/** `typed`: the person's own address, written by hand, so that nobody deletes by a slip. */
export async function deleteAccount(hub: Hub, actor: Actor, typed: string): Promise<void> {
  // A program that holds a token must not be able to end its owner's account.
  if (!may(actor, 'account.delete', { person: actor.person }) || actor.via !== 'session') throw notForYou();
  if (typed.trim().toLowerCase() !== actor.email)
    throw refusedByRules('address-differs', 'Write the e-mail address of the account to delete it.');
  await transaction(hub.db, async (trx) => {
    // One after the other: of two last officers who leave at once, one stays.
    await lock(trx, 'account.delete');
    const left = await store.dutiesOf(trx, actor.person, hub.now());
    if (left.length) throw refusedByRules('duties-left', 'Somebody must take over first.', { duties: left });
    await store.erase(trx, { id: actor.person, email: actor.email }, hub.now());
    const who = `person:${actor.person}`;
    await record(trx, { at: hub.now(), actor: who, verb: 'account.delete', thing: who });
  });
  await tellOfDeletion(hub, actor);
}
