// HTTP of what a permit's user asks of the body, for programs.
import { createRoute, z } from '@hono/zod-openapi';
import { v7 as uuidv7 } from 'uuid';
import { dayField, textField } from '../platform/fields.ts';
import { newApi } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { readPermit } from './actions.ts';
import { readPermitPage } from './page-view.ts';
import { declineRequest, requestChange } from './requests.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } });
const params = z.object({ id: z.string().max(40).describe('The id or the reference, e.g. P-2026-0001') });
const written = textField(10_000).pipe(z.string().min(1));
const requestView = z
  .object({
    id: z.string(),
    kind: z.enum(['amend', 'renew']),
    until: z.string().nullable(),
    text: z.string(),
    made_by: z.string(),
    made_at: z.string(),
    outcome: z.enum(['done', 'declined']).nullable(),
    answer: z.string().nullable(),
    answered_at: z.string().nullable(),
  })
  .openapi('PermitRequest');
const answer = { 200: { description: 'All requests of the permit', content: json(z.array(requestView)) } };

export function permitRequestsApi(hub: Hub) {
  const api = newApi();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/permits/{id}/requests',
      summary: 'What was asked of the body about a permit, and what it answered',
      request: { params },
      responses: answer,
    }),
    async (context) => context.json((await readPermitPage(hub, actorOf(context), context.req.valid('param').id)).requests, 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/permits/{id}/requests',
      summary: 'The permit’s user asks for a change, or for the one extension (art. 68(12))',
      request: {
        params,
        ...body(
          z.strictObject({
            id: z.uuid().optional().describe('Yours, so that the same request sent twice is one'),
            kind: z.enum(['amend', 'renew']),
            until: dayField.nullable().default(null).describe('The new last day, for an extension'),
            text: written,
          }),
        ),
      },
      responses: answer,
    }),
    async (context) => {
      const actor = actorOf(context);
      const permit = await readPermit(hub, actor, context.req.valid('param').id);
      const { id = uuidv7(), until, ...asked } = context.req.valid('json');
      await requestChange(hub, actor, permit.id, { id, ...asked, until: asked.kind === 'renew' ? until : null });
      return context.json((await readPermitPage(hub, actor, permit.id)).requests, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/permits/{id}/requests/{request}/refusal',
      summary: 'An officer says no to a request, with reasons; a yes is the amendment or the renewal itself',
      request: { params: params.extend({ request: z.uuid() }), ...body(z.strictObject({ reason: written })) },
      responses: answer,
    }),
    async (context) => {
      const actor = actorOf(context);
      const { id, request } = context.req.valid('param');
      const permit = await readPermit(hub, actor, id);
      await declineRequest(hub, actor, permit.id, { request, answer: context.req.valid('json').reason });
      return context.json((await readPermitPage(hub, actor, permit.id)).requests, 200);
    },
  );
  return api;
}
