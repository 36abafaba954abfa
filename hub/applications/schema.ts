// What an application says: the fields of Regulation (EU) 2025/327 art. 67(2), the same for form, API and command line. A draft may
// leave anything out; completeness.ts knows what a submission needs.
import { slugSchema } from '@sluss/protocol/dictionary.ts';
import { digestSchema, filterSchema } from '@sluss/protocol/documents.ts';
import { z } from 'zod';
import { dayField, textField } from '../platform/fields.ts';

/** Art. 53(1)(a)-(f), as permits name them. */
export const purposes = {
  'ehds53.1.a': 'public interest in public or occupational health (public sector bodies)',
  'ehds53.1.b': 'policymaking and regulatory activities (public sector bodies)',
  'ehds53.1.c': 'statistics (public sector bodies)',
  'ehds53.1.d': 'education or teaching at vocational or higher level',
  'ehds53.1.e': 'scientific research, with development and innovation, and training, testing and evaluation of algorithms',
  'ehds53.1.f': 'improvement of the delivery of care and treatment',
} as const;
export type Purpose = keyof typeof purposes;
/** Art. 53(2). */
export const reservedPurposes: readonly Purpose[] = ['ehds53.1.a', 'ehds53.1.b', 'ehds53.1.c'];

/** Art. 54(a)-(e). */
export const prohibitedUses = {
  a: 'decisions detrimental to persons or groups',
  b: 'job offers, less favourable terms, insurance, credit, discrimination',
  c: 'advertising or marketing',
  d: 'products or services that may harm individuals, public health or society',
  e: 'activities in conflict with national ethical provisions',
} as const;
export type ProhibitedUse = keyof typeof prohibitedUses;

const long = textField(20_000);

export const namedPersonSchema = z.strictObject({
  name: textField(200),
  email: z
    .email()
    .max(320)
    .transform((email) => email.toLowerCase()),
  investigator: z.boolean().default(false).describe('The principal investigator, art. 68(10)(d)'),
});

export const requestedDataSchema = z.strictObject({
  dataset: slugSchema,
  variables: z.array(z.string().max(63)).max(500).describe('Ids from the dataset’s dictionary'),
  filter: filterSchema.default([]).describe('Only persons inside it; cuts on public grid edges and levels'),
  reason: textField(20_000).optional().describe('Why just these: art. 68(1)(b), necessary, adequate and proportionate'),
});

export const contentSchema = z
  .strictObject({
    title: textField(200).describe('Public name of the project'),
    summary: textField(2500).describe('Public summary for everybody, at most 250 words; published at submission'),
    applicant: long.describe('(a) professional functions and activities of the applicant'),
    persons: z.array(namedPersonSchema).max(50).describe('(a) the natural persons who would have access'),
    purpose: z.enum(Object.keys(purposes) as [Purpose, ...Purpose[]]).describe('(b) purpose of art. 53(1)'),
    on_behalf_of: slugSchema.describe('(b) the public sector body (an organisation here) on whose behalf, art. 53(2)'),
    prohibited_uses: z
      .array(z.enum(Object.keys(prohibitedUses) as [ProhibitedUse, ...ProhibitedUse[]]))
      .max(5)
      .describe('Uses of art. 54 that the project involves; the empty list declares that there are none'),
    intended_use: long.describe('(c) intended use, explained in detail'),
    benefit: long.describe('(c) expected benefit and how it contributes to the purpose'),
    data: z.array(requestedDataSchema).max(20).describe('(d) the data requested'),
    coverage: long.describe('(d) time range and geography'),
    format: z.enum(['anonymised', 'pseudonymised']).describe('(e)'),
    format_reason: long.describe('(e) why anonymised data do not suffice'),
    legal_basis: long.describe('art. 67(4): how the processing complies with GDPR, art. 6(1) in particular'),
    brought: long.describe('(f) datasets that the applicant brings'),
    models: z
      .array(z.strictObject({ name: textField(100), digest: digestSchema }))
      .max(3)
      .describe('(f) models to be evaluated, named by the SHA-256 of the file'),
    safeguards: long.describe('(g) safeguards against misuse and re-identification'),
    period: z.strictObject({ from: dayField, to: dayField }).describe('(h) when the data are needed'),
    period_reason: long.describe('(h) why for so long'),
    frequency: long.describe('art. 67(5), public sector bodies instead of (h): period and frequency of access'),
    methods: z
      .array(z.string().regex(/^[a-z]+@\d+$/))
      .max(50)
      .describe('(i) methods, e.g. logistic@1'),
    tools: long.describe('(i) other tools and computing resources'),
    ethics: long.describe('(j) the ethical assessment, where national law asks for one'),
    opt_out_exception: long.describe('(k) justification of an exception from opt-outs, art. 71(4)'),
  })
  .partial();
export type Content = z.infer<typeof contentSchema>;

export const states = [
  'DRAFT',
  'SUBMITTED',
  'PRE_SCREENING',
  'PROCESSING',
  'AWAITING_ADDITIONAL_INFORMATION',
  'DECISION_ISSUED',
  'WITHDRAWN',
  'DRAFT_EXPIRED',
] as const;
/** The exchange codes of TEHDAS2 D6.4 7.6, with DRAFT and DRAFT_EXPIRED, which are ours. */
export type State = (typeof states)[number];
