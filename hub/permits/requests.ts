// What a permit's user asks of the body: another list of persons, less, longer. The body answers by doing it, or says why not.

import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { type Trx, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { changedUnderYou, notThere, Problem, refusedByRules } from '../platform/problem.ts';
import * as decisionStore from './decision-store.ts';
import { journal } from './journal.ts';
import { tell } from './letters.ts';
import { noToChange } from './not-yours.ts';
import * as requestStore from './request-store.ts';
import * as rules from './rules.ts';
import * as store from './store.ts';

export type NewRequest = { id: string; kind: 'amend' | 'renew'; until: string | null; text: string };

/** `id` is made with the form: sent twice, it is one request. */
export async function requestChange(hub: Hub, actor: Actor, permitId: string, asked: NewRequest): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await store.permitForUpdate(trx, permitId);
    const versions = row ? await store.versions(trx, row.id) : [];
    const newest = versions.at(-1)?.draft;
    if (!row || !newest) throw notThere('There is no such permit.');
    const thing = { organisation: row.organisation, body: row.body, persons: newest.persons.map((one) => one.sub) };
    if (!may(actor, 'permit.request', thing))
      throw await noToChange(trx, actor, row, 'The permit’s user asks for changes to it.');
    const over = Date.parse(newest.not_after) <= hub.now().getTime();
    const takenBack = new Set((await store.takenBack(trx, row.id)).map((one) => one.decision));
    const decisions = await decisionStore.decisionsOf(trx, row.application);
    const renewed = decisions.some((one) => one.kind === 'renew' && !takenBack.has(one.id));
    const state = row.state !== 'REVOKED' && over ? 'EXPIRED' : row.state;
    const verdict = rules.request({ state, newest, renewed }, asked, hub.now());
    if (!verdict.ok) throw refusedByRules(verdict.code, verdict.detail, verdict.particulars);
    const made = { made_by: actor.person, made_at: hub.now() };
    const open = { outcome: null, answer: null, answered_by: null, answered_at: null };
    const sent = (await requestStore.requestsOf(trx, row.id)).find((one) => one.id === asked.id);
    // A second click. Other words under the same id, or after an answer, are another request: none of them is passed over.
    if (sent && sent.outcome === null && sent.text === asked.text && sent.kind === asked.kind) return;
    const id = sent ? uuidv7() : asked.id;
    if (!(await requestStore.insertRequest(trx, { ...asked, id, permit: row.id, ...made, ...open })))
      throw new Problem(409, 'asked-before', 'A request of this kind waits for its answer already.');
    await journal(hub, trx, actor, 'permit.request', `permit:${row.id}`, { request: id, kind: asked.kind });
    await tell(trx, row.id, 'requested', hub.now());
  });
}

export async function declineRequest(
  hub: Hub,
  actor: Actor,
  permitId: string,
  given: { request: string; answer: string },
): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await store.permitForUpdate(trx, permitId);
    if (!row) throw notThere('There is no such permit.');
    if (!may(actor, 'permit.amend', { organisation: row.organisation, body: row.body }))
      throw await noToChange(trx, actor, row, 'Only officers of the deciding body answer requests.');
    const found = (await requestStore.requestsOf(trx, row.id)).find((one) => one.id === given.request);
    if (!found) throw notThere('There is no such request.');
    const answered = { outcome: 'declined' as const, answer: given.answer, answered_by: actor.person, answered_at: hub.now() };
    if (!(await requestStore.answerRequest(trx, found.id, answered))) throw changedUnderYou('It has been answered already.');
    await journal(hub, trx, actor, 'permit.decline', `permit:${row.id}`, { request: found.id });
    await tell(trx, row.id, 'declined', hub.now());
  });
}

/** An amendment or a renewal answers the request of its kind that is open. */
export async function answerOpenRequest(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  permit: string,
  kind: 'amend' | 'renew',
  answer: string,
): Promise<void> {
  const open = (await requestStore.requestsOf(trx, permit)).find((one) => one.kind === kind && !one.answered_at);
  if (open)
    await requestStore.answerRequest(trx, open.id, {
      outcome: 'done',
      answer,
      answered_by: actor.person,
      answered_at: hub.now(),
    });
}

/** Requests that wait for the body's officers. */
export async function openRequests(hub: Hub, actor: Actor, body: string) {
  if (!may(actor, 'desk.read', { body })) throw notThere();
  return requestStore.openRequests(hub.db, body);
}
