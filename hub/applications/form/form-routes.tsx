// HTTP of the form: its steps, saving as one types, checking and handing in.
import { v7 as uuidv7 } from 'uuid';
import { listDatasets } from '../../datasets/actions.ts';
import type { Actor } from '../../permissions/actor.ts';
import { typedIn } from '../../platform/form.ts';
import { newPages, type RequestContext } from '../../platform/http.tsx';
import type { Hub } from '../../platform/hub.ts';
import { notThere, Problem } from '../../platform/problem.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { actorOf, refuseForeignOrigin, visitorOf } from '../../sign-in/who-is.ts';
import { listModels } from '../../studies/models.ts';
import { writeMoment } from '../../ui/format.ts';
import { page } from '../../ui/layout.tsx';
import { handIn, type Posted, type Saved, saveStep, sendAnswer } from './actions.ts';
import { commentIn, mergePage } from './after-save-routes.tsx';
import { CheckPage } from './check-page.tsx';
import { type Missing, missingIn } from './checklist.ts';
import { FormPage, type Offers } from './form-page.tsx';
import { read } from './inputs.ts';
import { KeptPage } from './merge-page.tsx';
import { openQuestions } from './open-fields.ts';
import { modelNamesOf } from './own-list.ts';
import { anchorOf } from './parts.tsx';
import { changesPage, postedIn } from './posted.ts';
import { refusalWords } from './refusals.ts';
import { afterStep, fieldsOf, isContentField, type Step, steps } from './steps.ts';
import { colleaguesOf, type FormView, publicBodies, readForm } from './views.ts';
import { labelOf, say, whatIsWrong } from './words.ts';

const isStep = (name: string): name is Step => (steps as readonly string[]).includes(name);

function stepIn(context: RequestContext): Step {
  const name = context.req.param('step') ?? '';
  if (!isStep(name)) throw notThere();
  return name;
}

const wantsJson = (context: RequestContext) => (context.req.header('accept') ?? '').startsWith('application/json');

export function formPages(hub: Hub) {
  const pages = newPages();

  const show = async (
    context: RequestContext,
    actor: Actor,
    form: FormView,
    step: Step,
    more: { refusal?: string; status?: 200 | 409 | 422; missing?: Missing[] } = {},
  ) => {
    const language = context.get('language');
    const missing = missingIn(form, hub.now());
    const props = { language, visitor: actor, form, missing, refusal: more.refusal };
    context.header('cache-control', 'no-store');
    if (step === 'check') {
      const text = say(language);
      const errors = (more.missing ?? []).map((one) => ({
        field: anchorOf(one.field),
        message: `${labelOf(one.field, text)}: ${whatIsWrong(one.wrong, text)}`,
      }));
      return context.html(page(<CheckPage {...props} errors={errors} />), more.status ?? 200);
    }
    const saved = context.req.query('saved') ?? '';
    return context.html(
      page(
        <FormPage
          {...props}
          step={step}
          offers={await offersFor(hub, actor, form, step, language)}
          showMissing={context.req.query('missing') !== undefined}
          saved={isStep(saved) ? saved : undefined}
          ids={{ comment: uuidv7(), attachment: uuidv7() }}
        />,
      ),
      more.status ?? 200,
    );
  };

  pages.get('/applications/:reference/form', (context) =>
    context.redirect(`/applications/${encodeURIComponent(context.req.param('reference'))}/form/project`, 303),
  );

  pages.get('/applications/:reference/form/:step', async (context) => {
    const actor = actorOf(context);
    const step = stepIn(context);
    const form = await readForm(hub, actor, context.req.param('reference'));
    // The back button after handing in: there is nothing to write here now.
    if (form.open.length === 0) return context.redirect(`/applications/${form.reference}`, 303);
    return show(context, actor, form, step);
  });

  pages.post('/applications/:reference/form/:step', async (context) => {
    const step = stepIn(context);
    const reference = context.req.param('reference');
    const typed = await typedIn(context);
    const posted = postedIn(typed, step);
    const visitor = visitorOf(context);
    // A session that ended in the middle: what was typed is shown again, to be sent once more.
    if (!visitor && !wantsJson(context)) {
      refuseForeignOrigin(hub, context);
      const language = context.get('language');
      context.header('cache-control', 'no-store');
      const kept = { language, visitor, reference, step, posted: posted.inputs, seen: posted.seen };
      return context.html(page(<KeptPage {...kept} why="signed-out" />), 401);
    }
    const actor = actorOf(context);
    try {
      const saved = await saveStep(hub, actor, reference, step, posted);
      if (wantsJson(context)) return context.json(await answerOf(hub, context, actor, saved, posted, step), statusOf(saved));
      if (saved.both.length) return await mergePage(hub, context, actor, reference, step, posted, saved);
      // A comment that was begun is kept whichever button is pressed.
      await commentIn(hub, context, actor);
      const go = String(typed.go ?? 'stay');
      if (go === 'hand-in' || go === 'answer') return await finish(context, actor, reference, go, Number(typed.version));
      return context.redirect(await nextPage(hub, actor, saved, step, go), 303);
    } catch (error) {
      if (wantsJson(context) || !(error instanceof Problem) || ![409, 413, 422].includes(error.status)) throw error;
      return kept(context, actor, reference, step, posted, error);
    }
  });

  const finish = async (context: RequestContext, actor: Actor, reference: string, go: 'hand-in' | 'answer', version: number) => {
    const text = say(context.get('language'));
    try {
      if (go === 'hand-in') await handIn(hub, actor, reference, version);
      else {
        const heading = (question: { field: string | null }) =>
          question.field ? labelOf(question.field, text) : text.wholeApplication;
        await sendAnswer(hub, actor, reference, { version, heading });
      }
      return context.redirect(`/applications/${reference}`, 303);
    } catch (error) {
      if (!(error instanceof Problem) || ![409, 422].includes(error.status)) throw error;
      const form = await readForm(hub, actor, reference);
      if (form.open.length === 0) throw error;
      const missing = missingIn(form, hub.now());
      return show(context, actor, form, 'check', {
        refusal: refusalWords(error, text),
        status: error.status as 409 | 422,
        missing,
      });
    }
  };

  /** It could not be saved: all that was typed is on the page that says why. */
  const kept = async (context: RequestContext, actor: Actor, reference: string, step: Step, posted: Posted, problem: Problem) => {
    const language = context.get('language');
    const props = { language, visitor: actor, reference, step, posted: posted.inputs, seen: posted.seen };
    const explanation = refusalWords(problem, say(language));
    context.header('cache-control', 'no-store');
    return context.html(page(<KeptPage {...props} why="shut" explanation={explanation} id={uuidv7()} />), problem.status);
  };
  return pages;
}

