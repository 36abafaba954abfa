// HTTP of studies: the JSON API under /api/v1.
import { createRoute, z } from '@hono/zod-openapi';
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { envelopeSchema, publicKeySchema } from '@sluss/protocol/signed.ts';
import { newApi } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { awaitStudy, goOnWithout, listStudies, startStudy, stopStudy } from './actions.ts';
import { uploadModel } from './models.ts';

const params = z.object({ id: z.uuid() });
const roundView = z.object({
  round: z.number(),
  attempt: z.number(),
  stations: z.array(z.string()),
  asks: z.array(z.string()),
  state: z.enum(['asked', 'collected', 'opened', 'abandoned']),
  waiting_for: z.array(z.string()),
  asked_at: z.string(),
  opened_at: z.string().nullable(),
});
const states = z.enum(['inviting', 'running', 'finished', 'refused', 'stopped', 'expired']);
const studyView = z
  .object({
    id: z.string(),
    title: z.string(),
    state: states,
    reason: z.object({ code: z.string(), station: z.string().optional() }).nullable(),
    plan: z.any(),
    plan_hash: z.string(),
    permit: z.string(),
    dataset: z.string(),
    created_at: z.string(),
    finished_at: z.string().nullable(),
    stations: z.array(
      z.object({ station: z.string(), state: z.enum(['invited', 'accepted', 'declined']), code: z.string().nullable() }),
    ),
    rounds: z.array(roundView),
    result: z.any().nullable(),
    you_may: z.array(z.string()).describe('The verbs that your role carries here'),
  })
  .openapi('Study');
const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });

export function studiesApi(hub: Hub) {
  const api = newApi();
  api.openapi(
    createRoute({
      method: 'post',
      path: '/studies',
      summary: 'Starts a study from a plan signed by a person whom the permit names',
      request: { body: { required: true, content: json(z.strictObject({ plan: envelopeSchema, planKey: publicKeySchema })) } },
      responses: { 201: { description: 'Started', content: json(z.object({ id: z.string() })) } },
    }),
    async (context) => context.json({ id: await startStudy(hub, actorOf(context), context.req.valid('json')) }, 201),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/studies',
      summary: 'The studies that you may see, newest first',
      responses: {
        200: {
          description: 'Studies',
          content: json(
            z.array(z.object({ id: z.string(), title: z.string(), state: states, dataset: z.string(), created_at: z.string() })),
          ),
        },
      },
    }),
    async (context) => context.json(await listStudies(hub, actorOf(context)), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/studies/{id}',
      summary: 'A study: where it stands, station by station, round by round, and its result; `wait` seconds until it has ended',
      request: { params, query: z.object({ wait: z.coerce.number().int().min(0).max(50).default(0) }) },
      responses: { 200: { description: 'The study', content: json(studyView) } },
    }),
    async (context) => {
      const { id } = context.req.valid('param');
      const wait = context.req.valid('query').wait * 1000;
      return context.json(
        await awaitStudy(hub, actorOf(context), id, wait, AbortSignal.any([hub.stopping, context.req.raw.signal])),
        200,
      );
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/studies/{id}/go-on-without',
      summary: 'Begins again without stations that stay silent, before any sum was collected',
      request: { params, body: { required: true, content: json(z.strictObject({ stations: z.array(slugSchema).min(1) })) } },
      responses: { 204: { description: 'Begun again' } },
    }),
    async (context) => {
      await goOnWithout(hub, actorOf(context), context.req.valid('param').id, context.req.valid('json').stations);
      return context.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/studies/{id}/stop',
      summary: 'Stops a study; it ends without a result',
      request: { params },
      responses: { 204: { description: 'Stopped' } },
    }),
    async (context) => {
      await stopStudy(hub, actorOf(context), context.req.valid('param').id);
      return context.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/models',
      summary: 'Brings a model (ONNX bytes); answers with the digest that permits and plans name it by',
      request: {
        body: {
          required: true,
          content: { 'application/octet-stream': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
        },
      },
      responses: { 201: { description: 'Kept', content: json(z.object({ model: z.string() })) } },
    }),
    async (context) => context.json(await uploadModel(hub, actorOf(context), Buffer.from(await context.req.arrayBuffer())), 201),
  );
  return api;
}
