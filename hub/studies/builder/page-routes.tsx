// HTTP of writing a plan: three steps, each kept before it is judged; the plan as a file; the start.
import { envelopeSchema, publicKeySchema } from '@sluss/protocol/signed.ts';
import { z } from 'zod';
import { fileIn, formOf, type Typed, typedIn } from '../../platform/form.ts';
import { newPages, type RequestContext } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { Problem } from '../../platform/problem.ts';
import type { Language } from '../../platform/texts.ts';
import { actorOf } from '../../sign-in/who-is.ts';
import { page } from '../../ui/layout.tsx';
import { uploadModel } from '../models.ts';
import { say as sayOfStudies } from '../names.ts';
import {
  fits,
  forgetDraft,
  mostTyped,
  type OpenDesk,
  permitsToAskUnder,
  readDesk,
  saveDraft,
  startFromDraft,
} from './actions.ts';
import { DetailsPage } from './details-page.tsx';
import { type Draft, longestField, textOf, withAsk, withCard, withoutAsk, withTyped } from './draft.ts';
import { AskPage, ChoosePermitPage, NotNowPage } from './pages.tsx';
import { permittedMethods } from './permitted-rules.ts';
import { SignPage } from './preview.tsx';
import { checkDraft, type Wrong } from './rules.ts';
import { addressOf, type Step, say, steps } from './words.ts';

const posted = z.object({
  document: z.string().max(300_000),
  plan: z.string().max(400_000).default(''),
  planKey: z.string().max(60).default(''),
});

export function builderPages(hub: Hub) {
  const pages = newPages();

  /** The desk, or the page that says why there is none. */
  const open = async (context: RequestContext): Promise<OpenDesk | Response> => {
    const actor = actorOf(context);
    context.header('cache-control', 'no-store');
    const language = context.get('language');
    const reference = context.req.query('permit');
    if (!reference)
      return context.html(
        page(<ChoosePermitPage language={language} visitor={actor} permits={await permitsToAskUnder(hub, actor)} />),
      );
    const desk = await readDesk(hub, actor, reference);
    if (desk.why === undefined) return desk;
    return context.html(
      page(<NotNowPage language={language} visitor={actor} desk={desk} />),
      desk.why === 'notNamed' ? 403 : 409,
    );
  };

  const show = (context: RequestContext, desk: OpenDesk, step: Step, more: { wrong?: Wrong[]; problem?: string } = {}) => {
    const props = { language: context.get('language'), visitor: actorOf(context), desk };
    const checked = checkDraft(desk.draft, desk.ground);
    if (step === 'sign' && checked.plan)
      return context.html(
        page(<SignPage {...props} plan={checked.plan} origin={hub.config.origin} problem={more.problem} />),
        more.problem ? 422 : 200,
      );
    // Nobody is sent to a page that cannot be: what is missing is shown where it is mended.
    const wrong = more.wrong ?? (step === 'sign' ? checked.wrong : []);
    const inFirst = wrong.some(({ field }) => ['title', 'methods', 'dataset'].includes(field)) || step === 'ask';
    const status = wrong.length > 0 ? 422 : 200;
    return context.html(page(inFirst ? <AskPage {...props} wrong={wrong} /> : <DetailsPage {...props} wrong={wrong} />), status);
  };

  pages.get('/studies/new', async (context) => {
    const desk = await open(context);
    if (desk instanceof Response) return desk;
    return show(context, desk, stepIn(context));
  });

  pages.post('/studies/new', async (context) => {
    const actor = actorOf(context);
    const desk = await open(context);
    if (desk instanceof Response) return desk;
    const step = stepIn(context) === 'ask' ? 'ask' : 'details';
    const typed = await typedIn(context);
    const go = textOf(typed, 'go') || 'next';
    const [verb = '', target = ''] = go.split(':');
    const before = withTyped(desk.draft, step, typed);
    const file = await fileIn(context, `${target}-${verb}`);
    const { draft, wrong } = await changed(hub, context, before, { verb, target: go.slice(verb.length + 1), file, desk });
    const now = { ...desk, draft, isNew: false };
    // Too much to be kept here: it goes back to the page as it was typed, with what to do.
    if (!fits(draft)) return show(context, now, step, { wrong: [tooLong(typed)] });
    await saveDraft(hub, actor, desk, draft);
    if (wrong.length > 0) return show(context, now, step, { wrong });
    const elsewhere = verb === 'step' ? steps.find((one) => one === target) : undefined;
    if (elsewhere) return context.redirect(addressOf(desk.permit, elsewhere), 303);
    if (verb !== 'next')
      return context.redirect(`${addressOf(desk.permit, step)}${target ? `#${anchorOf(draft, target)}` : ''}`, 303);
    const checked = checkDraft(draft, desk.ground);
    const here = checked.wrong.filter(({ field }) => step === 'details' || ['title', 'methods', 'dataset'].includes(field));
    if (here.length > 0) return show(context, now, step, { wrong: here });
    return context.redirect(addressOf(desk.permit, step === 'ask' ? 'details' : 'sign'), 303);
  });

  pages.post('/studies/new/over', async (context) => {
    const desk = await open(context);
    if (desk instanceof Response) return desk;
    await forgetDraft(hub, actorOf(context), desk);
    return context.redirect(addressOf(desk.permit), 303);
  });

  pages.get('/studies/new/plan.json', async (context) => {
    const desk = await open(context);
    if (desk instanceof Response) return desk;
    const { file } = checkDraft(desk.draft, desk.ground);
    if (!file) return context.redirect(addressOf(desk.permit, 'sign'), 303);
    return context.body(`${JSON.stringify(file, null, 2)}\n`, 200, {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="plan.json"',
    });
  });

  pages.post('/studies/new/start', async (context) => {
    const actor = actorOf(context);
    const desk = await open(context);
    if (desk instanceof Response) return desk;
    const { document, plan, planKey } = await formOf(context, posted);
    try {
      const byHub = desk.ground.permit.plan_by === 'hub' && !plan;
      const id = await startFromDraft(hub, actor, desk, byHub ? { document } : signedIn(plan, planKey));
      return context.redirect(`/studies/${id}`, 303);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 422) throw error;
      return show(context, desk, 'sign', { problem: inWords(error, context.get('language')) });
    }
  });
  return pages;
}

