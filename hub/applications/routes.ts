// HTTP of applications, for programs: from draft to decision, and the public register.
import { createRoute, z } from '@hono/zod-openapi';
import { criterionSchema, findingSchema } from '@sluss/protocol/decision.ts';
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { digestSchema, filterSchema } from '@sluss/protocol/documents.ts';
import { dayField, textField } from '../platform/fields.ts';
import { newApi } from '../platform/http.tsx';
import type { Hub } from '../platform/hub.ts';
import { actorOf } from '../sign-in/who-is.ts';
import * as actions from './actions.ts';
import { noteOpened } from './appeals/actions.ts';
import { addAppealVerbs } from './appeals/api-routes.ts';
import { addDeskVerbs } from './desk/api-routes.ts';
import { readRegister, registerEntry } from './register-views.ts';
import { contentSchema } from './schema.ts';
import { addStatisticsVerbs } from './statistics/api-routes.ts';
import { verbsOf } from './verb-routes.ts';
import { applicationSummary, applicationView, listApplications, readApplication } from './views.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } });
const params = z.object({ id: z.string().max(40).describe('The id or the reference, e.g. A-2026-0001') });
const application = (description: string) => ({ 200: { description, content: json(applicationView.openapi('Application')) } });

const version = z.int().min(1).describe('The version that you read');
const reason = textField(10_000).pipe(z.string().min(1));
const nullable = z.strictObject(
  Object.fromEntries(
    Object.entries(contentSchema.shape).map(([name, schema]) => [name, (schema as z.ZodType).nullable().optional()]),
  ),
) as unknown as z.ZodType<Parameters<typeof actions.edit>[3]['content']>;

const askedFields = z
  .array(z.strictObject({ field: contentSchema.keyof(), text: reason }))
  .max(30)
  .describe('Questions on single fields of the content');

const assessmentsSchema = z
  .array(z.strictObject({ criterion: criterionSchema, finding: findingSchema, reason: textField(4000).pipe(z.string().min(1)) }))
  .max(10)
  .describe('Art. 68(1)(a)-(h) as a to h, the risks of 68(2) as risk-a and risk-b: each with a finding and a reason');

export const decisionBody = z.strictObject({
  version,
  outcome: z.enum(['grant', 'refuse', 'approve']).describe('approve: an answer in anonymised statistics, art. 69'),
  reason,
  assessments: assessmentsSchema.default([]),
  conditions: z
    .array(textField(2000).pipe(z.string().min(1)))
    .max(50)
    .default([]),
  fee: z
    .strictObject({ amount: z.int().min(0), currency: z.string().regex(/^[A-Z]{3}$/) })
    .nullable()
    .default(null)
    .describe('In minor units'),
  plan_by: z.enum(['person', 'hub']).default('person').describe('hub: plans need no person’s signature; pages say so'),
  narrowing: z
    .strictObject({
      datasets: z
        .array(
          z.strictObject({
            dataset: slugSchema,
            variables: z.array(z.string()).min(1).optional(),
            filter: filterSchema.optional(),
            stations: z.array(slugSchema).min(1).optional(),
          }),
        )
        .optional(),
      methods: z.array(z.string()).min(1).optional(),
      models: z.array(digestSchema).optional(),
      from: dayField.optional(),
      to: dayField.optional(),
    })
    .optional()
    .describe('Where less is granted than was applied for'),
});

export function applicationsApi(hub: Hub) {
  const api = newApi();

  api.openapi(
    createRoute({
      method: 'post',
      path: '/applications',
      summary: 'A new draft; any field may still be missing',
      request: body(z.strictObject({ organisation: slugSchema, content: contentSchema.default({}) })),
      responses: { 201: { description: 'The draft', content: json(applicationView.openapi('Application')) } },
    }),
    async (context) => {
      const actor = actorOf(context);
      const row = await actions.create(hub, actor, context.req.valid('json'));
      return context.json(await readApplication(hub, actor, row.id), 201);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/applications',
      summary: 'Applications that you may read',
      responses: { 200: { description: 'Newest first', content: json(z.array(applicationSummary)) } },
    }),
    async (context) => context.json(await listApplications(hub, actorOf(context)), 200),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/applications/{id}',
      summary: 'One application with its clock, events, assessments and decisions',
      request: { params },
      responses: application('The application'),
    }),
    async (context) => {
      const found = await readApplication(hub, actorOf(context), context.req.valid('param').id);
      await noteOpened(hub, actorOf(context), found);
      return context.json(found, 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'patch',
      path: '/applications/{id}',
      summary: 'Changes fields of a draft, or of an application that awaits an answer; null empties a field',
      request: { params, ...body(z.strictObject({ version, content: nullable })) },
      responses: application('As it is now'),
    }),
    async (context) => {
      const actor = actorOf(context);
      await actions.edit(hub, actor, context.req.valid('param').id, context.req.valid('json'));
      return context.json(await readApplication(hub, actor, context.req.valid('param').id), 200);
    },
  );

  const verb = verbsOf(hub, api);
  const plain = z.strictObject({ version });
  verb(
    'submission',
    'Submits a draft',
    plain,
    actions.submit,
    'Refused with incomplete and the list of gaps, use-prohibited (art. 54), purpose-reserved (art. 53(2)), data-not-there or period-not-possible.',
  );
  verb('screening', 'An officer takes it up: PRE_SCREENING', plain, actions.screen);
  verb('completeness', 'An officer finds it complete: PROCESSING, the clock runs', plain, actions.findComplete);
  verb(
    'questions',
    'An officer asks; the applicant has four weeks and the clock stands',
    z.strictObject({ version, text: textField(10_000).default(''), fields: askedFields.default([]) }),
    actions.ask,
  );
  verb(
    'answers',
    'The applicant answers, after having changed the fields',
    z.strictObject({ version, text: reason }),
    actions.answer,
  );
  verb('extension', 'An officer takes more time, once, with reasons', z.strictObject({ version, reason }), actions.extend);
  verb(
    'withdrawal',
    'The applicant withdraws',
    z.strictObject({ version, reason: reason.nullable().default(null) }),
    actions.withdraw,
  );
  verb(
    'assessments',
    'An officer records findings; one recorded later replaces an earlier one',
    z.strictObject({ version, assessments: assessmentsSchema }),
    actions.assess,
  );
  verb(
    'decision',
    'An officer decides; a grant makes a permit that waits for the body’s signature',
    decisionBody,
    (at, actor, id, { conditions, fee, ...given }) => actions.decide(at, actor, id, { ...given, terms: { conditions, fee } }),
    'A grant needs every criterion recorded and fulfilled; a refusal needs one that is not.',
  );

  addDeskVerbs(verb);
  addAppealVerbs(verb);
  addStatisticsVerbs(verb);

  api.openapi(
    createRoute({
      method: 'get',
      path: '/register',
      summary: 'The public register: every application from its reception, every decision with its reasons',
      responses: { 200: { description: 'Newest first', content: json(z.array(registerEntry)) } },
    }),
    async (context) => context.json(await readRegister(hub), 200),
  );
  return api;
}
