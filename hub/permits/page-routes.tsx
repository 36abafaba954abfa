// HTTP of permits, for people: reading them, asking for changes, and an officer's acts. What is refused is said on the form.
import type { Context } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { titlesOfApplications } from '../applications/views.ts';
import { listOrganisations } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { dayField, textField } from '../platform/fields.ts';
import { type FieldErrors, readForm, type Typed } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere, Problem } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { listPermits } from './actions.ts';
import { amendPermit, renewPermit, revokePermit, takeBackVersion } from './decisions.ts';
import { AmendPage, DeclinePage, type PermitForm, RenewPage, RequestPage, say, TakeBackPage, wordsOf } from './forms.tsx';
import { CloseHearingPage, HearPage, RevokePage, ViewsPage } from './hearing-pages.tsx';
import { answerHearing, closeHearing, giveNotice } from './hearings.ts';
import { PermitsPage } from './list-page.tsx';
import { type PermitPageView, readPermitPage } from './page-view.ts';
import { PermitPage } from './pages.tsx';
import { declineRequest, requestChange } from './requests.ts';

const written = textField(10_000).pipe(z.string().min(1, 'missing'));
const version = z.coerce.number().int();
const pageNumber = z.coerce.number().int().min(1).catch(1);
const perPage = 50;
const seenHearing = z.string().max(40).default('');
const chosen = z.array(z.string()).min(1, 'chooseOne');
const day = z
  .string()
  .pipe(dayField.or(z.literal('')))
  .catch('');
const neededDay = z.string().refine((text) => dayField.safeParse(text).success, 'dayMissing');

type Act = {
  path: string;
  draw: (form: PermitForm, context: RequestContext) => unknown;
  schema: z.ZodType;
  // biome-ignore lint/suspicious/noExplicitAny: each form's schema gives what its action takes
  act: (visitor: Actor, view: PermitPageView, given: any, typed: Typed) => Promise<unknown>;
  may: keyof PermitPageView['may'];
  done?: string;
};

