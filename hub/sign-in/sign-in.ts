// Sessions and one-time e-mail links by better-auth, reached only through its server API from our own routes: its HTTP handler is
// never mounted, because its answers hold the session token.
import { createHash } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { magicLink } from 'better-auth/plugins/magic-link';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Hub } from '../platform/hub.ts';
import { describeSession, linkBehind, type OpenedBy, sessionSecret } from './store.ts';

export type SignIn = {
  cookieName: string;
  /** Makes a one-time link for an address and hands its token to `deliver`. */
  makeLink(email: string, deliver: (token: string) => Promise<void>): Promise<void>;
  /** The address that a link's token was sent to, without using it up; undefined where it opens nothing (any more). */
  whoseLink(token: string): Promise<string | undefined>;
  /** Uses a link's token up. Undefined when it is unknown, used or too old. */
  useLink(token: string, about: AboutSession): Promise<Opened | undefined>;
  /** Opens a session for a person who is already known to be who they are: by a provider, a passkey, a demo persona. */
  openFor(person: string, about: AboutSession): Promise<Opened>;
  session(headers: Headers): Promise<Session | null>;
  signOut(headers: Headers): Promise<string[]>;
};
export type Opened = { person: string; cookies: string[]; actingFor: string | null };
export type AboutSession = {
  /** From device.ts. */
  device: string;
  /** The identity provider that proved who it is. */
  provider?: string;
  /** By which identity there. */
  by?: OpenedBy;
  /** The organisation that the person acts for from the start. */
  actingFor?: string | null;
};
export type Session = { id: string; person: string; actingFor: string | null; provider: string | null; lastUsed: Date | null };

export const minutesOfLink = 15;
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

export async function createSignIn(hub: Hub): Promise<SignIn> {
  const secure = hub.config.origin.startsWith('https:');
  const auth = betterAuth({
    appName: 'Sluss',
    baseURL: hub.config.origin,
    basePath: '/not-mounted',
    secret: await sessionSecret(hub.db),
    database: { db: hub.db, type: 'postgres' },
    telemetry: { enabled: false },
    logger: { disabled: true },
    user: {
      modelName: 'person',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    session: {
      expiresIn: 60 * 60 * 24 * 7,
      // From its beginning: a cookie that somebody has taken would otherwise live for as long as it is used.
      disableSessionRefresh: true,
      fields: {
        userId: 'person',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      additionalFields: {
        provider: { type: 'string', required: false, input: false },
        actingFor: { type: 'string', required: false, input: false, fieldName: 'acting_for' },
        lastUsedAt: { type: 'date', required: false, input: false, fieldName: 'last_used_at' },
      },
    },
    account: {
      fields: {
        userId: 'person',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        idToken: 'id_token',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: { fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } },
    // Limits count by socket address in our own routes: better-auth would believe x-forwarded-for.
    rateLimit: { enabled: false },
    advanced: {
      // By its name no neighbour under the same domain, and no page without TLS, can set it (RFC 6265bis 4.1.3.2): nobody is put
      // into a stranger's session.
      cookiePrefix: secure ? '__Host-sluss' : 'sluss',
      useSecureCookies: false,
      defaultCookieAttributes: { secure },
      database: { generateId: () => uuidv7() },
      ipAddress: { disableIpTracking: true },
    },
    plugins: [
      magicLink({
        expiresIn: minutesOfLink * 60,
        storeToken: { type: 'custom-hasher', hash: async (token) => hashOf(token) },
        // `metadata` is ours alone: makeLink below is the only caller.
        sendMagicLink: async ({ token, metadata }) => metadata?.deliver(token),
      }),
      openForPlugin(),
    ],
  });
  const headers = new Headers({ origin: hub.config.origin });
  const cookieName = (await auth.$context).authCookies.sessionToken.name;
  const opened = async (response: Response, person: string, token: string, about: AboutSession): Promise<Opened> => {
    const { device, provider = null, by, actingFor = null } = about;
    await describeSession(hub.db, token, {
      ...{ device, provider, acting_for: actingFor, last_used_at: hub.now() },
      ...{ identity: by?.identity ?? null, provider_subject: by?.subject ?? null, provider_session: by?.session ?? null },
    });
    return { person, cookies: response.headers.getSetCookie(), actingFor };
  };

  return {
    cookieName,
    async makeLink(email, deliver) {
      await auth.api.signInMagicLink({ body: { email, metadata: { deliver } }, headers });
    },
    async whoseLink(token) {
      const kept = await linkBehind(hub.db, hashOf(token), new Date());
      return kept && z.object({ email: z.string() }).parse(JSON.parse(kept)).email;
    },
    async useLink(token, about) {
      const response = await auth.api.magicLinkVerify({ query: { token }, headers, asResponse: true });
      if (!response.ok) return undefined;
      const body = (await response.json()) as { token: string; user: { id: string } };
      return opened(response, body.user.id, body.token, about);
    },
    async openFor(person, about) {
      const response = await auth.api.openFor({ body: { person }, asResponse: true });
      if (!response.ok) throw new Error('no session could be opened');
      return opened(response, person, ((await response.json()) as { token: string }).token, about);
    },
    async session(requestHeaders) {
      const found = await auth.api.getSession({ headers: requestHeaders });
      if (!found) return null;
      const { id, userId, actingFor, provider, lastUsedAt } = found.session;
      return { id, person: userId, actingFor: actingFor ?? null, provider: provider ?? null, lastUsed: lastUsedAt ?? null };
    },
    async signOut(requestHeaders) {
      const response = await auth.api.signOut({ headers: requestHeaders, asResponse: true });
      return response.headers.getSetCookie();
    },
  };
}

/** A server-only endpoint that makes a session and its cookie. */
function openForPlugin() {
  return {
    id: 'open-for',
    endpoints: {
      openFor: createAuthEndpoint('/open-for', { method: 'POST', body: z.object({ person: z.uuid() }) }, async (context) => {
        const user = await context.context.internalAdapter.findUserById(context.body.person);
        if (!user) throw context.error('NOT_FOUND');
        const session = await context.context.internalAdapter.createSession(user.id);
        await setSessionCookie(context, { session, user });
        return context.json({ token: session.token });
      }),
    },
  } as const;
}
