// HTTP of stations: what people may see and ask (JSON API), and the one exchange that stations themselves use.
import { createRoute, z } from '@hono/zod-openapi';
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { digestSchema } from '@sluss/protocol/documents.ts';
import { enrolSchema, exchangeSchema, toldPolicySchema, type Work } from '@sluss/protocol/messages.ts';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { newApi, type RequestEnv } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { issuesOf, notThere, notUnderstood } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { modelBytes } from '../studies/models.ts';
import { retryAfter, takeReplies } from '../studies/replies.ts';
import { workFor } from '../studies/work.ts';
import { enrol, inviteStation, listStations, recogniseStation, retireStation, takePolicy } from './actions.ts';

const stationView = z
  .object({
    id: z.string(),
    title: z.string(),
    holder: z.string(),
    dataset: z.string(),
    policy: z.object({ k: z.number(), alone: z.array(z.string()), release: z.enum(['rounded', 'exact']) }),
    sign: z.string(),
    mask: z.string(),
    last_seen_at: z.string().nullable(),
  })
  .openapi('Station');

export function stationsApi(hub: Hub) {
  const api = newApi();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/stations',
      summary: 'Stations: where data lie, whose they are, and when each was last heard',
      responses: { 200: { description: 'Stations', content: { 'application/json': { schema: z.array(stationView) } } } },
    }),
    async (context) => context.json(await listStations(hub), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/stations/invitations',
      summary: 'A one-time code that lets one station join for a holder (hub advisor, or a steward for the own organisation)',
      request: {
        body: {
          content: { 'application/json': { schema: z.strictObject({ holder: slugSchema }) } },
          required: true,
        },
      },
      responses: {
        201: {
          description: 'The code, shown once',
          content: { 'application/json': { schema: z.object({ code: z.string(), expires_at: z.string() }) } },
        },
      },
    }),
    async (context) => context.json(await inviteStation(hub, actorOf(context), context.req.valid('json').holder), 201),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: '/stations/{id}',
      summary: 'Retires a station: it takes part in nothing new',
      request: { params: z.object({ id: slugSchema }) },
      responses: { 204: { description: 'Retired' } },
    }),
    async (context) => {
      await retireStation(hub, actorOf(context), context.req.valid('param').id);
      return context.body(null, 204);
    },
  );
  return api;
}

/** Below /station/v1: signed by stations, spoken by no one else. */
export function stationExchange(hub: Hub): Hono<RequestEnv> {
  const app = new Hono<RequestEnv>();
  app.post('/station/v1/enrol', async (context) =>
    context.json(await enrol(hub, parse(enrolSchema, await context.req.text())), 201),
  );
  app.post('/station/v1/exchange', async (context) => {
    const body = await context.req.text();
    const station = await recognised(hub, context, body);
    const { replies, wait } = parse(exchangeSchema, body);
    const fitting = await takeReplies(hub, station.id, replies);
    // What was declined for a status list that is not new enough is asked again soon, and nobody wakes the station for that.
    const patience = replies.some(({ kind }) => kind === 'decline') ? Math.min(wait, retryAfter) : wait;
    const found = await waitForWork(hub, station.id, patience, replies.length > 0 && fitting, context.req.raw.signal);
    return context.json({ work: found ?? [], time: hub.now().getTime() });
  });
  app.post('/station/v1/policy', async (context) => {
    const body = await context.req.text();
    const station = await recognised(hub, context, body);
    await takePolicy(hub, station.id, parse(toldPolicySchema, body));
    return context.body(null, 204);
  });
  app.get('/station/v1/models/:digest', async (context) => {
    await recognised(hub, context, '');
    const name = digestSchema.safeParse(context.req.param('digest'));
    const bytes = name.success ? await modelBytes(hub, name.data) : undefined;
    if (!bytes) throw notThere('There is no such model.');
    return context.body(new Uint8Array(bytes), 200, { 'content-type': 'application/octet-stream' });
  });
  return app;
}

/** Work for a station, as soon as there is some. `answered`: it has just answered all that it was given, so that its studies need to
 * be looked at only if anything was said to it since. */
function waitForWork(
  hub: Hub,
  station: string,
  seconds: number,
  answered: boolean,
  signal: AbortSignal,
): Promise<Work[] | undefined> {
  const channel = `station:${station}`;
  const looked = `station looked ${station}`;
  return hub.bus.until(
    channel,
    async () => {
      hub.memory.set(looked, hub.bus.heard(channel));
      const work = await workFor(hub, station);
      return work.length > 0 ? work : undefined;
    },
    {
      timeout: seconds * 1000,
      signal: AbortSignal.any([hub.stopping, signal]),
      unless: () => answered && hub.memory.get<number>(looked) === hub.bus.heard(channel),
    },
  );
}

function recognised(hub: Hub, context: Context<RequestEnv>, body: string): Promise<{ id: string }> {
  const { method, path } = context.req;
  return recogniseStation(hub, { method, path, body, authorization: context.req.header('authorization') ?? '' });
}

function parse<T>(schema: z.ZodType<T>, body: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw notUnderstood('The request is not JSON.');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw notUnderstood('The request does not have the expected form.', issuesOf(parsed.error));
  return parsed.data;
}
