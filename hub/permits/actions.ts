// Reading permits: what counts now, for those concerned. decisions.ts makes and changes them, signing.ts brings them into force.

import type { DecisionRecord } from '@sluss/protocol/decision.ts';
import { type Permit, permitSchema, type StatusList, statusSchema } from '@sluss/protocol/documents.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import type { Instruction } from '../applications/appeals/instruction.ts';
import { holdersOfDatasets } from '../datasets/actions.ts';
import { type Actor, organisationsOf } from '../permissions/actor.ts';
import { may, type Thing } from '../permissions/may.ts';
import type { Hub } from '../platform/hub.ts';
import { notThere, Problem } from '../platform/problem.ts';
import * as decisionStore from './decision-store.ts';
import type { Terms } from './rules.ts';
import * as statusStore from './status-store.ts';
import * as store from './store.ts';

/** EHDS codes (TEHDAS2 D6.4), with PENDING for a permit that the body has not signed yet. */
export type PermitState = 'PENDING' | 'GRANTED' | 'AMENDED' | 'RENEWED' | 'REVOKED' | 'EXPIRED';
export type CurrentPermit = {
  id: string;
  reference: string;
  /** The exact signed bytes: what stations get. */
  envelope: Envelope;
  document: Permit;
  digest: string;
  version: number;
  state: PermitState;
  organisation: string;
  body: string;
  application: string;
};

/** The newest signed version of a permit. Throws 404 without a permit, 409 before it is signed. */
export async function currentPermit(hub: Hub, permitId: string): Promise<CurrentPermit> {
  const row = await store.permit(hub.db, permitId);
  if (!row) throw notThere('There is no such permit.');
  const newest = row.version > 0 ? await store.version(hub.db, permitId, row.version) : undefined;
  if (!newest?.envelope) throw new Problem(409, 'permit-not-signed', 'The deciding body has not signed this permit yet.');
  return current(hub, row, newest, newest.envelope);
}

/** The permit whose signed bytes have this digest, whichever version that is; undefined when unknown or unsigned. */
export async function permitByDigest(hub: Hub, name: string): Promise<CurrentPermit | undefined> {
  const version = await store.versionByDigest(hub.db, name);
  const row = version && (await store.permit(hub.db, version.permit));
  return row && version.envelope ? current(hub, row, version, version.envelope) : undefined;
}

function current(hub: Hub, row: store.PermitTable, version: store.PermitVersionTable, envelope: Envelope): CurrentPermit {
  const document = permitSchema.parse(version.draft);
  return {
    id: row.id,
    reference: row.reference,
    envelope,
    document,
    digest: version.draft_digest,
    version: version.version,
    state: stateNow(row, document, hub.now()),
    organisation: row.organisation,
    body: row.body,
    application: row.application,
  };
}

function stateNow(row: Pick<store.PermitTable, 'state'>, document: { not_after: string }, now: Date): PermitState {
  if (row.state === 'REVOKED' || row.state === 'PENDING') return row.state;
  return Date.parse(document.not_after) <= now.getTime() ? 'EXPIRED' : row.state;
}

export type LatestStatus = { status: Envelope; statusKey: Envelope; document: StatusList };

/** The newest status list of an access body; undefined before its signer has issued one. */
export async function latestStatus(hub: Hub, body: string): Promise<LatestStatus | undefined> {
  const row = await statusStore.newestStatus(hub.db, body);
  if (!row) return undefined;
  const document = statusSchema.parse(JSON.parse(Buffer.from(row.envelope.payload, 'base64url').toString()));
  return { status: row.envelope, statusKey: row.status_key, document };
}

export type PermitSummary = { id: string; reference: string; state: PermitState; version: number };

export async function permitOfApplication(hub: Hub, application: string): Promise<PermitSummary | null> {
  const row = await store.permitOfApplication(hub.db, application);
  if (!row) return null;
  const newest = (await store.versions(hub.db, row.id)).at(-1);
  return {
    id: row.id,
    reference: row.reference,
    state: newest ? stateNow(row, newest.draft, hub.now()) : row.state,
    version: row.version,
  };
}

/** When and why a permit was revoked. */
export async function readRevocation(hub: Hub, permit: string): Promise<{ at: Date; reason: string } | undefined> {
  const row = await store.permit(hub.db, permit);
  return row?.revoked_at ? { at: row.revoked_at, reason: row.revoked_reason ?? '' } : undefined;
}

