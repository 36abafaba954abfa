// HTTP with which a station publishes its tables and takes them back: signed by the station, spoken by no one else.
import { publicationSchema } from '@sluss/protocol/profile.ts';
import { Hono } from 'hono';
import type { RequestContext, RequestEnv } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { issuesOf, notUnderstood } from '../platform/problem.ts';
import { recogniseStation } from '../stations/actions.ts';
import { publishProfile, withdrawProfile } from './profiles.ts';

export function profileExchange(hub: Hub): Hono<RequestEnv> {
  const app = new Hono<RequestEnv>();
  const recognised = (context: RequestContext, body: string) => {
    const { method, path } = context.req;
    return recogniseStation(hub, { method, path, body, authorization: context.req.header('authorization') ?? '' });
  };
  app.post('/station/v1/profile', async (context) => {
    const body = await context.req.text();
    const { id } = await recognised(context, body);
    await publishProfile(hub, id, envelopeIn(body));
    return context.body(null, 204);
  });
  app.delete('/station/v1/profile', async (context) => {
    const { id } = await recognised(context, await context.req.text());
    await withdrawProfile(hub, id);
    return context.body(null, 204);
  });
  return app;
}

function envelopeIn(body: string) {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw notUnderstood('The request is not JSON.');
  }
  const parsed = publicationSchema.safeParse(value);
  if (!parsed.success) throw notUnderstood('The request does not have the expected form.', issuesOf(parsed.error));
  return parsed.data.profile;
}