export function permitsPages(hub: Hub) {
  const pages = newPages();
  pages.get('/permits', async (context) => {
    const visitor = actorOf(context);
    const [permits, organisations] = await Promise.all([listPermits(hub, visitor), listOrganisations(hub)]);
    const names = new Map(organisations.map((one) => [one.id, one.name]));
    const pages = Math.max(1, Math.ceil(permits.length / perPage));
    const at = Math.min(pages, pageNumber.parse(context.req.query('page')));
    const shown = permits.slice((at - 1) * perPage, at * perPage);
    const titles = await titlesOfApplications(
      hub,
      shown.map((permit) => permit.application),
    );
    const listed = shown.map((permit) => ({
      permit,
      title: titles.get(permit.application) ?? '',
      organisation: names.get(permit.organisation) ?? permit.organisation,
    }));
    return show(
      context,
      <PermitsPage language={context.get('language')} visitor={visitor} permits={listed} at={at} pages={pages} />,
    );
  });
  pages.get('/permits/:id', async (context) => {
    const visitor = actorOf(context);
    const view = await readPermitPage(hub, visitor, context.req.param('id'));
    const done = context.req.query('done');
    return show(context, <PermitPage language={context.get('language')} visitor={visitor} view={view} done={done} />);
  });

  const acts: Act[] = [
    {
      path: 'request',
      may: 'request',
      done: '?done=requested',
      schema: z.object({ id: z.uuid(), kind: z.enum(['amend', 'renew'], 'requestKindMissing'), until: day, text: written }),
      draw: (form) => <RequestPage {...form} id={String(form.typed?.id ?? uuidv7())} />,
      act: (visitor, { permit }, { id, kind, until, text }) =>
        requestChange(hub, visitor, permit.id, { id, kind, until: (kind === 'renew' && until) || null, text }),
    },
    {
      path: 'amend',
      may: 'amend',
      schema: z.object({
        version,
        reason: written,
        persons: z.array(z.string()).default([]),
        added: textField(5000).default(''),
        stations: chosen,
        methods: chosen,
        to: neededDay,
      }),
      draw: (form) => <AmendPage {...form} />,
      act: (visitor, view, { added, ...given }, typed) =>
        amendPermit(hub, visitor, view.permit.id, {
          ...given,
          persons: [...given.persons, ...added.split(/[\s,;]+/).filter(Boolean)],
          datasets: (view.permit.document?.datasets ?? []).map(({ id }) => ({
            dataset: id,
            variables: [typed[`variables.${id}`] ?? []].flat(),
          })),
        }),
    },
    {
      path: 'renew',
      may: 'amend',
      schema: z.object({ version, reason: written, to: neededDay }),
      draw: (form) => <RenewPage {...form} />,
      act: (visitor, { permit }, given) => renewPermit(hub, visitor, permit.id, given),
    },
    {
      path: 'revoke',
      may: 'revoke',
      schema: z.object({ reason: written, urgent: textField(10_000).default(''), hearing: seenHearing }),
      draw: (form) => <RevokePage {...form} />,
      act: (visitor, { permit }, { reason, urgent, hearing }) =>
        revokePermit(hub, visitor, permit.id, { reason, urgent: urgent || null, hearing }),
    },
    {
      path: 'hear',
      may: 'revoke',
      done: '#hearing',
      schema: z.object({ id: z.uuid(), finding: textField(20_000).pipe(z.string().min(1, 'missing')) }),
      draw: (form) => <HearPage {...form} id={String(form.typed?.id ?? uuidv7())} />,
      act: (visitor, { permit }, { id, finding }) => giveNotice(hub, visitor, permit.id, { id, finding }),
    },
    {
      path: 'views',
      may: 'views',
      done: '#hearing',
      schema: z.object({ answer: textField(20_000).pipe(z.string().min(1, 'missing')) }),
      draw: (form) => <ViewsPage {...form} />,
      act: (visitor, { permit }, { answer }) => answerHearing(hub, visitor, permit.id, { answer }),
    },
    {
      path: 'close-hearing',
      may: 'revoke',
      done: '#hearing',
      schema: z.object({ reason: written, hearing: seenHearing }),
      draw: (form) => <CloseHearingPage {...form} />,
      act: (visitor, { permit }, given) => closeHearing(hub, visitor, permit.id, given),
    },
    {
      path: 'take-back',
      may: 'amend',
      schema: z.object({ pending: version, reason: written }),
      draw: (form) => <TakeBackPage {...form} />,
      act: (visitor, { permit }, { pending, reason }) => takeBackVersion(hub, visitor, permit.id, { version: pending, reason }),
    },
    {
      path: 'decline',
      may: 'amend',
      schema: z.object({ request: z.uuid(), reason: written }),
      draw: (form, context) => (
        <DeclinePage {...form} request={String(form.typed?.request ?? context.req.query('request') ?? '')} />
      ),
      act: (visitor, { permit }, { request, reason }) => declineRequest(hub, visitor, permit.id, { request, answer: reason }),
    },
  ];
  for (const { path, draw, schema, act, may, done = '' } of acts) {
    const opened = async (context: RequestContext) => {
      const visitor = actorOf(context);
      const view = await readPermitPage(hub, visitor, context.req.param('id') ?? '');
      if (!view.may[may]) throw notThere();
      return { visitor, view, language: context.get('language') };
    };
    pages.get(`/permits/:id/${path}`, async (context) => show(context, draw(await opened(context), context)));
    pages.post(`/permits/:id/${path}`, async (context) => {
      const { visitor, view, language } = await opened(context);
      const form = await readForm(context, schema);
      const errors = form.ok ? await attempt(context, () => act(visitor, view, form.value, form.typed)) : form.errors;
      if (!errors) return context.redirect(`/permits/${view.permit.reference}${done}`, 303);
      const now = await readPermitPage(hub, visitor, view.permit.id);
      return show(context, draw({ visitor, view: now, language, typed: form.typed, errors }, context), 422);
    });
  }
  return pages;
}

function show(context: RequestContext, content: unknown, status: 200 | 422 = 200) {
  context.header('cache-control', 'no-store');
  return (context as Context).html(page(content), status);
}

async function attempt(context: RequestContext, work: () => Promise<unknown>): Promise<FieldErrors | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error;
    return { '': wordsOf(say(context.get('language')))[`problem_${error.code.replaceAll('-', '_')}`] ?? error.message };
  }
}
