// HTTP of datasets, for people: finding them, and one with everything about it. Open to everybody; each filter is a link.
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { z } from 'zod';
import { basketIn } from '../baskets/page-routes.tsx';
import { newPages, type RequestContext } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import { visitorOf } from '../sign-in/who-is.ts';
import { keeper } from '../ui/kept.ts';
import { page } from '../ui/layout.tsx';
import { DatasetPage } from './dataset-page.tsx';
import { ownDatasets } from './describe/actions.ts';
import { DatasetsPage } from './list-page.tsx';
import { findDatasets } from './search.ts';
import { searchSchema, wordsSchema } from './search-schema.ts';
import { readDataset } from './views.ts';

/** What does not fit looks at everything. */
const lookSchema = z.object({
  find: wordsSchema,
  group: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,62}$/)
    .catch('')
    .default(''),
  from: z.coerce.number().int().min(0).max(100_000).catch(0),
});

export function datasetsPages(hub: Hub) {
  const pages = newPages();
  pages.get('/datasets', async (context) => {
    const language = context.get('language');
    // What cannot be a filter is no filter: a page is shown all the same.
    const search = searchSchema.parse(context.req.query());
    const visitor = visitorOf(context);
    const [found, basket, own] = await Promise.all([
      findDatasets(hub, search),
      basketIn(hub, context),
      ownDatasets(hub, visitor),
    ]);
    const titles = found.all.flatMap(({ dictionary }) => dictionary.variables.map(({ title }) => title[language]));
    const variables = [...new Set(titles)].sort((a, b) => a.localeCompare(b, language)).slice(0, 500);
    cautious(context);
    return context.html(page(<DatasetsPage {...{ language, visitor, search, found, basket, own, variables }} />));
  });
  pages.get('/datasets/:id', async (context) => {
    const id = slugSchema.safeParse(context.req.param('id'));
    if (!id.success) throw notThere();
    const look = lookSchema.parse(context.req.query());
    const [facts, basket] = await Promise.all([readDataset(hub, id.data, look), basketIn(hub, context)]);
    const done = z.enum(['saved', 'checked']).optional().catch(undefined).parse(context.req.query('done'));
    cautious(context);
    return context.html(
      page(
        <DatasetPage
          {...{ language: context.get('language'), visitor: visitorOf(context), facts, basket, look, done }}
          keep={keeper(hub.memory)}
        />,
      ),
    );
  });
  return pages;
}

/** The page says who is signed in and what is in their basket. */
function cautious(context: RequestContext): void {
  context.header('cache-control', 'private, no-cache');
}
