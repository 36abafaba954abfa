// The three signed documents that let a question be answered: permit (deciding body), status list (its status key), plan (the
// researcher). Stations believe nothing else about who may ask what.
import { z } from 'zod';
import { digest } from './canonical.ts';
import { signedPrefix } from './canonical-text.ts';
import { decimalSchema, identifierSchema, slugSchema } from './dictionary.ts';
import { publicKeySchema } from './signed.ts';

export const digestSchema = z.string().regex(/^sha256:[A-Za-z0-9_-]{43}$/);
export const timeSchema = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
export const idSchema = z.uuid();
const variablesSchema = z.array(identifierSchema).max(500);

/** Where a cut may be made: a range between public grid edges (from ≤ value < to; the last edge is included), or levels. */
export const conditionSchema = z.union([
  z.strictObject({ variable: identifierSchema, from: decimalSchema, to: decimalSchema }),
  z.strictObject({ variable: identifierSchema, levels: z.array(z.string().max(60)).min(1).max(100) }),
]);
/** All conditions must hold; a person whose value is missing is outside. */
export const filterSchema = z.array(conditionSchema).max(20);
export type Condition = z.infer<typeof conditionSchema>;
export type Filter = z.infer<typeof filterSchema>;

export const permitSchema = z.strictObject({
  type: z.literal('permit'),
  id: idSchema,
  version: z.int().min(1).max(10_000),
  previous: digestSchema.nullable(),
  body: slugSchema,
  holder_org: z.string().min(1).max(200),
  persons: z
    .array(z.strictObject({ iss: z.string().max(300), sub: z.string().max(200), keys: z.array(digestSchema).max(10) }))
    .min(1)
    .max(50),
  /** `hub`: the hub may make plans without a person's signature; pages say so. */
  plan_by: z.enum(['person', 'hub']),
  /** Regulation (EU) 2025/327 art. 53(1), e.g. ehds53.1.e */
  purpose: z.string().regex(/^ehds53\.1\.[a-f]$/),
  datasets: z
    .array(z.strictObject({ id: slugSchema, dictionary: digestSchema, variables: variablesSchema.min(1), filter: filterSchema }))
    .min(1)
    .max(20),
  methods: z
    .array(z.string().regex(/^[a-z]+@\d+$/))
    .min(1)
    .max(50),
  models: z.array(digestSchema).max(3),
  stations: z
    .array(z.strictObject({ id: slugSchema, sign: digestSchema, mask: digestSchema }))
    .min(1)
    .max(60),
  not_before: timeSchema,
  not_after: timeSchema,
});
export type Permit = z.infer<typeof permitSchema>;

export const statusSchema = z.strictObject({
  type: z.literal('status'),
  body: slugSchema,
  seq: z.int().min(1),
  issued: timeSchema,
  valid_until: timeSchema,
  permits: z.record(idSchema, z.strictObject({ version: z.int().min(1), state: z.enum(['active', 'revoked']) })),
});
export type StatusList = z.infer<typeof statusSchema>;

/** The decision key's word for the status key, so that the decision key can stay offline. Sealed by the decision key. */
export const statusKeySchema = z.strictObject({
  type: z.literal('status-key'),
  body: slugSchema,
  key: publicKeySchema,
  not_after: timeSchema,
});

/** A declared public partition: its cells are subgroups that carry counts and score histograms only. */
export const partitionSchema = z.strictObject({
  id: identifierSchema,
  variable: identifierSchema,
  cells: z
    .array(z.strictObject({ id: z.string().min(1).max(60), condition: conditionSchema }))
    .min(2)
    .max(20),
});
export type Partition = z.infer<typeof partitionSchema>;

/** `name` decides how a method's own schema (methods/) reads the rest. */
export const methodCallSchema = z.looseObject({ name: z.string().regex(/^[a-z]+@\d+$/) });
export type MethodCall = z.infer<typeof methodCallSchema>;

export const planSchema = z.strictObject({
  type: z.literal('plan'),
  id: idSchema,
  title: z.string().max(200),
  /** Digest of the permit's signed bytes. */
  permit: digestSchema,
  dataset: slugSchema,
  dictionary: digestSchema,
  filter: filterSchema,
  /** The frozen frame: persons inside the filter who have a value in every one of these. */
  complete_on: variablesSchema,
  partitions: z.array(partitionSchema).max(10),
  /** A partition of the station set: groups of one (by their own policy) or of at least three. */
  groups: z.array(z.array(slugSchema).min(1).max(60)).min(1).max(20),
  /** Before the first sum is opened, the plan may go on without stations that declined or stay silent (at least three remain). */
  smaller_set: z.boolean(),
  /** Smallest number of persons that a sum may rest on: at least every holder's own. */
  k: z.int().min(3).max(1000),
  methods: z.array(methodCallSchema).min(1).max(120),
  release: z.enum(['rounded', 'exact']),
  expires: timeSchema,
});
export type Plan = z.infer<typeof planSchema>;

/** The pinned station set of a plan, sorted. */
export function stationsOf(plan: Pick<Plan, 'groups'>): string[] {
  return plan.groups.flat().sort();
}

/** How contexts and messages name a plan: bound to its type, so that no other document hashes to it. */
export function planDigest(bytes: Uint8Array): string {
  return digest(Buffer.concat([Buffer.from(signedPrefix('plan')), bytes]));
}
