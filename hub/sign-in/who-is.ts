// Who asks: the person behind a session cookie or a token, with their roles, once a request.
import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { chooseLanguage, membershipsOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import type { Hub } from '../platform/hub.ts';
import { isFromOwnPage } from '../platform/own-origin.ts';
import { Problem, signInFirst } from '../platform/problem.ts';
import { languages } from '../platform/texts.ts';
import type { SignIn } from './sign-in.ts';
import { touchSession, useToken } from './store.ts';

declare module 'hono' {
  interface ContextVariableMap {
    actor: Actor | null;
    /** Who asks, looked up again: for answers that last longer than a session may. */
    whoNow: () => Promise<Actor | null>;
  }
}

export const tokenPrefix = 'sluss_';

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** The signed-in person, or null. */
export function visitorOf(context: Context): Actor | null {
  return context.get('actor') ?? null;
}

/** The signed-in person; throws 401 when nobody is. */
export function actorOf(context: Context): Actor {
  const actor = visitorOf(context);
  if (!actor) throw signInFirst();
  return actor;
}

/** Middleware in front of every route. */
export function whoIs(hub: Hub, signIn: SignIn): MiddlewareHandler {
  return async (context, next) => {
    const actor = await identify(hub, signIn, context);
    context.set('actor', actor);
    // A token or session that ended meanwhile is nobody.
    context.set('whoNow', () => identify(hub, signIn, context).catch(() => null));
    if (actor?.via === 'session') await followLanguage(hub, context, actor);
    await next();
    // What was made for somebody is for nobody after them: no proxy and no disk keeps it, unless its route says what may be kept.
    if (actor && !context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
  };
}

/** A language chosen while signed in is remembered for letters and for the person's other devices. */
async function followLanguage(hub: Hub, context: Context, actor: Actor): Promise<void> {
  const chosen = languages.find((one) => one === context.req.query('language'));
  if (chosen && chosen !== actor.language) await chooseLanguage(hub, actor.person, chosen);
  else if (!chosen && actor.language) context.set('language', actor.language);
  context.set('languageKept', true);
}

async function identify(hub: Hub, signIn: SignIn, context: Context): Promise<Actor | null> {
  const header = context.req.header('authorization') ?? '';
  if (/^bearer /i.test(header)) {
    const token = header.slice('bearer '.length).trim();
    const found = token.startsWith(tokenPrefix) ? await useToken(hub.db, tokenHash(token), hub.now()) : undefined;
    // Said at once, on any address: a program with a dead token must not go on as nobody.
    if (!found)
      throw new Problem(401, 'token-not-valid', 'This token is unknown, expired or revoked. Make a new one: sluss login.');
    const owner = await membershipsOf(hub, found.person, 'token', found.actingFor);
    return owner && { ...owner, until: found.until, token: found.id };
  }
  if (!context.req.header('cookie')?.includes(signIn.cookieName)) return null;
  const session = await signIn.session(context.req.raw.headers);
  if (!session) return null;
  refuseForeignOrigin(hub, context);
  if (!session.lastUsed || hub.now().getTime() - session.lastUsed.getTime() > minutesBetweenTouches * 60_000)
    await touchSession(hub.db, session.id, hub.now());
  const actor = await membershipsOf(hub, session.person, 'session', session.actingFor);
  return actor && { ...actor, session: session.id };
}

const minutesBetweenTouches = 5;

/** A change asked for with a cookie, or a sign-in, must come from our own pages (cross-site request forgery). */
export function refuseForeignOrigin(hub: Hub, context: Context): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(context.req.method) || isFromOwnPage(hub, context)) return;
  throw new Problem(403, 'foreign-origin', 'This request did not come from a page of this hub.');
}
