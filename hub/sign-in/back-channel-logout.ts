// A provider tells that somebody is signed out there (OpenID Connect Back-Channel Logout 1.0): their sessions here end too.
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { Problem } from '../platform/problem.ts';
import type { IdentityProviders, Verifies } from './identity-provider.ts';
import { keepIfNew } from './identity-store.ts';
import { endSessionsOfProvider } from './store.ts';

const event = 'http://schemas.openid.net/event/backchannel-logout';
/** How old a token may be, and for how long its id is remembered: longer, so that none comes twice. */
const minutes = { old: 5, remembered: 15 };
/** Never a shared secret's: whoever may ask for id tokens could then sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

const notValid = () => new Problem(400, 'logout-token-not-valid', 'This is no logout token of this provider for this hub.');

/** Ends the sessions that the token names; how many there were. Throws 400 where anything in it does not fit (2.6), 404 for a provider
 * that is none. The sender is known by the token's signature alone. */
export async function logOutByProvider(hub: Hub, providers: IdentityProviders, id: string, token: string): Promise<number> {
  const by = await providers.verifies(id);
  const claims = await verify(token, by);
  const { sub, sid } = claims;
  const isText = (value: unknown) => value === undefined || (typeof value === 'string' && value !== '' && value.length <= 255);
  const told = claims.events as Record<string, unknown> | undefined;
  const isLogout = typeof told === 'object' && told !== null && typeof told[event] === 'object' && told[event] !== null;
  const names = isText(sub) && isText(sid) && (sub !== undefined || sid !== undefined);
  if (!isLogout || !names || claims.nonce !== undefined || !claims.jti) throw notValid();
  return transaction(hub.db, async (trx) => {
    const kept = { now: hub.now(), minutes: minutes.remembered };
    if (!(await keepIfNew(trx, 'logout', `${by.issuer} ${claims.jti}`, kept))) throw notValid();
    const session = sid as string | undefined;
    const persons = await endSessionsOfProvider(trx, { provider: id, issuer: by.known, subject: sub, session });
    for (const [person, ended] of Map.groupBy(persons, (one) => one)) {
      const thing = `person:${person}`;
      const detail = { provider: id, ended: ended.length };
      await record(trx, { at: hub.now(), actor: `provider:${id}`, verb: 'session.end', thing, detail });
    }
    return persons.length;
  });
}

async function verify(token: string, { issuer, audience, keys }: Verifies): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      ...{ issuer, audience, algorithms },
      ...{ maxTokenAge: `${minutes.old} minutes`, clockTolerance: 60, requiredClaims: ['jti', 'events'] },
    });
    return payload;
  } catch (error) {
    // Keys that could not be fetched are the provider's trouble and no lie: it asks again.
    const isFetching = !(error instanceof errors.JOSEError) || ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT'].includes(error.code);
    if (isFetching) throw new Problem(503, 'provider-not-reached', 'The identity provider’s keys could not be fetched.');
    throw notValid();
  }
}
