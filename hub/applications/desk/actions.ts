// The verbs of the officer's desk: take over, record one criterion, keep what is not finished, vote, hand to a trusted holder, take in
// its proposal, estimate the fee; and the applicant's acceptance of it.
import type { Criterion, Finding } from '@sluss/protocol/decision.ts';
import { holdersOfDatasets } from '../../datasets/actions.ts';
import { listOrganisations, officersApartFrom, officersOf } from '../../organisations/actions.ts';
import type { Actor } from '../../permissions/actor.ts';
import { may } from '../../permissions/may.ts';
import { transaction } from '../../platform/database.ts';
import type { Hub } from '../../platform/hub.ts';
import { record } from '../../platform/journal.ts';
import { changedUnderYou, notForYou, notThere, refusedByRules } from '../../platform/problem.ts';
import { usualInstruction } from '../appeals/instruction.ts';
import { entry, happen, inside, saved, settle, situationOf, thingOf } from '../change.ts';
import * as applicationRules from '../rules.ts';
import * as applications from '../store.ts';
import * as rules from './rules.ts';
import * as store from './store.ts';

/** Gives the application to an officer of the body, or to nobody. */
export async function assign(hub: Hub, actor: Actor, id: string, officer: string | null): Promise<void> {
  await inside(hub, actor, 'application.assign', id, async (trx, row) => {
    // Art. 55(5): whoever belongs to the applicant neither handles its application nor chooses who does.
    if (officer && !(await officersApartFrom(trx, row.body, row.organisation)).some((one) => one.person === officer))
      throw refusedByRules('not-an-officer', 'Only an officer of the body who does not belong to the applicant can handle it.');
    if (row.officer === officer) return;
    await store.assign(trx, row.id, officer);
    await record(trx, entry(hub, actor, row, 'application.assign', { officer }));
  });
}

export type TypedAssessment = { criterion: Criterion; finding: Finding | ''; reason: string };

/** Records one criterion. `seen`: when the finding that the officer saw was made ('' where there was none); another one since then is
 * not written over. The other criteria may be worked on by others at the same time. */
export async function assessOne(
  hub: Hub,
  actor: Actor,
  id: string,
  given: { criterion: Criterion; finding: Finding; reason: string; seen: string },
): Promise<void> {
  await inside(hub, actor, 'application.assess', id, async (trx, row) => {
    settle(applicationRules.assess(await situationOf(trx, row)));
    const { criterion, finding, reason } = given;
    const now = (await applications.assessmentsOf(trx, row.id)).find((one) => one.criterion === criterion);
    if (now && now.finding === finding && now.reason === reason) return;
    if ((now?.at ?? '') !== given.seen)
      throw changedUnderYou(`${now?.assessor.name ?? 'Somebody'} has recorded this criterion since you read it.`);
    const at = hub.now();
    await applications.putAssessment(trx, { application: row.id, criterion, finding, reason, assessor: actor.person, at });
    await store.dropDraft(trx, { application: row.id, officer: actor.person, criterion });
    await record(trx, entry(hub, actor, row, 'application.assess', { [criterion]: finding }));
    await saved(hub, trx, row);
  });
}

/** Keeps what an officer has typed and not recorded: theirs alone, never a finding. What equals the record is no draft. */
export async function keepDrafts(hub: Hub, actor: Actor, id: string, typed: TypedAssessment[]): Promise<void> {
  await inside(hub, actor, 'application.assess', id, async (trx, row) => {
    const recorded = await applications.assessmentsOf(trx, row.id);
    for (const { criterion, finding, reason } of typed) {
      const now = recorded.find((one) => one.criterion === criterion);
      const same = (now?.finding ?? '') === finding && (now?.reason ?? '') === reason;
      const key = { application: row.id, officer: actor.person, criterion };
      if (same) await store.dropDraft(trx, key);
      else await store.putDraft(trx, { ...key, finding, reason, at: hub.now() });
    }
  });
}

export async function castVote(
  hub: Hub,
  actor: Actor,
  id: string,
  given: { vote: rules.Outcome; reason: string },
): Promise<void> {
  await inside(hub, actor, 'application.vote', id, async (trx, row) => {
    const situation = await situationOf(trx, row);
    settle(rules.vote(situation));
    settle(applicationRules.standApart(situation, actor));
    await store.putVote(trx, { application: row.id, officer: actor.person, ...given, at: hub.now() });
    await record(trx, entry(hub, actor, row, 'application.vote', { vote: given.vote }));
  });
}

/** Art. 72(3): hands the application to the one trusted holder of all that is applied for. */
export async function forward(hub: Hub, actor: Actor, id: string): Promise<void> {
  await inside(hub, actor, 'application.forward', id, async (trx, row) => {
    const stations = thingOf(row, await holdersOfDatasets(trx)).stations ?? [];
    const holder = settle(
      rules.forward({
        situation: await situationOf(trx, row),
        holders: stations.map((one) => one.holder),
        trusted: await store.trustedHolders(trx, row.body),
        already: (await store.proposalOf(trx, row.id)) !== undefined,
      }),
    );
    await store.insertProposal(trx, row.id, holder, hub.now());
    await happen(hub, trx, actor, row, 'forwarded', null, { holder });
    await saved(hub, trx, row);
  });
}

