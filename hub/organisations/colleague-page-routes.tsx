// HTTP of colleagues, for people: inviting and taking back below /me, joining at the address that the letter names.
import { z } from 'zod';
import { readForm } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere, Problem } from '../platform/problem.ts';
import { actorOf, visitorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { ColleaguesPage, InvitationsPage, type Wrong } from './colleague-pages.tsx';
import {
  colleaguesAround,
  endColleague,
  invitationsToMe,
  inviteColleague,
  joinAsColleague,
  takeInvitationBack,
} from './colleagues.ts';

const inviteForm = z.object({
  organisation: z.string().max(63),
  email: z.preprocess((text) => String(text ?? '').trim(), z.email('emailWrong').max(320, 'emailWrong')),
});

export function colleaguePages(hub: Hub) {
  const pages = newPages();
  const show = async (context: RequestContext, wrong?: Wrong) => {
    const visitor = actorOf(context);
    const organisations = await colleaguesAround(hub, visitor);
    context.header('cache-control', 'no-store');
    const props = { language: context.get('language'), visitor, organisations, wrong };
    return context.html(page(<ColleaguesPage {...props} />), wrong ? 422 : 200);
  };

  pages.get('/me/colleagues', (context) => show(context));
  pages.post('/me/colleagues', async (context) => {
    const actor = actorOf(context);
    const form = await readForm(context, inviteForm);
    const wrong = (errors: Wrong['errors']) =>
      show(context, { organisation: String(form.typed.organisation ?? '').slice(0, 63), errors, typed: form.typed });
    if (!form.ok) return wrong(form.errors);
    try {
      await inviteColleague(hub, actor, form.value.organisation, form.value.email);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 422) throw error;
      return wrong({ email: `problem_${error.code.replaceAll('-', '_')}` });
    }
    return context.redirect('/me/colleagues', 303);
  });
  pages.post('/me/colleagues/:id/end', async (context) => {
    await endColleague(hub, actorOf(context), idOf(context));
    return context.redirect('/me/colleagues', 303);
  });
  pages.post('/me/invitations/:id/end', async (context) => {
    await takeInvitationBack(hub, actorOf(context), idOf(context));
    return context.redirect('/me/colleagues', 303);
  });

  pages.get('/invitations', async (context) => {
    const visitor = visitorOf(context);
    if (!visitor) return context.redirect('/sign-in?to=/invitations', 303);
    const invitations = await invitationsToMe(hub, visitor);
    context.header('cache-control', 'no-store');
    return context.html(page(<InvitationsPage {...{ language: context.get('language'), visitor, invitations }} />));
  });
  pages.post('/invitations/:id', async (context) => {
    const actor = actorOf(context);
    await joinAsColleague(hub, actor, idOf(context));
    // Who acts for one organisation alone chooses whether to act for the new one.
    return context.redirect(actor.actingFor ? '/me/acting-for?to=/applications' : '/applications', 303);
  });
  return pages;
}

function idOf(context: RequestContext): string {
  const id = z.uuid().safeParse(context.req.param('id'));
  if (!id.success) throw notThere();
  return id.data;
}
