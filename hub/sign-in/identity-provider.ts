// Speaks OpenID Connect with the identity providers: authorization code with PKCE, state and nonce; id tokens verified by signature,
// issuer, audience, time, nonce and level of assurance (OpenID Connect Core 3.1.3.7). Claims come out under our own names.
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import * as client from 'openid-client';
import { z } from 'zod';
import type { Hub } from '../platform/hub.ts';
import { notThere, Problem } from '../platform/problem.ts';
import type { ProviderSettings } from './provider-settings.ts';

/** What a provider says about a person, as far as we ask. */
export type Told = {
  provider: string;
  issuer: string;
  subject: string;
  name: string;
  email: string | null;
  /** The provider says that the address is theirs, and is believed about addresses of this domain. */
  emailProved: boolean;
  /** What a later logout token names them by (OpenID Connect Back-Channel Logout 1.0, 2.4). */
  logout: { subject: string | null; session: string | null };
  /** Our organisations that it says they act for now, and may act for. */
  actsFor: string | null;
  organisations: string[];
};
export type Visit = { provider: string; state: string; nonce: string; verifier: string; to: string };

export type IdentityProviders = {
  list: ProviderSettings[];
  /** Where the browser is sent, and what must be remembered until it is back. */
  leave(id: string, to: string): Promise<{ address: string; visit: Visit }>;
  /** `query`: what the provider sent the browser back with. Throws Problem where anything does not fit. */
  comeBack(visit: Visit, query: string): Promise<Told>;
  /** What a token that the provider signs must fit. */
  verifies(id: string): Promise<Verifies>;
  /** Where a person ends the provider's own session too. */
  signOutAddress(id: string): Promise<string | undefined>;
};

/** `issuer` as it signs, `known` as the settings and our identities write it: they may differ by a slash at the end. */
export type Verifies = { issuer: string; known: string; audience: string; keys: JWTVerifyGetKey };

const hour = 3_600_000;

