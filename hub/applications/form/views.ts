// What the pages of the form show: one application of the actor's own, with all that the form keeps beside it.
import { listMembers, listOrganisations, personOf, personWithKeys } from '../../organisations/actions.ts';
import type { Actor } from '../../permissions/actor.ts';
import type { Hub } from '../../platform/hub.ts';
import * as applications from '../change.ts';
import { clockOf } from '../clocks.ts';
import { type Question, questionsOf } from '../questions.ts';
import type { Content, State } from '../schema.ts';
import * as applicationStore from '../store.ts';
import { groundOf, ownApplication } from './actions.ts';
import * as store from './form-store.ts';
import type { Ground, Inputs } from './inputs.ts';
import { openFields } from './open-fields.ts';
import type { ContentField } from './steps.ts';

export type FormView = {
  id: string;
  reference: string;
  state: State;
  version: number;
  organisation: { id: string; name: string; publicSector: boolean };
  content: Content;
  typed: Record<string, Inputs>;
  leftOut: store.LeftOut[];
  edited: { by: string; at: string } | null;
  /** What may be changed now. */
  open: ContentField[];
  questions: Question[];
  answerBy: string | null;
  comments: Awaited<ReturnType<typeof store.commentsOf>>;
  attachments: Awaited<ReturnType<typeof store.attachmentsOf>>;
  ground: Ground;
};

export async function readForm(hub: Hub, actor: Actor, reference: string): Promise<FormView> {
  const row = await ownApplication(hub.db, actor, reference);
  const [form, events, comments, attachments, organisations, ground] = await Promise.all([
    store.formOf(hub.db, row.id),
    applicationStore.eventsOf(hub.db, row.id),
    store.commentsOf(hub.db, row.id),
    store.attachmentsOf(hub.db, row.id),
    listOrganisations(hub),
    groundOf(hub.db, row),
  ]);
  const organisation = organisations.find((one) => one.id === row.organisation);
  const editor = form.edited_by ? await personOf(hub.db, form.edited_by) : undefined;
  const questions = questionsOf(events);
  return {
    id: row.id,
    reference: row.reference,
    state: row.state,
    version: row.version,
    organisation: {
      id: row.organisation,
      name: organisation?.name ?? row.organisation,
      publicSector: organisation?.public_sector ?? false,
    },
    content: row.content,
    typed: form.typed,
    leftOut: form.left_out,
    edited: editor && form.edited_at ? { by: editor.name, at: form.edited_at.toISOString() } : null,
    open: openFields(row.state, questions),
    questions,
    answerBy: clockOf(applications.situationFrom(row, events).events, row.procedure).answer_by,
    comments,
    attachments,
    ground,
  };
}

export type Colleague = { name: string; email: string; canSign: boolean };

/** People with a role in the organisation, and whether each has a signing key already: the permit lists the keys of its persons. */
export async function colleaguesOf(hub: Hub, actor: Actor, organisation: string): Promise<Colleague[]> {
  const members = await listMembers(hub, actor, organisation);
  const emails = [...new Set(members.map((member) => member.email))].slice(0, 100);
  const people = await Promise.all(emails.map((email) => personWithKeys(hub.db, email)));
  return people.flatMap((person) =>
    person ? [{ name: person.name, email: person.email, canSign: person.keys.length > 0 }] : [],
  );
}

export async function publicBodies(hub: Hub): Promise<{ id: string; name: string }[]> {
  return (await listOrganisations(hub)).filter((one) => one.public_sector && one.kind !== 'access-body');
}
