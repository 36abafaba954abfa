// The verbs on passkeys (WebAuthn): make one for one's account, sign in with it, name it, remove it.
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { v7 as uuidv7 } from 'uuid';
import { membershipsOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, notThere, Problem, refusedByRules } from '../platform/problem.ts';
import * as store from './identity-store.ts';
import { tellOfNewWay } from './letters.ts';
import type { AboutSession, Opened, SignIn } from './sign-in.ts';

/** Nearly three hundred modules: loaded when somebody has a passkey. */
const webAuthn = () => import('@simplewebauthn/server');

const minutesOfChallenge = 10;
const mostPasskeys = 20;
/** COSE: EdDSA, ES256, RS256. Named, or the library tries what is still experimental in Node. */
const supportedAlgorithmIDs = [-8, -7, -257];

/** `origin`: our own, as the browser sees it. A passkey belongs to a name, so none can be had at a bare IP address
 * (WebAuthn 5.1.2: a relying party's id is a domain). */
export function relyingParty(origin: string): string | undefined {
  const { hostname } = new URL(origin);
  return /^\[|^[\d.]+$/.test(hostname) ? undefined : hostname;
}

function partyAt(origin: string): string {
  const id = relyingParty(origin);
  if (!id) throw refusedByRules('no-passkeys-here', 'Passkeys need a name: open this hub by its name, not by its number.');
  return id;
}

export async function listPasskeys(hub: Hub, actor: Actor) {
  if (!may(actor, 'identity.read', { person: actor.person })) throw notForYou();
  return store.passkeysOf(hub.db, actor.person);
}

/** What the browser needs to make a passkey. */
export async function offerPasskey(hub: Hub, actor: Actor, origin: string) {
  if (!may(actor, 'passkey.add', { person: actor.person }) || actor.via !== 'session') throw notForYou();
  const existing = await store.passkeysOf(hub.db, actor.person);
  if (existing.length >= mostPasskeys)
    throw refusedByRules('too-many-passkeys', `At most ${mostPasskeys} passkeys. Remove one first.`);
  const { generateRegistrationOptions } = await webAuthn();
  const options = await generateRegistrationOptions({
    ...{ rpName: 'Sluss', rpID: partyAt(origin), userName: actor.email, userDisplayName: actor.name || actor.email },
    userID: new TextEncoder().encode(actor.person) as Uint8Array<ArrayBuffer>,
    excludeCredentials: existing.map((one) => ({ id: one.credential, transports: one.transports })),
    // Discoverable, and unlocked by the person: it is the whole sign-in, not a second factor.
    supportedAlgorithmIDs,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const value = { person: actor.person };
  await store.keepOnce(hub.db, 'new-passkey', options.challenge, value, { now: hub.now(), minutes: minutesOfChallenge });
  return options;
}

export async function addPasskey(
  hub: Hub,
  actor: Actor,
  given: { origin: string; name: string; response: RegistrationResponseJSON },
): Promise<string> {
  if (!may(actor, 'passkey.add', { person: actor.person }) || actor.via !== 'session') throw notForYou();
  const { verifyRegistrationResponse } = await webAuthn();
  const made = await verified(() =>
    verifyRegistrationResponse({
      ...{ response: given.response, expectedOrigin: given.origin, expectedRPID: partyAt(given.origin) },
      expectedChallenge: async (challenge) =>
        (await store.takeOnce<{ person: string }>(hub.db, 'new-passkey', challenge, hub.now()))?.person === actor.person,
      supportedAlgorithmIDs,
      requireUserVerification: true,
    }),
  );
  const info = made?.verified ? made.registrationInfo : undefined;
  if (!info) throw new Problem(422, 'passkey-not-valid', 'The passkey could not be checked. Nothing was kept; try again.');
  const { id: credential, publicKey, counter, transports = [] } = info.credential;
  const row = {
    ...{ id: uuidv7(), person: actor.person, credential, counter, transports, name: given.name },
    ...{ public_key: Buffer.from(publicKey).toString('base64url'), created_at: hub.now(), last_used_at: null },
  };
  await transaction(hub.db, async (trx) => {
    if (!(await store.insertPasskey(trx, row))) throw new Problem(409, 'passkey-taken', 'This passkey is registered already.');
    await journal(hub, trx, actor, 'passkey.add');
  });
  await tellOfNewWay(hub, actor, { sv: `passkey ”${given.name}”`, en: `passkey “${given.name}”` });
  return row.id;
}

/** What the browser needs to ask its owner for a passkey of this hub: any of theirs, no name is typed. */
export async function askForPasskey(hub: Hub, origin: string) {
  const { generateAuthenticationOptions } = await webAuthn();
  const options = await generateAuthenticationOptions({ rpID: partyAt(origin), userVerification: 'required' });
  await store.keepOnce(hub.db, 'passkey', options.challenge, {}, { now: hub.now(), minutes: minutesOfChallenge });
  return options;
}

export async function signInByPasskey(
  hub: Hub,
  signIn: SignIn,
  given: { origin: string; response: AuthenticationResponseJSON; about: AboutSession },
): Promise<Opened> {
  const refused = new Problem(
    403,
    'passkey-not-valid',
    'This passkey is not known here. Sign in in another way and make a new one.',
  );
  const known = await store.passkeyByCredential(hub.db, given.response.id);
  const { verifyAuthenticationResponse } = await webAuthn();
  const result = await verified(() =>
    verifyAuthenticationResponse({
      ...{ response: given.response, expectedOrigin: given.origin, expectedRPID: partyAt(given.origin) },
      // Taken also where the passkey is unknown: a challenge counts once.
      expectedChallenge: async (challenge) => (await store.takeOnce(hub.db, 'passkey', challenge, hub.now())) !== undefined,
      credential: {
        id: known?.credential ?? given.response.id,
        publicKey: new Uint8Array(Buffer.from(known?.public_key ?? '', 'base64url')),
        counter: known?.counter ?? 0,
        ...(known ? { transports: known.transports } : {}),
      },
      requireUserVerification: true,
    }),
  );
  if (!known || !result?.verified) throw refused;
  const actor = await membershipsOf(hub, known.person, 'session');
  if (!actor) throw refused;
  await transaction(hub.db, async (trx) => {
    await store.touchPasskey(trx, known.id, result.authenticationInfo.newCounter, hub.now());
    await journal(hub, trx, actor, 'sign-in.passkey');
  });
  return signIn.openFor(known.person, given.about);
}

export async function namePasskey(hub: Hub, actor: Actor, id: string, name: string): Promise<void> {
  if (!may(actor, 'passkey.add', { person: actor.person }) || actor.via !== 'session') throw notForYou();
  if (!(await store.renamePasskey(hub.db, actor.person, id, name))) throw notThere('There is no such passkey of yours.');
}

export async function removePasskey(hub: Hub, actor: Actor, id: string): Promise<void> {
  if (!may(actor, 'passkey.remove', { person: actor.person }) || actor.via !== 'session') throw notForYou();
  await transaction(hub.db, async (trx) => {
    if (!(await store.deletePasskey(trx, actor.person, id))) throw notThere('There is no such passkey of yours.');
    await journal(hub, trx, actor, 'passkey.remove');
  });
}

/** The library throws where something does not fit; what exactly is nobody's business but the log's, and holds nothing secret. */
async function verified<T>(check: () => Promise<T>): Promise<T | undefined> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Problem) throw error;
    return undefined;
  }
}

function journal(hub: Hub, trx: Parameters<typeof record>[0], actor: Actor, verb: string) {
  const who = `person:${actor.person}`;
  return record(trx, { at: hub.now(), actor: who, verb, thing: who });
}
