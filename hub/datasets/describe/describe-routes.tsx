// HTTP of describing a dataset, for people: the form, its preview, and the button of the yearly check.
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { z } from 'zod';
import { may } from '../../permissions/may.ts';
import { textField } from '../../platform/fields.ts';
import { readForm } from '../../platform/form.ts';
import { newPages, type RequestContext } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { notForYou, notThere, Problem } from '../../platform/problem.ts';
import { actorOf } from '../../sign-in/who-is.ts';
import { page } from '../../ui/layout.tsx';
import { describeQuality, type Given, speakerOf, told } from '../quality.ts';
import { readDataset } from '../views.ts';
import { confirmDescription } from './actions.ts';
import { DescribePage, type DescribeProps, mostOf } from './describe-page.tsx';

const field = (most: number) => textField(most).default('');
const form = z.object({
  ...Object.fromEntries(
    told.flatMap((element) => [
      [`${element}_sv`, field(mostOf(element))],
      [`${element}_en`, field(mostOf(element))],
      [`seen_${element}`, z.string().max(80).default('')],
    ]),
  ),
  act: z.enum(['save', 'preview']).catch('save').default('save'),
});

export function describePages(hub: Hub) {
  const pages = newPages();
  const factsFor = async (context: RequestContext) => {
    const visitor = actorOf(context);
    const id = slugSchema.safeParse(context.req.param('id'));
    if (!id.success) throw notThere();
    const facts = await readDataset(hub, id.data);
    if (!may(visitor, 'dataset.describe', { stations: facts.dataset.stations })) throw notForYou();
    return { language: context.get('language'), visitor, facts };
  };
  const show = async (context: RequestContext, more: Partial<DescribeProps> = {}, status: 200 | 409 | 422 = 200) => {
    context.header('cache-control', 'no-store');
    return context.html(page(<DescribePage {...(await factsFor(context))} {...more} />), status);
  };

  pages.get('/datasets/:id/description', (context) => show(context));
  pages.post('/datasets/:id/description', async (context) => {
    const { visitor, facts } = await factsFor(context);
    const read = await readForm(context, form);
    if (!read.ok) return show(context, { typed: read.typed, errors: read.errors }, 422);
    const { typed, value } = read;
    const values = value as Record<string, string>;
    const given: Given = Object.fromEntries(
      told.map((element) => [element, { sv: values[`${element}_sv`] ?? '', en: values[`${element}_en`] ?? '' }]),
    );
    if (value.act === 'preview') {
      return show(context, { typed, preview: { given, by: speakerOf(visitor, facts.dataset), at: hub.now() } });
    }
    const seen = Object.fromEntries(told.map((element) => [element, values[`seen_${element}`] ?? '']));
    try {
      await describeQuality(hub, visitor, facts.dataset.id, given, seen);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'description-changed') throw error;
      return show(context, { typed, conflict: true }, 409);
    }
    return context.redirect(`/datasets/${facts.dataset.id}?done=saved#own-dataset`, 303);
  });
  pages.post('/datasets/:id/check', async (context) => {
    const id = slugSchema.safeParse(context.req.param('id'));
    if (!id.success) throw notThere();
    await confirmDescription(hub, actorOf(context), id.data);
    return context.redirect(`/datasets/${id.data}?done=checked#own-dataset`, 303);
  });
  return pages;
}
