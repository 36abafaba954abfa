// HTTP of who you are, for programs: yourself, tokens, signing keys, and in the demonstration a token as a persona.
import { createRoute, z } from '@hono/zod-openapi';
import { envelopeSchema, publicKeySchema } from '@sluss/protocol/signed.ts';
import { listPersonas, tokenAs } from '../demo-personas/actions.ts';
import { addKey, listKeys, revokeKey } from '../organisations/keys.ts';
import { roles } from '../permissions/actor.ts';
import { textField } from '../platform/fields.ts';
import { newApi } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { isOfThisMachine } from '../platform/own-origin.ts';
import { notForYou } from '../platform/problem.ts';
import { listTokens, longestTokenDays, makeToken, revokeToken } from './actions.ts';
import { actorOf } from './who-is.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } });
const one = z.object({ id: z.uuid() });
const nameSchema = textField(200).pipe(z.string().min(1));

const meView = z
  .object({
    person: z.string(),
    name: z.string(),
    email: z.string(),
    via: z.enum(['session', 'token']),
    acting_for: z.string().nullable().describe('The one organisation that this session or token acts for'),
    roles: z.array(z.object({ organisation: z.string(), role: z.enum(roles), station: z.string().nullable() })),
  })
  .openapi('Me');
const tokenView = z.object({
  id: z.string(),
  name: z.string(),
  created_at: z.string(),
  expires_at: z.string(),
  last_used_at: z.string().nullable(),
  acting_for: z.string().nullable(),
});
const newTokenView = z.object({
  id: z.string(),
  token: z.string().describe('Shown only now'),
  name: z.string(),
  expires_at: z.string(),
});
const keyView = z.object({ id: z.string(), name: z.string(), key: z.string(), thumbprint: z.string(), created_at: z.string() });

export function signInApi(hub: Hub) {
  const api = newApi();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/me',
      summary: 'Who you are and which roles you have',
      responses: { 200: { description: 'You', content: json(meView) } },
    }),
    (context) => {
      const { person, name, email, via, memberships, actingFor } = actorOf(context);
      return context.json({ person, name, email, via, acting_for: actingFor?.organisation ?? null, roles: memberships }, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/me/tokens',
      summary: 'Your tokens that are in force',
      responses: { 200: { description: 'Tokens', content: json(z.array(tokenView)) } },
    }),
    async (context) => {
      const text = (at: Date) => at.toISOString();
      const tokens = await listTokens(hub, actorOf(context));
      const view = tokens.map((row) => ({
        ...row,
        created_at: text(row.created_at),
        expires_at: text(row.expires_at),
        last_used_at: row.last_used_at && text(row.last_used_at),
      }));
      return context.json(view, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/me/tokens',
      summary: 'Makes a token that acts as you: send it as Authorization: Bearer sluss_…',
      request: body(
        z.strictObject({
          name: nameSchema,
          days: z.int().min(1).max(longestTokenDays).default(90),
          acting_for: z.string().max(100).nullable().optional().describe('One of your organisations; null: all of them'),
        }),
      ),
      responses: { 201: { description: 'The token, shown once', content: json(newTokenView) } },
    }),
    async (context) => context.json(await makeToken(hub, actorOf(context), context.req.valid('json')), 201),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: '/me/tokens/{id}',
      summary: 'Revokes a token of yours at once',
      request: { params: one },
      responses: { 204: { description: 'Revoked' } },
    }),
    async (context) => {
      await revokeToken(hub, actorOf(context), context.req.valid('param').id);
      return context.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/me/keys',
      summary: 'Your public signing keys',
      responses: { 200: { description: 'Keys', content: json(z.array(keyView)) } },
    }),
    async (context) => context.json((await listKeys(hub, actorOf(context))).map(viewOfKey), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/me/keys',
      summary: 'Registers an Ed25519 public key with which you sign plans',
      description:
        'The private key never leaves you. `proof` is the document {"type":"key-proof","person":your id,"key":the key}, sealed with it under the type key-proof.',
      request: body(z.strictObject({ name: nameSchema, key: publicKeySchema, proof: envelopeSchema })),
      responses: { 201: { description: 'Registered', content: json(keyView) } },
    }),
    async (context) => context.json(viewOfKey(await addKey(hub, actorOf(context), context.req.valid('json'))), 201),
  );
  api.openapi(
    createRoute({
      method: 'delete',
      path: '/me/keys/{id}',
      summary: 'Revokes a key: permits made later do not list it',
      request: { params: one },
      responses: { 204: { description: 'Revoked' } },
    }),
    async (context) => {
      await revokeKey(hub, actorOf(context), context.req.valid('param').id);
      return context.body(null, 204);
    },
  );

  const personaView = z.object({
    id: z.string(),
    name: z.string(),
    organisation: z.string(),
    role: z.string(),
    station: z.string().nullable(),
  });
  api.openapi(
    createRoute({
      method: 'get',
      path: '/personas',
      summary: 'The personas of the demonstration; 404 elsewhere',
      responses: { 200: { description: 'Personas', content: json(z.array(personaView)) } },
    }),
    (context) => context.json(listPersonas(hub), 200),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/personas/{id}/token',
      summary: 'A token as a demo persona; 404 outside the demonstration',
      request: { params: z.object({ id: z.string().max(40) }), ...body(z.strictObject({ name: nameSchema.default('demo') })) },
      responses: {
        201: { description: 'The token', content: json(newTokenView.extend({ person: z.string(), person_name: z.string() })) },
      },
    }),
    async (context) => {
      // A web page whose name was made to point at this machine (DNS rebinding) sends its own name: it gets no token.
      listPersonas(hub);
      if (!isOfThisMachine(context)) throw notForYou('Personas are for this machine alone.');
      return context.json(await tokenAs(hub, context.req.valid('param').id, context.req.valid('json').name), 201);
    },
  );
  return api;
}

function viewOfKey(row: { id: string; name: string; public_key: string; thumbprint: string; created_at: Date }) {
  return {
    id: row.id,
    name: row.name,
    key: row.public_key,
    thumbprint: row.thumbprint,
    created_at: row.created_at.toISOString(),
  };
}
