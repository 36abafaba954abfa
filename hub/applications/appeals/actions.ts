// The verbs of appeals: the applicant is told, appeals, takes it back; the body rejects what came too late, decides anew, hands over,
// records what the court said.
import type { Actor } from '../../permissions/actor.ts';
import { may } from '../../permissions/may.ts';
import { decisionsOfApplication, permitOfApplication, readRevocation } from '../../permits/actions.ts';
import type { Hub } from '../../platform/hub.ts';
import { dayOf } from '../calendar.ts';
import { type Application, changeApart, follow, happen, inside, saved, settle, situationFrom, thingOf } from '../change.ts';
import * as applications from '../store.ts';
import * as rules from './rules.ts';

/** What went against the applicant last; undefined where nothing did. */
export async function againstOf(hub: Hub, application: string): Promise<rules.Against | undefined> {
  const permit = await permitOfApplication(hub, application);
  const revoked = permit?.state === 'REVOKED' ? await readRevocation(hub, permit.id) : undefined;
  // Decided anew, the newer decision counts, also after a revocation; what only changes a permit does not.
  const decisions = await decisionsOfApplication(hub, application);
  const decision = decisions.findLast((one) => one.kind !== 'amend' && one.kind !== 'renew');
  // Decisions count whole seconds.
  const isNewer =
    decision?.kind !== 'grant' && Date.parse(decision?.at ?? '') >= Math.floor((revoked?.at.getTime() ?? 0) / 1000) * 1000;
  if (permit && revoked && !isNewer) return { of: 'revocation', id: permit.id, at: revoked.at };
  if (!decision?.against) return undefined;
  return { of: 'decision', id: decision.id, at: new Date(decision.at) };
}

const knows = (events: applications.EventTable[], against: rules.Against) =>
  events.some((one) => one.kind === 'received' && one.detail.id === against.id);

type Opened = { id: string; organisation: string; state: string };

/** Förvaltningslagen (2017:900) 44 §: the three weeks count from when the applicant was told. Whoever of them opens it here has been.
 * True if that was new, so that what was read before is no longer all. */
export async function noteOpened(hub: Hub, actor: Actor, { id, organisation, state }: Opened): Promise<boolean> {
  if (state !== 'DECISION_ISSUED' || !may(actor, 'application.appeal', { organisation })) return false;
  const against = await againstOf(hub, id);
  if (!against || knows(await applications.eventsOf(hub.db, id), against)) return false;
  await inside(hub, actor, 'application.appeal', id, async (trx, row) => {
    if (knows(await applications.eventsOf(trx, row.id), against)) return;
    await happen(hub, trx, actor, row, 'received', null, { of: against.of, id: against.id });
  });
  return true;
}

async function known(hub: Hub, db: Hub['db'], row: Application) {
  const events = await applications.eventsOf(db, row.id);
  return {
    events,
    situation: situationFrom(row, events),
    appeals: rules.appealsOf(events),
    // On the same connection: who holds one and waits for another may wait for ever.
    against: await againstOf({ ...hub, db }, row.id),
  };
}

/** `id`: made with the form, so that it is one appeal however often it is sent. Other words, or after it was taken back, are another one. */
export async function appeal(hub: Hub, actor: Actor, id: string, given: { id: string; text: string }): Promise<void> {
  await inside(hub, actor, 'application.appeal', id, async (trx, row) => {
    const { events, ...all } = await known(hub, trx, row);
    const sent = events.find((one) => one.kind === 'appealed' && one.detail.form === given.id && one.text === given.text);
    if (all.appeals.some((one) => one.id === sent?.id && rules.isOpen(one))) return;
    const against = settle(rules.appeal(all));
    const detail = { of: against.of, id: against.id };
    if (!knows(events, against)) await happen(hub, trx, actor, row, 'received', null, detail);
    await happen(hub, trx, actor, row, 'appealed', given.text, { ...detail, form: given.id });
    await saved(hub, trx, row);
  });
}

