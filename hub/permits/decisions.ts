// From a decision to a permit that waits for its signature: grant, refuse, amend, renew, revoke. Called inside the transaction of
// whoever decided, or opens its own.
import type { Assessment, DecisionRecord } from '@sluss/protocol/decision.ts';
import { decisionSchema } from '@sluss/protocol/decision.ts';
import type { Permit } from '@sluss/protocol/documents.ts';
import { v7 as uuidv7 } from 'uuid';
import type { Instruction } from '../applications/appeals/instruction.ts';
import type { Content } from '../applications/schema.ts';
import { findDataset, holdersOfDatasets } from '../datasets/actions.ts';
import { personWithKeys } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { notify } from '../platform/bus.ts';
import { type Db, type Trx, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { changedUnderYou, notThere, refusedByRules } from '../platform/problem.ts';
import { permitOfApplication } from './actions.ts';
import * as decisionStore from './decision-store.ts';
import { dropHearing, hearFirst } from './hearings.ts';
import { journal } from './journal.ts';
import { tell } from './letters.ts';
import { conflictOfInterest, noToChange } from './not-yours.ts';
import { publishDecision } from './publishing.ts';
import { answerOpenRequest } from './requests.ts';
import {
  type Amendment,
  amend,
  composePermit,
  lessThanAsked,
  type Narrowing,
  type PermitSituation,
  permitDigest,
  renew,
  revoke,
  type Terms,
  takeBack,
} from './rules.ts';
import * as store from './store.ts';

/** Wakes a waiting signer. */
export const signerChannel = 'signer';

export type Ground = {
  application: { id: string; reference: string; organisation: string; body: string; content: Content };
  assessments: Assessment[];
  reason: string;
  terms: Terms;
  /** How to appeal, where the decision goes against the applicant. */
  instruction: Instruction;
};

const seconds = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;

async function saveDecision(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  ground: Omit<Ground, 'instruction'>,
  kind: DecisionRecord['kind'],
  permit: Permit | null,
  instruction: Instruction | null,
): Promise<string> {
  const decision = decisionSchema.parse({
    type: 'decision',
    id: uuidv7(),
    application: ground.application.id,
    reference: ground.application.reference,
    body: ground.application.body,
    kind,
    assessments: ground.assessments,
    reason: ground.reason,
    conditions: ground.terms.conditions,
    decided_by: { id: actor.person, name: actor.name },
    at: seconds(hub.now()),
    permit: permit && { id: permit.id, version: permit.version, draft: permitDigest(permit) },
  } satisfies DecisionRecord);
  await decisionStore.insertDecision(trx, {
    id: decision.id,
    application: decision.application,
    kind,
    record: decision,
    terms: ground.terms,
    instruction,
    at: hub.now(),
    published_at: null,
  });
  const detail = {
    decision: decision.id,
    ...(permit ? { permit: permit.id, version: permit.version, draft: permitDigest(permit) } : {}),
  };
  await journal(hub, trx, actor, `decision.${kind}`, `application:${ground.application.id}`, detail);
  return decision.id;
}

/** What was granted before goes on until it is revoked, with its hearing: neither a refusal nor a withdrawal passes it by. */
export async function noPermitStands(hub: Hub, trx: Trx, application: string): Promise<void> {
  const permit = await permitOfApplication({ ...hub, db: trx }, application);
  if (permit && permit.state !== 'REVOKED' && permit.state !== 'EXPIRED')
    throw refusedByRules('permit-stands', `The permit ${permit.reference} stands. It is revoked first: art. 63.`, {
      permit: permit.reference,
    });
}

/** A decision against a permit. The caller has asked the rules of applications. */
export async function recordRefusal(hub: Hub, trx: Trx, actor: Actor, ground: Ground): Promise<string> {
  await noPermitStands(hub, trx, ground.application.id);
  const decision = await saveDecision(hub, trx, actor, ground, 'refuse', null, ground.instruction);
  // A refusal waits for no signature.
  await publishDecision(hub, trx, decision);
  return decision;
}

/** An answer in anonymised statistics, art. 69: it makes no permit, and is public at once (art. 57(1)(j)(iii)). */
export async function recordApproval(hub: Hub, trx: Trx, actor: Actor, ground: Ground): Promise<string> {
  await noPermitStands(hub, trx, ground.application.id);
  const decision = await saveDecision(hub, trx, actor, ground, 'approve', null, null);
  await publishDecision(hub, trx, decision);
  return decision;
}

/** The permit that a decision would make: what an officer reads before granting it. */
export async function draftPermit(
  hub: Hub,
  db: Db,
  application: Ground['application'],
  how: { plan_by: 'person' | 'hub'; narrowing?: Narrowing | undefined },
): Promise<ReturnType<typeof composePermit>> {
  const datasets = await Promise.all((application.content.data ?? []).map((one) => findDataset(db, one.dataset)));
  return composePermit({
    id: uuidv7(),
    body: application.body,
    applicant: application.organisation,
    issuer: hub.config.origin,
    content: application.content,
    datasets: datasets.filter((one) => one !== undefined),
    persons: await personsOf(db, application.content),
    ...how,
    now: hub.now(),
  });
}

/** A decision for a permit, and its first version. The caller has asked the rules of applications. */
export async function grantPermit(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  ground: Ground,
  how: { plan_by: 'person' | 'hub'; narrowing?: Narrowing | undefined },
): Promise<{ id: string; reference: string; decision: string; against: boolean }> {
  const { application } = ground;
  const draft = await draftPermit(hub, trx, application, how);
  if (!draft.ok) throw refusedByRules(draft.code, draft.detail, draft.particulars);
  const { id } = draft.value;
  const asked = new Set((application.content.data ?? []).map((one) => one.dataset));
  const there = (await holdersOfDatasets(trx)).entries().flatMap(([dataset, stations]) => (asked.has(dataset) ? stations : []));
  const stations = [...new Set(there.map((one) => one.id))];
  const against = lessThanAsked(application.content, draft.value, stations, ground.terms.conditions);
  const decision = await saveDecision(hub, trx, actor, ground, 'grant', draft.value, against ? ground.instruction : null);
  const before = await store.permitsOfApplication(trx, application.id);
  await replace(hub, trx, actor, before, application.reference);
  const first = application.reference.replace(/^A/, 'P');
  const reference = before.length ? `${first}-${before.length + 1}` : first;
  await store.insertPermit(trx, {
    id,
    reference,
    application: application.id,
    organisation: application.organisation,
    body: application.body,
    state: 'PENDING',
    version: 0,
    revoked_at: null,
    revoked_by: null,
    revoked_reason: null,
    hearing: null,
    created_at: hub.now(),
  });
  await addVersion(trx, draft.value, decision);
  return { id, reference, decision, against };
}

/** Decided anew after an appeal: the new permit takes the place of the one that there was. */
async function replace(hub: Hub, trx: Trx, actor: Actor, before: store.PermitTable[], reference: string): Promise<void> {
  for (const row of before.filter((one) => one.state !== 'REVOKED')) {
    const reason = `Ersätts av ett nytt beslut om ${reference}. / Replaced by a new decision on ${reference}.`;
    const revoked = { state: 'REVOKED' as const, revoked_at: hub.now(), revoked_by: actor.person, revoked_reason: reason };
    await store.updatePermit(trx, row.id, revoked);
    await dropHearing(hub, trx, actor, row.id, reason);
    await journal(hub, trx, actor, 'permit.replace', `permit:${row.id}`, { version: row.version });
    await tell(trx, row.id, 'revoked', hub.now());
  }
}

/** The newest: a permit lists ten keys a person at most, and the one at hand is among the last. */
const listedKeys = (keys: string[]) => keys.slice(-10);

async function personsOf(trx: Db, content: Content): Promise<{ id: string; keys: string[] }[]> {
  const persons = await Promise.all((content.persons ?? []).map((person) => personWithKeys(trx, person.email)));
  return persons.filter((person) => person !== undefined).map(({ id, keys }) => ({ id, keys: listedKeys(keys) }));
}

async function addVersion(trx: Trx, draft: Permit, decision: string): Promise<void> {
  await store.insertVersion(trx, {
    permit: draft.id,
    version: draft.version,
    decision,
    draft,
    draft_digest: permitDigest(draft),
    envelope: null,
    signed_at: null,
    objections: null,
  });
  await notify(trx, signerChannel);
}

// ---- changing a permit ----

export type AmendRequest = Omit<Amendment, 'persons'> & {
  /** The version that the officer saw. */
  version: number;
  reason: string;
  /** The complete new list, by e-mail address. */
  persons?: string[] | undefined;
};

export async function amendPermit(hub: Hub, actor: Actor, permitId: string, asked: AmendRequest): Promise<void> {
  await changePermit(hub, actor, permitId, asked, 'amend', async (trx, situation) => {
    const persons = asked.persons && (await namedPersons(trx, asked.persons));
    return amend(situation, { ...asked, persons }, hub.config.origin);
  });
}

async function namedPersons(trx: Trx, emails: string[]): Promise<{ id: string; keys: string[] }[]> {
  return Promise.all(
    emails.map(async (email) => {
      const person = await personWithKeys(trx, email);
      if (!person) throw refusedByRules('person-unknown', 'One of the persons has never signed in here.');
      return { id: person.id, keys: listedKeys(person.keys) };
    }),
  );
}

export async function renewPermit(
  hub: Hub,
  actor: Actor,
  permitId: string,
  asked: { version: number; reason: string; to: string },
): Promise<void> {
  await changePermit(hub, actor, permitId, asked, 'renew', async (_trx, situation) => renew(situation, asked.to, hub.now()));
}

async function changePermit(
  hub: Hub,
  actor: Actor,
  permitId: string,
  asked: { version: number; reason: string },
  kind: 'amend' | 'renew',
  change: (trx: Trx, situation: PermitSituation) => Promise<ReturnType<typeof amend>>,
): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await permitToChange(trx, actor, permitId, 'permit.amend');
    if (row.version !== asked.version) throw changedUnderYou();
    const draft = await change(trx, await situationOf(hub, trx, row));
    if (!draft.ok) throw refusedByRules(draft.code, draft.detail, draft.particulars);
    const first = await originalDecision(trx, row.application);
    const application = {
      id: row.application,
      reference: row.reference,
      organisation: row.organisation,
      body: row.body,
      content: {},
    };
    const ground = { application, assessments: first.record.assessments, reason: asked.reason, terms: first.terms };
    await addVersion(trx, draft.value, await saveDecision(hub, trx, actor, ground, kind, draft.value, null));
    await answerOpenRequest(hub, trx, actor, row.id, kind, asked.reason);
  });
}