export function createIdentityProviders(hub: Hub): IdentityProviders {
  const known = new Map<string, { at: number; configuration: Promise<client.Configuration> }>();
  const keysAt = new Map<string, JWTVerifyGetKey>();
  const list = hub.config.providers;

  const settingsOf = (id: string) => {
    const found = list.find((one) => one.id === id);
    if (!found) throw notThere(`There is no identity provider ${id}.`);
    return found;
  };
  /** Discovered when first needed: a provider that is down does not keep the hub from starting. */
  const configurationOf = async (settings: ProviderSettings): Promise<client.Configuration> => {
    const kept = known.get(settings.id);
    const configuration = kept && hub.now().getTime() - kept.at < hour ? kept.configuration : discover(settings);
    if (configuration !== kept?.configuration) known.set(settings.id, { at: hub.now().getTime(), configuration });
    try {
      return await configuration;
    } catch (error) {
      known.delete(settings.id);
      throw failed(hub, settings.id, error, 'provider-not-reached');
    }
  };
  const returnAddress = (id: string) => `${hub.config.origin}/sign-in/with/${id}/return`;

  return {
    list,
    async leave(id, to) {
      const settings = settingsOf(id);
      const configuration = await configurationOf(settings);
      const visit = {
        ...{ provider: id, to, state: client.randomState(), nonce: client.randomNonce() },
        verifier: client.randomPKCECodeVerifier(),
      };
      const address = client.buildAuthorizationUrl(configuration, {
        redirect_uri: returnAddress(id),
        scope: settings.scopes.join(' '),
        state: visit.state,
        nonce: visit.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(visit.verifier),
        code_challenge_method: 'S256',
        ...(settings.acr.want.length ? { acr_values: settings.acr.want.join(' ') } : {}),
      });
      return { address: address.href, visit };
    },
    async comeBack(visit, query) {
      const settings = settingsOf(visit.provider);
      const configuration = await configurationOf(settings);
      try {
        const tokens = await client.authorizationCodeGrant(configuration, new URL(`${returnAddress(settings.id)}${query}`), {
          expectedState: visit.state,
          expectedNonce: visit.nonce,
          pkceCodeVerifier: visit.verifier,
          idTokenExpected: true,
        });
        const claims: Record<string, unknown> = tokens.claims() ?? {};
        checkLevel(settings, claims.acr);
        const asked = configuration.serverMetadata().userinfo_endpoint && claims[settings.claims.email] === undefined;
        const more = asked ? await client.fetchUserInfo(configuration, tokens.access_token, String(claims.sub)) : {};
        // What the signed token says wins over what is asked for afterwards.
        return told(settings, { ...more, ...claims });
      } catch (error) {
        if (error instanceof Problem) throw error;
        const cancelled = error instanceof client.AuthorizationResponseError;
        throw failed(hub, settings.id, error, cancelled ? 'provider-said-no' : 'provider-answer-not-valid');
      }
    },
    async verifies(id) {
      const settings = settingsOf(id);
      const { issuer, jwks_uri } = (await configurationOf(settings)).serverMetadata();
      if (!jwks_uri) throw failed(hub, id, new Error('no jwks_uri'), 'provider-not-reached');
      const keys = keysAt.get(jwks_uri) ?? createRemoteJWKSet(new URL(jwks_uri));
      keysAt.set(jwks_uri, keys);
      return { issuer, known: settings.issuer, audience: settings.client_id, keys };
    },
    async signOutAddress(id) {
      const settings = list.find((one) => one.id === id);
      // Whoever signs out is signed out here, whether or not the provider can be asked where it would do so too.
      const configuration = settings && (await configurationOf(settings).catch(() => undefined));
      if (!configuration?.serverMetadata().end_session_endpoint) return undefined;
      // With the client's id and not the id token as a hint: the token says too much to be kept (RP-Initiated Logout 1.0, 2).
      return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${hub.config.origin}/sign-in` }).href;
    },
  };
}

function discover(settings: ProviderSettings): Promise<client.Configuration> {
  const secret = settings.client_secret;
  const authentication = {
    client_secret_basic: () => client.ClientSecretBasic(secret),
    client_secret_post: () => client.ClientSecretPost(secret),
    none: () => client.None(),
  }[settings.client_auth]();
  // Plain http: the settings allow it on this machine alone.
  const insecure = settings.issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
  return client.discovery(new URL(settings.issuer), settings.client_id, secret, authentication, {
    execute: [client.enableNonRepudiationChecks, ...insecure],
    timeout: 10,
  });
}

function checkLevel(settings: ProviderSettings, acr: unknown): void {
  const { require } = settings.acr;
  if (require.length && !(typeof acr === 'string' && require.includes(acr)))
    throw new Problem(
      403,
      'level-too-low',
      'The identity provider did not prove who you are at the level that is required here.',
    );
}

const text = (value: unknown): string => (typeof value === 'string' ? value.normalize('NFC').trim().slice(0, 200) : '');

function told(settings: ProviderSettings, claims: Record<string, unknown>): Told {
  const names = settings.claims;
  const raw = claims[names.subject];
  const subject = typeof raw === 'string' || typeof raw === 'number' ? String(raw) : '';
  if (!subject || subject.length > 255) throw new Problem(403, 'provider-answer-not-valid', 'The provider names nobody.');
  if (isPersonalNumber(subject))
    throw new Problem(
      403,
      'subject-is-personal-number',
      'This provider names people by their personal identity number, which is not kept here.',
    );
  const email = text(claims[names.email]).toLowerCase();
  // Strictly one address: a letter to "somebody,else@example.org" would go to two.
  const usable = z.email().safeParse(email).success;
  const vouches = settings.email_domains.includes(email.slice(email.lastIndexOf('@') + 1));
  const meant = (claim: string) => textsIn(claims[claim]).flatMap((value) => settings.organisations[value] ?? []);
  const actsFor = names.organisation.flatMap(meant);
  return {
    provider: settings.id,
    issuer: settings.issuer,
    subject,
    name:
      text(claims[names.name]) ||
      [names.given_name, names.family_name]
        .map((one) => text(claims[one]))
        .join(' ')
        .trim(),
    email: usable ? email : null,
    emailProved: usable && vouches && claims[names.email_verified] === true,
    logout: {
      // It may be another claim than the one that names them here, and is then nothing that we keep.
      subject: typeof claims.sub === 'string' && !isPersonalNumber(claims.sub) ? claims.sub : null,
      session: typeof claims.sid === 'string' && claims.sid.length <= 255 ? claims.sid : null,
    },
    actsFor: actsFor[0] ?? null,
    organisations: [...new Set([...actsFor, ...names.organisations.flatMap(meant)])],
  };
}

/** Every text in a claim: it may be one, a list of them, or a list of objects (allCommissions). */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Swedish personal identity and coordination numbers: date (day + 60 for the latter), serial, check digit by Luhn. */
export function isPersonalNumber(subject: string): boolean {
  const digits = subject.replace(/[\s+-]/g, '');
  if (!/^(\d{2})?\d{10}$/.test(digits)) return false;
  const ten = digits.slice(-10);
  const [month, day] = [Number(ten.slice(2, 4)), Number(ten.slice(4, 6)) % 60];
  const sum = [...ten].reduce((total, digit, at) => {
    const product = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && sum % 10 === 0;
}

const words = {
  'provider-not-reached': 'The identity provider does not answer. Nothing was changed; try again or sign in in another way.',
  'provider-said-no': 'The identity provider did not sign you in.',
  'provider-answer-not-valid': 'What the identity provider answered could not be trusted. You were not signed in.',
};

/** The reason stands in the log as a code; what the provider said may name the person and stays out. */
function failed(hub: Hub, provider: string, error: unknown, code: keyof typeof words): Problem {
  const { code: reason, error: told } = error as { code?: string; error?: string };
  // Written by whoever made the address: only what looks like one of RFC 6749's codes.
  const said = /^[a-z_]{1,40}$/.test(told ?? '') ? told : undefined;
  hub.log.warn('identity-provider', {
    provider,
    code,
    reason: [reason, said].filter(Boolean).join(' ') || (error as Error).name,
  });
  return new Problem(code === 'provider-not-reached' ? 503 : 403, code, words[code]);
}
