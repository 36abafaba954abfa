// Which requests come from our own pages, and which names are this machine's.
import type { Context } from 'hono';
import type { Hub } from './hub.ts';

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether a request says that it comes from a page of this hub: browsers set Origin, pages cannot. This machine has several
 * names; any other name must be the one in the configuration: a rebound name is not. */
export function isFromOwnPage(hub: Hub, context: Context): boolean {
  const origin = context.req.header('origin');
  if (!origin) return false;
  const here = new URL(context.req.url);
  return origin === new URL(hub.config.origin).origin || (loopback.includes(here.hostname) && origin === here.origin);
}

/** Whether the request was sent to this machine by one of its own names, and by nobody who handed it on. */
export function isOfThisMachine(context: Context): boolean {
  const handedOn = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];
  return loopback.includes(new URL(context.req.url).hostname) && !handedOn.some((name) => context.req.header(name) !== undefined);
}

/** A place of ours to go to afterwards: a path with its question, never another host ("//evil", "/\\evil"); else `/me`. */
export function ownPlace(wanted: string | undefined, otherwise = '/me'): string {
  if (!wanted || wanted.length > 500 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted)) return otherwise;
  const read = URL.canParse(wanted, 'http://own.test') ? new URL(wanted, 'http://own.test') : undefined;
  return read?.origin === 'http://own.test' && !read.pathname.startsWith('//') ? `${read.pathname}${read.search}` : otherwise;
}
