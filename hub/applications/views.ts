// Applications as people and programs read them: the whole one for those concerned, the public section for everybody.
import { assessmentSchema } from '@sluss/protocol/decision.ts';
import { z } from 'zod';
import { holdersOfDatasets } from '../datasets/actions.ts';
import { listOrganisations, personOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may, type Thing, type Verb } from '../permissions/may.ts';
import { decisionsOfApplication, outcomes, permitOfApplication } from '../permits/actions.ts';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import { appealsOf, courtOutcomes } from './appeals/rules.ts';
import { dayOf } from './calendar.ts';
import { type Application, maySee, situationFrom, thingOf } from './change.ts';
import { answerIsLate, clockOf, decisionIsLate } from './clocks.ts';
import { votesThatCount } from './desk/rules.ts';
import * as desk from './desk/store.ts';
import { questionsOf, questionView } from './questions.ts';
import { contentSchema, states } from './schema.ts';
import * as store from './store.ts';

const dayView = z.string().nullable();
export const clockView = z.object({
  decision: z.enum(['not-started', 'running', 'paused', 'stopped']).describe('Where the clock of art. 68(4) stands'),
  decide_by: dayView.describe('Last day to decide; null while it is paused'),
  answer_by: dayView.describe('Last day for the applicant to answer'),
  propose_by: dayView.describe('Last day for a trusted holder’s proposal, art. 72(5)'),
  publish_by: dayView.describe('Last day to publish the decision, art. 57(1)(j)(iii)'),
  appeal_by: dayView.describe('Last day to appeal, förvaltningslagen (2017:900) 44 §; null until the applicant was told'),
  appeal_over: z.boolean(),
  hand_over_by: dayView.describe('When an appeal should be with the court, 46 §'),
  respond_by: dayView.describe('When an approved request for statistics should be answered, art. 69(4)'),
  results_by: dayView.describe('Last day to publish what came of that answer, art. 61(4)'),
  draft_expires: dayView,
  extended: z.boolean(),
  late: z.boolean(),
});
const voteView = z.object({
  officer: z.string(),
  name: z.string(),
  vote: z.enum(['grant', 'refuse']),
  reason: z.string(),
  at: z.string(),
  counts: z.boolean().describe('false: given before the applicant changed the application'),
});
const proposalView = z.object({
  holder: z.string(),
  holder_name: z.string(),
  forwarded_at: z.string(),
  outcome: z.enum(['grant', 'refuse']).nullable(),
  reason: z.string().nullable(),
  proposed_at: z.string().nullable(),
});
const feeView = z.object({
  id: z.string(),
  amount: z.number().describe('In minor units'),
  currency: z.string(),
  covers: z.string(),
  made_at: z.string(),
  accepted_at: z.string().nullable(),
});
const appealView = z.object({
  id: z.string(),
  of: z.enum(['decision', 'revocation']),
  text: z.string().nullable(),
  at: z.string(),
  last_day: z.string(),
  late: z.boolean(),
  state: z.enum(['filed', 'reconsidered', 'handed-over', 'rejected', 'withdrawn', 'settled']),
  hand_over_by: dayView,
  reason: z.string().nullable(),
  court: z.string().nullable(),
  handed_over_on: dayView,
  court_outcome: z.enum(courtOutcomes).nullable(),
  court_on: dayView,
});
export const permitSummary = z.object({ id: z.string(), reference: z.string(), state: z.string(), version: z.number() });
export const applicationView = z.object({
  id: z.string(),
  reference: z.string(),
  state: z.enum(states),
  procedure: z.enum(['normal', 'accelerated', 'request']).describe('request: for an answer in statistics, art. 69'),
  version: z.number().describe('Send it with each change: another one is answered with 409 changed-under-you'),
  organisation: z.string(),
  organisation_name: z.string(),
  body: z.string(),
  body_name: z.string(),
  officer: z.object({ id: z.string(), name: z.string() }).nullable().describe('Who handles it'),
  content: contentSchema,
  clock: clockView,
  events: z.array(
    z.object({
      kind: z.string(),
      at: z.string(),
      by: z.string().nullable(),
      text: z.string().nullable(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
  questions: z.array(questionView).describe('What the body has asked; open while answered_at is null'),
  assessments: z.array(assessmentSchema),
  votes: z.array(voteView).describe('The body’s own until it has decided'),
  proposal: proposalView.nullable().describe('Of a trusted holder, art. 72; its words are the body’s until it has decided'),
  fee: feeView.nullable().describe('The newest estimate, art. 62(5)'),
  decisions: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      reason: z.string(),
      at: z.string(),
      conditions: z.array(z.string()),
      published_at: z.string().nullable(),
      against: z.boolean().describe('It goes against the applicant, and can be appealed'),
      instruction: z.object({ sv: z.string(), en: z.string() }).nullable().describe('How to appeal, as it was told with it'),
    }),
  ),
  appeals: z.array(appealView).describe('Of the applicant; their text is the applicant’s and the body’s'),
  permit: permitSummary.nullable(),
  you_may: z.array(z.string()).describe('The verbs that your role carries here'),
});
export type ApplicationView = z.infer<typeof applicationView>;

const verbs: Verb[] = [
  'edit',
  'submit',
  'answer',
  'withdraw',
  'screen',
  'ask',
  'extend',
  'assess',
  'decide',
  'assign',
  'vote',
  'forward',
  'estimate',
  'accept-fee',
  'appeal',
  'answer-appeal',
  'offer-statistics',
  'agree-statistics',
  'respond',
].map((verb) => `application.${verb}` as Verb);

async function viewOf(hub: Hub, actor: Actor, row: Application, thing: Thing): Promise<ApplicationView> {
  const [events, assessments, decisions, permit, votes, proposal, fee, organisations, officer] = await Promise.all([
    store.eventsOf(hub.db, row.id),
    store.assessmentsOf(hub.db, row.id),
    decisionsOfApplication(hub, row.id),
    permitOfApplication(hub, row.id),
    desk.votesOf(hub.db, row.id),
    desk.proposalOf(hub.db, row.id),
    desk.estimateOf(hub.db, row.id),
    listOrganisations(hub),
    row.officer ? personOf(hub.db, row.officer) : undefined,
  ]);
  const names = new Map(organisations.map((one) => [one.id, one.name]));
  // How the body comes to its decision is its own until it has decided; what a holder proposed is also that holder's.
  const assessing = may(actor, 'application.assess', thing) || row.state === 'DECISION_ISSUED';
  const holders = thing.stations?.filter((one) => one.holder === proposal?.holder);
  const knowsProposal = assessing || may(actor, 'application.propose', { organisation: row.organisation, stations: holders });
  const concerned = may(actor, 'application.appeal', thing) || may(actor, 'application.answer-appeal', thing);
  const counted = votesThatCount(votes, situationFrom(row, events).events);
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    id: row.id,
    reference: row.reference,
    state: row.state,
    procedure: row.procedure,
    version: row.version,
    organisation: row.organisation,
    organisation_name: names.get(row.organisation) ?? row.organisation,
    body: row.body,
    body_name: names.get(row.body) ?? row.body,
    officer: officer ? { id: officer.id, name: officer.name } : null,
    content: row.content,
    clock: clockAt(row, events, hub.now(), decisions.length > 0 && decisions.every((one) => one.published_at)),
    events: withPublication(events, decisions).map((one) =>
      one.kind === 'proposed' && !knowsProposal
        ? { ...one, detail: {} }
        : one.kind === 'appealed' || (one.kind === 'responded' && !concerned)
          ? { ...one, text: null }
          : one,
    ),
    questions: questionsOf(events),
    assessments: assessing ? assessments : [],
    votes: assessing ? votes.map((one) => ({ ...one, at: one.at.toISOString(), counts: counted.includes(one) })) : [],
    proposal: proposal
      ? {
          holder: proposal.holder,
          holder_name: names.get(proposal.holder) ?? proposal.holder,
          forwarded_at: proposal.forwarded_at.toISOString(),
          proposed_at: iso(proposal.proposed_at),
          ...(knowsProposal ? { outcome: proposal.outcome, reason: proposal.reason } : { outcome: null, reason: null }),
        }
      : null,
    fee: fee
      ? {
          id: fee.id,
          amount: fee.amount,
          currency: fee.currency,
          covers: fee.covers,
          made_at: fee.made_at.toISOString(),
          accepted_at: iso(fee.accepted_at),
        }
      : null,
    decisions: decisions.map(({ id, kind, reason, at, conditions, published_at, against, instruction }) => ({
      id,
      kind,
      reason,
      at,
      conditions,
      published_at,
      against,
      instruction,
    })),
    appeals: appealsOf(events).map(({ by: _by, against: _against, ...one }) => ({ ...one, text: concerned ? one.text : null })),
    permit,
    you_may: verbs.filter((verb) => may(actor, verb, thing)),
  };
}

