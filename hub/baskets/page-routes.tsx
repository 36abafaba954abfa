// HTTP of the basket, for people: look, put in, take out, apply. Forms without JavaScript; who has not signed in carries the choice
// in the address.
import { identifierSchema, slugSchema } from '@sluss/protocol/dictionary.ts';
import { z } from 'zod';
import { listOrganisations } from '../organisations/actions.ts';
import { formOf } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf, visitorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { applicantsOf, applyWith, basketOf, known, linesOf, newApplicationId, putIn, takeOut } from './actions.ts';
import { type Choice, carrying, choiceFrom, leftOut, together, without } from './choice.ts';
import { BasketPage } from './pages.tsx';
import type { Basket } from './strip.tsx';

/** What this visitor has chosen: kept for them, and carried in the address. Of the latter only what is there and not yet kept. */
export async function basketIn(hub: Hub, context: RequestContext): Promise<Basket> {
  const visitor = visitorOf(context);
  const inAddress = choiceFrom(context.req.queries('choose') ?? []);
  const [kept, here] = await Promise.all([visitor ? basketOf(hub.db, visitor) : [], known(hub.db, together(inAddress))]);
  const carried = kept.reduce(
    (left, { dataset, variables }) => variables.reduce((rest, id) => without(rest, dataset, id), left),
    here,
  );
  return { choice: together(kept, here), carried, left: Math.max(leftOut(inAddress), leftOut(kept, here)) };
}

const lists = z.union([z.string(), z.array(z.string())]).optional();
const given = z.object({ choose: lists, dataset: slugSchema.optional() });

/** To go on choosing where one was: a page of a dataset. */
const whereChosen = z
  .string()
  .max(1000)
  .regex(/^\/datasets\/[a-z0-9-]+(\?[\w=&%+.*-]*)?#variables$/)
  .catch('')
  .default('');

/** How many of what came did not fit: said on the page that comes then. */
const numberLeft = z.coerce.number().int().min(1).max(100_000).catch(0);

const textsOf = (value: string | string[] | undefined) => [value ?? []].flat();

export function basketPages(hub: Hub) {
  const pages = newPages();
  pages.get('/basket', async (context) => {
    const visitor = visitorOf(context);
    const { choice, carried, left } = await basketIn(hub, context);
    const names = new Map((await listOrganisations(hub)).map(({ id, name }) => [id, name]));
    const applicants = visitor ? applicantsOf(visitor).map((id) => ({ id, name: names.get(id) ?? id })) : [];
    context.header('cache-control', 'no-store');
    return context.html(
      page(
        <BasketPage
          {...{ language: context.get('language'), visitor, applicants, carried }}
          lines={await linesOf(hub.db, choice)}
          draft={newApplicationId()}
          left={Math.max(left, numberLeft.parse(context.req.query('left')))}
          nothing={context.req.query('nothing') !== undefined}
        />,
      ),
    );
  });
  pages.post('/basket', async (context) => {
    const form = await formOf(
      context,
      given.extend({ variables: z.array(identifierSchema).max(2000).default([]), to: whereChosen }),
    );
    const added: Choice = form.dataset ? [{ dataset: form.dataset, variables: form.variables }] : [];
    return keep(
      context,
      [...choiceFrom(textsOf(form.choose)), ...added],
      form.dataset !== undefined && form.variables.length === 0,
      form.to,
    );
  });
  pages.post('/basket/removal', async (context) => {
    const form = await formOf(context, given.extend({ dataset: slugSchema, variable: identifierSchema.optional() }));
    const visitor = visitorOf(context);
    if (visitor) await takeOut(hub, visitor, { dataset: form.dataset, ...(form.variable ? { variable: form.variable } : {}) });
    const rest = without(together(choiceFrom(textsOf(form.choose))), form.dataset, form.variable);
    return context.redirect(carrying('/basket', rest), 303);
  });
  pages.post('/basket/application', async (context) => {
    const actor = actorOf(context);
    const { id, organisation, choose } = await formOf(
      context,
      z.object({ id: z.uuid(), organisation: slugSchema, choose: lists }),
    );
    const [kept, carried] = [await basketOf(hub.db, actor), choiceFrom(textsOf(choose))];
    const left = leftOut(kept, carried);
    // The basket is emptied by applying: what the application could not hold would be gone.
    if (left > 0) return context.redirect(carrying(`/basket?left=${left}`, together(carried)), 303);
    const choice = together(kept, carried);
    const { reference } = await applyWith(hub, actor, { id, organisation, choice });
    return context.redirect(`/applications/${reference}/form/data`, 303);
  });

  async function keep(context: RequestContext, choice: Choice, nothing: boolean, to = '') {
    const visitor = visitorOf(context);
    const left = visitor ? await putIn(hub, visitor, choice) : leftOut(choice);
    const address = left > 0 ? `/basket?left=${left}` : nothing ? '/basket?nothing' : to || '/basket';
    return context.redirect(visitor ? address : carrying(address, together(choice)), 303);
  }
  return pages;
}
