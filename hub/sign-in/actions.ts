// The verbs of signing in: a link by mail, a demo persona, tokens for programs.
import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, notThere, Problem } from '../platform/problem.ts';
import { fill, type Language, texts } from '../platform/texts.ts';
import { type Bilingual, tellOfNewWay } from './letters.ts';
import { type AboutSession, minutesOfLink, type Opened, type SignIn } from './sign-in.ts';
import * as store from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };
import { tokenHash, tokenPrefix } from './who-is.ts';

const say = texts(sv, en);
const quarter = 15 * 60_000;
// A hospital's people come from one address.
const limits = { links: 5, linksInAll: 20, address: 240, invitations: 30, invited: 5, lookups: 30 };

/** Counts and refuses beyond the limit. Keys are hashed: the table says nothing about who tried. */
async function limit(hub: Hub, kind: string, key: string, most: number): Promise<void> {
  const period = new Date(Math.floor(hub.now().getTime() / quarter) * quarter);
  const name = `${kind}:${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;
  if ((await store.countAttempt(hub.db, name, period)) > most)
    throw new Problem(429, 'too-many-attempts', 'Too many attempts. Wait a quarter of an hour and try again.');
}

/** For everything that somebody can try without being signed in. `caller`: from where, as client-address.ts counts. */
export async function limitCaller(hub: Hub, caller: string): Promise<void> {
  await limit(hub, 'address', caller, limits.address);
}

/** For letters that somebody has the hub send to an address of their choice: taken back and sent again, they would have no end. */
export async function limitInvitations(hub: Hub, organisation: string, email: string): Promise<void> {
  await limit(hub, 'invitations', organisation, limits.invitations);
  await limit(hub, 'invited', email, limits.invited);
}

/** For answers that say whether an address is known here: one by one, not by the thousand. */
export async function limitLookups(hub: Hub, person: string): Promise<void> {
  await limit(hub, 'lookups', person, limits.lookups);
}

/** Sends a one-time link. Answers alike whether or not the address is known. `to`: where the person wanted to go;
 * `chosen`: they chose the language, and keep it. */
export async function sendLink(
  hub: Hub,
  signIn: SignIn,
  given: { email: string; language: Language; chosen?: boolean; caller: string; to?: string },
): Promise<void> {
  await limitCaller(hub, given.caller);
  // Who asks for somebody else's links must not keep them from asking for their own: most of what an address gets is counted by caller.
  await limit(hub, 'link-from', `${given.caller} ${given.email}`, limits.links);
  await limit(hub, 'link', given.email, limits.linksInAll);
  await signIn.makeLink(given.email, async (token) => {
    const text = say(given.language);
    const link = new URL(`${hub.config.origin}/sign-in/link?token=${token}`);
    if (given.to) link.searchParams.set('to', given.to);
    if (given.chosen) link.searchParams.set('language', given.language);
    try {
      await hub.mail.send({
        to: given.email,
        subject: text.letterSubject,
        text: fill(text.letter, { link: link.href, minutes: minutesOfLink }),
      });
    } catch {
      throw new Problem(503, 'mail-not-sent', 'The letter could not be sent. Nothing was changed; try again in a while.');
    }
  });
}

export const linkNotValid = () =>
  new Problem(410, 'link-not-valid', 'This link was used before or is too old. Ask for a new one.');

export async function useLink(
  hub: Hub,
  signIn: SignIn,
  given: { token: string; caller: string; about: AboutSession },
): Promise<Opened> {
  await limitCaller(hub, given.caller);
  const opened = await signIn.useLink(given.token, given.about);
  if (!opened) throw linkNotValid();
  await journal(hub, opened.person, 'sign-in.link');
  return opened;
}

// ---- tokens for programs ----

export const longestTokenDays = 365;

export type NewToken = { id: string; token: string; name: string; expires_at: string };

/** A token that acts as the person until it expires. Shown once: the hub keeps its digest alone. It acts for the organisation that its
 * maker acted for, or for one of theirs that is named; one made by a token reaches no further than that one, lives no longer, and is revoked
 * with it. */
export async function makeToken(
  hub: Hub,
  actor: Actor,
  given: { name: string; days: number; acting_for?: string | null | undefined },
): Promise<NewToken> {
  if (!may(actor, 'token.make', { person: actor.person })) throw notForYou();
  const narrowed = actor.via === 'token' ? actor.actingFor?.organisation : undefined;
  const actingFor = narrowed ?? (given.acting_for === undefined ? (actor.actingFor?.organisation ?? null) : given.acting_for);
  if (actingFor !== null && !actor.organisations?.includes(actingFor)) throw notThere('You belong to no such organisation.');
  const token = `${tokenPrefix}${randomBytes(32).toString('base64url')}`;
  const wanted = hub.now().getTime() + Math.min(given.days, longestTokenDays) * 86_400_000;
  const expires = new Date(Math.min(wanted, actor.until?.getTime() ?? wanted));
  const id = uuidv7();
  await transaction(hub.db, async (trx) => {
    const madeBy = actor.token ?? null;
    if (madeBy && !(await store.holdToken(trx, madeBy))) throw notForYou();
    const row = {
      id,
      made_by_token: madeBy,
      person: actor.person,
      name: given.name,
      hash: tokenHash(token),
      created_at: hub.now(),
      expires_at: expires,
    };
    await store.insertToken(trx, { ...row, acting_for: actingFor, last_used_at: null, revoked_at: null });
    await record(trx, { at: hub.now(), actor: `person:${actor.person}`, verb: 'token.make', thing: `token:${id}` });
  });
  // It outlives the session: whoever has taken one over must not get themselves a door that nobody hears of.
  if (actor.session) await tellOfNewWay(hub, actor, tokenWay(given.name));
  return { id, token, name: given.name, expires_at: expires.toISOString() };
}

function tokenWay(name: string): Bilingual {
  return { sv: fill(sv.tokenWay, { name }), en: fill(en.tokenWay, { name }) };
}

export async function listTokens(hub: Hub, actor: Actor) {
  if (!may(actor, 'token.read', { person: actor.person })) throw notForYou();
  return store.tokensOf(hub.db, actor.person);
}

export async function revokeToken(hub: Hub, actor: Actor, id: string): Promise<void> {
  const found = await store.token(hub.db, id);
  if (!found || !may(actor, 'token.revoke', { person: found.person })) throw notThere('There is no such token of yours.');
  await transaction(hub.db, async (trx) => {
    await store.revokeToken(trx, id, hub.now());
    await record(trx, { at: hub.now(), actor: `person:${actor.person}`, verb: 'token.revoke', thing: `token:${id}` });
  });
}

export async function journal(hub: Hub, person: string, verb: string): Promise<void> {
  await transaction(hub.db, (trx) => record(trx, { at: hub.now(), actor: `person:${person}`, verb, thing: `person:${person}` }));
}