/** Where a button leads: on, back, to another step; but what does not fit is shown first to who wants to go on. */
async function nextPage(hub: Hub, actor: Actor, saved: Saved, step: Step, go: string): Promise<string> {
  const base = `/applications/${saved.reference}/form`;
  const at = steps.indexOf(step);
  const previous = steps[Math.max(0, at - 1)] ?? step;
  const target = go === 'next' ? afterStep(step) : go === 'previous' ? previous : isStep(go) ? go : step;
  if (go === 'next') {
    const form = await readForm(hub, actor, saved.reference);
    // After submission the way leads from question to question.
    if (form.state !== 'DRAFT') return `${base}/${nextAsked(form, step)}?saved=${step}`;
    if (fieldsOf(step).some((field) => Object.hasOwn(form.typed, field))) return `${base}/${step}?saved=${step}`;
  }
  return `${base}/${target}?saved=${step}`;
}

function nextAsked(form: FormView, step: Step): Step {
  const asked = openQuestions(form.questions).map((question) => question.field ?? '');
  const left = steps.slice(steps.indexOf(step) + 1);
  return left.find((one) => fieldsOf(one).some((field) => asked.includes(field))) ?? 'check';
}

const statusOf = (saved: Saved) => (saved.both.length ? 409 : 200);

/** What the island is told: when it was saved, what does not fit, what somebody else changed. Also where nothing was saved. */
async function answerOf(hub: Hub, context: RequestContext, actor: Actor, saved: Saved, posted: Posted, step: Step) {
  const language = context.get('language');
  const text = say(language);
  const form = await readForm(hub, actor, saved.reference);
  const wrong = fieldsOf(step).flatMap((field) => {
    const inputs = form.typed[field];
    const reading = inputs && read(field, inputs, form.ground);
    return reading && !reading.ok ? [[field, whatIsWrong(reading.wrong, text)]] : [];
  });
  const at = writeMoment(saved.at.toISOString(), language).split(' ').at(-1) ?? '';
  return {
    code: saved.both.length ? 'changed-under-you' : 'saved',
    version: saved.version,
    seen: saved.seen,
    at,
    words: fill(text.autoSaved, { at }),
    wrong: Object.fromEntries(wrong),
    theirs: saved.theirs.filter(isContentField).map((field) => labelOf(field, text)),
    both: saved.both.map((field) => labelOf(field, text)),
    again: changesPage(posted.inputs, saved.changed),
  };
}

async function offersFor(hub: Hub, actor: Actor, form: FormView, step: Step, language: Language): Promise<Offers> {
  const organisation = form.organisation.id;
  const [colleagues, bodies, datasets, models, modelNames] = await Promise.all([
    step === 'who' ? colleaguesOf(hub, actor, organisation) : [],
    step === 'purpose' ? publicBodies(hub) : [],
    step === 'data' ? listDatasets(hub) : [],
    step === 'methods' ? listModels(hub, actor, organisation) : [],
    step === 'methods' ? modelNamesOf(hub, organisation) : new Map<string, string>(),
  ]);
  return {
    colleagues,
    bodies,
    datasets: datasets.map((one) => ({ id: one.id, title: one.dictionary.title[language] })),
    models: models.map((one) => ({
      digest: one.digest,
      at: one.uploaded_at.toISOString(),
      name: modelNames.get(one.digest) ?? '',
    })),
  };
}