/** Art. 72(5): the holder's proposal, which the body is not bound by. */
export async function propose(
  hub: Hub,
  actor: Actor,
  id: string,
  given: { outcome: rules.Outcome; reason: string },
): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await applications.applicationForUpdate(trx, id);
    const proposal = row && (await store.proposalOf(trx, row.id));
    const stations = row ? (thingOf(row, await holdersOfDatasets(trx)).stations ?? []) : [];
    const theirs = stations.filter((one) => one.holder === proposal?.holder);
    if (!row || row.state === 'DRAFT' || !may(actor, 'application.read', { ...row, stations }))
      throw notThere('There is no such application.');
    if (!may(actor, 'application.propose', { organisation: row.organisation, stations: theirs }))
      throw notForYou('Only the holder that the body has asked may propose a decision.');
    settle(rules.propose(await situationOf(trx, row), proposal));
    await store.saveProposal(trx, row.id, { ...given, proposed_by: actor.person, proposed_at: hub.now() });
    await happen(hub, trx, actor, row, 'proposed', null, { outcome: given.outcome });
    await saved(hub, trx, row);
  });
}

/** `id` of the estimate is made with the form: the same form sent twice makes one estimate. */
export async function estimateFee(
  hub: Hub,
  actor: Actor,
  id: string,
  given: rules.Fee & { id: string; covers: string },
): Promise<void> {
  await inside(hub, actor, 'application.estimate', id, async (trx, row) => {
    settle(rules.estimate(await situationOf(trx, row)));
    const made = { made_by: actor.person, made_at: hub.now(), accepted_by: null, accepted_at: null };
    if (!(await store.insertEstimate(trx, { ...given, application: row.id, ...made }))) return;
    const { amount, currency } = given;
    await happen(hub, trx, actor, row, 'estimated', given.covers, { estimate: given.id, amount, currency });
    await saved(hub, trx, row);
  });
}

/** Art. 62(5): the applicant accepts; the other way out is to withdraw. */
export async function acceptFee(hub: Hub, actor: Actor, id: string, given: { estimate: string }): Promise<void> {
  await inside(hub, actor, 'application.accept-fee', id, async (trx, row) => {
    const last = await store.estimateOf(trx, row.id);
    if (last?.accepted_at && last.id === given.estimate) return;
    settle(rules.acceptFee(await situationOf(trx, row), last));
    if (last?.id !== given.estimate) throw changedUnderYou('The body has made another estimate. Read it first.');
    await store.acceptEstimate(trx, last.id, actor.person, hub.now());
    await happen(hub, trx, actor, row, 'fee-accepted', null, { estimate: last.id });
    await saved(hub, trx, row);
  });
}

// ---- the body's settings ----

/** The words on how to appeal: as they are used now; empty, or the usual ones: ours. */
export type Settings = { votes_needed: number; trusted_holders: string[]; appeal_sv?: string; appeal_en?: string };

export async function settingsOf(
  hub: Hub,
  actor: Actor,
  body: string,
): Promise<Required<Settings> & { holders: { id: string; name: string }[] }> {
  if (!may(actor, 'desk.read', { body })) throw notThere();
  const [{ votes_needed, ...words }, trusted_holders, organisations] = await Promise.all([
    store.settingOf(hub.db, body),
    store.trustedHolders(hub.db, body),
    listOrganisations(hub),
  ]);
  const holders = organisations.filter((one) => one.kind === 'holder').map(({ id, name }) => ({ id, name }));
  const appeal_sv = words.appeal_sv ?? usualInstruction.sv;
  const appeal_en = words.appeal_en ?? usualInstruction.en;
  return { votes_needed, trusted_holders, appeal_sv, appeal_en, holders };
}

export async function changeSettings(hub: Hub, actor: Actor, body: string, given: Settings): Promise<void> {
  if (!may(actor, 'body.set', { body })) throw notForYou();
  const holders = (await listOrganisations(hub)).filter((one) => one.kind === 'holder').map((one) => one.id);
  if (!given.trusted_holders.every((one) => holders.includes(one)))
    throw refusedByRules('not-a-holder', 'One of them is no data holder here.');
  const officers = (await officersOf(hub.db, body)).length;
  if (given.votes_needed > officers) throw refusedByRules('too-many-votes', `The body has ${officers} officers.`, { officers });
  await transaction(hub.db, async (trx) => {
    const own = (words: string | undefined, usual: string) => (words && words !== usual ? words : null);
    const appeal_sv = own(given.appeal_sv, usualInstruction.sv);
    const appeal_en = own(given.appeal_en, usualInstruction.en);
    await store.putSetting(trx, { body, votes_needed: given.votes_needed, appeal_sv, appeal_en });
    await store.putTrustedHolders(trx, body, given.trusted_holders, hub.now());
    const thing = `organisation:${body}`;
    await record(trx, {
      at: hub.now(),
      actor: `person:${actor.person}`,
      verb: 'body.set',
      thing,
      detail: { ...given, appeal_sv, appeal_en },
    });
  });
}
