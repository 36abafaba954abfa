// What an officer's desk shows: the applications that wait, and one of them with all that a decision rests on.

import {
  listOrganisations,
  membershipsOf,
  namesOf,
  officersApartFrom,
  officersOf,
  personWithKeys,
  type Reader,
} from '../../organisations/actions.ts';
import { type Actor, organisationsOf } from '../../permissions/actor.ts';
import { may } from '../../permissions/may.ts';
import { outcomes, permitsThatWait } from '../../permits/actions.ts';
import { openHearingsOf } from '../../permits/hearings.ts';
import { openRequests } from '../../permits/requests.ts';
import type { Hub } from '../../platform/hub.ts';
import { untold } from '../../platform/letters.ts';
import { notThere } from '../../platform/problem.ts';
import { modelIsKnown } from '../../studies/models.ts';
import { overdueResults } from '../../studies/sharing.ts';
import { type AppealsView, readAppeals } from '../appeals/actions.ts';
import { appealsOf, isOpen } from '../appeals/rules.ts';
import { dayOf, daysBetween } from '../calendar.ts';
import { type Application, situationFrom } from '../change.ts';
import { type Clock, clockOf } from '../clocks.ts';
import { attachmentsOf } from '../form/form-store.ts';
import * as applications from '../store.ts';
import { type ApplicationView, readApplication } from '../views.ts';
import { type Fact, factsOf } from './facts.ts';
import { datasetsOfContent, type Named } from './names.ts';
import { groupOf, type Next, nextOf } from './next.ts';
import * as store from './store.ts';

export const filters = ['open', 'mine', 'unassigned', 'late', 'waiting', 'closed'] as const;
export type Filter = (typeof filters)[number];

/** `would`: the day that holds if the application is found complete as it stands. */
export type Due = { what: 'decide' | 'would' | 'answer' | 'propose' | 'publish'; day: string; left: number };
export type DeskRow = {
  reference: string;
  title: string;
  organisation: string;
  state: Application['state'];
  due: Due | null;
  officer: { id: string; name: string } | null;
  mayTake: boolean;
  untold: boolean;
  next: Next;
};
export type Desk = {
  body: string;
  filter: Filter;
  rows: DeskRow[];
  counts: Record<Exclude<Filter, 'closed'>, number>;
  requests: Awaited<ReturnType<typeof openRequests>>;
  /** Open appeals, those that wait for the body first. */
  appeals: { reference: string; title: string; state: 'filed' | 'handed-over'; by: string | null }[];
  /** About permits: notice given, answered or not. */
  hearings: { reference: string; by: string; answered: boolean; over: boolean }[];
  /** Studies whose results were to be public by now. */
  results: { study: string; title: string; by: string }[];
  signatures: Awaited<ReturnType<typeof permitsThatWait>>;
  /** Whom no letter reaches about permits and applications that are closed. */
  untold: { about: string; name: string }[];
};

export function bodyOf(actor: Actor): string {
  const body = organisationsOf(actor, 'officer').find((one) => may(actor, 'desk.read', { body: one }));
  if (!body) throw notThere();
  return body;
}

