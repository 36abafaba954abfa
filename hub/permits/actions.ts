// The verbs on permits: what counts now, what waits for a signature, what the signer brings.
import { type Permit, permitSchema, type StatusList, statusSchema } from '@sluss/protocol/documents.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import type { Hub } from '../platform/hub.ts';
import { notThere, Problem } from '../platform/problem.ts';
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

function stateNow(row: store.PermitTable, document: Permit, now: Date): PermitState {
  if (row.state === 'REVOKED' || row.state === 'PENDING') return row.state;
  return Date.parse(document.not_after) <= now.getTime() ? 'EXPIRED' : row.state;
}

export type LatestStatus = { status: Envelope; statusKey: Envelope; document: StatusList };

/** The newest status list of an access body; undefined before its signer has issued one. */
export async function latestStatus(hub: Hub, body: string): Promise<LatestStatus | undefined> {
  const row = await store.newestStatus(hub.db, body);
  if (!row) return undefined;
  const document = statusSchema.parse(JSON.parse(Buffer.from(row.envelope.payload, 'base64url').toString()));
  return { status: row.envelope, statusKey: row.status_key, document };
}
