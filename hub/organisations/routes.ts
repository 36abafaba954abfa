// HTTP of organisations and their members, for programs.
import { createRoute, z } from '@hono/zod-openapi';
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { roles } from '../permissions/actor.ts';
import { textField } from '../platform/fields.ts';
import { newApi } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf } from '../sign-in/who-is.ts';
import {
  createOrganisation,
  describeOrganisation,
  giveRole,
  listMembers,
  listOrganisations,
  type Organisation,
  takeRole,
} from './actions.ts';
import { organisationKinds } from './store.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } });
const name = textField(200).pipe(z.string().min(1));
const bothLanguages = z.strictObject({ sv: textField(4000), en: textField(4000) });
const organisationView = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(organisationKinds),
    public_sector: z.boolean(),
    country: z.string().describe('ISO 3166-1, two letters'),
    region: z.string().nullable().describe('In Sweden: Statistics Sweden’s code of its county, two digits'),
    fees: bothLanguages.nullable().describe('What it charges, in its own words'),
    body_key: z.string().nullable(),
    described_by: z.string().nullable().describe('Which organisation last told where it is and what it charges'),
    described_at: z.string().nullable(),
  })
  .openapi('Organisation');
const memberView = z.object({
  id: z.string(),
  person: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  station: z.string().nullable(),
});
const params = z.object({ id: slugSchema });

function viewOf({ created_at, described_at, ...row }: Organisation) {
  return { ...row, described_at: described_at?.toISOString() ?? null };
}

export function organisationsApi(hub: Hub) {
  const api = newApi();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/organisations',
      summary: 'All organisations here',
      responses: { 200: { description: 'By name', content: json(z.array(organisationView)) } },
    }),
    async (context) => {
      const list = await listOrganisations(hub);
      return context.json(list.map(viewOf), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/organisations',
      summary: 'A hub advisor registers an organisation',
      request: body(
        z.strictObject({ id: slugSchema, name, kind: z.enum(organisationKinds), public_sector: z.boolean().default(false) }),
      ),
      responses: { 201: { description: 'Registered', content: json(organisationView) } },
    }),
    async (context) => {
      const made = await createOrganisation(hub, actorOf(context), context.req.valid('json'));
      return context.json(viewOf(made), 201);
    },
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: '/organisations/{id}',
      summary: 'Where it is and what it charges, for people beside its data (advisor, or its own steward or officer)',
      request: {
        params,
        ...body(
          z
            .strictObject({
              country: z.string().regex(/^[A-Z]{2}$/),
              region: z
                .string()
                .regex(/^[0-9]{2}$/)
                .nullable(),
              fees: bothLanguages.nullable(),
            })
            .partial(),
        ),
      },
      responses: { 200: { description: 'As it is now', content: json(organisationView) } },
    }),
    async (context) => {
      const { id } = context.req.valid('param');
      const described = await describeOrganisation(hub, actorOf(context), id, context.req.valid('json'));
      return context.json(viewOf(described), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/organisations/{id}/members',
      summary: 'Who has which role',
      request: { params },
      responses: { 200: { description: 'Members', content: json(z.array(memberView)) } },
    }),
    async (context) => context.json(await listMembers(hub, actorOf(context), context.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/organisations/{id}/members',
      summary: 'A hub advisor gives a role; the person signs in by a link to this address',
      request: {
        params,
        ...body(
          z.strictObject({ email: z.email().max(320), name, role: z.enum(roles), station: slugSchema.nullable().default(null) }),
        ),
      },
      responses: { 201: { description: 'Given', content: json(z.object({ person: z.string() })) } },
    }),
    async (context) =>
      context.json(
        { person: await giveRole(hub, actorOf(context), context.req.valid('param').id, context.req.valid('json')) },
        201,
      ),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: '/organisations/{id}/members/{membership}',
      summary: 'A hub advisor takes a role back',
      request: { params: params.extend({ membership: z.uuid() }) },
      responses: { 204: { description: 'Taken' } },
    }),
    async (context) => {
      const { id, membership } = context.req.valid('param');
      await takeRole(hub, actorOf(context), id, membership);
      return context.body(null, 204);
    },
  );
  return api;
}
