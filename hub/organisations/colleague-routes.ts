// HTTP of colleagues, for programs. Joining is for the person at a screen.
import { createRoute, z } from '@hono/zod-openapi';
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { newApi } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { colleaguesIn, endColleague, inviteColleague, takeInvitationBack } from './colleagues.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const params = z.object({ id: slugSchema });
const view = z
  .object({
    id: z.string(),
    name: z.string(),
    colleagues: z.array(
      z.object({
        id: z.string().describe('Of the membership'),
        person: z.string(),
        name: z.string(),
        email: z.string(),
        endable: z.boolean().describe('Joined by an invitation, so that a colleague may end it'),
      }),
    ),
    invitations: z.array(z.object({ id: z.string(), email: z.string(), invited_at: z.string(), expires_at: z.string() })),
  })
  .openapi('Colleagues');
const answer = { 200: { description: 'As it is now', content: json(view) } };

export function colleaguesApi(hub: Hub) {
  const api = newApi();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/organisations/{id}/colleagues',
      summary: 'Who acts for an applicant, and who is invited (its own innovators)',
      request: { params },
      responses: answer,
    }),
    async (context) => context.json(await colleaguesIn(hub, actorOf(context), context.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/organisations/{id}/colleagues',
      summary: 'Invites a colleague; the role begins when they have signed in with this address and said yes',
      request: {
        params,
        body: { required: true, content: json(z.strictObject({ email: z.email().max(320) })) },
      },
      responses: answer,
    }),
    async (context) => {
      const { id } = context.req.valid('param');
      await inviteColleague(hub, actorOf(context), id, context.req.valid('json').email);
      return context.json(await colleaguesIn(hub, actorOf(context), id), 200);
    },
  );
  for (const [path, summary, act] of [
    ['colleagues', 'Ends the role of a colleague who joined by an invitation', endColleague],
    ['invitations', 'Takes an open invitation back', takeInvitationBack],
  ] as const)
    api.openapi(
      createRoute({
        method: 'delete',
        path: `/organisations/{id}/${path}/{which}`,
        summary,
        request: { params: params.extend({ which: z.uuid() }) },
        responses: answer,
      }),
      async (context) => {
        const { id, which } = context.req.valid('param');
        await act(hub, actorOf(context), which);
        return context.json(await colleaguesIn(hub, actorOf(context), id), 200);
      },
    );
  return api;
}
