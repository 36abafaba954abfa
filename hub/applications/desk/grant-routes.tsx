// HTTP of granting: the permit is shown in words first, and made only if exactly that was read.
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { z } from 'zod';
import { namesOf } from '../../organisations/actions.ts';
import { draftPermit } from '../../permits/decisions.ts';
import { dayField, textField } from '../../platform/fields.ts';
import { type FieldErrors, readForm, type Typed } from '../../platform/form.ts';
import { newPages } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { Problem } from '../../platform/problem.ts';
import { actorOf } from '../../sign-in/who-is.ts';
import { decide } from '../actions.ts';
import { attempt, seen, sentenceOf, sentTwice, show } from './answers.tsx';
import { GrantPage, type Preview } from './grant-page.tsx';
import { type CaseView, readCase } from './views.ts';

const written = textField(10_000).pipe(z.string().min(1, 'missing'));

export function grantPages(hub: Hub) {
  const pages = newPages();
  const grantForm = z.object({
    version: z.coerce.number().int(),
    step: z.enum(['preview', 'grant']).default('preview'),
    previewed: z.string().default(''),
    reason: written,
    conditions: textField(20_000).default(''),
    plan_by: z.enum(['person', 'hub']).default('person'),
    stations: z.array(z.string()).min(1, 'chooseOne'),
    methods: z.array(z.string()).min(1, 'chooseOne'),
    models: z.array(z.string()).default([]),
    from: dayField,
    to: dayField,
  });
  pages.get('/desk/:id/grant', async (context) => {
    const view = await readCase(hub, actorOf(context), context.req.param('id'));
    return show(context, <GrantPage {...seen(context)} view={view} />);
  });
  pages.post('/desk/:id/grant', async (context) => {
    const visitor = actorOf(context);
    const id = context.req.param('id');
    const view = await readCase(hub, visitor, id);
    const form = await readForm(context, grantForm);
    const again = (errors?: FieldErrors, preview?: Preview, status: 200 | 422 = 422) =>
      show(context, <GrantPage {...seen(context)} view={view} typed={form.typed} errors={errors} preview={preview} />, status);
    if (!form.ok) return again(dateErrors(form.errors));
    const { step, previewed, ...given } = form.value;
    const decision = granted(view, given, form.typed);
    if ('errors' in decision) return again(decision.errors);
    const token = digest(canonicalBytes({ ...decision.value, version: 0 } as never));
    if (step === 'grant' && previewed === token) {
      const errors = await attempt(context, () => decide(hub, visitor, id, decision.value));
      if (!errors || (await sentTwice(hub, visitor, id, errors))) return context.redirect(`/desk/${id}`, 303);
      return show(
        context,
        <GrantPage {...seen(context)} view={await readCase(hub, visitor, id)} typed={form.typed} errors={errors} />,
        422,
      );
    }
    const { application } = view;
    const draft = await draftPermit(hub, hub.db, application, decision.value);
    if (!draft.ok) return again({ '': sentenceOf(context, new Problem(422, draft.code, draft.detail)) });
    const names = {
      ...view.names,
      persons: await namesOf(
        hub.db,
        draft.value.persons.map((one) => one.sub),
      ),
      models: new Map((application.content.models ?? []).map((one) => [one.digest, one.name])),
    };
    const fee = application.fee ? { amount: application.fee.amount, currency: application.fee.currency } : null;
    return again(undefined, { permit: draft.value, terms: { ...decision.value.terms, fee }, names, token }, 200);
  });

  return pages;
}

function dateErrors(errors: FieldErrors): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).map(([name, message]) => [name, name === 'from' || name === 'to' ? 'dayMissing' : message]),
  );
}

type GrantGiven = Pick<z.infer<z.ZodObject>, never> & {
  version: number;
  reason: string;
  conditions: string;
  plan_by: 'person' | 'hub';
  stations: string[];
  methods: string[];
  models: string[];
  from: string;
  to: string;
};

/** The decision that the form asks for; narrowing where less is ticked than was applied for. */
function granted(view: CaseView, given: GrantGiven, typed: Typed) {
  const { content } = view.application;
  const errors: FieldErrors = {};
  const datasets = (content.data ?? []).map(({ dataset }) => {
    const variables = [typed[`variables.${dataset}`] ?? []].flat();
    const here = (view.names.datasets.get(dataset)?.stations ?? []).map((one) => one.id);
    if (variables.length === 0) errors[`variables.${dataset}`] = 'chooseOne';
    return { dataset, variables, stations: here.filter((one) => given.stations.includes(one)) };
  });
  if (Object.keys(errors).length) return { errors };
  const conditions = given.conditions
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);
  if (conditions.some((one) => one.length > 2000) || conditions.length > 50) return { errors: { conditions: 'conditionsLong' } };
  const { version: seenVersion, reason, plan_by, methods, models, from, to } = given;
  const value = {
    version: seenVersion,
    outcome: 'grant' as const,
    reason,
    plan_by,
    assessments: [],
    terms: { fee: null, conditions },
    narrowing: { datasets, methods, models, from, to },
  };
  return { value };
}