const stepIn = (context: RequestContext): Step => steps.find((one) => one === context.req.query('step')) ?? 'ask';

function anchorOf(draft: Draft, target: string): string {
  return draft.asks.find(({ id }) => id === target)?.id ?? draft.asks.findLast(({ method }) => method === target)?.id ?? 'main';
}

/** Beside the longest field of the step that was sent, where most can be taken away. */
function tooLong(typed: Typed): Wrong {
  return { field: longestField(typed), text: 'wrongLong', values: { most: mostTyped } };
}

type Change = { verb: string; target: string; file: File | undefined; desk: OpenDesk };

/** What a button of the second step does to the draft. */
async function changed(hub: Hub, context: RequestContext, draft: Draft, { verb, target, file, desk }: Change) {
  const fine = (next: Draft) => ({ draft: next, wrong: [] as Wrong[] });
  if (verb === 'add' && permittedMethods(desk.ground.permit).includes(target)) return fine(withAsk(draft, target));
  if (verb === 'remove') return fine(withoutAsk(draft, target));
  if (verb === 'card') {
    const read = file && file.size < 500_000 ? withCard(draft, target, await file.text()) : undefined;
    return read ? fine(read) : { draft, wrong: [{ field: `${target}-card`, text: 'wrongCard' as const }] };
  }
  if (verb === 'file') {
    const field = `${target}-file`;
    if (!file || file.size === 0) return { draft, wrong: [{ field, text: 'wrongFile' as const, values: { reason: '' } }] };
    try {
      const { model } = await uploadModel(hub, actorOf(context), Buffer.from(await file.arrayBuffer()), desk.permit.organisation);
      const listed = desk.ground.permit.models.includes(model);
      if (!listed) return { draft, wrong: [{ field, text: 'wrongFileOther' as const }] };
      for (const one of desk.models) if (one.digest === model) one.here = true;
      return fine({ ...draft, typed: { ...draft.typed, [`${target}-model`]: model } });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 422) throw error;
      return { draft, wrong: [{ field, text: 'wrongFile' as const, values: { reason: error.message } }] };
    }
  }
  return fine(draft);
}

function signedIn(plan: string, planKey: string) {
  const read = z.object({ plan: envelopeSchema, planKey: publicKeySchema }).safeParse({ plan: parsed(plan), planKey });
  if (!read.success) throw new Problem(422, 'not_signed', 'The plan was not signed.');
  return read.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a study was not started, in the reader's language where the code has words. */
function inWords(problem: Problem, language: Language): string {
  const [own, studies] = [say(language) as Record<string, string>, sayOfStudies(language) as Record<string, string>];
  return own[`problem_${problem.code}`] ?? studies[`code_${problem.code}`] ?? problem.message;
}
