// What makes a plan believable to a station: permit, status list and plan, each verified from bytes against the pinned key of the
// deciding body, the keys that the permit lists, and the time. No IO; what was seen before is the caller's to remember.
import { MalformedError, parseCanonical } from './canonical.ts';
import {
  type Permit,
  type Plan,
  permitSchema,
  planSchema,
  type StatusList,
  stationsOf,
  statusKeySchema,
  statusSchema,
} from './documents.ts';
import type { StationKeys, Work } from './messages.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import { type Envelope, open, thumbprint } from './signed.ts';

/** The deciding body as a station pinned it when it joined. */
export type Body = { id: string; key: string };
type PlanWork = Extract<Work, { kind: 'plan' }>;

/** A status list may promise no more than a day: a hub that hides a revocation gains no more than that. */
const longestPromise = 24 * 3600_000;
/** How far ahead of ours the body's clock may be. */
const clockSkew = 300_000;

/** Runs a verification and names the refusal where the bytes, the signature or the numbers do not hold. */
export function believe<T>(code: RefusalCode, verification: () => T): T {
  try {
    return verification();
  } catch (error) {
    if (error instanceof MalformedError || error instanceof RangeError) throw new Refusal(code, error.message);
    throw error;
  }
}

/** The status list, where the body's decision key certified the key that signed it and it is in force; and until when (epoch ms) the
 * same bytes stay so. Throws Refusal. */
export function verifyStatus(
  work: { status: Envelope; statusKey: Envelope },
  body: Body,
  now: Date,
): { list: StatusList; until: number } {
  const no = (detail: string) => new Refusal('status_stale', detail);
  const key = believe('status_stale', () => open('status-key', work.statusKey, body.key, statusKeySchema)).document;
  if (key.body !== body.id || Date.parse(key.not_after) < now.getTime()) throw no('status key is not certified now');
  const status = believe('status_stale', () => open('status', work.status, key.key, statusSchema)).document;
  const [issued, until] = [Date.parse(status.issued), Date.parse(status.valid_until)];
  if (status.body !== body.id || until < now.getTime() || issued > now.getTime() + clockSkew) throw no('not in force now');
  if (until - issued > longestPromise) throw no('promises too long');
  return { list: status, until: Math.min(until, Date.parse(key.not_after)) };
}

/** What the list says of a permit's version. Throws Refusal. */
export function checkStanding(status: StatusList, permit: { id: string; version: number }): void {
  const entry = status.permits[permit.id];
  if (!entry) throw new Refusal('status_stale', 'permit is not on the list');
  if (entry.state === 'revoked') throw new Refusal('permit_revoked');
  if (entry.version !== permit.version)
    throw new Refusal('permit_invalid', `version ${permit.version}, the list says ${entry.version}`);
}

function verifyPermit(envelope: Envelope, body: Body): { permit: Permit; permitDigest: string } {
  const { document, digest } = believe('permit_invalid', () => open('permit', envelope, body.key, permitSchema));
  if (document.body !== body.id) throw new Refusal('permit_invalid', 'of another body');
  return { permit: document, permitDigest: digest };
}

export function checkDates(permit: Permit, plan: Plan, now: Date): void {
  const before = (time: string) => now.getTime() < Date.parse(time);
  if (before(permit.not_before) || !before(permit.not_after)) throw new Refusal('permit_expired', 'outside the permit’s dates');
  if (!before(plan.expires)) throw new Refusal('permit_expired', 'the plan has expired');
}

/** The plan, signed by a person whom the permit names, unless the permit itself lets the hub plan. */
function verifyPlan(work: PlanWork, permit: Permit, permitDigest: string): Plan {
  const key = work.planKey;
  const bytes = Buffer.from(work.plan.payload, 'base64url');
  let plan: Plan;
  if (key !== null) {
    if (!permit.persons.some((person) => person.keys.includes(thumbprint(key))))
      throw new Refusal('not_permitted', 'signed by nobody the permit names');
    plan = believe('plan_mismatch', () => open('plan', work.plan, key, planSchema)).document;
  } else {
    if (permit.plan_by !== 'hub') throw new Refusal('plan_mismatch', 'nobody signed the plan');
    const parsed = planSchema.safeParse(believe('malformed', () => parseCanonical(bytes)));
    if (!parsed.success) throw new Refusal('malformed', 'not a plan');
    plan = parsed.data;
  }
  if (plan.permit !== permitDigest) throw new Refusal('permit_invalid', 'the plan names another permit');
  return plan;
}

export type Invitation = { permit: Permit; plan: Plan; stations: StationKeys[] };

/** What an invitation to a plan proves by itself: a permit of our body, a plan under it, both in time, and the keys of its stations. */
export function verifyInvitation(work: PlanWork, body: Body, now: Date): Invitation {
  const { permit, permitDigest } = verifyPermit(work.permit, body);
  const plan = verifyPlan(work, permit, permitDigest);
  checkDates(permit, plan, now);
  return { permit, plan, stations: listedKeys(stationsOf(plan), work.stations, permit) };
}

/** The keys of a plan's stations, where each is the one that the permit lists: a mask towards any other key would be a mask towards
 * an invented station. Throws Refusal('not_permitted'). */
function listedKeys(members: string[], offered: StationKeys[], permit: Permit): StationKeys[] {
  return members.map((member) => {
    const keys = offered.find(({ id }) => id === member);
    const listed = permit.stations.find(({ id }) => id === member);
    if (!keys || !listed || thumbprint(keys.sign) !== listed.sign || thumbprint(keys.mask) !== listed.mask)
      throw new Refusal('not_permitted', `keys of ${member} are not those the permit lists`);
    return keys;
  });
}
