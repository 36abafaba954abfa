// The verbs on applications: load, ask the rules, save, journal, in one transaction. HTML, API and command line all call these.
import type { Assessment, Criterion, Finding } from '@sluss/protocol/decision.ts';
import { v7 as uuidv7 } from 'uuid';
import { findDataset } from '../datasets/actions.ts';
import { accessBody, ensurePerson, organisationIfKnown, organisationOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { grantPermit, noPermitStands, recordApproval, recordRefusal } from '../permits/decisions.ts';
import type { Narrowing, Terms } from '../permits/rules.ts';
import { type Trx, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { addJob } from '../platform/jobs.ts';
import { record } from '../platform/journal.ts';
import { notForYou } from '../platform/problem.ts';
import { instructionOf } from './appeals/instruction.ts';
import { type Application, change, entry, follow, happen, settle, situationFrom, situationOf } from './change.ts';
import { answerIsLate, clockOf } from './clocks.ts';
import * as deskRules from './desk/rules.ts';
import * as desk from './desk/store.ts';
import { forgetTyped } from './form/form-store.ts';
import { refuseShut } from './form/open-fields.ts';
import { questionsOf } from './questions.ts';
import * as rules from './rules.ts';
import type { Content } from './schema.ts';
import * as statistics from './statistics/rules.ts';
import * as store from './store.ts';

/** `id`: a UUID of the caller's, where the same click may come twice. */
export async function create(
  hub: Hub,
  actor: Actor,
  given: { id?: string; organisation: string; content: Content },
): Promise<Application> {
  if (!may(actor, 'application.create', { organisation: given.organisation }))
    throw notForYou('You apply for an organisation where you are an innovator.');
  return transaction(hub.db, async (trx) => {
    const now = hub.now();
    const row: Application = {
      id: given.id ?? uuidv7(),
      reference: await store.nextReference(trx, 'A', now.getUTCFullYear()),
      organisation: given.organisation,
      body: (await accessBody(trx)).id,
      created_by: actor.person,
      officer: null,
      state: 'DRAFT',
      asked_in: null,
      procedure: 'normal',
      version: 1,
      content: given.content,
      created_at: now,
      updated_at: now,
    };
    await store.insertApplication(trx, row);
    await happen(hub, trx, actor, row, 'created');
    return row;
  });
}

/** Changes fields; those not given stay, null empties one. */
export async function edit(
  hub: Hub,
  actor: Actor,
  id: string,
  given: { version: number; content: { [Field in keyof Content]: Content[Field] | null } },
) {
  return change(hub, actor, 'application.edit', id, given.version, async (trx, row) => {
    const events = await store.eventsOf(trx, row.id);
    settle(rules.edit(situationFrom(row, events)));
    refuseShut(row.state, questionsOf(events), Object.keys(given.content));
    await forgetTyped(trx, row.id, Object.keys(given.content));
    const merged = { ...row.content, ...given.content };
    const content = Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
    ) as Content;
    await record(trx, entry(hub, actor, row, 'application.edit', { fields: Object.keys(given.content).sort() }));
    return { ...row, content };
  });
}

export async function submit(hub: Hub, actor: Actor, id: string, given: { version: number }) {
  return change(hub, actor, 'application.submit', id, given.version, async (trx, row) => {
    const next = settle(rules.submit(await submissionOf(hub, trx, row)));
    // Those named become known here, so that they can sign in and register the key that the permit will name.
    for (const person of row.content.persons ?? []) await ensurePerson(trx, person, hub.now());
    return follow(hub, trx, actor, row, next);
  });
}

export async function screen(hub: Hub, actor: Actor, id: string, given: { version: number }) {
  return change(hub, actor, 'application.screen', id, given.version, async (trx, row) =>
    follow(hub, trx, actor, row, settle(rules.screen(await situationOf(trx, row)))),
  );
}

export async function findComplete(hub: Hub, actor: Actor, id: string, given: { version: number }) {
  return change(hub, actor, 'application.screen', id, given.version, async (trx, row) =>
    follow(hub, trx, actor, row, settle(rules.findComplete(await situationOf(trx, row)))),
  );
}

export async function ask(hub: Hub, actor: Actor, id: string, given: { version: number } & rules.Asked) {
  return change(hub, actor, 'application.ask', id, given.version, async (trx, row) =>
    follow(hub, trx, actor, row, settle(rules.ask(await situationOf(trx, row), given)), given.text || null, {
      fields: given.fields,
    }),
  );
}

export async function answer(hub: Hub, actor: Actor, id: string, given: { version: number; text: string }) {
  return change(hub, actor, 'application.answer', id, given.version, async (trx, row) =>
    follow(hub, trx, actor, row, settle(rules.answer(await submissionOf(hub, trx, row))), given.text),
  );
}

export async function extend(hub: Hub, actor: Actor, id: string, given: { version: number; reason: string }) {
  return change(hub, actor, 'application.extend', id, given.version, async (trx, row) =>
    follow(hub, trx, actor, row, settle(rules.extend(await situationOf(trx, row))), given.reason),
  );
}

export async function withdraw(hub: Hub, actor: Actor, id: string, given: { version: number; reason: string | null }) {
  return change(hub, actor, 'application.withdraw', id, given.version, async (trx, row) => {
    const next = settle(rules.withdraw(await situationOf(trx, row)));
    // Decided anew after an appeal: what was granted before would go on without the application it rests on.
    if (next.state === 'WITHDRAWN') await noPermitStands(hub, trx, row.id);
    return follow(hub, trx, actor, row, next, given.reason);
  });
}

export type GivenAssessment = { criterion: Criterion; finding: Finding; reason: string };

export async function assess(hub: Hub, actor: Actor, id: string, given: { version: number; assessments: GivenAssessment[] }) {
  return change(hub, actor, 'application.assess', id, given.version, async (trx, row) => {
    await saveAssessments(hub, trx, actor, row, given.assessments);
    return row;
  });
}

async function saveAssessments(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  row: Application,
  assessments: GivenAssessment[],
): Promise<Assessment[]> {
  if (assessments.length) settle(rules.assess(await situationOf(trx, row)));
  for (const one of assessments)
    await store.putAssessment(trx, { application: row.id, ...one, assessor: actor.person, at: hub.now() });
  const findings = Object.fromEntries(assessments.map((one) => [one.criterion, one.finding]));
  if (assessments.length) await record(trx, entry(hub, actor, row, 'application.assess', findings));
  return store.assessmentsOf(trx, row.id);
}

export type GivenDecision = {
  version: number;
  /** approve: an answer in anonymised statistics, art. 69. */
  outcome: 'grant' | 'refuse' | 'approve';
  reason: string;
  /** Recorded first, in the same transaction. */
  assessments: GivenAssessment[];
  terms: Terms;
  plan_by: 'person' | 'hub';
  narrowing?: Narrowing | undefined;
};

export async function decide(hub: Hub, actor: Actor, id: string, given: GivenDecision) {
  return change(hub, actor, 'application.decide', id, given.version, async (trx, row) => {
    settle(rules.standApart(await situationOf(trx, row), actor));
    const terms = await gateOfDecision(trx, row, given, hub.now());
    const assessments = await saveAssessments(hub, trx, actor, row, given.assessments);
    const situation = await situationOf(trx, row);
    const instruction = await instructionOf(trx, row.body, row.reference);
    const ground = { application: row, assessments, reason: given.reason, terms, instruction };
    if (given.outcome === 'grant') {
      const next = settle(rules.grant(situation, assessments));
      const { decision, against } = await grantPermit(hub, trx, actor, ground, given);
      return follow(hub, trx, actor, row, next, given.reason, { outcome: 'positive', decision, against });
    }
    if (given.outcome === 'approve') {
      const next = settle(statistics.approve(situation, assessments));
      const decision = await recordApproval(hub, trx, actor, ground);
      const decided = await follow(hub, trx, actor, row, next, given.reason, { outcome: 'positive', decision, against: false });
      await happen(hub, trx, actor, row, 'approved');
      return decided;
    }
    const next = settle(rules.turnDown(situation, assessments, hub.now()));
    const decision = await recordRefusal(hub, trx, actor, ground);
    return follow(hub, trx, actor, row, next, given.reason, { outcome: 'negative', decision, against: true });
  });
}

/** The body's votes and the accepted fee: what a decision needs beside its criteria. Returns the terms with that fee. */
async function gateOfDecision(trx: Trx, row: Application, given: GivenDecision, now: Date): Promise<Terms> {
  const situation = await situationOf(trx, row);
  const { votes_needed: needed } = await desk.settingOf(trx, row.body);
  // Without an answer in four weeks "the data permit shall not be issued" (art. 68(4)): nobody votes on that.
  const late = answerIsLate(clockOf(situation.events, situation.procedure), situation.state, now);
  if (!late)
    settle(
      deskRules.enoughVotes(
        await desk.votesOf(trx, row.id),
        situation.events,
        given.outcome === 'refuse' ? 'refuse' : 'grant',
        needed,
      ),
    );
  if (given.outcome === 'refuse') return given.terms;
  return { ...given.terms, fee: settle(deskRules.feeOfPermit(await desk.estimateOf(trx, row.id), given.terms.fee)) };
}

async function submissionOf(hub: Hub, trx: Trx, row: Application) {
  const applicant = await organisationOf(trx, row.organisation);
  const principal = row.content.on_behalf_of ? await organisationIfKnown(trx, row.content.on_behalf_of) : undefined;
  const datasets = await Promise.all((row.content.data ?? []).map((one) => findDataset(trx, one.dataset)));
  return {
    situation: await situationOf(trx, row),
    applicant: { publicSector: applicant.public_sector, principal: principal && { publicSector: principal.public_sector } },
    dictionaries: new Map(datasets.flatMap((dataset) => (dataset ? [[dataset.id, dataset.dictionary] as const] : []))),
    now: hub.now(),
  };
}

/** Puts away drafts that nobody has changed for six months. */
export async function expireIdleDrafts(hub: Hub): Promise<void> {
  const surely = new Date(hub.now().getTime() - 180 * 86_400_000);
  for (const { id } of await store.idleDrafts(hub.db, surely)) {
    await transaction(hub.db, async (trx) => {
      const row = await store.applicationForUpdate(trx, id);
      if (!row) return;
      const verdict = rules.expireDraft(await situationOf(trx, row), row.updated_at, hub.now());
      if (!verdict.ok) return;
      const event = { id: uuidv7(), application: id, kind: 'expired' as const, at: hub.now(), by: null, text: null, detail: {} };
      await store.insertEvent(trx, event);
      await store.saveApplication(trx, { ...row, state: verdict.value.state, updated_at: hub.now() });
      await record(trx, { at: hub.now(), actor: 'hub', verb: 'application.expired', thing: `application:${id}` });
      await addJob(trx, 'application-letters', { event: event.id });
    });
  }
}