export async function readDesk(hub: Hub, actor: Actor, filter: Filter): Promise<Desk> {
  const body = bodyOf(actor);
  const [open, organisations, requests, signatures, letters, appeals, hearings, results] = await Promise.all([
    store.received(hub.db, body, true),
    listOrganisations(hub),
    openRequests(hub, actor, body),
    permitsThatWait(hub, body),
    untold(hub.db, hub.now()),
    openAppeals(hub, body),
    openHearingsOf(hub, actor, body),
    overdueResults(hub, body),
  ]);
  const closed = filter === 'closed' ? await store.received(hub.db, body, false) : [];
  const shown = filter === 'closed' ? closed : open;
  const ids = shown.map((row) => row.id);
  const [events, officers, published, progress, setting] = await Promise.all([
    store.eventsOfMany(hub.db, ids),
    namesOf(
      hub.db,
      shown.flatMap((row) => row.officer ?? []),
    ),
    filter === 'closed' ? publishedApplications(hub) : new Set<string>(),
    store.progressOfMany(hub.db, filter === 'closed' ? [] : ids),
    store.settingOf(hub.db, body),
  ]);
  const byApplication = Map.groupBy(events, (one) => one.application);
  const names = new Map(organisations.map((one) => [one.id, one.name]));
  const unreached = new Set(letters.map((one) => one.about));
  const rows = shown.map((row): DeskRow => {
    const { events: happened } = situationFrom(row, byApplication.get(row.id) ?? []);
    const due = dueOf(row, happened, hub.now(), published.has(row.id));
    return {
      reference: row.reference,
      title: row.content.title ?? '',
      organisation: names.get(row.organisation) ?? row.organisation,
      state: row.state,
      due,
      next: nextOf(row.state, due?.what === 'propose', {
        // A request for statistics needs three of the ten: the case says which are open.
        assessed: row.procedure === 'request' ? 10 : (progress.assessed.get(row.id) ?? 0),
        voters: progress.voters.get(row.id) ?? [],
        feeOpen: progress.feesOpen.has(row.id),
        votesNeeded: setting.votes_needed,
        me: actor.person,
      }),
      officer: row.officer ? { id: row.officer, name: officers.get(row.officer) ?? '' } : null,
      mayTake: may(actor, 'application.assign', { organisation: row.organisation, body }),
      untold: unreached.has(`application:${row.id}`),
    };
  });
  const is: Record<Filter, (row: DeskRow) => boolean> = {
    open: () => true,
    closed: () => true,
    mine: (row) => row.officer?.id === actor.person,
    unassigned: (row) => row.officer === null,
    late: (row) => (row.due?.left ?? 0) < 0,
    waiting: (row) => groupOf(row, actor.person) === 'waiting',
  };
  const count = (one: Filter) => (filter === 'closed' ? 0 : rows.filter(is[one]).length);
  const people = await namesOf(
    hub.db,
    letters.flatMap((one) => one.person ?? []),
  );
  return {
    body,
    filter,
    rows: rows.filter(is[filter]).sort(filter === 'closed' ? () => 0 : byDue),
    counts: {
      open: open.length,
      mine: open.filter((row) => row.officer === actor.person).length,
      unassigned: open.filter((row) => row.officer === null).length,
      late: count('late'),
      waiting: count('waiting'),
    },
    requests,
    appeals,
    hearings,
    results,
    signatures,
    // Letters about people's own accounts are not the body's matter.
    untold: letters
      .filter((one) => /^(application|permit):/.test(one.about))
      .filter((one) => !rows.some((row) => row.untold && one.about.startsWith('application:')))
      .map((one) => ({ about: one.about, name: people.get(one.person ?? '') ?? '' })),
  };
}

async function openAppeals(hub: Hub, body: string): Promise<Desk['appeals']> {
  const rows = await store.appealed(hub.db, body);
  const events = Map.groupBy(
    await store.eventsOfMany(
      hub.db,
      rows.map((row) => row.id),
    ),
    (one) => one.application,
  );
  const all = rows.flatMap(({ id, reference, title }): Desk['appeals'] => {
    const open = appealsOf(events.get(id) ?? []).findLast(isOpen);
    return open?.state === 'filed' || open?.state === 'handed-over'
      ? [{ reference, title, state: open.state, by: open.hand_over_by }]
      : [];
  });
  return all.sort((a, b) => ((a.by ?? '9999') < (b.by ?? '9999') ? -1 : 1));
}

async function publishedApplications(hub: Hub): Promise<Set<string>> {
  const { decisions } = await outcomes(hub);
  return new Set([...decisions].filter(([, made]) => made.every((one) => one.published_at)).map(([id]) => id));
}

function byDue(a: DeskRow, b: DeskRow): number {
  return (a.due?.day ?? '9999') < (b.due?.day ?? '9999') ? -1 : 1;
}

type Happened = Parameters<typeof clockOf>[0];

/** The day that matters first; before an application is found complete, the one that would hold if it were. */
export function dueOf(
  row: Pick<Application, 'state' | 'procedure'>,
  events: Happened,
  now: Date,
  published: boolean,
): Due | null {
  const clock = clockOf(events, row.procedure);
  const due = (what: Due['what'], day: string | null): Due | null =>
    day ? { what, day, left: daysBetween(dayOf(now), day) } : null;
  if (row.state === 'SUBMITTED' || row.state === 'PRE_SCREENING')
    return due('would', clockOf([...events, { kind: 'complete', at: now }], row.procedure).decide_by);
  if (published) return null;
  return first(clock, due);
}

