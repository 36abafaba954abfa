// HTTP of the officer's desk. What a rule refuses, and what another officer did first, is said on the form with all that was typed.
import { findingSchema } from '@sluss/protocol/decision.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Actor } from '../../permissions/actor.ts';
import { textField } from '../../platform/fields.ts';
import { type FieldErrors, formOf, readForm, type Typed, typedIn } from '../../platform/form.ts';
import { newPages, type RequestContext } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { actorOf } from '../../sign-in/who-is.ts';
import { decide, extend, findComplete, ask as putQuestions, screen } from '../actions.ts';
import { appealPages } from '../appeals/routes.tsx';
import { contentSchema } from '../schema.ts';
import { offerStatistics, respond } from '../statistics/actions.ts';
import { readApplication } from '../views.ts';
import * as actions from './actions.ts';
import { attempt, seen, sentTwice, show } from './answers.tsx';
import { CasePage } from './case-page.tsx';
import { allCriteria } from './criteria.tsx';
import { DeskPage } from './desk-page.tsx';
import { AskPage, FeePage, ForwardPage, ProposalPage, questionRows, ReasonPage, SettingsPage, VotePage } from './forms.tsx';
import { grantPages } from './grant-routes.tsx';
import { currencies, readMoney } from './money.ts';
import { bodyOf, type CaseView, filters, readCase, readDesk } from './views.ts';

const written = textField(10_000).pipe(z.string().min(1, 'missing'));
const version = z.coerce.number().int();

