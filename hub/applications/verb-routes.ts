// How a verb on an application is spoken over the API: POST /applications/{id}/<path>, answered with the application as it then is.
import { createRoute, z } from '@hono/zod-openapi';
import type { Actor } from '../permissions/actor.ts';
import type { newApi } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { applicationView, readApplication } from './views.ts';

const params = z.object({ id: z.string().max(40).describe('The id or the reference, e.g. A-2026-0001') });

export type AddVerb = ReturnType<typeof verbsOf>;

export function verbsOf(hub: Hub, api: ReturnType<typeof newApi>) {
  return <T extends z.ZodType>(
    path: string,
    summary: string,
    schema: T,
    act: (hub: Hub, actor: Actor, id: string, given: z.infer<T>) => Promise<unknown>,
    description?: string,
  ): void => {
    api.openapi(
      createRoute({
        method: 'post',
        path: `/applications/{id}/${path}`,
        summary,
        ...(description ? { description } : {}),
        request: { params, body: { required: true, content: { 'application/json': { schema } } } },
        responses: {
          200: {
            description: 'As it is now',
            content: { 'application/json': { schema: applicationView.openapi('Application') } },
          },
        },
      }),
      async (context) => {
        const actor = actorOf(context);
        // The validator's types cannot see through the generic schema.
        const request = context.req as unknown as { valid(target: 'param'): { id: string }; valid(target: 'json'): z.infer<T> };
        const { id } = request.valid('param');
        await act(hub, actor, id, request.valid('json'));
        return context.json(await readApplication(hub, actor, id), 200);
      },
    );
  };
}
