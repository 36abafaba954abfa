// May this be asked of us? Permit, status list and plan against what this station pinned and what it has seen before.
import { checkPlan } from '@sluss/methods/plan-check.ts';
import type { Permit } from '@sluss/protocol/documents.ts';
import type { Work } from '@sluss/protocol/messages.ts';
import { checkStanding, type Invitation, verifyInvitation, verifyStatus } from '@sluss/protocol/permission.ts';
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
export function verifyPlan(station: Station, work: Extract<Work, { kind: 'plan' }>): Invitation {
  const { settings, keys, state, dictionary } = station;
  const invitation = verifyInvitation(work, settings.body, station.now());
  const { permit, plan, stations } = invitation;
  if (!raise(state, `permit ${permit.id}`, permit.version)) throw new Refusal('permit_invalid', 'a newer version was seen');
  checkStatus(station, work, permit);
  checkPlan(plan, permit, dictionary);
  const own = stations.find(({ id }) => id === settings.id);
  if (!own) throw new Refusal('plan_mismatch', 'we are not in the set');
  if (own.sign !== publicKeyText(keys.sign) || own.mask !== publicKeyText(keys.mask))
    throw new Refusal('not_permitted', 'our keys are not those the permit lists');
  return invitation;
}
