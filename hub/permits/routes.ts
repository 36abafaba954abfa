// HTTP of permits, for programs: reading and changing them, and the exchange with the body's signer.
import { createRoute, z } from '@hono/zod-openapi';
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { digestSchema, permitSchema } from '@sluss/protocol/documents.ts';
import { envelopeSchema, publicKeySchema } from '@sluss/protocol/signed.ts';
import { dayField, textField } from '../platform/fields.ts';
import { newApi } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import { actorOf } from '../sign-in/who-is.ts';
import { currentPermit, latestStatus, listPermits, readPermit } from './actions.ts';
import { amendPermit, renewPermit, revokePermit } from './decisions.ts';
import { pending, pendingSchema, receiveObjection, receiveSignatures, registerKey } from './signing.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } });
const params = z.object({ id: z.string().max(40).describe('The id or the reference, e.g. P-2026-0001') });
const reason = textField(10_000).pipe(z.string().min(1));
const version = z.int().min(1).describe('The version that you read');

const permitView = z
  .object({
    id: z.string(),
    reference: z.string(),
    state: z.enum(['PENDING', 'GRANTED', 'AMENDED', 'RENEWED', 'REVOKED', 'EXPIRED']),
    version: z.number().describe('The newest signed version; 0 while the first one waits for the signature'),
    organisation: z.string(),
    body: z.string(),
    application: z.string(),
    document: permitSchema.nullable(),
    digest: z.string().nullable(),
    pending: permitSchema.nullable(),
    objections: z.array(z.string()).describe('What the body’s signer has against the version that waits'),
    revoked: z.object({ at: z.string(), reason: z.string() }).nullable(),
    terms: z.object({ fee: z.object({ amount: z.number(), currency: z.string() }).nullable(), conditions: z.array(z.string()) }),
    versions: z.array(
      z.object({
        version: z.number(),
        digest: z.string(),
        kind: z.string(),
        reason: z.string(),
        decided_at: z.string(),
        signed_at: z.string().nullable(),
        document: permitSchema,
      }),
    ),
  })
  .openapi('Permit');
const permitAnswer = { 200: { description: 'The permit as it is now', content: json(permitView) } };

