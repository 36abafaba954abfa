// HTTP of studies, for people: the list, one study, and stopping it.
import { z } from 'zod';
import { listDatasets } from '../datasets/actions.ts';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { keeper } from '../ui/kept.ts';
import { page } from '../ui/layout.tsx';
import { listStudies, stopStudy } from './actions.ts';
import { permitsToAskUnder } from './builder/actions.ts';
import { StudiesPage, StudyPage } from './pages.tsx';
import { readPeople, readStudyPage } from './study-page.ts';

/** Seconds between two looks, where the reader has asked for it. */
const followEvery = 5;

export function studiesPages(hub: Hub) {
  const pages = newPages();
  pages.get('/studies', async (context) => {
    const actor = actorOf(context);
    const studies = await listStudies(hub, actor);
    const language = context.get('language');
    const datasets = new Map((await listDatasets(hub)).map(({ id, dictionary }) => [id, dictionary.title[language]]));
    const permits = (await permitsToAskUnder(hub, actor)).map(({ permit, title, draft }) => ({
      reference: permit.reference,
      title,
      until: permit.document?.not_after ?? null,
      drafted: draft !== null,
    }));
    context.header('cache-control', 'no-store');
    const props = { language, visitor: actor, studies, permits, datasets };
    return context.html(page(<StudiesPage {...props} />));
  });
  pages.get('/studies/:id', async (context) => {
    const actor = actorOf(context);
    const data = await readStudyPage(hub, actor, idOf(context));
    const people = await readPeople(hub, actor, data);
    const follows = context.req.query('follow') === '1' && ['inviting', 'running'].includes(data.study.state);
    if (follows) context.header('refresh', String(followEvery));
    context.header('cache-control', 'no-store');
    return context.html(
      page(
        <StudyPage
          language={context.get('language')}
          visitor={actor}
          data={data}
          people={people}
          follows={follows}
          keep={keeper(hub.memory)}
        />,
      ),
    );
  });
  pages.post('/studies/:id/stop', async (context) => {
    const id = idOf(context);
    await stopStudy(hub, actorOf(context), id);
    return context.redirect(`/studies/${id}`, 303);
  });
  return pages;
}

function idOf(context: RequestContext): string {
  const id = z.uuid().safeParse(context.req.param('id'));
  if (!id.success) throw notThere();
  return id.data;
}
