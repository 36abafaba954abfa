// What the desk's routes answer with: a page, or the form again with what a rule refused or somebody else did first.
import type { Context } from 'hono';
import type { Actor } from '../../permissions/actor.ts';
import type { FieldErrors } from '../../platform/form.ts';
import type { RequestContext } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { Problem } from '../../platform/problem.ts';
import { actorOf } from '../../sign-in/who-is.ts';
import { page } from '../../ui/layout.tsx';
import { readApplication } from '../views.ts';
import { say, wordsOf } from './parts.tsx';

export const seen = (context: RequestContext) => ({ language: context.get('language'), visitor: actorOf(context) });

export function show(context: RequestContext, content: unknown, status: 200 | 409 | 422 = 200) {
  context.header('cache-control', 'no-store');
  return (context as Context).html(page(content), status);
}

/** What a rule refused, or somebody else did first, as an error of the form; anything else is thrown on. */
export async function attempt(
  context: RequestContext,
  work: () => Promise<unknown>,
  field = '',
  words: Record<string, string> = wordsOf(say(context.get('language'))),
): Promise<FieldErrors | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error;
    return { [field]: words[`problem_${error.code}`] ?? sentenceOf(context, error) };
  }
}

export function sentenceOf(context: RequestContext, problem: Problem): string {
  return wordsOf(say(context.get('language')))[`problem_${problem.code}`] ?? problem.message;
}

/** The same officer's form a second time: what it asked for has been done. */
export async function sentTwice(hub: Hub, visitor: Actor, id: string, errors: FieldErrors): Promise<boolean> {
  if (!errors['']) return false;
  const { events } = await readApplication(hub, visitor, id);
  const last = events.findLast((one) => one.kind !== 'published');
  return last?.by === visitor.person && hub.now().getTime() - Date.parse(last.at) < 5000 && last.kind === 'decided';
}
