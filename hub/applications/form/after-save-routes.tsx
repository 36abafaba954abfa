// What follows the saving of a step, whichever route asked for it: the page that compares two versions, and a comment that was begun.
import { z } from 'zod';
import type { Actor } from '../../permissions/actor.ts';
import { textField } from '../../platform/fields.ts';
import { typedIn } from '../../platform/form.ts';
import type { RequestContext } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { Problem } from '../../platform/problem.ts';
import { page } from '../../ui/layout.tsx';
import { comment } from '../comments/actions.ts';
import type { Posted, Saved } from './actions.ts';
import { MergePage } from './merge-page.tsx';
import type { Step } from './steps.ts';
import { readForm } from './views.ts';

type MergeArguments = [
  hub: Hub,
  context: RequestContext,
  actor: Actor,
  reference: string,
  step: Step,
  posted: Posted,
  saved: Saved,
];

export async function mergePage(...[hub, context, actor, reference, step, posted, saved]: MergeArguments): Promise<Response> {
  const form = await readForm(hub, actor, reference);
  const language = context.get('language');
  const props = { language, visitor: actor, form, step, posted: posted.inputs, seen: posted.seen, both: saved.both };
  context.header('cache-control', 'no-store');
  return context.html(page(<MergePage {...props} />), 409);
}

const commentSchema = z.object({ comment_id: z.uuid(), comment_field: z.string().max(40), comment_text: z.string() });

/** Whether there was one. Throws 422 where it is too long. */
export async function commentIn(hub: Hub, context: RequestContext, actor: Actor): Promise<boolean> {
  const given = commentSchema.safeParse(await typedIn(context));
  if (!given.success || !given.data.comment_text.trim()) return false;
  const text = textField(4000).safeParse(given.data.comment_text);
  if (!text.success) throw new Problem(422, 'comment-too-long', 'A comment has 4,000 characters at most.');
  const { comment_id: id, comment_field: field } = given.data;
  await comment(hub, actor, context.req.param('reference') ?? '', { id, field, text: text.data });
  return true;
}
