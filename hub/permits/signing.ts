// What the body's signer is asked to sign, and what it brings back. The hub holds the body's public key alone: it verifies each
// envelope and can make none.

import { MalformedError } from '@sluss/protocol/canonical.ts';
import { decisionSchema } from '@sluss/protocol/decision.ts';
import { permitSchema, type StatusList, statusKeySchema, statusSchema } from '@sluss/protocol/documents.ts';
import { type Envelope, open } from '@sluss/protocol/signed.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { organisationOf } from '../organisations/actions.ts';
import { registerBodyKey } from '../organisations/keys.ts';
import { type Actor, organisationsOf } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { notify } from '../platform/bus.ts';
import { type Trx, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { notForYou, notThere, Problem, refusedByRules } from '../platform/problem.ts';
import * as decisionStore from './decision-store.ts';
import { signerChannel } from './decisions.ts';
import { journal } from './journal.ts';
import { tell } from './letters.ts';
import { publishDecision } from './publishing.ts';
import { permitDigest } from './rules.ts';
import * as statusStore from './status-store.ts';
import * as store from './store.ts';

/** Woken when a permit, a revocation or a status list has come into force. */
export const permitsChannel = 'permits';

export const pendingSchema = z.object({
  body: z.string(),
  time: z.string(),
  body_key: z.string().nullable(),
  permits: z.array(z.object({ draft: permitSchema, decision: decisionSchema })),
  /** All revocations that the body's officers have decided. */
  revocations: z.array(z.object({ permit: z.uuid(), version: z.int(), reason: z.string(), at: z.string() })),
  /** The newest list that the hub has. */
  status: z.object({ seq: z.int(), valid_until: z.string() }).nullable(),
});
export type Pending = z.infer<typeof pendingSchema>;

function bodyOf(actor: Actor): string {
  const [body] = organisationsOf(actor, 'signer');
  if (!body || !may(actor, 'permit.sign', { body })) throw notForYou('Only the signer of an access body may do this.');
  return body;
}

async function look(hub: Hub, body: string): Promise<Pending> {
  const [permits, revoked, status, organisation] = await Promise.all([
    store.unsigned(hub.db, body),
    store.revoked(hub.db, body),
    statusStore.newestStatus(hub.db, body),
    organisationOf(hub.db, body),
  ]);
  const decisions = await Promise.all(permits.map((one) => decisionStore.decision(hub.db, one.decision)));
  return {
    body,
    time: hub.now().toISOString(),
    body_key: organisation.body_key,
    permits: permits.flatMap((one, at) => {
      const decision = decisions[at];
      return decision ? [{ draft: one.draft, decision: decision.record }] : [];
    }),
    revocations: revoked.map((one) => ({
      permit: one.id,
      version: one.version,
      reason: one.revoked_reason ?? '',
      at: (one.revoked_at ?? one.created_at).toISOString(),
    })),
    status: status ? { seq: status.seq, valid_until: status.valid_until.toISOString() } : null,
  };
}

/** What waits. With `wait` (seconds) answers when a draft or a revocation beyond the `revocations` that the signer knows has come,
 * or when the time is over. */
export async function pending(hub: Hub, actor: Actor, { wait = 0, revocations = 0 } = {}): Promise<Pending> {
  const body = bodyOf(actor);
  const news = async () => {
    const found = await look(hub, body);
    return found.permits.length > 0 || found.revocations.length !== revocations ? found : undefined;
  };
  return (await hub.bus.until(signerChannel, news, { timeout: wait * 1000, signal: hub.stopping })) ?? look(hub, body);
}

export async function registerKey(hub: Hub, actor: Actor, key: string): Promise<void> {
  await registerBodyKey(hub, actor, bodyOf(actor), key);
}

async function pinnedKey(hub: Hub, body: string): Promise<string> {
  const key = (await organisationOf(hub.db, body)).body_key;
  if (!key) throw new Problem(409, 'body-key-missing', 'The body’s decision key is not registered yet.');
  return key;
}

function verified<T>(what: string, opening: () => T): T {
  try {
    return opening();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new Problem(422, 'signature-invalid', `This ${what} is not what the body’s key signed.`, { reason: error.message });
  }
}

export type Objection = { permit: string; version: number; why: string[] };

/** The signer says why it does not sign a draft; officers read it with the permit. */
export async function receiveObjection(hub: Hub, actor: Actor, objection: Objection): Promise<void> {
  const body = bodyOf(actor);
  await transaction(hub.db, async (trx) => {
    const row = await store.permitForUpdate(trx, objection.permit);
    if (!row || row.body !== body) throw notThere('There is no such permit.');
    await store.storeObjections(trx, row.id, objection.version, objection.why);
    await journal(hub, trx, actor, 'permit.object', `permit:${row.id}`, { version: objection.version, why: objection.why });
  });
}

export type Brought = {
  permits: Envelope[];
  status: Envelope;
  statusKey: Envelope;
};

/** Signed permits with the status list that names them, in force together: a station never meets one without the other.
 * Bringing a permit twice changes nothing; a status list must be newer than the last. */
export async function receiveSignatures(hub: Hub, actor: Actor, brought: Brought): Promise<void> {
  const body = bodyOf(actor);
  if (!may(actor, 'status.sign', { body })) throw notForYou();
  const key = await pinnedKey(hub, body);
  await transaction(hub.db, async (trx) => {
    for (const envelope of brought.permits) await receivePermit(hub, trx, actor, { body, key, envelope });
    await receiveStatus(hub, trx, actor, { body, key, ...brought });
    await notify(trx, permitsChannel);
    await notify(trx, signerChannel);
  });
}

async function receivePermit(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  { body, key, envelope }: { body: string; key: string; envelope: Envelope },
): Promise<void> {
  const { document, digest } = verified('permit', () => open('permit', envelope, key, permitSchema));
  const row = await store.permitForUpdate(trx, document.id);
  if (row) await reinstate(hub, trx, actor, row, digest);
  const version = row && (await store.version(trx, row.id, document.version));
  // The draft is computed again: an edited digest column must not let other bytes in.
  if (!row || !version || row.body !== body || version.draft_digest !== digest || permitDigest(version.draft) !== digest)
    throw refusedByRules('not-a-draft', 'No draft of the hub has these bytes.');
  if (version.envelope) return;
  await store.storeEnvelope(trx, row.id, version.version, envelope, hub.now());
  const decision = await decisionStore.decision(trx, version.decision);
  // "Within 30 working days of the issuance": a permit is issued when it is signed.
  await publishDecision(hub, trx, version.decision);
  const states = { grant: 'GRANTED', amend: 'AMENDED', renew: 'RENEWED' } as const;
  const state = row.state === 'REVOKED' ? 'REVOKED' : states[(decision?.kind ?? 'grant') as keyof typeof states];
  await store.updatePermit(trx, row.id, { state, version: version.version });
  await journal(hub, trx, actor, 'permit.sign', `permit:${row.id}`, { version: version.version, digest });
  await tell(trx, row.id, 'signed', hub.now());
}

/** The body signed what an officer took back at the same moment: the signature counts, and what was drafted since steps back. */
async function reinstate(hub: Hub, trx: Trx, actor: Actor, row: store.PermitTable, digest: string): Promise<void> {
  const taken = (await store.takenBack(trx, row.id)).find((one) => one.draft_digest === digest);
  const newest = (await store.versions(trx, row.id)).at(-1);
  if (!taken || !newest || newest.version > taken.version || (newest.version === taken.version && newest.envelope)) return;
  const { taken_back_by, reason: forgotten, at, id, ...version } = taken;
  if (newest.version === taken.version) {
    const { permit, decision, draft, draft_digest } = newest;
    const kept = { id: uuidv7(), permit, version: newest.version, decision, draft, draft_digest, taken_back_by, reason: '' };
    await store.takeBack(trx, { ...kept, at: hub.now() });
  }
  await store.forgetTakenBack(trx, id);
  await store.insertVersion(trx, { ...version, envelope: null, signed_at: null, objections: null });
  await journal(hub, trx, actor, 'permit.reinstate', `permit:${row.id}`, {
    version: taken.version,
    taken_back_at: at.toISOString(),
  });
}

const longestStatus = 24 * 3600_000;

async function receiveStatus(hub: Hub, trx: Trx, actor: Actor, given: Brought & { body: string; key: string }): Promise<void> {
  const { body, key, status, statusKey } = given;
  const { document: certificate } = verified('status key', () => open('status-key', statusKey, key, statusKeySchema));
  const { document } = verified('status list', () => open('status', status, certificate.key, statusSchema));
  const no = problemOfStatus(document, certificate, body, hub.now());
  if (no) throw refusedByRules('status-invalid', no);
  const last = await statusStore.newestStatus(trx, body);
  if (last && document.seq <= last.seq)
    throw refusedByRules('status-old', `The hub has list ${last.seq} already.`, { seq: last.seq });
  const issued = new Date(document.issued);
  const row = {
    body,
    seq: document.seq,
    envelope: status,
    status_key: statusKey,
    issued,
    valid_until: new Date(document.valid_until),
  };
  if (!(await statusStore.insertStatus(trx, row))) throw refusedByRules('status-old', 'The hub has this list already.');
  await statusStore.forgetStatus(trx, body, document.seq - 100);
  await journal(hub, trx, actor, 'status.sign', `organisation:${body}`, { seq: document.seq });
}

function problemOfStatus(
  list: StatusList,
  certificate: z.infer<typeof statusKeySchema>,
  body: string,
  now: Date,
): string | undefined {
  if (list.body !== body || certificate.body !== body) return 'It is another body’s.';
  const [issued, until] = [Date.parse(list.issued), Date.parse(list.valid_until)];
  if (until - issued > longestStatus) return 'A status list lives 24 hours at most.';
  if (until <= now.getTime()) return 'It is over already.';
  if (issued > now.getTime() + 60_000) return 'It was issued in the future: check the clocks.';
  if (Date.parse(certificate.not_after) < until) return 'Its key is not certified for so long.';
  return undefined;
}
