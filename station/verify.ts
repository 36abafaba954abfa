// May this be asked of us? Permit, status list and plan against what this station pinned and what it has seen before.
import { checkPlan } from '@sluss/methods/plan-check.ts';
import { type Permit, type Plan, stationsOf } from '@sluss/protocol/documents.ts';
import type { StationKeys, Work } from '@sluss/protocol/messages.ts';
import {
  checkDates,
  checkStanding,
  listedKeys,
  verifyPermit,
  verifyPlan as verifyPlanDocument,
  verifyStatus,
} from '@sluss/protocol/permission.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { type Envelope, publicKeyText } from '@sluss/protocol/signed.ts';
import { raise } from './state.ts';
import type { Station } from './station.ts';

export type StatusShown = { status: Envelope; statusKey: Envelope };

/** In force, not older than a list already seen, and the permit stands. Checked at every round. */
export function checkStatus(station: Station, work: StatusShown, permit: Permit): void {
  const text = JSON.stringify([work.status, work.statusKey]);
  if (station.status?.text !== text || station.status.until < station.now().getTime())
    station.status = { text, ...verifyStatus(work, station.settings.body, station.now()) };
  const { list } = station.status;
  if (!raise(station.state, 'status', list.seq)) throw new Refusal('status_stale', 'an older list than one already seen');
  checkStanding(list, permit);
}

/** Everything about a plan that can be judged without touching data. Throws Refusal. */
export function verifyPlan(
  station: Station,
  work: Extract<Work, { kind: 'plan' }>,
): { permit: Permit; plan: Plan; stations: StationKeys[] } {
  const { id, body } = station.settings;
  const { permit, permitDigest } = verifyPermit(work.permit, body);
  if (!raise(station.state, `permit ${permit.id}`, permit.version))
    throw new Refusal('permit_invalid', 'a newer version was seen');
  checkStatus(station, work, permit);
  const { plan } = verifyPlanDocument(work, permit, permitDigest);
  checkDates(permit, plan, station.now());
  checkPlan(plan, permit, station.dictionary);
  if (!stationsOf(plan).includes(id)) throw new Refusal('plan_mismatch', 'we are not in the set');
  const stations = listedKeys(stationsOf(plan), work.stations, permit);
  const own = stations.find((candidate) => candidate.id === id);
  if (own?.sign !== publicKeyText(station.keys.sign) || own.mask !== publicKeyText(station.keys.mask))
    throw new Refusal('not_permitted', 'our keys are not those the permit lists');
  return { permit, plan, stations };
}