export function permitsApi(hub: Hub) {
  const api = newApi();
  api.openapi(
    createRoute({
      method: 'get',
      path: '/permits',
      summary: 'Permits that you may read',
      responses: { 200: { description: 'Newest first', content: json(z.array(permitView)) } },
    }),
    async (context) => context.json(await listPermits(hub, actorOf(context)), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/permits/{id}',
      summary: 'One permit with all its versions',
      request: { params },
      responses: permitAnswer,
    }),
    async (context) => context.json(await readPermit(hub, actorOf(context), context.req.valid('param').id), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/permits/{id}/envelope',
      summary: 'The signed bytes of the permit in force, with the newest status list: what a station checks',
      request: { params },
      responses: {
        200: {
          description: 'Envelopes',
          content: json(
            z.object({ permit: envelopeSchema, status: envelopeSchema.nullable(), status_key: envelopeSchema.nullable() }),
          ),
        },
      },
    }),
    async (context) => {
      const { id } = await readPermit(hub, actorOf(context), context.req.valid('param').id);
      const permit = await currentPermit(hub, id);
      const latest = await latestStatus(hub, permit.body);
      return context.json(
        { permit: permit.envelope, status: latest?.status ?? null, status_key: latest?.statusKey ?? null },
        200,
      );
    },
  );

  const amendment = z.strictObject({
    version,
    reason,
    persons: z
      .array(z.email().max(320))
      .min(1)
      .max(50)
      .optional()
      .describe('The whole new list, by e-mail address; their keys are read anew'),
    datasets: z.array(z.strictObject({ dataset: slugSchema, variables: z.array(z.string()).min(1) })).optional(),
    methods: z.array(z.string()).min(1).optional(),
    models: z.array(digestSchema).optional(),
    stations: z.array(slugSchema).min(1).optional(),
    to: dayField.optional().describe('An earlier last day'),
  });
  api.openapi(
    createRoute({
      method: 'post',
      path: '/permits/{id}/amendments',
      summary: 'An officer changes who, or lessens what; the new version waits for the signature',
      request: { params, ...body(amendment) },
      responses: permitAnswer,
    }),
    async (context) => {
      const actor = actorOf(context);
      const { id } = await readPermit(hub, actor, context.req.valid('param').id);
      await amendPermit(hub, actor, id, context.req.valid('json'));
      return context.json(await readPermit(hub, actor, id), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/permits/{id}/renewal',
      summary: 'An officer extends it, once, by ten years at most',
      request: { params, ...body(z.strictObject({ version, reason, to: dayField })) },
      responses: permitAnswer,
    }),
    async (context) => {
      const actor = actorOf(context);
      const { id } = await readPermit(hub, actor, context.req.valid('param').id);
      await renewPermit(hub, actor, id, context.req.valid('json'));
      return context.json(await readPermit(hub, actor, id), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/permits/{id}/revocation',
      summary: 'An officer revokes it, after a hearing or where it cannot wait; stations learn it with the next status list',
      request: {
        params,
        ...body(
          z.strictObject({
            reason,
            urgent: reason
              .nullable()
              .default(null)
              .describe('Why it cannot wait until its user has been heard, art. 63(2); null after a hearing'),
          }),
        ),
      },
      responses: permitAnswer,
    }),
    async (context) => {
      const actor = actorOf(context);
      const { id } = await readPermit(hub, actor, context.req.valid('param').id);
      await revokePermit(hub, actor, id, context.req.valid('json'));
      return context.json(await readPermit(hub, actor, id), 200);
    },
  );

  // ---- the signer ----
  api.openapi(
    createRoute({
      method: 'get',
      path: '/signer/pending',
      summary: 'What waits for the body’s signature (the signer alone)',
      request: {
        query: z.object({
          wait: z.coerce.number().int().min(0).max(50).default(0).describe('Seconds to wait for something new'),
          revocations: z.coerce.number().int().min(0).default(0).describe('How many revocations the signer knows'),
        }),
      },
      responses: {
        200: {
          description: 'Drafts with their decisions, revocations, the last status list',
          content: json(pendingSchema.openapi('Pending')),
        },
      },
    }),
    async (context) => context.json(await pending(hub, actorOf(context), context.req.valid('query')), 200),
  );
  api.openapi(
    createRoute({
      method: 'put',
      path: '/signer/key',
      summary: 'Registers the body’s public decision key; the first one stays',
      request: body(z.strictObject({ key: publicKeySchema })),
      responses: { 204: { description: 'Registered' } },
    }),
    async (context) => {
      await registerKey(hub, actorOf(context), context.req.valid('json').key);
      return context.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/signer/signatures',
      summary: 'Brings signed permits and a newer status list that names them, in force together',
      description:
        'Each permit’s bytes must be a draft that waits. The status list is sealed by the status key, which the decision key certifies.',
      request: body(
        z.strictObject({ permits: z.array(envelopeSchema).max(100), status: envelopeSchema, status_key: envelopeSchema }),
      ),
      responses: { 204: { description: 'In force' } },
    }),
    async (context) => {
      const { permits, status, status_key } = context.req.valid('json');
      await receiveSignatures(hub, actorOf(context), { permits, status, statusKey: status_key });
      return context.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/signer/objections',
      summary: 'Says why a draft is not signed',
      request: body(
        z.strictObject({
          permit: z.uuid(),
          version: z.int().min(1),
          why: z
            .array(textField(400).pipe(z.string().min(1)))
            .min(1)
            .max(50),
        }),
      ),
      responses: { 204: { description: 'Kept with the permit' } },
    }),
    async (context) => {
      await receiveObjection(hub, actorOf(context), context.req.valid('json'));
      return context.body(null, 204);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/status/{body}',
      summary: 'The newest status list of an access body',
      request: { params: z.object({ body: slugSchema }) },
      responses: {
        200: { description: 'Envelopes', content: json(z.object({ status: envelopeSchema, status_key: envelopeSchema })) },
      },
    }),
    async (context) => {
      const latest = await latestStatus(hub, context.req.valid('param').body);
      if (!latest) throw notThere('This body has issued no status list yet.');
      return context.json({ status: latest.status, status_key: latest.statusKey }, 200);
    },
  );
  return api;
}
