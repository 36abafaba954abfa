// HTTP of a study's files: its result as JSON, as a table and on paper, and its plan to be asked again.
import { planFileOf } from '@sluss/methods/plan-file.ts';
import { z } from 'zod';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { keptFile } from '../ui/kept.ts';
import { namesOf } from './names.ts';
import { estimatesOf } from './result/estimates.ts';
import { resultJson, resultPdf } from './result/result-file.ts';
import type { Released } from './result/shapes.ts';
import { tableFile } from './result/table-file.ts';
import { readStudyPage } from './study-page.ts';

export function studyFiles(hub: Hub) {
  const pages = newPages();

  /** The study and its result, for those who may see it; for all others there is no such file. */
  const read = async (context: RequestContext) => {
    const id = z.uuid().safeParse(context.req.param('id'));
    if (!id.success) throw notThere();
    const data = await readStudyPage(hub, actorOf(context), id.data);
    if (!data.study.result) throw notThere('This study has no result that you may see.');
    return { data, released: data.study.result as Released };
  };
  const file = (context: RequestContext, name: string, type: string) => {
    context.header('content-type', type);
    context.header('content-disposition', `attachment; filename="${name}"`);
    context.header('cache-control', 'no-store');
  };

  pages.get('/studies/:id/result.json', async (context) => {
    const { data, released } = await read(context);
    file(context, `study-${data.study.id}.json`, 'application/json; charset=utf-8');
    return context.body(`${JSON.stringify(resultJson(data, released), null, 2)}\n`);
  });
  pages.get('/studies/:id/result.csv', async (context) => {
    const { data, released } = await read(context);
    file(context, `study-${data.study.id}.csv`, 'text/csv; charset=utf-8; header=present');
    return context.body(tableFile(data.study.id, estimatesOf(released)));
  });
  pages.get('/studies/:id/result.pdf', async (context) => {
    const { data, released } = await read(context);
    const { dictionary, study, stations } = data;
    const language = context.get('language');
    const names = namesOf({ language, dictionary, plan: study.plan, stations });
    // How long a station has been silent is not on paper.
    const holds = [language, { ...data, stations: stations.map(({ id, title, policy }) => ({ id, title, policy })) }];
    const pdf = await keptFile(hub.memory, 'result.pdf', holds, () => hub.pdf.make(resultPdf(names, data, released)));
    file(context, `study-${study.id}.pdf`, 'application/pdf');
    return context.body(new Uint8Array(pdf));
  });
  pages.get('/studies/:id/plan.json', async (context) => {
    const id = z.uuid().safeParse(context.req.param('id'));
    if (!id.success) throw notThere();
    const { study } = await readStudyPage(hub, actorOf(context), id.data);
    file(context, `plan-${study.id}.json`, 'application/json; charset=utf-8');
    return context.body(`${JSON.stringify(planFileOf(study.plan), null, 2)}\n`);
  });
  return pages;
}