export async function withdrawAppeal(hub: Hub, actor: Actor, id: string): Promise<void> {
  await inside(hub, actor, 'application.appeal', id, async (trx, row) => {
    settle(rules.withdrawAppeal((await known(hub, trx, row)).appeals));
    await happen(hub, trx, actor, row, 'appeal-withdrawn');
    await saved(hub, trx, row);
  });
}

const verb = 'application.answer-appeal';

/** The body was told, or knows, when the applicant got the decision otherwise than here. */
export async function noteReceipt(hub: Hub, actor: Actor, id: string, given: { version: number; on: string }) {
  return changeApart(hub, actor, verb, id, given.version, async (trx, row) => {
    const { events, against } = await known(hub, trx, row);
    const isKnown = against !== undefined && knows(events, against);
    const of = settle(rules.noteReceipt(against, isKnown, given.on, dayOf(hub.now())));
    // At noon of that day, but never before what was told.
    const noon = new Date(`${given.on}T11:00:00Z`);
    const at = new Date(Math.min(hub.now().getTime(), Math.max(noon.getTime(), of.at.getTime())));
    await happen(hub, trx, actor, row, 'received', null, { of: of.of, id: of.id }, at);
    return row;
  });
}

export async function reject(hub: Hub, actor: Actor, id: string, given: { version: number; reason: string }) {
  return changeApart(hub, actor, verb, id, given.version, async (trx, row) => {
    const { appeals } = await known(hub, trx, row);
    const found = settle(rules.reject(appeals));
    await happen(hub, trx, actor, row, 'appeal-rejected', given.reason, { appeal: found.id });
    return row;
  });
}

export async function reopen(hub: Hub, actor: Actor, id: string, given: { version: number; reason: string }) {
  return changeApart(hub, actor, verb, id, given.version, async (trx, row) => {
    const { situation, appeals } = await known(hub, trx, row);
    return follow(hub, trx, actor, row, settle(rules.reopen(situation, appeals)), given.reason);
  });
}

export type GivenHandOver = { version: number; court: string; on: string; excused: string | null };

export async function handOver(hub: Hub, actor: Actor, id: string, given: GivenHandOver) {
  return changeApart(hub, actor, verb, id, given.version, async (trx, row) => {
    const { appeals } = await known(hub, trx, row);
    const found = settle(rules.handOver(appeals, given, dayOf(hub.now())));
    const detail = { appeal: found.id, court: given.court, on: given.on };
    await happen(hub, trx, actor, row, 'appeal-handed-over', given.excused, detail);
    return row;
  });
}

export type GivenOutcome = { version: number; outcome: rules.CourtOutcome; on: string; reason: string };

export async function settleAppeal(hub: Hub, actor: Actor, id: string, given: GivenOutcome) {
  return changeApart(hub, actor, verb, id, given.version, async (trx, row) => {
    const { situation, appeals } = await known(hub, trx, row);
    const next = settle(rules.settle(situation, appeals, given, dayOf(hub.now())));
    await happen(hub, trx, actor, row, 'appeal-settled', given.reason, { outcome: given.outcome, on: given.on });
    return next ? follow(hub, trx, actor, row, next, given.reason) : row;
  });
}

/** For the pages: the appeals of an application, and whether its reader may appeal now. */
export async function readAppeals(hub: Hub, actor: Actor, application: { id: string; organisation: string; body: string }) {
  const row = await applications.application(hub.db, application.id);
  if (!row) return undefined;
  const { events, appeals, against, situation } = await known(hub, hub.db, row);
  const own = may(actor, 'application.appeal', thingOf(row, new Map()));
  return {
    appeals,
    against,
    received: against !== undefined && knows(events, against),
    mayAppeal: own && rules.appeal({ situation, against, appeals }).ok,
    mayAnswer: may(actor, verb, thingOf(row, new Map())),
  };
}
export type AppealsView = NonNullable<Awaited<ReturnType<typeof readAppeals>>>;
