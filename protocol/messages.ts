// What hub and stations say to each other. A station asks for work and answers in the same exchange; the hub never calls out.
import { z } from 'zod';
import { canonicalBytes, digest } from './canonical.ts';
import { dictionarySchema, slugSchema } from './dictionary.ts';
import { digestSchema } from './documents.ts';
import { attemptSchema, contextSchema, roundSchema } from './mask.ts';
import { refusalCodes } from './refusal.ts';
import { scopeSchema } from './scope.ts';
import { envelopeSchema, publicKeySchema } from './signed.ts';

const bytesSchema = z
  .string()
  .max(4_000_000)
  .regex(/^[A-Za-z0-9_-]*$/);

// ---- from a station: each payload signed with its own key under its type ----
export const acceptSchema = z.strictObject({
  type: z.literal('accept'),
  plan: digestSchema,
  set: digestSchema,
  station: slugSchema,
});
export const declineSchema = z.strictObject({
  type: z.literal('decline'),
  plan: digestSchema,
  station: slugSchema,
  /** Null: declined before any number was sent. */
  round: roundSchema.nullable(),
  code: z.enum(refusalCodes),
});
export const uploadSchema = z.strictObject({
  type: z.literal('upload'),
  station: slugSchema,
  context: contextSchema,
  vector: digestSchema,
});
export const openingSchema = z.strictObject({
  type: z.literal('open'),
  station: slugSchema,
  context: contextSchema,
  seed: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type Opening = z.infer<typeof openingSchema>;

export const replySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accept'), signed: envelopeSchema }),
  z.strictObject({ kind: z.literal('decline'), signed: envelopeSchema }),
  /** `vector`: little-endian u64 words, base64url. */
  z.strictObject({ kind: z.literal('upload'), signed: envelopeSchema, vector: bytesSchema }),
  z.strictObject({ kind: z.literal('open'), signed: envelopeSchema }),
  /** Heard that a plan is over; the request's own signature is proof enough. */
  z.strictObject({ kind: z.literal('finished'), plan: digestSchema }),
]);
export type Reply = z.infer<typeof replySchema>;

/** In one exchange. */
export const mostReplies = 100;
export const exchangeSchema = z.strictObject({
  replies: z.array(replySchema).max(mostReplies),
  /** Seconds to wait for work when there is none. */
  wait: z.int().min(0).max(50),
});

// ---- to a station ----
/** One opened round, for the path check: with the receipts that each station has, all that is needed to recompute its sum. */
export const transcriptSchema = z.strictObject({
  round: roundSchema,
  scope: scopeSchema,
  parts: z.array(z.strictObject({ vector: bytesSchema, open: envelopeSchema })).max(60),
});
export type Transcript = z.infer<typeof transcriptSchema>;

const stationKeysSchema = z.strictObject({ id: slugSchema, sign: publicKeySchema, mask: publicKeySchema });
export type StationKeys = z.infer<typeof stationKeysSchema>;

export const workSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('plan'),
    plan: envelopeSchema,
    /** The researcher's public key; its thumbprint must stand in the permit. Null where the permit says plan_by hub. */
    planKey: publicKeySchema.nullable(),
    permit: envelopeSchema,
    status: envelopeSchema,
    statusKey: envelopeSchema,
    stations: z.array(stationKeysSchema).max(60),
  }),
  z.strictObject({
    kind: z.literal('ask'),
    plan: digestSchema,
    scope: scopeSchema,
    round: roundSchema,
    attempt: attemptSchema,
    /** The pinned set: the plan's stations less those that declined before any number was sent. */
    set: z.array(slugSchema).min(1).max(60),
    questions: z.array(z.unknown()).min(1).max(50),
    transcripts: z.array(transcriptSchema).max(200),
    status: envelopeSchema,
    statusKey: envelopeSchema,
  }),
  z.strictObject({
    kind: z.literal('received'),
    plan: digestSchema,
    round: roundSchema,
    attempt: attemptSchema,
    uploads: z.array(envelopeSchema).max(60),
    status: envelopeSchema,
    statusKey: envelopeSchema,
  }),
  /** The study is over at the hub: the station may forget the run's sums and seeds. */
  z.strictObject({ kind: z.literal('finished'), plan: digestSchema }),
]);
export type Work = z.infer<typeof workSchema>;
export const exchangeAnswerSchema = z.strictObject({ work: z.array(workSchema).max(200), time: z.int() });

// ---- joining ----
/** What a hub is told of a station's policy, then and whenever its steward changes it: what whoever plans a study must know. */
export const toldPolicySchema = z.strictObject({
  k: z.int().min(1).max(100_000),
  alone: z.array(z.string().max(40)).max(20),
  release: z.enum(['rounded', 'exact']),
});
export type ToldPolicy = z.infer<typeof toldPolicySchema>;
export const enrolSchema = z.strictObject({
  code: z.string().min(8).max(80),
  station: slugSchema,
  title: z.string().min(1).max(200),
  sign: publicKeySchema,
  mask: publicKeySchema,
  dictionary: dictionarySchema,
  /** Names the frozen data version without saying anything about it (keyed digest). */
  dataVersion: z.string().max(80),
  policy: toldPolicySchema,
});
export type Enrolment = z.infer<typeof enrolSchema>;

/** How a station set and a round's questions are named in contexts. */
export function setDigest(stations: string[]): string {
  return digest(canonicalBytes([...stations].sort()));
}
export function questionsDigest(questions: unknown[]): string {
  return digest(canonicalBytes(questions));
}
