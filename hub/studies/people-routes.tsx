// HTTP of sharing and publishing a result, and of comparing two: forms on the study's page, which come back with what was typed.
import { z } from 'zod';
import { textField } from '../platform/fields.ts';
import { readForm } from '../platform/form.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere, Problem } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { keeper } from '../ui/kept.ts';
import { page } from '../ui/layout.tsx';
import { listStudies } from './actions.ts';
import { ComparePage } from './compare.tsx';
import { say } from './names.ts';
import { StudyPage } from './pages.tsx';
import type { FormTrouble } from './people.tsx';
import { publishStudy, shareStudy, sharesOfStudy, takeShareBack } from './sharing.ts';
import { readPeople, readStudyPage } from './study-page.ts';

const shareForm = z.object({ email: z.preprocess((text) => String(text ?? '').trim(), z.email('shareNoAddress').max(320)) });
const words = textField(4000).pipe(z.string().min(40, 'publishShort'));
const publishForm = z.object({ sv: words, en: words });

export function studyPeople(hub: Hub) {
  const pages = newPages();

  /** The study's page again, with what could not be done and what was typed. */
  const again = async (context: RequestContext, id: string, trouble: FormTrouble, status: 422 | 429 = 422) => {
    const actor = actorOf(context);
    const data = await readStudyPage(hub, actor, id);
    const people = { ...(await readPeople(hub, actor, data)), trouble };
    context.header('cache-control', 'no-store');
    const props = { language: context.get('language'), visitor: actor, data, people, follows: false, keep: keeper(hub.memory) };
    return context.html(page(<StudyPage {...props} />), status);
  };

  pages.post('/studies/:id/shares', async (context) => {
    const id = idOf(context);
    const text = say(context.get('language'));
    // Whose study it is not hears nothing of what was typed.
    await sharesOfStudy(hub, actorOf(context), id);
    const form = await readForm(context, shareForm);
    const typed = { email: String(form.typed.email ?? '').slice(0, 320) };
    const wrong = (message: string, status: 422 | 429 = 422) =>
      again(context, id, { form: 'share', typed, wrong: [{ field: 'email', message }] }, status);
    if (!form.ok) return wrong(text.shareNoAddress);
    try {
      await shareStudy(hub, actorOf(context), id, form.value.email);
    } catch (error) {
      if (!(error instanceof Problem) || ![422, 429].includes(error.status)) throw error;
      const own: Record<string, string> = text;
      return wrong(own[`share_${error.code.replaceAll('-', '_')}`] ?? error.message, error.status === 429 ? 429 : 422);
    }
    return context.redirect(`/studies/${id}#share`, 303);
  });
  pages.post('/studies/:id/shares/:person/end', async (context) => {
    const [id, person] = [idOf(context), z.uuid().safeParse(context.req.param('person'))];
    if (!person.success) throw notThere();
    await takeShareBack(hub, actorOf(context), id, person.data);
    return context.redirect(`/studies/${id}#share`, 303);
  });
  pages.post('/studies/:id/publication', async (context) => {
    const id = idOf(context);
    const actor = actorOf(context);
    const data = await readStudyPage(hub, actor, id);
    if (!data.study.you_may.includes('study.publish')) throw notThere();
    const form = await readForm(context, publishForm);
    if (!form.ok) {
      const own: Record<string, string> = say(context.get('language'));
      const typed = { sv: String(form.typed.sv ?? ''), en: String(form.typed.en ?? '') };
      const wrong = Object.entries(form.errors).map(([field, key]) => ({ field, message: own[key] ?? own.publishLong ?? key }));
      return again(context, id, { form: 'publish', typed, wrong });
    }
    await publishStudy(hub, actor, id, form.value);
    return context.redirect(`/studies/${id}#publish`, 303);
  });

  pages.get('/studies/compare', async (context) => {
    const actor = actorOf(context);
    const side = async (name: string) => {
      const id = z.uuid().safeParse(context.req.query(name));
      return id.success ? readStudyPage(hub, actor, id.data) : null;
    };
    const [a, b, studies] = await Promise.all([side('a'), side('b'), listStudies(hub, actor)]);
    context.header('cache-control', 'no-store');
    const props = {
      language: context.get('language'),
      visitor: actor,
      a,
      b,
      studies: studies.filter(({ seesResult }) => seesResult),
    };
    return context.html(page(<ComparePage {...props} />));
  });
  return pages;
}

function idOf(context: RequestContext): string {
  const id = z.uuid().safeParse(context.req.param('id'));
  if (!id.success) throw notThere();
  return id.data;
}