/** Takes a permit back, when its user has been heard or it cannot wait (`urgent`): the next status list says so, and the hub itself stops
 * offering it. */
export async function revokePermit(
  hub: Hub,
  actor: Actor,
  permitId: string,
  { reason, urgent = null, hearing: seen }: { reason: string; urgent?: string | null; hearing?: string | undefined },
): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await permitToChange(trx, actor, permitId, 'permit.revoke');
    const verdict = revoke(await situationOf(hub, trx, row));
    if (!verdict.ok) throw refusedByRules(verdict.code, verdict.detail);
    const hearing = await hearFirst(hub, trx, actor, row, { reason, urgent, hearing: seen });
    await store.updatePermit(trx, row.id, {
      state: 'REVOKED',
      revoked_at: hub.now(),
      revoked_by: actor.person,
      revoked_reason: reason,
      hearing,
    });
    await journal(hub, trx, actor, 'permit.revoke', `permit:${row.id}`, { version: row.version });
    await notify(trx, signerChannel);
    await tell(trx, row.id, 'revoked', hub.now());
  });
}

/** Takes a version back that waits for its signature, and keeps it. The first version is not taken back: the decision is revoked. */
export async function takeBackVersion(
  hub: Hub,
  actor: Actor,
  permitId: string,
  given: { version: number; reason: string },
): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await permitToChange(trx, actor, permitId, 'permit.amend');
    const newest = (await store.versions(trx, row.id)).at(-1);
    if (!newest || newest.version !== given.version) throw changedUnderYou();
    const verdict = takeBack({ version: newest.version, signed: newest.envelope !== null });
    if (!verdict.ok) throw refusedByRules(verdict.code, verdict.detail);
    const { permit, version, decision, draft, draft_digest } = newest;
    const kept = { id: uuidv7(), permit, version, decision, draft, draft_digest };
    if (!(await store.takeBack(trx, { ...kept, taken_back_by: actor.person, reason: given.reason, at: hub.now() })))
      throw changedUnderYou('The body has signed it meanwhile.');
    await journal(hub, trx, actor, 'permit.take-back', `permit:${row.id}`, { version, draft: draft_digest });
  });
}