function first(clock: Clock, due: (what: Due['what'], day: string | null) => Due | null): Due | null {
  const all = [
    due('answer', clock.answer_by),
    due('propose', clock.propose_by),
    due('decide', clock.decide_by),
    due('publish', clock.publish_by),
  ];
  return all.filter((one) => one !== null).sort((a, b) => (a.day < b.day ? -1 : 1))[0] ?? null;
}

export type CaseView = {
  application: ApplicationView;
  due: Due | null;
  names: Named;
  facts: Fact[];
  drafts: { criterion: string; finding: string; reason: string; at: string }[];
  attachments: { id: string; field: string; name: string; size: number }[];
  /** Who can handle it. */
  officers: Reader[];
  votesNeeded: number;
  /** The one trusted holder to whom it can be handed (art. 72); null where there is none. */
  trustedHolder: { id: string; name: string } | null;
  untold: string[];
  /** Where a decision went against the applicant. */
  appeals: AppealsView | undefined;
};

export async function readCase(hub: Hub, actor: Actor, reference: string): Promise<CaseView> {
  const application = await readApplication(hub, actor, reference);
  if (!may(actor, 'desk.read', { body: application.body })) throw notThere('There is no such application.');
  const { id, content } = application;
  const [row, events, names, drafts, attachments, officers, setting, trusted, organisations, letters] = await Promise.all([
    applications.application(hub.db, id),
    applications.eventsOf(hub.db, id),
    datasetsOfContent(hub, content),
    store.draftsOf(hub.db, id, actor.person),
    attachmentsOf(hub.db, id),
    officersOf(hub.db, application.body),
    store.settingOf(hub.db, application.body),
    store.trustedHolders(hub.db, application.body),
    listOrganisations(hub),
    untold(hub.db, hub.now(), [`application:${id}`]),
  ]);
  if (!row) throw notThere();
  const published = application.decisions.length > 0 && application.decisions.every((one) => one.published_at);
  const holders = new Set([...names.datasets.values()].flatMap((one) => one.stations.map((station) => station.holder)));
  const [holder] = holders;
  const alone = holders.size === 1 && holder && trusted.includes(holder) ? holder : undefined;
  const people = await namesOf(
    hub.db,
    letters.flatMap((one) => one.person ?? []),
  );
  return {
    application,
    due: dueOf(row, situationFrom(row, events).events, hub.now(), published),
    names,
    facts: await factsFor(hub, application, names, officers, organisations),
    drafts: drafts.map(({ criterion, finding, reason, at }) => ({ criterion, finding, reason, at: at.toISOString() })),
    attachments: attachments.map(({ id: file, field, name, size }) => ({ id: file, field, name, size })),
    officers: await officersApartFrom(hub.db, application.body, application.organisation),
    votesNeeded: setting.votes_needed,
    trustedHolder: alone ? { id: alone, name: organisations.find((one) => one.id === alone)?.name ?? alone } : null,
    untold: [...new Set(letters.map((one) => people.get(one.person ?? '') ?? ''))],
    appeals: application.decisions.length ? await readAppeals(hub, actor, application) : undefined,
  };
}

async function factsFor(
  hub: Hub,
  { content, organisation }: ApplicationView,
  names: Named,
  officers: Reader[],
  organisations: { id: string; public_sector: boolean }[],
): Promise<Fact[]> {
  const isPublic = (id: string | undefined) => organisations.find((one) => one.id === id)?.public_sector === true;
  const persons = content.persons ?? [];
  const known = await Promise.all(persons.map((one) => personWithKeys(hub.db, one.email)));
  const memberships = await Promise.all(officers.map((one) => membershipsOf(hub, one.person, 'session')));
  const conflicted = officers.filter(
    (one, at) =>
      persons.some((person) => person.email === one.email) ||
      memberships[at]?.memberships.some((membership) => membership.organisation === organisation),
  );
  const models = await Promise.all((content.models ?? []).map((one) => modelIsKnown(hub, one.digest)));
  return factsOf({
    content,
    publicSector: isPublic(organisation) || isPublic(content.on_behalf_of),
    conflicted: conflicted.map((one) => one.name),
    datasets: new Map(
      (content.data ?? []).map(({ dataset }) => {
        const found = names.datasets.get(dataset);
        return [dataset, found ? { dictionary: found.dictionary, stations: found.stations.length } : null];
      }),
    ),
    persons: persons.map(({ name }, at) => ({ name, keys: known[at]?.keys.length ?? 0 })),
    models: new Map((content.models ?? []).map((one, at) => [one.digest, models[at] === true])),
    now: hub.now(),
  });
}
