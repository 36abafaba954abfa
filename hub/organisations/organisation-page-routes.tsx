// HTTP of the hub advisor's pages.
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { z } from 'zod';
import { roles } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { textField } from '../platform/fields.ts';
import { type FieldErrors, readForm, type Typed } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere, Problem } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { createOrganisation, giveRole, listMembers, listOrganisations, organisationOf, takeRole } from './actions.ts';
import { OrganisationPage, OrganisationsPage } from './organisation-pages.tsx';
import { organisationKinds } from './store.ts';

const named = textField(200).pipe(z.string().min(1, 'nameNeeded'));
const isSlug = (text: string) => slugSchema.safeParse(text).success;
const slug = z.string().trim().refine(isSlug, 'idWrong');
const organisationForm = z.object({ id: slug, name: named, kind: z.enum(organisationKinds) });
const roleForm = z.object({
  email: z.preprocess((text) => String(text ?? '').trim(), z.email('emailWrong').max(320, 'emailWrong')),
  name: named,
  role: z.enum(roles),
  station: z
    .string()
    .trim()
    .refine((text) => text === '' || isSlug(text), 'idWrong')
    .default(''),
});

export function organisationPages(hub: Hub) {
  const pages = newPages();
  type Wrong = { typed: Typed; errors: FieldErrors };
  const advisorIn = (context: RequestContext) => {
    const visitor = actorOf(context);
    if (!may(visitor, 'organisation.create')) throw notThere();
    context.header('cache-control', 'no-store');
    return { language: context.get('language'), visitor };
  };
  const list = async (context: RequestContext, wrong?: Wrong) => {
    const around = advisorIn(context);
    const organisations = await listOrganisations(hub);
    return context.html(page(<OrganisationsPage {...around} organisations={organisations} {...wrong} />), wrong ? 422 : 200);
  };
  const one = async (context: RequestContext, wrong?: Wrong) => {
    const around = advisorIn(context);
    const organisation = await organisationOf(hub.db, context.req.param('id') ?? '');
    const members = await listMembers(hub, around.visitor, organisation.id);
    return context.html(page(<OrganisationPage {...around} {...{ organisation, members }} {...wrong} />), wrong ? 422 : 200);
  };

  pages.get('/organisations', (context) => list(context));
  pages.post('/organisations', async (context) => {
    const { visitor } = advisorIn(context);
    const form = await readForm(context, organisationForm);
    if (!form.ok) return list(context, form);
    const { kind, ...given } = form.value;
    try {
      const publicSector = kind === 'public-body' || kind === 'access-body';
      await createOrganisation(hub, visitor, { ...given, kind, public_sector: publicSector });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'name-taken') throw error;
      return list(context, { typed: form.typed, errors: { id: 'idTaken' } });
    }
    return context.redirect(`/organisations/${form.value.id}`, 303);
  });
  pages.get('/organisations/:id', (context) => one(context));
  pages.post('/organisations/:id/members', async (context) => {
    const { visitor } = advisorIn(context);
    const id = context.req.param('id');
    const form = await readForm(context, roleForm);
    if (!form.ok) return one(context, form);
    await giveRole(hub, visitor, id, { ...form.value, station: form.value.station || null });
    return context.redirect(`/organisations/${id}`, 303);
  });
  pages.post('/organisations/:id/members/:membership/end', async (context) => {
    const { visitor } = advisorIn(context);
    const membership = z.uuid().safeParse(context.req.param('membership'));
    if (!membership.success) throw notThere();
    await takeRole(hub, visitor, context.req.param('id'), membership.data);
    return context.redirect(`/organisations/${context.req.param('id')}`, 303);
  });
  return pages;
}