export async function permitToChange(
  trx: Trx,
  actor: Actor,
  permitId: string,
  verb: 'permit.amend' | 'permit.revoke',
): Promise<store.PermitTable> {
  const row = await store.permitForUpdate(trx, permitId);
  if (!row) throw notThere('There is no such permit.');
  if (!may(actor, verb, { organisation: row.organisation, body: row.body }))
    throw await noToChange(trx, actor, row, 'Only officers of the deciding body may change a permit.');
  const named = (await store.versions(trx, row.id)).some((one) => one.draft.persons.some(({ sub }) => sub === actor.person));
  if (named) throw conflictOfInterest();
  return row;
}

async function situationOf(hub: Hub, trx: Trx, row: store.PermitTable): Promise<PermitSituation> {
  const versions = await store.versions(trx, row.id);
  const newest = versions.at(-1);
  if (!newest) throw new Error('a permit without a version');
  const over = Date.parse(newest.draft.not_after) <= hub.now().getTime();
  const decisions = await decisionStore.decisionsOf(trx, row.application);
  const takenBack = new Set((await store.takenBack(trx, row.id)).map((one) => one.decision));
  return {
    state: row.state !== 'REVOKED' && over ? 'EXPIRED' : row.state,
    newest: newest.draft,
    signed: newest.envelope !== null,
    renewed: decisions.some((one) => one.kind === 'renew' && !takenBack.has(one.id)),
  };
}

async function originalDecision(trx: Trx, application: string): Promise<decisionStore.DecisionTable> {
  const found = (await decisionStore.decisionsOf(trx, application)).findLast((one) => one.kind === 'grant');
  if (!found) throw new Error('a permit without a decision');
  return found;
}