/** The clock as it stands now. `published`: the decision is public, so that nothing is due any more. */
export function clockAt(row: Application, events: store.EventTable[], now: Date, published: boolean): z.infer<typeof clockView> {
  return clockFrom(situationFrom(row, events).events, row, now, published);
}

function clockFrom(
  events: Parameters<typeof clockOf>[0],
  row: Pick<Application, 'state' | 'procedure'>,
  now: Date,
  published: boolean,
): z.infer<typeof clockView> {
  const clock = clockOf(events, row.procedure);
  const late = decisionIsLate(clock, now) || answerIsLate(clock, row.state, now);
  const appeal_over = clock.appeal_by !== null && dayOf(now) > clock.appeal_by;
  return { ...clock, ...(published ? { publish_by: null } : {}), appeal_over, late };
}

type Published = { at: string; published_at: string | null };

/** What happened, with when the decision was made public. */
function withPublication(events: store.EventTable[], decisions: Published[]): ApplicationView['events'] {
  const happened = events.map(({ kind, at, by, text, detail }) => ({ kind, at: at.toISOString(), by, text, detail }));
  const first = decisions[0]?.published_at;
  // In one transaction with the decision, and told after it.
  const decided = events.find((one) => one.kind === 'decided')?.at.toISOString() ?? '';
  const at = first && first > decided ? first : decided;
  const published = first ? [{ kind: 'published', at, by: null, text: null, detail: {} }] : [];
  return [...happened, ...published].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

export async function readApplication(hub: Hub, actor: Actor, id: string): Promise<ApplicationView> {
  const row = await store.application(hub.db, id);
  const thing = row && thingOf(row, await holdersOfDatasets(hub.db));
  if (!row || !thing || !maySee(actor, row, thing)) throw notThere('There is no such application.');
  return viewOf(hub, actor, row, thing);
}

export const applicationSummary = applicationView
  .pick({ id: true, reference: true, state: true, organisation: true, version: true })
  .extend({ title: z.string(), clock: clockView, updated_at: z.string() });

/** Those that the actor may read, newest first. */
export async function listApplications(hub: Hub, actor: Actor): Promise<z.infer<typeof applicationSummary>[]> {
  const [rows, holders, events, { decisions }] = await Promise.all([
    store.applicationsInShort(hub.db),
    holdersOfDatasets(hub.db),
    store.allHappenings(hub.db),
    outcomes(hub),
  ]);
  const published = new Set([...decisions].filter(([, made]) => made.every((one) => one.published_at)).map(([id]) => id));
  const byApplication = Map.groupBy(events, (event) => event.application);
  return rows
    .map(({ datasets, ...row }) => ({ ...row, content: { data: datasets.map((dataset) => ({ dataset })) } }))
    .filter((row) => maySee(actor, row, thingOf(row, holders)))
    .map((row) => {
      const happened = situationFrom({ ...row, content: {} }, byApplication.get(row.id) ?? []).events;
      const clock = clockFrom(happened, row, hub.now(), published.has(row.id));
      const { id, reference, state, organisation, version, title } = row;
      return {
        id,
        reference,
        state,
        organisation,
        version,
        title,
        clock,
        updated_at: row.updated_at.toISOString(),
      };
    });
}

/** The public names of applications, by id. */
export async function titlesOfApplications(hub: Hub, ids: string[]): Promise<Map<string, string>> {
  return store.titlesOf(hub.db, ids);
}

/** What a permit's page says of the application behind it: its public name, and what the brought models are called. */
export async function readRequestedModels(hub: Hub, id: string) {
  const row = await store.application(hub.db, id);
  return {
    reference: row?.reference ?? '',
    title: row?.content.title ?? '',
    organisation: row?.organisation,
    models: new Map((row?.content.models ?? []).map((one) => [one.digest, one.name])),
  };
}
