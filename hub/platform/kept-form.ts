// What was typed into a form that could not be taken now: given back on the error page, so that it can be sent again as it was.

import { countFields } from './form.ts';
import type { RequestContext } from './http.tsx';
import type { Hub } from './hub.ts';
import { isFromOwnPage } from './own-origin.ts';
import type { Problem } from './problem.ts';

export type KeptForm = {
  /** Where it was to go. */
  action: string;
  fields: [name: string, value: string][];
  /** Files do not come back: a page cannot put a file into a form. */
  hadFiles: boolean;
  multipart: boolean;
};

/** The session is over, the server stops, or something broke: with these, the same form may well pass the next time. */
const mayPassLater = [401, 500, 503];
const most = { bytes: 10 * 1024 * 1024, characters: 1024 * 1024, fields: 5000 };

/** Only for a form of one of our own pages: another site shall not make this hub show what it has written. Not for signing in. */
export async function keptForm(hub: Hub, context: RequestContext, problem: Problem): Promise<KeptForm | undefined> {
  const { path, method } = context.req;
  const type = context.req.header('content-type') ?? '';
  const multipart = type.startsWith('multipart/form-data');
  if (method !== 'POST' || !(multipart || type.startsWith('application/x-www-form-urlencoded'))) return undefined;
  if (!mayPassLater.includes(problem.status) || /^\/sign-(in|out)(\/|$)/.test(path) || !isFromOwnPage(hub, context))
    return undefined;
  // Whoever is not signed in may send this: what would not be given back is not read either.
  if (Number(context.req.header('content-length') ?? 0) > most.bytes || (await countFields(context, most.fields)) > most.fields)
    return undefined;
  const form = await context.req.formData().catch(() => undefined);
  if (!form) return undefined;
  const all = [...form.entries()];
  const fields = all.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : []));
  const characters = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (fields.length > most.fields || characters > most.characters) return undefined;
  const hadFiles = all.some(([, value]) => typeof value !== 'string' && value.size > 0);
  return { action: `${path}${new URL(context.req.url).search}`, fields, hadFiles, multipart };
}
