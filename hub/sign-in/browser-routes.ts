// What the routes of signing in share: who asks from where, cookies of a visit, where to go afterwards.
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { membershipsOf } from '../organisations/actions.ts';
import { callerOf, clientAddress } from '../platform/client-address.ts';
import type { Hub } from '../platform/hub.ts';
import { ownPlace } from '../platform/own-origin.ts';
import { deviceOf } from './device.ts';
import type { Opened } from './sign-in.ts';

/** The socket's address, or what a proxy that this installation trusts says: any other header is what the caller writes. */
export function callerIn(hub: Hub, context: Context): string {
  try {
    const socket = getConnInfo(context).remote.address ?? 'unknown';
    return callerOf(clientAddress(socket, context.req.header('x-forwarded-for'), hub.config.trustedProxies));
  } catch {
    return 'unknown';
  }
}

export const aboutSession = (context: Context) => ({ device: deviceOf(context.req.header('user-agent') ?? '') });

// One cookie beside the session's, for an hour at most: it ties a visit to an identity provider to the browser that began it.
export const visitCookie = (hub: Hub) => `${isSecure(hub) ? '__Host-' : ''}sluss.visit`;
const isSecure = (hub: Hub) => hub.config.origin.startsWith('https:');

export function rememberVisit(hub: Hub, context: Context, secret: string): void {
  // Lax: the provider sends the browser back from another site.
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(hub), maxAge: 3600 } as const;
  setCookie(context, visitCookie(hub), secret, attributes);
}

export const visitOf = (hub: Hub, context: Context): string => getCookie(context, visitCookie(hub)) ?? '';

export function forgetVisit(hub: Hub, context: Context): void {
  deleteCookie(context, visitCookie(hub), { path: '/', secure: isSecure(hub) });
}

export function go(context: Context, to: string, cookies: string[] = []): Response {
  for (const cookie of cookies) context.header('set-cookie', cookie, { append: true });
  context.header('cache-control', 'no-store');
  return context.redirect(to, 303);
}

/** To where the person wanted to go; by way of the choice for whom they act, where there is one and nothing chose it yet. */
export async function goIn(hub: Hub, context: Context, opened: Opened, wanted: string | undefined): Promise<Response> {
  const to = ownPlace(wanted);
  const actor = await membershipsOf(hub, opened.person, 'session');
  const choose = !opened.actingFor && (actor?.organisations?.length ?? 0) > 1;
  return go(context, choose ? `/me/acting-for?to=${encodeURIComponent(to)}` : to, opened.cookies);
}
