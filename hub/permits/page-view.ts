// What a permit's page shows beside the permit: names, requests, versions taken back, studies under it, what the reader may do.

import { datasetsNamed } from '../applications/desk/names.ts';
import { readRequestedModels } from '../applications/views.ts';
import { namesOf, readersOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import type { Hub } from '../platform/hub.ts';
import { untold } from '../platform/letters.ts';
import { studiesUnder } from '../studies/under-permit.ts';
import { type MadeDecision, type PermitView, readPermit } from './actions.ts';
import * as decisionStore from './decision-store.ts';
import { type HearingView, hearingView } from './hearing-rules.ts';
import { hearingsOf } from './hearing-store.ts';
import { spanOf } from './permit-day.ts';
import type { PermitNames } from './permit-words.tsx';
import * as requestStore from './request-store.ts';
import * as store from './store.ts';

export type RequestView = {
  id: string;
  kind: 'amend' | 'renew';
  until: string | null;
  text: string;
  made_by: string;
  made_at: string;
  outcome: 'done' | 'declined' | null;
  answer: string | null;
  answered_at: string | null;
};
export type PermitPageView = {
  permit: PermitView;
  names: PermitNames;
  /** Those of the newest version, with their addresses: for officers who change the list. */
  persons: { id: string; name: string; email: string }[];
  /** `href`: where this reader finds it; null where they may not read it. */
  application: { reference: string; title: string; href: string | null };
  /** `publish`: of a finished one, art. 61(4). */
  studies: Awaited<ReturnType<typeof studiesUnder>>;
  requests: RequestView[];
  /** `decided`: the reason of the decision that made it; `reason`: why it was taken back, empty where another was signed first. */
  takenBack: { version: number; decided: string; reason: string; at: string }[];
  decisions: Pick<MadeDecision, 'id' | 'kind' | 'at'>[];
  hearing: string | null;
  /** For its user and the body. */
  hearings: HearingView[];
  untold: string[];
  /** How much of its time has gone, and the days that are left; null where no version is signed. */
  span: { gone: number; daysLeft: number } | null;
  /** Whether the permit has been extended, which is done once. */
  renewed: boolean;
  may: { amend: boolean; revoke: boolean; request: boolean; ask: boolean; views: boolean };
};

export async function readPermitPage(hub: Hub, actor: Actor, reference: string): Promise<PermitPageView> {
  const permit = await readPermit(hub, actor, reference);
  const newest = permit.versions.at(-1)?.document;
  const datasets = newest?.datasets.map((one) => one.id) ?? [];
  const sub = [...new Set(permit.versions.flatMap((one) => one.document.persons.map((person) => person.sub)))];
  const [named, persons, requests, takenBack, decisions, row, asked, letters, studies, hearings] = await Promise.all([
    datasetsNamed(hub, datasets),
    readersOf(hub.db, sub),
    requestStore.requestsOf(hub.db, permit.id),
    store.takenBack(hub.db, permit.id),
    decisionStore.decisionsOf(hub.db, permit.application),
    store.permit(hub.db, permit.id),
    readRequestedModels(hub, permit.application),
    untold(hub.db, hub.now(), [`permit:${permit.id}`]),
    studiesUnder(
      hub,
      actor,
      permit.versions.map((one) => one.digest),
    ),
    hearingsOf(hub.db, permit.id),
  ]);
  const thing = { organisation: permit.organisation, body: permit.body, persons: newest?.persons.map((one) => one.sub) };
  const askers = await namesOf(hub.db, [...requests.map((one) => one.made_by), ...letters.flatMap((one) => one.person ?? [])]);
  const stepsBack = new Set(takenBack.map((one) => one.decision));
  const officer = may(actor, 'desk.read', { body: permit.body });
  return {
    permit,
    names: { ...named, persons: new Map(persons.map((one) => [one.person, one.name || one.email])), models: asked.models },
    persons: persons
      .filter((one) => newest?.persons.some((person) => person.sub === one.person))
      .map(({ person: id, name, email }) => ({ id, name, email })),
    application: {
      reference: asked.reference,
      title: asked.title,
      href: officer
        ? `/desk/${asked.reference}`
        : may(actor, 'application.read', { organisation: permit.organisation })
          ? `/applications/${asked.reference}`
          : null,
    },
    studies,
    requests: requests.map(({ permit: of, answered_by, made_at, answered_at, made_by, ...one }) => ({
      ...one,
      made_by: askers.get(made_by) ?? '',
      made_at: made_at.toISOString(),
      answered_at: answered_at?.toISOString() ?? null,
    })),
    takenBack: takenBack.map(({ version, reason, at, decision }) => ({
      version,
      decided: decisions.find((one) => one.id === decision)?.record.reason ?? '',
      reason,
      at: at.toISOString(),
    })),
    decisions: decisions.map(({ record: { id, kind, at } }) => ({ id, kind, at })),
    hearings: officer || may(actor, 'permit.state-views', thing) ? hearings.map((one) => hearingView(one, hub.now())) : [],
    hearing: officer || may(actor, 'permit.request', thing) ? (row?.hearing ?? null) : null,
    untold: officer ? [...new Set(letters.map((one) => askers.get(one.person ?? '') ?? ''))] : [],
    span: permit.document ? spanOf(permit.document, hub.now()) : null,
    renewed: decisions.some((one) => one.kind === 'renew' && !stepsBack.has(one.id)),
    may: {
      amend: may(actor, 'permit.amend', thing),
      revoke: may(actor, 'permit.revoke', thing),
      request: may(actor, 'permit.request', thing),
      views: may(actor, 'permit.state-views', thing),
      ask: may(actor, 'study.create', thing),
    },
  };
}