/** A decision with when it was made public; null while it waits for its signature. */
export type MadeDecision = DecisionRecord & {
  published_at: string | null;
  /** Whether it goes against the applicant, so that it can be appealed; and how, in the words it was told with. */
  against: boolean;
  instruction: Instruction | null;
};

function made(row: decisionStore.DecisionTable): MadeDecision {
  const against = row.kind === 'refuse' || row.instruction !== null;
  return { ...row.record, published_at: row.published_at?.toISOString() ?? null, against, instruction: row.instruction };
}

export type DecisionInShort = Pick<MadeDecision, 'kind' | 'reason' | 'at' | 'published_at'>;

/** Decisions and permits for lists, by application: of these, or of all. */
export async function outcomes(
  hub: Hub,
  applications?: string[],
): Promise<{
  decisions: Map<string, DecisionInShort[]>;
  permits: Map<string, PermitSummary>;
  /** By the id of any permit: the reference of the newest one of its application. */
  references: Map<string, string>;
}> {
  const [decisions, permits] = await Promise.all([
    decisionStore.decisionsInShort(hub.db, applications),
    store.permitsInShort(hub.db, applications),
  ]);
  const short = ({ kind, reason, decided_at, published_at }: (typeof decisions)[number]): DecisionInShort => ({
    ...{ kind, reason, at: decided_at },
    published_at: published_at?.toISOString() ?? null,
  });
  const byApplication = Map.groupBy(decisions, (one) => one.application);
  const newest = new Map(permits.map((one) => [one.application, one.reference]));
  return {
    references: new Map(permits.map((one) => [one.id, newest.get(one.application) ?? one.reference])),
    decisions: new Map([...byApplication].map(([application, of]) => [application, of.map(short)])),
    permits: new Map(
      permits.map(({ not_after, application, ...row }) => {
        const state = not_after ? stateNow(row, { not_after }, hub.now()) : row.state;
        return [application, { ...row, state }];
      }),
    ),
  };
}

/** Whom each of these signed permits names, and the newest version of it names still: who was taken off the list is off all of it
 * (decisions/0035-named-then-and-now.md). Those unknown or unsigned are left out. */
export async function personsOfPermits(hub: Hub, digests: string[]): Promise<Map<string, string[]>> {
  const found = digests.length ? await store.personsByDigest(hub.db, [...new Set(digests)]) : [];
  return new Map(found.map(({ draft_digest, persons, still }) => [draft_digest, persons.filter((one) => still.includes(one))]));
}

export async function decisionsOfApplication(hub: Hub, application: string): Promise<MadeDecision[]> {
  return (await decisionStore.decisionsOf(hub.db, application)).map(made);
}

/** What everybody may know of a permit (art. 57(1)(j)(iii) and (iv), 58(1)(f)): no persons. Undefined before it is signed. */
export async function publicPermitOf(hub: Hub, application: string) {
  const row = await store.permitOfApplication(hub.db, application);
  const signed = row && row.version > 0 ? await store.version(hub.db, row.id, row.version) : undefined;
  if (!row || !signed?.envelope) return undefined;
  const decisions = await decisionStore.decisionsOf(hub.db, application);
  const { datasets, methods, stations, not_before, not_after } = signed.draft;
  return {
    id: row.id,
    reference: row.reference,
    state: stateNow(row, signed.draft, hub.now()),
    version: row.version,
    datasets: datasets.map(({ id, variables }) => ({ id, variables })),
    methods,
    stations: stations.map((one) => one.id),
    not_before,
    not_after,
    conditions: decisions.find((one) => one.id === signed.decision)?.terms.conditions ?? [],
    revoked: row.revoked_at && { at: row.revoked_at.toISOString(), reason: row.revoked_reason ?? '' },
  };
}

/** All permits that an application led to; one that was decided anew led to several. */
export async function permitIdsOf(hub: Hub, application: string): Promise<string[]> {
  return (await store.permitsOfApplication(hub.db, application)).map((one) => one.id);
}

export async function permitsThatWait(hub: Hub, body: string) {
  return store.waiting(hub.db, body);
}

