// The verbs on identities at providers: come back from one, be recognised, be joined with an account, be taken away.
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { ensureVerifiedPerson, membershipsOf, nameWhereNone, personByEmail } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { type Trx, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, notThere, Problem, refusedByRules } from '../platform/problem.ts';
import type { IdentityProviders, Told, Visit } from './identity-provider.ts';
import * as store from './identity-store.ts';
import { type Bilingual, tellOfNewWay } from './letters.ts';
import type { AboutSession, Opened, SignIn } from './sign-in.ts';
import { endSessions } from './store.ts';

const minutes = { visit: 15, waiting: 60 };
type Waiting = { told: Told; to: string };
const newSecret = () => randomBytes(32).toString('base64url');

/** Sends a browser to a provider. `secret` goes into its cookie: only that browser can come back with this visit. */
export async function leaveFor(hub: Hub, providers: IdentityProviders, provider: string, to: string) {
  const { address, visit } = await providers.leave(provider, to);
  const secret = newSecret();
  await store.keepOnce(hub.db, 'visit', secret, visit, { now: hub.now(), minutes: minutes.visit });
  return { address, secret };
}

export type Arrival =
  | { kind: 'signed-in'; opened: Opened; to: string }
  /** To be joined with an account: by whoever is signed in, or by who first proves their address. */
  | { kind: 'waiting'; secret: string; told: Told; to: string };

/** Back from a provider. Each visit counts once, whatever comes of it. */
export async function arrive(
  hub: Hub,
  parts: { signIn: SignIn; providers: IdentityProviders },
  given: { secret: string; query: string; visitor: Actor | null; about: AboutSession },
): Promise<Arrival> {
  const { secret, query, visitor } = given;
  const visit = secret ? await store.takeOnce<Visit>(hub.db, 'visit', secret, hub.now()) : undefined;
  if (!visit)
    throw new Problem(400, 'visit-not-known', 'This visit to the identity provider was used before or is too old. Begin again.');
  const told = await parts.providers.comeBack(visit, query);
  const known = await store.identity(hub.db, told);
  // Nobody is moved into another account unawares: a link on somebody else's page may have led here.
  if (known && visitor && known.person !== visitor.person) throw identityTaken();
  if (known) return { kind: 'signed-in', opened: await openBy(hub, parts.signIn, known, told, given.about), to: visit.to };
  // Whoever says which address is whose can take over the account that has it, or make one that its owner finds later with a second
  // door in it. So the first time everybody shows that the address is theirs, whether or not there is an account: the answer tells nobody
  // which. Only a provider that gives out the addresses of a domain itself is believed about them.
  if (visitor || !told.email || !told.emailProved) {
    const waiting = newSecret();
    const value: Waiting = { told, to: visit.to };
    await store.keepOnce(hub.db, 'waiting', waiting, value, { now: hub.now(), minutes: minutes.waiting });
    return { kind: 'waiting', secret: waiting, told, to: visit.to };
  }
  const email = told.email;
  const wasKnown = await personByEmail(hub.db, email);
  const joined = await transaction(hub.db, async (trx) => {
    const person = await ensureVerifiedPerson(trx, { email, name: told.name }, hub.now());
    return { id: await join(hub, trx, person, told), person };
  });
  if (wasKnown) await tellOfNewWay(hub, wasKnown, titleOf(parts.providers, told.provider));
  const opened = await openBy(hub, parts.signIn, joined, told, given.about);
  return { kind: 'signed-in', opened, to: visit.to };
}

async function openBy(
  hub: Hub,
  signIn: SignIn,
  known: { id: string; person: string },
  told: Told,
  about: AboutSession,
): Promise<Opened> {
  const actor = await membershipsOf(hub, known.person, 'session');
  if (!actor) throw notForYou();
  const actingFor = told.actsFor && actor.organisations?.includes(told.actsFor) ? told.actsFor : null;
  await store.touchIdentity(hub.db, known.id, hub.now());
  await transaction(hub.db, (trx) =>
    record(trx, {
      ...{ at: hub.now(), actor: `person:${known.person}`, verb: 'sign-in.provider', thing: `person:${known.person}` },
      detail: { provider: told.provider },
    }),
  );
  const by = { identity: known.id, ...told.logout };
  return signIn.openFor(known.person, { ...about, provider: told.provider, by, actingFor });
}

/** What waits in this browser to be joined with the account, to be shown before it is. */
export async function waitingIdentity(hub: Hub, secret: string): Promise<Told | undefined> {
  return secret ? (await store.lookOnce<Waiting>(hub.db, 'waiting', secret, hub.now()))?.told : undefined;
}

/** Returns where the person wanted to go when they set out. */
export async function joinWaiting(hub: Hub, actor: Actor, providers: IdentityProviders, secret: string): Promise<string> {
  if (!may(actor, 'identity.add', { person: actor.person }) || actor.via !== 'session') throw notForYou();
  const waiting = secret ? await store.takeOnce<Waiting>(hub.db, 'waiting', secret, hub.now()) : undefined;
  if (!waiting) throw new Problem(410, 'visit-not-known', 'This took too long. Begin again at the identity provider.');
  const { told, to } = waiting;
  await transaction(hub.db, async (trx) => {
    await nameWhereNone(trx, actor.person, told.name);
    await join(hub, trx, actor.person, told);
  });
  await tellOfNewWay(hub, actor, titleOf(providers, told.provider));
  return to;
}

const identityTaken = () =>
  refusedByRules(
    'identity-taken',
    'This identity belongs to another account here. To get into that one, sign out of this one first.',
  );

/** The id of the identity, new or already the person's. */
async function join(hub: Hub, trx: Trx, person: string, told: Told): Promise<string> {
  const { provider, issuer, subject } = told;
  const row = {
    ...{ id: uuidv7(), person, provider, issuer, subject },
    ...{ label: told.email ?? told.name, created_at: hub.now(), last_used_at: hub.now() },
  };
  if (!(await store.insertIdentity(trx, row))) {
    const before = await store.identity(trx, row);
    if (before?.person === person) return before.id;
    throw identityTaken();
  }
  const detail = { provider };
  await record(trx, { at: hub.now(), actor: `person:${person}`, verb: 'identity.add', thing: `person:${person}`, detail });
  return row.id;
}

export async function listIdentities(hub: Hub, actor: Actor) {
  if (!may(actor, 'identity.read', { person: actor.person })) throw notForYou();
  return store.identitiesOf(hub.db, actor.person);
}

/** Sessions that it opened end with it, but for the one that asks: whoever got in that way is out. A link by mail stays, always. */
export async function removeIdentity(hub: Hub, actor: Actor, id: string): Promise<void> {
  if (!may(actor, 'identity.remove', { person: actor.person }) || !actor.session) throw notForYou();
  const except = actor.session;
  await transaction(hub.db, async (trx) => {
    await endSessions(trx, actor.person, { openedBy: id, except });
    if (!(await store.deleteIdentity(trx, actor.person, id))) throw notThere('There is no such identity of yours.');
    const thing = `person:${actor.person}`;
    await record(trx, { at: hub.now(), actor: thing, verb: 'identity.remove', thing, detail: {} });
  });
}

function titleOf(providers: IdentityProviders, id: string): Bilingual {
  return providers.list.find((one) => one.id === id)?.title ?? { sv: id, en: id };
}
