// The applications of the actor's organisations, each with what to do next.

import type { Actor } from '../../permissions/actor.ts';
import { organisationsOf } from '../../permissions/actor.ts';
import { outcomes } from '../../permits/actions.ts';
import type { Hub } from '../../platform/hub.ts';
import * as applications from '../change.ts';
import { answerIsLate, clockOf, decisionIsLate } from '../clocks.ts';
import type { State } from '../schema.ts';
import * as store from './form-store.ts';
import { type Next, nextOf } from './next.ts';

export type OwnApplication = {
  reference: string;
  title: string;
  state: State;
  updated: string;
  next: Next;
};

export async function ownApplications(hub: Hub, actor: Actor): Promise<OwnApplication[]> {
  const rows = await store.applicationsOf(hub.db, organisationsOf(actor, 'innovator'));
  const events = Map.groupBy(
    await store.eventsOfAll(
      hub.db,
      rows.map((row) => row.id),
    ),
    (event) => event.application,
  );
  const decided = rows.filter((row) => row.state === 'DECISION_ISSUED').map((row) => row.id);
  const permits = decided.length ? (await outcomes(hub, decided)).permits : undefined;
  return rows.map((row) => {
    const clock = clockOf(applications.situationFrom(row, events.get(row.id) ?? []).events, row.procedure);
    const late = decisionIsLate(clock, hub.now()) || answerIsLate(clock, row.state, hub.now());
    const permit = permits?.get(row.id) ?? null;
    const estimated = (events.get(row.id) ?? []).findLast((event) => ['estimated', 'fee-accepted'].includes(event.kind));
    const fee = estimated ? { accepted_at: estimated.kind === 'fee-accepted' ? estimated.at.toISOString() : null } : null;
    return {
      reference: row.reference,
      title: row.content.title ?? '',
      state: row.state,
      updated: row.updated_at.toISOString(),
      next: nextOf({ reference: row.reference, state: row.state, clock: { ...clock, late }, fee, permit }),
    };
  });
}

/** What an organisation calls its models, by their digests: the newest name that stands in an application of theirs. */
export async function modelNamesOf(hub: Hub, organisation: string): Promise<Map<string, string>> {
  const rows = await store.applicationsOf(hub.db, [organisation]);
  const named = rows.sort((a, b) => Number(a.updated_at) - Number(b.updated_at)).flatMap((row) => row.content.models ?? []);
  return new Map(named.filter(({ name }) => name).map(({ digest, name }) => [digest, name]));
}
