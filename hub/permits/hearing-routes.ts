// HTTP of hearings before a permit is revoked, for programs: Regulation (EU) 2025/327 art. 63(2).
import { createRoute, z } from '@hono/zod-openapi';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../permissions/actor.ts';
import { textField } from '../platform/fields.ts';
import { newApi } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { readPermit } from './actions.ts';
import { answerHearing, closeHearing, giveNotice } from './hearings.ts';
import { readPermitPage } from './page-view.ts';

const params = z.object({ id: z.string().max(40).describe('The id or the reference, e.g. P-2026-0001') });
const written = textField(20_000).pipe(z.string().min(1));
const hearingView = z
  .object({
    id: z.string(),
    finding: z.string(),
    urgent: z.boolean().describe('The permit was revoked at once; its user is heard afterwards'),
    given_at: z.string(),
    by: z.string().describe('The last day to state views'),
    over: z.boolean(),
    answer: z.string().nullable(),
    answered_at: z.string().nullable(),
    outcome: z.enum(['revoked', 'none']).nullable(),
    reason: z.string().nullable(),
    closed_at: z.string().nullable(),
  })
  .openapi('PermitHearing');
const all = { 200: { description: 'All hearings', content: { 'application/json': { schema: z.array(hearingView) } } } };

export function hearingsApi(hub: Hub) {
  const api = newApi();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/permits/{id}/hearings',
      summary: 'Hearings about a permit',
      request: { params },
      responses: all,
    }),
    async (context) => context.json((await readPermitPage(hub, actorOf(context), context.req.valid('param').id)).hearings, 200),
  );
  const post = <T extends z.ZodType>(
    path: string,
    summary: string,
    schema: T,
    act: (actor: Actor, permit: string, given: z.infer<T>) => Promise<void>,
  ) =>
    api.openapi(
      createRoute({
        method: 'post',
        path: `/permits/{id}/${path}`,
        summary,
        request: { params, body: { required: true, content: { 'application/json': { schema } } } },
        responses: all,
      }),
      async (context) => {
        const actor = actorOf(context);
        // The validator's types cannot see through the generic schema.
        const request = context.req as unknown as { valid(target: 'param'): { id: string }; valid(target: 'json'): z.infer<T> };
        const { id } = await readPermit(hub, actor, request.valid('param').id);
        await act(actor, id, request.valid('json'));
        return context.json((await readPermitPage(hub, actor, id)).hearings, 200);
      },
    );
  post(
    'hearings',
    'An officer gives notice of what was found; the user has four weeks to state its views',
    z.strictObject({ id: z.uuid().optional().describe('Yours, so that the same request sent twice is one'), finding: written }),
    (actor, permit, { id = uuidv7(), finding }) => giveNotice(hub, actor, permit, { id, finding }),
  );
  post('views', 'The permit’s user states its views, once', z.strictObject({ answer: written }), (actor, permit, given) =>
    answerHearing(hub, actor, permit, given),
  );
  post(
    'hearing-end',
    'An officer ends the hearing without a measure; or, after an urgent revocation, lets it stand',
    z.strictObject({ reason: written }),
    (actor, permit, given) => closeHearing(hub, actor, permit, given),
  );
  return api;
}
