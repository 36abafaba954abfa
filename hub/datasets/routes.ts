// HTTP of datasets, for programs: finding them, one with its stations' published tables, and what holders tell of it.
import { createRoute, z } from '@hono/zod-openapi';
import { dictionarySchema, slugSchema } from '@sluss/protocol/dictionary.ts';
import { profileEnvelopeSchema, profileSchema } from '@sluss/protocol/profile.ts';
import { textField } from '../platform/fields.ts';
import { newApi } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { type Dataset, datasetOf } from './actions.ts';
import { confirmDescription, type HolderStanding, standingsOf } from './describe/actions.ts';
import { profilesOf } from './profiles.ts';
import { describeQuality, type Quality, qualityOf, told } from './quality.ts';
import { findDatasets } from './search.ts';
import { searchQuery } from './search-schema.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const params = z.object({ id: slugSchema });
const summary = {
  id: z.string(),
  digest: z.string().describe('Of the dictionary’s canonical bytes: how permits and plans name it'),
  dictionary: dictionarySchema.describe(
    'Title, description, access level, EHDS category, and the variables with type, unit, public range and grid or levels, missing codes and notes. The person key is never a variable',
  ),
  stations: z.array(z.object({ id: z.string(), title: z.string(), holder: z.string().nullable(), data_version: z.string() })),
};
const hitView = z
  .object({ ...summary, found: z.array(z.string()).describe('Variables that hold one of the words searched for') })
  .openapi('DatasetHit');
const bothLanguages = z.strictObject({ sv: textField(4000), en: textField(4000) });
const element = z.strictObject(Object.fromEntries(told.map((name) => [name, bothLanguages.nullable().optional()])));
const qualityView = z
  .partialRecord(z.enum(told), z.object({ text: bothLanguages, told_by: z.string(), told_at: z.string() }))
  .describe(
    'about: more of it. keywords: words it is found by. a to f: Regulation (EU) 2025/327 art. 78(3). As far as holders have told',
  );
const checksView = z
  .array(z.object({ holder: z.string(), checked_at: z.string().nullable(), due: z.string() }))
  .describe('When each holder last checked that the description is right, and must again (art. 60(3))');
const datasetView = z
  .object({
    ...summary,
    profiles: z
      .array(z.object({ station: z.string(), published_at: z.string(), profile: profileSchema, signed: profileEnvelopeSchema }))
      .describe('Tables that stations have published: counts rounded, no cell below k. `signed` is what the station signed'),
    quality: qualityView,
    checks: checksView,
  })
  .openapi('Dataset');

export function datasetsApi(hub: Hub) {
  const api = newApi();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/datasets',
      summary: 'Datasets: all, or those that fit; best first',
      request: { query: searchQuery },
      responses: { 200: { description: 'Datasets', content: json(z.array(hitView)) } },
    }),
    async (context) => {
      const { hits } = await findDatasets(hub, context.req.valid('query'));
      return context.json(
        hits.map(({ dataset, found }) => ({ ...viewOf(dataset), found: found.map(({ id }) => id) })),
        200,
      );
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/datasets/{id}',
      summary: 'One dataset, with the tables that its stations have published',
      request: { params },
      responses: { 200: { description: 'The dataset', content: json(datasetView) } },
    }),
    async (context) => {
      const { id } = context.req.valid('param');
      const [dataset, profiles, quality, standings] = await Promise.all([
        datasetOf(hub, id),
        profilesOf(hub.db, id),
        qualityOf(hub.db, id),
        standingsOf(hub.db, hub.now(), id),
      ]);
      const checks = viewOfChecks(standings);
      const published = profiles.map(({ profile, envelope, publishedAt }) => ({
        station: profile.station,
        published_at: publishedAt.toISOString(),
        profile,
        signed: envelope,
      }));
      return context.json({ ...viewOf(dataset), profiles: published, quality: viewOfQuality(quality), checks }, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'put',
      path: '/datasets/{id}/quality',
      summary:
        'What a holder tells of its quality and use (a steward of one of its stations); null takes back, what is left out stays',
      request: { params, body: { required: true, content: json(element) } },
      responses: { 200: { description: 'As it is now', content: json(qualityView) } },
    }),
    async (context) => {
      const quality = await describeQuality(hub, actorOf(context), context.req.valid('param').id, context.req.valid('json'));
      return context.json(viewOfQuality(quality), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/datasets/{id}/checks',
      summary: 'A steward has gone through the description, and it is right (art. 60(3))',
      request: { params },
      responses: { 200: { description: 'When each holder last checked, and must again', content: json(checksView) } },
    }),
    async (context) => {
      const { id } = context.req.valid('param');
      await confirmDescription(hub, actorOf(context), id);
      return context.json(viewOfChecks(await standingsOf(hub.db, hub.now(), id)), 200);
    },
  );
  return api;
}

function viewOfChecks(standings: HolderStanding[]) {
  return standings.map(({ holder, checkedAt, due }) => ({ holder, checked_at: checkedAt?.toISOString() ?? null, due }));
}

function viewOf({ id, dictionary, digest, stations }: Dataset) {
  return {
    id,
    digest,
    dictionary,
    stations: stations.map((one) => ({ id: one.id, title: one.title, holder: one.holder, data_version: one.dataVersion })),
  };
}

function viewOfQuality(quality: Quality) {
  return Object.fromEntries(
    Object.entries(quality).map(([name, { text, by, at }]) => [name, { text, told_by: by, told_at: at.toISOString() }]),
  );
}
