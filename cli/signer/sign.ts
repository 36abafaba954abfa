// One pass of the signer: look what waits, sign what may be signed, keep the status list fresh, bring both to the hub. Whatever is
// signed is on disk before it is sent, so a killed signer goes on where it was and never signs two things under one number.

import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import type { DecisionRecord } from '@sluss/protocol/decision.ts';
import { decisionSchema } from '@sluss/protocol/decision.ts';
import { type Permit, permitSchema, type StatusList } from '@sluss/protocol/documents.ts';
import { type Envelope, publicKeyText, seal } from '@sluss/protocol/signed.ts';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { objections } from './check.ts';
import * as folder from './folder.ts';

const hour = 3600_000;
/** As long as a station believes one (`longestPromise` in protocol/permission.ts); made anew every hour. */
const lifeOfStatus = 24 * hour;
const ageToRenew = hour;
const lifeOfCertificate = 90 * 24 * hour;

export const pendingSchema = z.object({
  body: z.string(),
  body_key: z.string().nullable(),
  permits: z.array(z.object({ draft: permitSchema, decision: decisionSchema })),
  revocations: z.array(z.object({ permit: z.uuid(), reason: z.string(), at: z.string() })),
  status: z.object({ seq: z.int(), valid_until: z.string() }).nullable(),
});
export type Pending = z.infer<typeof pendingSchema>;

const seconds = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;

export type Confirm = (draft: Permit, decision: DecisionRecord) => boolean | Promise<boolean>;
export type Pass = { signed: Permit[]; objected: { draft: Permit; why: string[] }[]; revoked: string[]; seq: number | null };

/** Registers the body's public key where the hub has none; throws where it has another one. */
export async function ensureRegistered(signer: folder.Signer, api: Api, known: string | null): Promise<void> {
  const key = publicKeyText(signer.decision);
  if (known === key) return;
  if (known) throw new Error('The hub knows another decision key for this body. This folder is not its signer.');
  await api.send('PUT', '/signer/key', { key });
}

/** Does what waits. `confirm` is asked for each draft that nothing speaks against. */
export async function onePass(signer: folder.Signer, api: Api, pending: Pending, confirm: Confirm, now: Date): Promise<Pass> {
  if (pending.body !== signer.body) throw new Error(`The token is of ${pending.body}, this folder signs for ${signer.body}.`);
  await ensureRegistered(signer, api, pending.body_key);
  const pass: Pass = { signed: [], objected: [], revoked: [], seq: null };
  const ready: Envelope[] = [];

  for (const { permit, reason, at } of pending.revocations) {
    if (folder.newestVersion(signer, permit) && folder.rememberRevoked(signer, { permit, reason, at })) pass.revoked.push(permit);
  }
  for (const { draft, decision } of pending.permits) {
    const name = digest(canonicalBytes(draft));
    const before = folder.signedVersion(signer, draft.id, draft.version);
    // Signed before a crash kept it from arriving: the same bytes again.
    if (before?.digest === name) {
      ready.push(before.envelope);
      continue;
    }
    const previous = folder.newestVersion(signer, draft.id)?.document;
    const why = objections(draft, decision, { body: signer.body, previous, revoked: folder.isRevoked(signer, draft.id), now });
    if (why.length) {
      pass.objected.push({ draft, why });
      continue;
    }
    if (!(await confirm(draft, decision))) continue;
    const envelope = seal('permit', draft, signer.decision);
    folder.rememberSigned(signer, { document: draft, digest: name, envelope, decision: decision.id, at: seconds(now) });
    ready.push(envelope);
    pass.signed.push(draft);
  }
  const status = statusToBring(signer, pending, ready.length + pass.revoked.length > 0, now);
  if (!status) return pass;
  await api.send('POST', '/signer/signatures', { permits: ready, status: status.envelope, status_key: certify(signer, now) });
  return { ...pass, seq: status.seq };
}

/** The list to bring: a new one when something changed or an hour has passed, the last one when it did not arrive. */
function statusToBring(signer: folder.Signer, pending: Pending, changed: boolean, now: Date): folder.Issued | undefined {
  const own = folder.newestStatus(signer);
  const known = pending.status?.seq ?? 0;
  const arrived = own !== undefined && own.seq <= known;
  const fresh = own !== undefined && now.getTime() - Date.parse(own.issued) < ageToRenew;
  if (!changed && fresh && arrived) return undefined;
  // Always a new list rather than the stored one: what changed since must be in it. Numbers only rise, also past the hub's.
  const seq = Math.max(own?.seq ?? 0, known) + 1;
  const list: StatusList = {
    type: 'status',
    body: signer.body,
    seq,
    issued: seconds(now),
    valid_until: seconds(new Date(now.getTime() + lifeOfStatus)),
    permits: Object.fromEntries(
      // A permit that ended a month ago needs no word any more.
      folder
        .allNewest(signer)
        .filter(({ document }) => Date.parse(document.not_after) > now.getTime() - 31 * 24 * hour)
        .map(({ permit, version }) => [permit, { version, state: folder.isRevoked(signer, permit) ? 'revoked' : 'active' }]),
    ),
  };
  const issued = { seq, envelope: seal('status', list, signer.status), issued: list.issued, validUntil: list.valid_until };
  folder.rememberStatus(signer, issued);
  return issued;
}

/** The decision key's word for the status key, made anew while it still covers several lists. */
function certify(signer: folder.Signer, now: Date): Envelope {
  const known = folder.certificate(signer);
  if (known && Date.parse(known.notAfter) - now.getTime() > lifeOfCertificate / 3) return known.envelope;
  const notAfter = seconds(new Date(now.getTime() + lifeOfCertificate));
  const envelope = seal(
    'status-key',
    { type: 'status-key', body: signer.body, key: publicKeyText(signer.status), not_after: notAfter },
    signer.decision,
  );
  folder.rememberCertificate(signer, envelope, notAfter);
  return envelope;
}

/** How many of the hub's revocations this folder has taken in. */
export async function readPending(api: Api, { wait, revocations }: { wait: number; revocations: number }): Promise<Pending> {
  return pendingSchema.parse(await api.get(`/signer/pending?wait=${wait}&revocations=${revocations}`));
}
