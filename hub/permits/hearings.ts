// A hearing before a permit is revoked: the body gives notice of what it has found, the user has four weeks to state its views, then the
// body takes its measure or none. Regulation (EU) 2025/327 art. 63(2).
import { v7 as uuidv7 } from 'uuid';
import { dayOf } from '../applications/calendar.ts';
import type { Verdict } from '../applications/verdict.ts';
import type { Actor } from '../permissions/actor.ts';
import { may, type Verb } from '../permissions/may.ts';
import { type Trx, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { changedUnderYou, notThere, refusedByRules } from '../platform/problem.ts';
import * as hearingRules from './hearing-rules.ts';
import * as hearingStore from './hearing-store.ts';
import { journal } from './journal.ts';
import { tell } from './letters.ts';
import { conflictOfInterest, noToChange } from './not-yours.ts';
import * as store from './store.ts';

function settled<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw refusedByRules(verdict.code, verdict.detail, verdict.particulars);
  return verdict.value;
}

async function at(trx: Trx, actor: Actor, permitId: string, verb: Verb, why: string): Promise<store.PermitTable> {
  const row = await store.permitForUpdate(trx, permitId);
  if (!row) throw notThere('There is no such permit.');
  const versions = await store.versions(trx, row.id);
  const persons = versions.at(-1)?.draft.persons.map((one) => one.sub);
  if (!may(actor, verb, { organisation: row.organisation, body: row.body, persons }))
    throw await noToChange(trx, actor, row, why);
  const named = versions.some((one) => one.draft.persons.some(({ sub }) => sub === actor.person));
  if (verb === 'permit.revoke' && named) throw conflictOfInterest();
  return row;
}

/** For the desk. */
export async function openHearingsOf(hub: Hub, actor: Actor, body: string) {
  if (!may(actor, 'desk.read', { body })) throw notThere();
  const today = dayOf(hub.now());
  return (await hearingStore.openHearings(hub.db, body)).map((one) => {
    const by = hearingRules.answerBy(one);
    return { reference: one.reference, by, answered: one.answered_at !== null, over: today > by };
  });
}

/** `id` is made with the form: sent twice, it is one notice. */
export async function giveNotice(
  hub: Hub,
  actor: Actor,
  permitId: string,
  given: { id: string; finding: string },
): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await at(trx, actor, permitId, 'permit.revoke', 'Only officers of the deciding body give notice.');
    const hearings = await hearingStore.hearingsOf(trx, row.id);
    const sent = hearings.find((one) => one.id === given.id);
    // Sent twice. Other words under the same id are another notice, and no word of them is passed over.
    if (sent && !sent.closed_at && sent.finding === given.finding) return;
    settled(hearingRules.giveNotice(row, hearings));
    await insert(hub, trx, actor, row, { ...given, id: sent ? uuidv7() : given.id, urgent: false });
  });
}

async function insert(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  row: store.PermitTable,
  given: { id: string; finding: string; urgent: boolean },
): Promise<void> {
  const empty = {
    answer: null,
    answered_by: null,
    answered_at: null,
    outcome: null,
    reason: null,
    closed_by: null,
    closed_at: null,
  };
  const made = { permit: row.id, given_by: actor.person, given_at: hub.now() };
  if (!(await hearingStore.insertHearing(trx, { ...given, ...made, ...empty })))
    throw refusedByRules('hearing-open', 'Load the form again: this one was used before.');
  await journal(hub, trx, actor, 'permit.hear', `permit:${row.id}`, { hearing: given.id, urgent: given.urgent });
  if (!given.urgent) await tell(trx, row.id, 'hearing', hub.now());
}

export async function answerHearing(hub: Hub, actor: Actor, permitId: string, given: { answer: string }): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await at(trx, actor, permitId, 'permit.state-views', 'Those whom the permit is given to state their views.');
    const hearings = await hearingStore.hearingsOf(trx, row.id);
    // A second click.
    if (hearings.some((one) => !one.closed_at && one.answer === given.answer)) return;
    const open = settled(hearingRules.answer(hearings, dayOf(hub.now())));
    const answered = { answer: given.answer, answered_by: actor.person, answered_at: hub.now() };
    await hearingStore.saveHearing(trx, open.id, answered);
    await journal(hub, trx, actor, 'permit.state-views', `permit:${row.id}`, { hearing: open.id });
    await tell(trx, row.id, 'heard', hub.now());
  });
}

/** No measure; or, after an urgent revocation, that it stands. `hearing`: the one that the officer saw. */
export async function closeHearing(
  hub: Hub,
  actor: Actor,
  permitId: string,
  given: { reason: string; hearing?: string },
): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await at(trx, actor, permitId, 'permit.revoke', 'Only officers of the deciding body close a hearing.');
    const open = settled(hearingRules.close(await hearingStore.hearingsOf(trx, row.id), dayOf(hub.now())));
    if (given.hearing && given.hearing !== open.id) throw changedUnderYou();
    await end(hub, trx, actor, open, open.urgent ? 'revoked' : 'none', given.reason);
    await tell(trx, row.id, 'closed', hub.now());
  });
}

/** What it was about is no more. */
export async function dropHearing(hub: Hub, trx: Trx, actor: Actor, permit: string, reason: string): Promise<void> {
  const open = (await hearingStore.hearingsOf(trx, permit)).find((one) => !one.closed_at);
  if (open) await end(hub, trx, actor, open, 'none', reason);
}

async function end(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  open: hearingStore.HearingTable,
  outcome: 'revoked' | 'none',
  reason: string,
): Promise<void> {
  await hearingStore.saveHearing(trx, open.id, { outcome, reason, closed_by: actor.person, closed_at: hub.now() });
  await journal(hub, trx, actor, 'permit.hearing-ends', `permit:${open.permit}`, { hearing: open.id, outcome });
}

/** Whether the user has been heard, or need not be first; opens the hearing that follows an urgent revocation. Says how, for the record. */
export async function hearFirst(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  row: store.PermitTable,
  { reason, urgent, hearing }: { reason: string; urgent: string | null; hearing?: string | undefined },
): Promise<string | null> {
  const hearings = await hearingStore.hearingsOf(trx, row.id);
  if (hearing && hearings.find((one) => !one.closed_at)?.id !== hearing) throw changedUnderYou();
  const heard = settled(hearingRules.mayRevoke(row, hearings, urgent, dayOf(hub.now())));
  if (heard) {
    await end(hub, trx, actor, heard, 'revoked', reason);
    return heard.answer;
  }
  if (urgent === null) return null;
  const open = hearings.find((one) => !one.closed_at);
  if (open) await hearingStore.saveHearing(trx, open.id, { urgent: true });
  else await insert(hub, trx, actor, row, { id: uuidv7(), finding: reason, urgent: true });
  return urgent;
}
