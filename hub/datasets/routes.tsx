// HTTP of datasets: the catalogue of what may be asked about, open to everybody.
import { createRoute, z } from '@hono/zod-openapi';
import { dictionarySchema, slugSchema } from '@sluss/protocol/dictionary.ts';
import { newApi, newPages } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import { visitorOf } from '../sign-in/who-is.ts';
import { page } from '../ui/layout.tsx';
import { type Dataset, datasetOf, listDatasets } from './actions.ts';
import { DatasetPage, DatasetsPage } from './pages.tsx';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const datasetView = z
  .object({
    id: z.string(),
    digest: z.string().describe('Of the dictionary’s canonical bytes: how permits and plans name it'),
    dictionary: dictionarySchema.describe(
      'Title, description, access level, EHDS category, and the variables with type, unit, public range and grid or levels, missing codes and notes. The person key is never a variable',
    ),
    stations: z.array(z.object({ id: z.string(), title: z.string(), holder: z.string().nullable(), data_version: z.string() })),
  })
  .openapi('Dataset');

export function datasetsApi(hub: Hub) {
  const api = newApi();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/datasets',
      summary: 'All datasets',
      responses: { 200: { description: 'Datasets', content: json(z.array(datasetView)) } },
    }),
    async (context) => context.json((await listDatasets(hub)).map(viewOf), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/datasets/{id}',
      summary: 'One dataset',
      request: { params: z.object({ id: slugSchema }) },
      responses: { 200: { description: 'The dataset', content: json(datasetView) } },
    }),
    async (context) => context.json(viewOf(await datasetOf(hub, context.req.valid('param').id)), 200),
  );
  return api;
}

function viewOf({ id, dictionary, digest, stations }: Dataset) {
  return {
    id,
    digest,
    dictionary,
    stations: stations.map((one) => ({ id: one.id, title: one.title, holder: one.holder, data_version: one.dataVersion })),
  };
}

export function datasetsPages(hub: Hub) {
  const pages = newPages();
  pages.get('/datasets', async (context) => {
    const datasets = await listDatasets(hub);
    return context.html(
      page(<DatasetsPage language={context.get('language')} visitor={visitorOf(context)} datasets={datasets} />),
    );
  });
  pages.get('/datasets/:id', async (context) => {
    const id = slugSchema.safeParse(context.req.param('id'));
    if (!id.success) throw notThere();
    return context.html(
      page(
        <DatasetPage language={context.get('language')} visitor={visitorOf(context)} dataset={await datasetOf(hub, id.data)} />,
      ),
    );
  });
  return pages;
}
