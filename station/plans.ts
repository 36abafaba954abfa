// A plan arrives: judge it whole, freeze its frame in the ledger, and only then say yes. When it is over: forget what its run needed.
import { canonicalText } from '@sluss/protocol/canonical.ts';
import { type Plan, planDigest, stationsOf } from '@sluss/protocol/documents.ts';
import { type Reply, setDigest, type Work } from '@sluss/protocol/messages.ts';
import { checkDates, type Invitation } from '@sluss/protocol/permission.ts';
import { checkPolicy } from '@sluss/protocol/policy.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { seal } from '@sluss/protocol/signed.ts';
import { canBeCompared, exposedStations, type Frame, type FrameOverSet } from '@sluss/protocol/station-set.ts';
import { record } from './journal.ts';
import { checkLimit, orDecline } from './refuse.ts';
import { atomically } from './state.ts';
import { readPolicy, type Station, timeText } from './station.ts';
import { checkStatus, type StatusShown, verifyPlan } from './verify.ts';

/** `set`: the stations over which it was answered so far; null before the first answer. */
export type Accepted = Invitation & { hash: string; cohort: number; persons: number; set: string[] | null };

type PlanWork = Extract<Work, { kind: 'plan' }>;
type PlanRow = { invitation: string; pinned_set: string | null; cohort: number; persons: number };

export function takePlan(station: Station, work: PlanWork): Promise<Reply> {
  const hash = planDigest(Buffer.from(work.plan.payload, 'base64url'));
  const about = {};
  return orDecline(station, { plan: hash, round: null, about }, { kind: 'plan declined', final: true }, async () => {
    const { state, settings, keys } = station;
    const known = state.prepare('select invitation from plans where hash = ?').get(hash);
    const { plan }: Invitation = known ? JSON.parse(String(known.invitation)) : await accept(station, work, hash, about);
    const document = { type: 'accept', plan: hash, set: setDigest(stationsOf(plan)), station: settings.id };
    return { kind: 'accept', signed: seal('accept', document, keys.sign) };
  });
}

async function accept(station: Station, work: PlanWork, hash: string, about: object): Promise<Invitation> {
  const invitation = verifyPlan(station, work);
  const { plan, permit } = invitation;
  const study = { title: plan.title, methods: plan.methods.map(({ name }) => name), set: stationsOf(plan) };
  const under = { permit: permit.id, version: permit.version, organisation: permit.holder_org, purpose: permit.purpose };
  // Only what somebody with a permit has signed; whole, since a plan that is declined is kept nowhere else.
  Object.assign(about, study, under, { document: plan });
  const policy = readPolicy(station.folder);
  checkPolicy(policy, plan, permit, station.settings.id);
  checkLimit(station, policy.questions_per_day);
  checkSet(station, hash, plan, stationsOf(plan));
  const { cohort, n: persons, leftOut, exact } = await station.data.register(permit, plan, policy.k);
  if (plan.release === 'exact' && !exact) throw new Refusal('too_few', 'exact release only for the first frame of a permit');
  atomically(station.state, () => {
    station.state
      .prepare('insert into plans (hash, invitation, frame, cohort, persons, accepted_at) values (?, ?, ?, ?, ?, ?)')
      .run(hash, canonicalText(invitation), canonicalText(frameOf(plan)), cohort, persons, timeText(station.now()));
    record(station, 'plan accepted', { plan: hash, ...study, ...under, persons, left_out: leftOut });
  });
  return invitation;
}

/** An accepted plan that goes on, under a permit that stands. Throws Refusal. */
export function acceptedPlan(station: Station, hash: string, status: StatusShown): Accepted {
  const found = station.state.prepare('select * from plans where hash = ? and not finished').get(hash);
  if (!found) throw new Refusal('plan_mismatch', 'a plan that we never accepted, or that is finished');
  const { invitation, pinned_set: set, cohort, persons } = found as PlanRow;
  const { plan, permit, stations }: Invitation = JSON.parse(invitation);
  checkStatus(station, status, permit);
  checkDates(permit, plan, station.now());
  return { hash, plan, permit, stations, cohort, persons, set: set && JSON.parse(set) };
}

/** Throws Refusal('set_changed') where sums over `set`, with those of other plans here, would show one station or two. */
export function checkSet({ state }: Station, hash: string, plan: Plan, set: string[]): void {
  const own = { frame: plan, set, shown: true };
  const released = state.prepare('select 1 from allowed_sets where dataset = ? and station_set = ?');
  const isReleased = released.get(plan.dataset, canonicalText([...set].sort())) !== undefined;
  const exposed = exposedStations(isReleased ? [own] : [own, ...otherPlans(state, hash, plan)]);
  if (exposed) throw new Refusal('set_changed', `a sum over ${exposed.join(' and ')} would follow`);
}

const frameOf = ({ dataset, filter, complete_on, groups }: Plan): Frame => ({ dataset, filter, complete_on, groups });

/** Plans that have opened a sum here, or still may, and whose sums can be set against this one's. */
function otherPlans(state: Station['state'], hash: string, plan: Plan): FrameOverSet[] {
  const others = state
    .prepare(`select distinct frame, pinned_set, exists (select 1 from rounds where plan = hash and opened and round = 0) as shown
              from plans where hash <> ? and pinned_set is not null
                and (shown or not finished and hash not in (select plan from refused))`)
    .all(hash) as { frame: string; pinned_set: string; shown: number }[];
  return others
    .map(({ frame, pinned_set, shown }) => ({ frame: JSON.parse(frame), set: JSON.parse(pinned_set), shown: shown === 1 }))
    .filter((other) => canBeCompared(plan, other.frame));
}

/** Seeds and sums go; what was asked and answered stays in journal and ledger. */
export function finishPlan(station: Station, plan: string): void {
  const { state } = station;
  atomically(state, () => {
    if (state.prepare('update plans set finished = 1 where hash = ? and not finished').run(plan).changes === 0) return;
    // The masked vector without its seed says nothing; the digest in `signed` still proves what was sent.
    state.prepare(`update rounds set seed = null, sum = null, vector = x'' where plan = ?`).run(plan);
    record(station, 'plan finished', { plan });
  });
}
