// Who may ask: permit, status list and plan, each verified from bytes against keys that this station pinned or the permit lists.
import { MalformedError, parseCanonical } from '@sluss/protocol/canonical.ts';
import {
  type Permit,
  type Plan,
  permitSchema,
  planDigest,
  planSchema,
  stationsOf,
  statusKeySchema,
  statusSchema,
} from '@sluss/protocol/documents.ts';
import type { StationKeys, Work } from '@sluss/protocol/messages.ts';
import { Refusal, type RefusalCode } from '@sluss/protocol/refusal.ts';
import { type Envelope, open, publicKeyText, thumbprint } from '@sluss/protocol/signed.ts';
import { checkPlan } from '@sluss/methods/plan-check.ts';
import { type Station, timeText } from './station.ts';
import { raise } from './state.ts';

type PlanWork = Extract<Work, { kind: 'plan' }>;
export type Verified = { permit: Permit; permitDigest: string; plan: Plan; planHash: string; stations: StationKeys[] };

/** Runs a verification and names the refusal where the bytes or the signature do not hold. */
function believe<T>(code: RefusalCode, verification: () => T): T {
  try {
    return verification();
  } catch (error) {
    if (error instanceof MalformedError) throw new Refusal(code, error.message);
    throw error;
  }
}

/** The status list must be fresh, not older than one already seen, and say that this permit version stands. Checked every round. */
export function checkStatus(station: Station, work: { status: Envelope; statusKey: Envelope }, permit: { id: string; version: number }) {
  const { body } = station.settings;
  const now = timeText(station.now());
  const key = believe('status_stale', () => open('status-key', work.statusKey, body.key, statusKeySchema)).document;
  if (key.body !== body.id || key.not_after < now) throw new Refusal('status_stale', 'status key is not certified now');
  const status = believe('status_stale', () => open('status', work.status, key.key, statusSchema)).document;
  if (status.body !== body.id || status.valid_until < now || status.issued > timeText(new Date(station.now().getTime() + 300_000)))
    throw new Refusal('status_stale', 'status list is not valid now');
  // A list may not promise more than a day: a hub that hides a revocation gains no more than that.
  if (Date.parse(status.valid_until) - Date.parse(status.issued) > 24 * 3600_000) throw new Refusal('status_stale', 'promises too long');
  if (!raise(station.state, 'status', status.seq)) throw new Refusal('status_stale', 'an older list than one already seen');
  const entry = status.permits[permit.id];
  if (!entry) throw new Refusal('status_stale', 'permit is not on the list');
  if (entry.state === 'revoked') throw new Refusal('permit_revoked');
  if (entry.version !== permit.version) throw new Refusal('permit_invalid', `version ${permit.version}, the list says ${entry.version}`);
}

export function checkDates(station: Station, permit: Permit, plan: Plan): void {
  const now = timeText(station.now());
  if (now < permit.not_before || now >= permit.not_after) throw new Refusal('permit_expired', 'outside the permit’s dates');
  if (now >= plan.expires) throw new Refusal('permit_expired', 'the plan has expired');
}

/** Everything about a plan that can be judged without touching data. Throws Refusal. */
export function verifyPlan(station: Station, work: PlanWork): Verified {
  const { id, body } = station.settings;
  const { document: permit, digest: permitDigest } = believe('permit_invalid', () => open('permit', work.permit, body.key, permitSchema));
  if (permit.body !== body.id) throw new Refusal('permit_invalid', 'of another body');
  if (!raise(station.state, `permit ${permit.id}`, permit.version)) throw new Refusal('permit_invalid', 'a newer version was seen');
  checkStatus(station, work, permit);

  const plan = readPlan(work, permit);
  if (plan.document.permit !== permitDigest) throw new Refusal('permit_invalid', 'the plan names another permit');
  checkDates(station, permit, plan.document);
  checkPlan(plan.document, permit, station.dictionary);
  if (plan.document.dictionary !== station.dictionaryDigest) throw new Refusal('not_permitted', 'another dictionary');

  const set = stationsOf(plan.document);
  if (!set.includes(id)) throw new Refusal('plan_mismatch', 'we are not in the set');
  const stations = set.map((member) => {
    const keys = work.stations.find((candidate) => candidate.id === member);
    const listed = permit.stations.find((candidate) => candidate.id === member);
    // A mask towards a key that the permit does not list would be a mask towards an invented station.
    if (!keys || !listed || thumbprint(keys.sign) !== listed.sign || thumbprint(keys.mask) !== listed.mask)
      throw new Refusal('not_permitted', `keys of ${member} are not those the permit lists`);
    return keys;
  });
  const own = stations.find((candidate) => candidate.id === id);
  if (own?.sign !== publicKeyText(station.keys.sign) || own?.mask !== publicKeyText(station.keys.mask))
    throw new Refusal('not_permitted', 'our keys are not those the permit lists');
  return { permit, permitDigest, plan: plan.document, planHash: plan.digest, stations };
}

/** A plan is signed by a person whom the permit names, unless the permit itself lets the hub plan. */
function readPlan(work: PlanWork, permit: Permit) {
  const key = work.planKey;
  if (key === null) {
    if (permit.plan_by !== 'hub') throw new Refusal('plan_mismatch', 'nobody signed the plan');
    const bytes = Buffer.from(work.plan.payload, 'base64url');
    const plan = planSchema.safeParse(believe('malformed', () => parseCanonical(bytes)));
    if (!plan.success) throw new Refusal('malformed', 'not a plan');
    return { document: plan.data, digest: planDigest(bytes) };
  }
  if (!permit.persons.some((person) => person.keys.includes(thumbprint(key))))
    throw new Refusal('not_permitted', 'signed by nobody the permit names');
  const opened = believe('plan_mismatch', () => open('plan', work.plan, key, planSchema));
  return { document: opened.document, digest: planDigest(opened.bytes) };
}
