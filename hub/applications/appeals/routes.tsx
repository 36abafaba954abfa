// HTTP of appeals, for people: the officer's forms, and the applicant's two buttons. What a rule refuses is said where it was typed.
import { z } from 'zod';
import type { Actor } from '../../permissions/actor.ts';
import { dayField, textField } from '../../platform/fields.ts';
import { formOf, readForm } from '../../platform/form.ts';
import { newPages, type RequestContext } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { notThere, refusedByRules } from '../../platform/problem.ts';
import { actorOf } from '../../sign-in/who-is.ts';
import { dayOf } from '../calendar.ts';
import { attempt, seen, show } from '../desk/answers.tsx';
import { readCase } from '../desk/views.ts';
import { readApplication } from '../views.ts';
import * as actions from './actions.ts';
import { type Act, AppealPage } from './answer-page.tsx';
import { say } from './appeal-section.tsx';
import { courtOutcomes } from './rules.ts';

const version = z.coerce.number().int();
const written = textField(10_000).pipe(z.string().min(1, 'missing'));
const on = z.string().refine((day) => dayField.safeParse(day).success, 'dayMissing');
const appealText = textField(50_000).pipe(z.string().min(1, 'missing'));

const acts: Record<Act, { schema: z.ZodType; act: (hub: Hub, actor: Actor, id: string, given: never) => Promise<unknown> }> = {
  reject: { schema: z.object({ version, reason: written }), act: actions.reject },
  reopen: { schema: z.object({ version, reason: written }), act: actions.reopen },
  'hand-over': {
    schema: z.object({
      version,
      court: textField(200).pipe(z.string().min(1, 'missing')),
      on,
      excused: textField(10_000)
        .default('')
        .transform((text) => text || null),
    }),
    act: actions.handOver,
  },
  settle: {
    schema: z.object({ version, outcome: z.enum(courtOutcomes, 'outcomeMissing'), on, reason: written }),
    act: actions.settleAppeal,
  },
  receipt: { schema: z.object({ version, on }), act: actions.noteReceipt },
};

export function appealPages(hub: Hub) {
  const pages = newPages();
  const opened = async (context: RequestContext) => {
    const visitor = actorOf(context);
    const view = await readCase(hub, visitor, context.req.param('id') ?? '');
    const appeals = await actions.readAppeals(hub, visitor, view.application);
    if (!appeals?.mayAnswer) throw notThere();
    return { view, appeals, today: dayOf(hub.now()) };
  };
  pages.get('/desk/:id/appeal', async (context) => show(context, <AppealPage {...seen(context)} {...(await opened(context))} />));
  pages.post('/desk/:id/appeal', async (context) => {
    const { view } = await opened(context);
    const { act } = await formOf(context, z.object({ act: z.enum(Object.keys(acts) as [Act, ...Act[]]) }));
    const form = await readForm(context, acts[act].schema);
    const words: Record<string, string> = say(context.get('language'));
    const errors = form.ok
      ? await attempt(context, () => acts[act].act(hub, actorOf(context), view.application.id, form.value as never), '', words)
      : form.errors;
    if (!errors) return context.redirect(`/desk/${view.application.reference}#appeal`, 303);
    const now = await opened(context);
    return show(context, <AppealPage {...seen(context)} {...now} act={act} typed={form.typed} errors={errors} />, 422);
  });
  return pages;
}

/** What the applicant's page posts: `/applications/:reference/appeal` and `…/appeal-withdrawal`. */
export async function postAppeal(hub: Hub, context: RequestContext, actor: Actor, reference: string): Promise<void> {
  const { id } = await readApplication(hub, actor, reference);
  const form = await readForm(context, z.object({ id: z.uuid(), text: appealText }));
  if (!form.ok) throw refusedByRules('appeal-unfit', 'An appeal has 1 to 50,000 characters of text.');
  await actions.appeal(hub, actor, id, form.value);
}

export async function postWithdrawal(hub: Hub, actor: Actor, reference: string): Promise<void> {
  const { id } = await readApplication(hub, actor, reference);
  await actions.withdrawAppeal(hub, actor, id);
}