export type PermitView = PermitSummary & {
  organisation: string;
  body: string;
  application: string;
  /** The newest signed version; null while the first one waits. */
  document: Permit | null;
  digest: string | null;
  /** What waits for the body's signature, and what its signer has against it. */
  pending: Permit | null;
  objections: string[];
  revoked: { at: string; reason: string } | null;
  terms: Terms;
  versions: {
    version: number;
    digest: string;
    kind: string;
    reason: string;
    decided_at: string;
    signed_at: string | null;
    document: Permit;
  }[];
};

/** What permission needs to know about a permit. */
function thingOf(row: store.PermitTable, document: Permit, holders: Map<string, string | null>): Thing {
  return {
    organisation: row.organisation,
    body: row.body,
    persons: document.persons.map((one) => one.sub),
    stations: document.stations.map(({ id }) => ({ id, holder: holders.get(id) ?? null })),
  };
}

/** Those of them that the actor may read. */
async function viewsOf(hub: Hub, actor: Actor, rows: store.PermitTable[]): Promise<PermitView[]> {
  if (rows.length === 0) return [];
  const [versions, datasets] = await Promise.all([
    store.versionsOfMany(
      hub.db,
      rows.map((row) => row.id),
    ),
    holdersOfDatasets(hub.db),
  ]);
  const byPermit = Map.groupBy(versions, (one) => one.permit);
  const holders = new Map([...datasets.values()].flat().map((one) => [one.id, one.holder]));
  const readable = rows.flatMap((row) => {
    const own = byPermit.get(row.id) ?? [];
    const newest = own.at(-1);
    return newest && may(actor, 'permit.read', thingOf(row, newest.draft, holders)) ? [{ row, own, newest }] : [];
  });
  const applications = readable.map(({ row }) => row.application);
  const decisions = new Map((await decisionStore.decisionsInShort(hub.db, applications)).map((one) => [one.id, one]));
  return readable.map(({ row, own, newest }) => viewOf(hub, row, own, newest, decisions));
}

type Decisions = Map<string, Awaited<ReturnType<typeof decisionStore.decisionsInShort>>[number]>;

function viewOf(
  hub: Hub,
  row: store.PermitTable,
  versions: store.PermitVersionTable[],
  newest: store.PermitVersionTable,
  decisions: Decisions,
): PermitView {
  const signed = versions.find((one) => one.version === row.version && one.envelope);
  return {
    id: row.id,
    reference: row.reference,
    state: stateNow(row, signed?.draft ?? newest.draft, hub.now()),
    version: row.version,
    organisation: row.organisation,
    body: row.body,
    application: row.application,
    document: signed?.draft ?? null,
    digest: signed?.draft_digest ?? null,
    pending: newest.envelope ? null : newest.draft,
    objections: newest.envelope ? [] : (newest.objections ?? []),
    revoked: row.revoked_at && { at: row.revoked_at.toISOString(), reason: row.revoked_reason ?? '' },
    terms: decisions.get(newest.decision)?.terms ?? { fee: null, conditions: [] },
    versions: versions.map((one) => {
      const decision = decisions.get(one.decision);
      return {
        version: one.version,
        digest: one.draft_digest,
        kind: decision?.kind ?? '',
        reason: decision?.reason ?? '',
        decided_at: decision?.decided_at ?? '',
        signed_at: one.signed_at?.toISOString() ?? null,
        document: one.draft,
      };
    }),
  };
}

/** By id or reference. Throws 404 when there is none that the actor may read. */
export async function readPermit(hub: Hub, actor: Actor, idOrReference: string): Promise<PermitView> {
  const row = await store.findPermit(hub.db, idOrReference);
  const [view] = row ? await viewsOf(hub, actor, [row]) : [];
  if (!view) throw notThere('There is no such permit.');
  return view;
}

/** Those of the actor's own organisations, and those that name them: under which they may ask. */
export async function ownPermits(hub: Hub, actor: Actor): Promise<PermitView[]> {
  const organisations = organisationsOf(actor, 'innovator');
  return viewsOf(hub, actor, await store.permits(hub.db, { organisations, person: actor.person }));
}

export async function listPermits(hub: Hub, actor: Actor): Promise<PermitView[]> {
  // A steward's stations stand inside the permits; everybody else's are found by whose they are.
  const anywhere = actor.memberships.some((one) => one.role === 'steward');
  const organisations = actor.memberships.map((one) => one.organisation);
  return viewsOf(hub, actor, await store.permits(hub.db, anywhere ? null : { organisations, person: actor.person }));
}
