// How each verb changes an application: locked, permission and version checked, asked of the rules, saved, journalled and told, in one
// transaction.
import { v7 as uuidv7 } from 'uuid';
import { type Holders, holdersOfDatasets } from '../datasets/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may, type Thing, type Verb } from '../permissions/may.ts';
import { type Db, type Trx, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { addJob } from '../platform/jobs.ts';
import { record } from '../platform/journal.ts';
import { changedUnderYou, notForYou, notThere, refusedByRules } from '../platform/problem.ts';
import * as rules from './rules.ts';
import * as store from './store.ts';
import type { Verdict } from './verdict.ts';

export type Application = store.ApplicationTable;

type Asked = Pick<Application, 'organisation' | 'body'> & { content: { data?: { dataset: string }[] | undefined } };

/** What permission needs to know about an application. */
export function thingOf({ organisation, body, content }: Asked, holders: Holders): Thing {
  return { organisation, body, stations: (content.data ?? []).flatMap((one) => holders.get(one.dataset) ?? []) };
}

/** Locks, checks permission and version, does the work and saves: two who change one application at once cannot both succeed. */
export async function change(
  hub: Hub,
  actor: Actor,
  verb: Verb,
  id: string,
  version: number,
  work: (trx: Trx, row: Application) => Promise<Application>,
): Promise<Application> {
  return inside(hub, actor, verb, id, async (trx, row) => {
    if (row.version !== version)
      throw changedUnderYou(
        `Somebody changed this application since you read it (version ${row.version} now). Nothing was lost: load it again.`,
      );
    return saved(hub, trx, await work(trx, row));
  });
}

/** The same, not for an officer whom the application names: art. 55(5). */
export async function changeApart(...[hub, actor, verb, id, version, work]: Parameters<typeof change>): Promise<Application> {
  return change(hub, actor, verb, id, version, async (trx, row) => {
    settle(rules.standApart(await situationOf(trx, row), actor));
    return work(trx, row);
  });
}

export async function saved(hub: Hub, trx: Trx, row: Application): Promise<Application> {
  const changed = { ...row, updated_at: hub.now() };
  if (!(await store.saveApplication(trx, changed))) throw changedUnderYou();
  return { ...changed, version: changed.version + 1 };
}

/** Locks and checks permission. For what two may do to one application without disturbing each other. */
export async function inside<T>(
  hub: Hub,
  actor: Actor,
  verb: Verb,
  id: string,
  work: (trx: Trx, row: Application) => Promise<T>,
): Promise<T> {
  return transaction(hub.db, async (trx) => {
    const row = await store.applicationForUpdate(trx, id);
    const thing = row && thingOf(row, await holdersOfDatasets(trx));
    if (!row || !thing || !maySee(actor, row, thing)) throw notThere('There is no such application.');
    if (!may(actor, verb, thing)) throw notForYou('Your role does not carry this on this application.');
    return work(trx, row);
  });
}

/** Drafts are the applicant's alone. */
export function maySee(actor: Actor, row: Pick<Application, 'state'>, thing: Thing): boolean {
  const own = may(actor, 'application.edit', thing);
  return own || (may(actor, 'application.read', thing) && !['DRAFT', 'DRAFT_EXPIRED'].includes(row.state));
}

/** The value of a verdict; a refusal becomes the 422 answer that it stands for. */
export function settle<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw refusedByRules(verdict.code, verdict.detail, verdict.particulars);
  return verdict.value;
}

export async function situationOf(db: Db, row: Application): Promise<rules.Situation> {
  return situationFrom(row, await store.eventsOf(db, row.id));
}

export function situationFrom(
  row: Pick<Application, 'state' | 'asked_in' | 'procedure' | 'content' | 'updated_at'>,
  events: Pick<store.EventTable, 'kind' | 'at'>[],
): rules.Situation {
  // A draft is put away six months after it was last changed, not after it was begun (TEHDAS2 D6.4: idle).
  const when = ({ kind, at }: Pick<store.EventTable, 'kind' | 'at'>) =>
    kind === 'created' && row.state === 'DRAFT' ? row.updated_at : at;
  return {
    state: row.state,
    askedIn: row.asked_in,
    procedure: row.procedure,
    content: row.content,
    events: events.flatMap((event) =>
      event.kind === 'edited' || event.kind === 'assessed' ? [] : [{ kind: event.kind, at: when(event) }],
    ),
  };
}

export async function follow(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  row: Application,
  next: rules.Change,
  text: string | null = null,
  detail = {},
): Promise<Application> {
  if (next.event) await happen(hub, trx, actor, row, next.event, text, detail);
  return { ...row, state: next.state, asked_in: next.askedIn, procedure: next.procedure ?? row.procedure };
}

/** One event: kept for the clocks, journalled, and told to those whom it concerns by a job of the same transaction. */
export async function happen(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  row: Application,
  kind: store.EventTable['kind'],
  text: string | null = null,
  detail = {},
  at = hub.now(),
) {
  const event = { id: uuidv7(), application: row.id, kind, at, by: actor.person, text, detail };
  await store.insertEvent(trx, event);
  await record(trx, entry(hub, actor, row, `application.${kind}`, detail));
  await addJob(trx, 'application-letters', { event: event.id });
}

export function entry(hub: Hub, actor: Actor, row: Application, verb: string, detail: Record<string, unknown>) {
  return { at: hub.now(), actor: `person:${actor.person}`, verb, thing: `application:${row.id}`, detail };
}
