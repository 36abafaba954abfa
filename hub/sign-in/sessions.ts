// The verbs on sessions: see them, end them, choose for which organisation one acts.
import { organisationIfKnown } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, notThere } from '../platform/problem.ts';
import * as store from './store.ts';

export async function listSessions(hub: Hub, actor: Actor) {
  if (!may(actor, 'session.read', { person: actor.person })) throw notForYou();
  return store.sessionsOf(hub.db, actor.person, new Date());
}

export async function endSession(hub: Hub, actor: Actor, id: string): Promise<void> {
  if (!may(actor, 'session.end', { person: actor.person }) || actor.via !== 'session') throw notForYou();
  await transaction(hub.db, async (trx) => {
    if (!(await store.endSessions(trx, actor.person, { only: id }))) throw notThere('There is no such session of yours.');
    const who = `person:${actor.person}`;
    await record(trx, { at: hub.now(), actor: who, verb: 'session.end', thing: who, detail: { ended: 1 } });
  });
}

/** All but the one that asks. */
export async function endOtherSessions(hub: Hub, actor: Actor): Promise<void> {
  if (!may(actor, 'session.end', { person: actor.person }) || !actor.session) throw notForYou();
  const except = actor.session;
  await transaction(hub.db, async (trx) => {
    const ended = await store.endSessions(trx, actor.person, { except });
    const who = `person:${actor.person}`;
    await record(trx, { at: hub.now(), actor: who, verb: 'session.end', thing: who, detail: { ended } });
  });
}

/** Null: for all of one's organisations. */
export async function actFor(hub: Hub, actor: Actor, organisation: string | null): Promise<void> {
  if (!may(actor, 'session.act-for', { person: actor.person }) || !actor.session) throw notForYou();
  if (organisation !== null && !actor.organisations?.includes(organisation))
    throw notThere('You belong to no such organisation.');
  await store.setActingFor(hub.db, actor.session, organisation);
}

export type OwnOrganisation = { id: string; name: string };

/** The organisations that a person can act for, by name. */
export async function ownOrganisations(hub: Hub, actor: Actor): Promise<OwnOrganisation[]> {
  const found = await Promise.all((actor.organisations ?? []).map((id) => organisationIfKnown(hub.db, id)));
  return found.flatMap((one) => (one ? [{ id: one.id, name: one.name }] : [])).sort((a, b) => a.name.localeCompare(b.name, 'sv'));
}
