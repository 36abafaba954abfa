// HTTP of describing an organisation, for people: its own steward or officer, or an advisor of the hub.
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { z } from 'zod';
import { may } from '../permissions/may.ts';
import { textField } from '../platform/fields.ts';
import { readForm } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notForYou, notThere, Problem } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { describeOrganisation, organisationOf } from './actions.ts';
import { countries, DescriptionPage, type DescriptionProps, mostLettersOfFees } from './description-page.tsx';

const form = z
  .object({
    country: z.string().refine((code) => countries('en').some(({ value }) => value === code)),
    region: z.union([z.literal(''), z.string().regex(/^[0-9]{2}$/)]).default(''),
    fees_sv: textField(mostLettersOfFees).default(''),
    fees_en: textField(mostLettersOfFees).default(''),
    seen: z.string().max(80).default(''),
    act: z.enum(['save', 'preview']).catch('save').default('save'),
  })
  .refine(({ country, region }) => country === 'SE' || region === '', { path: ['region'], message: 'describeRegionAbroad' });

export function descriptionPages(hub: Hub) {
  const pages = newPages();
  const around = async (context: RequestContext) => {
    const visitor = actorOf(context);
    const id = slugSchema.safeParse(context.req.param('id'));
    if (!id.success) throw notThere();
    if (!may(visitor, 'organisation.describe', { organisation: id.data })) throw notForYou();
    const organisation = await organisationOf(hub.db, id.data);
    return { language: context.get('language'), visitor, organisation };
  };
  const show = async (context: RequestContext, more: Partial<DescriptionProps> = {}, status: 200 | 409 | 422 = 200) => {
    const given = await around(context);
    const { described_by } = given.organisation;
    const by = described_by ? (await organisationOf(hub.db, described_by)).name : '';
    context.header('cache-control', 'no-store');
    return context.html(page(<DescriptionPage {...given} by={by} {...more} />), status);
  };

  pages.get('/organisations/:id/description', (context) => show(context, { saved: context.req.query('done') === 'saved' }));
  pages.post('/organisations/:id/description', async (context) => {
    const { visitor, organisation } = await around(context);
    const read = await readForm(context, form);
    if (!read.ok) return show(context, { typed: read.typed, errors: read.errors }, 422);
    const { country, region, fees_sv, fees_en, seen, act } = read.value;
    const fees = fees_sv || fees_en ? { sv: fees_sv, en: fees_en } : null;
    const given = { country, region: region || null, fees };
    if (act === 'preview') return show(context, { typed: read.typed, preview: given });
    try {
      await describeOrganisation(hub, visitor, organisation.id, given, seen || undefined);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'description-changed') throw error;
      return show(context, { typed: read.typed, conflict: true }, 409);
    }
    return context.redirect(`/organisations/${organisation.id}/description?done=saved`, 303);
  });
  return pages;
}