export function deskPages(hub: Hub) {
  const pages = newPages();

  pages.get('/desk', async (context) => {
    const visitor = actorOf(context);
    const filter = filters.find((one) => one === context.req.query('show')) ?? 'open';
    return show(context, <DeskPage {...seen(context)} desk={await readDesk(hub, visitor, filter)} />);
  });

  pages.get('/desk/settings', async (context) => {
    const settings = await actions.settingsOf(hub, actorOf(context), bodyOf(actorOf(context)));
    return show(context, <SettingsPage {...seen(context)} settings={settings} saved={context.req.query('saved') === 'yes'} />);
  });
  const settingsForm = z.object({
    votes_needed: z.coerce.number('number').int('number').min(0, 'number').max(50, 'number'),
    trusted_holders: z.array(z.string()).default([]),
    appeal_sv: textField(10_000).default(''),
    appeal_en: textField(10_000).default(''),
  });
  pages.post('/desk/settings', async (context) => {
    const visitor = actorOf(context);
    const body = bodyOf(visitor);
    const form = await readForm(context, settingsForm);
    const errors = form.ok ? await attempt(context, () => actions.changeSettings(hub, visitor, body, form.value)) : form.errors;
    if (!errors) return context.redirect('/desk/settings?saved=yes', 303);
    const settings = await actions.settingsOf(hub, visitor, body);
    return show(
      context,
      <SettingsPage {...seen(context)} settings={settings} typed={form.typed} errors={errors} saved={false} />,
      422,
    );
  });

  pages.get('/desk/:id', async (context) => {
    const view = await readCase(hub, actorOf(context), context.req.param('id'));
    return show(context, <CasePage {...seen(context)} view={view} />);
  });

  const assignForm = z.object({ officer: z.union([z.uuid(), z.literal('')]), back: z.enum(['desk', 'case']).default('case') });
  pages.post('/desk/:id/assign', async (context) => {
    const { officer, back } = await formOf(context, assignForm);
    const id = context.req.param('id');
    await actions.assign(hub, actorOf(context), id, officer || null);
    return context.redirect(back === 'desk' ? '/desk' : `/desk/${id}`, 303);
  });

  for (const [path, act] of [
    ['screen', screen],
    ['complete', findComplete],
  ] as const)
    pages.post(`/desk/:id/${path}`, async (context) => {
      const visitor = actorOf(context);
      const id = context.req.param('id');
      const given = await formOf(context, z.object({ version }));
      const errors = await attempt(context, async () => {
        await act(hub, visitor, id, given);
        // Whoever takes it up handles it, unless somebody does.
        const { application } = await readCase(hub, visitor, id);
        if (!application.officer) await actions.assign(hub, visitor, id, visitor.person);
      });
      if (!errors) return context.redirect(`/desk/${id}`, 303);
      const view = await readCase(hub, visitor, id);
      return show(context, <CasePage {...seen(context)} view={view} errors={errors} />, 409);
    });

  pages.post('/desk/:id/assessments', async (context) => {
    const visitor = actorOf(context);
    const id = context.req.param('id');
    const typed = await typedIn(context);
    const text = (name: string) => String([typed[name] ?? ''].flat().at(-1));
    const all = allCriteria.map((criterion) => ({
      criterion,
      finding: findingSchema
        .or(z.literal(''))
        .catch('')
        .parse(text(`finding.${criterion}`)),
      reason: text(`reason.${criterion}`).normalize('NFC').replaceAll('\0', '').trim().slice(0, 100_000),
      seen: text(`seen.${criterion}`).slice(0, 40),
    }));
    const chosen = all.find((one) => one.criterion === text('save'));
    await actions.keepDrafts(hub, visitor, id, all);
    if (!chosen) return context.redirect(`/desk/${id}#criteria`, 303);
    const { criterion, finding, reason, seen: before } = chosen;
    const errors: FieldErrors = {
      ...(finding === '' ? { [`finding.${criterion}`]: 'findingMissing' } : {}),
      ...(reason === '' ? { [`reason.${criterion}`]: 'reasonMissing' } : {}),
      ...(reason.length > 4000 ? { [`reason.${criterion}`]: 'reasonLong' } : {}),
    };
    const wrong = Object.keys(errors).length
      ? errors
      : await attempt(
          context,
          () => actions.assessOne(hub, visitor, id, { criterion, finding: finding || 'fulfilled', reason, seen: before }),
          `reason.${criterion}`,
        );
    if (!wrong) return context.redirect(`/desk/${id}#recorded-${criterion}`, 303);
    const view = await readCase(hub, visitor, id);
    return show(context, <CasePage {...seen(context)} view={view} errors={wrong} />, 422);
  });

  // ---- forms of one action each ----

  type Act = {
    path: string;
    draw: (around: { view: CaseView; typed?: Typed; errors?: FieldErrors }, context: RequestContext) => unknown;
    schema: z.ZodType;
    // biome-ignore lint/suspicious/noExplicitAny: each form's schema gives what its action takes
    act: (visitor: Actor, id: string, given: any) => Promise<unknown>;
  };
  const askForm = z
    .object({
      version,
      text: textField(10_000).default(''),
      ...Object.fromEntries(
        questionRows.flatMap((row) => [
          [`field.${row}`, contentSchema.keyof().or(z.literal('')).default('')],
          [`text.${row}`, textField(10_000).default('')],
        ]),
      ),
    })
    .superRefine((given: Record<string, unknown>, found) => {
      for (const row of questionRows)
        if (given[`field.${row}`] && !given[`text.${row}`])
          found.addIssue({ code: 'custom', path: [`text.${row}`], message: 'askTextMissing' });
    });
  const reasonForm = z.object({ version, reason: written });
  const responseForm = z.object({ version, reason: textField(100_000).pipe(z.string().min(1, 'missing')) });
  const outcomeForm = z.object({ outcome: z.enum(['grant', 'refuse'], 'outcomeMissing'), reason: written });
  const feeForm = z.object({
    id: z.uuid(),
    amount: z.string().transform((text, found) => {
      const amount = readMoney(text);
      if (amount === undefined) found.addIssue({ code: 'custom', message: 'amountWrong' });
      return amount ?? 0;
    }),
    currency: z.enum(currencies),
    covers: written,
  });

  const acts: Act[] = [
    {
      path: 'ask',
      schema: askForm,
      draw: (around, context) => <AskPage {...seen(context)} {...around} />,
      act: (visitor, id, given) => putQuestions(hub, visitor, id, asked(given)),
    },
    ...(['extend', 'refuse', 'offer', 'approve', 'respond'] as const).map(
      (what): Act => ({
        path: what,
        schema: what === 'respond' ? responseForm : reasonForm,
        draw: (around, context) => <ReasonPage {...seen(context)} {...around} what={what} />,
        act: (visitor, id, given) =>
          what === 'extend'
            ? extend(hub, visitor, id, given)
            : what === 'offer'
              ? offerStatistics(hub, visitor, id, given)
              : what === 'respond'
                ? respond(hub, visitor, id, given)
                : decide(hub, visitor, id, {
                    ...given,
                    outcome: what,
                    assessments: [],
                    terms: { fee: null, conditions: [] },
                    plan_by: 'person',
                  }),
      }),
    ),
    {
      path: 'vote',
      schema: outcomeForm,
      draw: (around, context) => <VotePage {...seen(context)} {...around} />,
      act: (visitor, id, { outcome, reason }) => actions.castVote(hub, visitor, id, { vote: outcome, reason }),
    },
    {
      path: 'fee',
      schema: feeForm,
      draw: (around, context) => <FeePage {...seen(context)} {...around} id={String(around.typed?.id ?? uuidv7())} />,
      act: (visitor, id, { id: estimate, ...fee }) => actions.estimateFee(hub, visitor, id, { id: estimate, ...fee }),
    },
    {
      path: 'forward',
      schema: z.object({}),
      draw: (around, context) => <ForwardPage {...seen(context)} {...around} />,
      act: (visitor, id) => actions.forward(hub, visitor, id),
    },
  ];
  for (const { path, draw, schema, act } of acts) {
    pages.get(`/desk/:id/${path}`, async (context) => {
      const view = await readCase(hub, actorOf(context), context.req.param('id'));
      return show(context, draw({ view }, context));
    });
    pages.post(`/desk/:id/${path}`, async (context) => {
      const visitor = actorOf(context);
      const id = context.req.param('id');
      const form = await readForm(context, schema);
      const errors = form.ok ? await attempt(context, () => act(visitor, id, form.value)) : form.errors;
      if (!errors || (await sentTwice(hub, visitor, id, errors))) return context.redirect(`/desk/${id}`, 303);
      const view = await readCase(hub, visitor, id);
      return show(context, draw({ view, typed: form.typed, errors }, context), 422);
    });
  }

  // ---- a trusted holder's proposal, on the steward's side ----

  pages.get('/applications/:id/proposal', async (context) => {
    const application = await readApplication(hub, actorOf(context), context.req.param('id'));
    return show(context, <ProposalPage {...seen(context)} application={application} />);
  });
  pages.post('/applications/:id/proposal', async (context) => {
    const visitor = actorOf(context);
    const id = context.req.param('id');
    const form = await readForm(context, outcomeForm);
    const errors = form.ok ? await attempt(context, () => actions.propose(hub, visitor, id, form.value)) : form.errors;
    if (!errors) return context.redirect(`/applications/${id}/proposal`, 303);
    const application = await readApplication(hub, visitor, id);
    return show(context, <ProposalPage {...seen(context)} application={application} typed={form.typed} errors={errors} />, 422);
  });
  pages.route('/', grantPages(hub));
  pages.route('/', appealPages(hub));
  return pages;
}

type AskGiven = { version: number; text: string } & Record<string, string>;

function asked(given: AskGiven) {
  const rows = questionRows.map((row) => ({ field: given[`field.${row}`] ?? '', text: given[`text.${row}`] ?? '' }));
  // A question without a field is one about the whole.
  const whole = [...rows.filter((one) => !one.field && one.text).map((one) => one.text), given.text].filter(Boolean);
  return { version: given.version, text: whole.join('\n\n'), fields: rows.filter((one) => one.field && one.text) };
}
