// The verbs on colleagues: an applicant's member invites by e-mail, the invited one signs in and joins, either is taken back. Nobody is
// made a member without saying yes: membership follows the person (art. 55(5)), and who invites an officer must not thereby shut them out.
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { type Actor, organisationsOf } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { addJob, type Jobs } from '../platform/jobs.ts';
import { record } from '../platform/journal.ts';
import { letterTo } from '../platform/letter-text.ts';
import { post } from '../platform/letters.ts';
import { notForYou, notThere, Problem, refusedByRules } from '../platform/problem.ts';
import { limitInvitations } from '../sign-in/actions.ts';
import { stillMay, stillMayOf } from './actions.ts';
import * as colleagues from './colleague-store.ts';
import * as store from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export const daysOfInvitation = 14;
export const mostInvitations = 20;

const entry = (hub: Hub, actor: Actor, verb: string, organisation: string, detail: Record<string, unknown>) => ({
  ...{ at: hub.now(), actor: `person:${actor.person}`, verb, thing: `organisation:${organisation}`, detail },
});

/** Whose name stands on an invitation that opens nothing: the address must be proved by signing in. Inviting the same address again
 * changes nothing. */
export async function inviteColleague(hub: Hub, actor: Actor, organisation: string, address: string): Promise<void> {
  if (!may(actor, 'organisation.invite-colleague', { organisation })) throw notForYou();
  const email = address.trim().toLowerCase();
  await limitInvitations(hub, organisation, email);
  const { open, dead } = await invitationsNow(hub, organisation);
  await transaction(hub.db, async (trx) => {
    const now = hub.now();
    const members = await store.members(trx, organisation);
    if (members.some((one) => one.email === email && one.role === 'innovator'))
      throw refusedByRules('colleague-already', 'This person is a colleague here already.');
    await colleagues.deleteExpired(trx, now);
    for (const { id } of dead) await colleagues.deleteInvitation(trx, id);
    if (open.length >= mostInvitations)
      throw refusedByRules('too-many-invitations', `At most ${mostInvitations} invitations are open at once.`);
    const expires = new Date(now.getTime() + daysOfInvitation * 86_400_000);
    const id = uuidv7();
    const row = { id, organisation, email, invited_by: actor.person, invited_at: now, expires_at: expires };
    if (!(await colleagues.insertInvitation(trx, row))) return;
    await record(trx, entry(hub, actor, 'organisation.invite-colleague', organisation, { invitation: id }));
    await addJob(trx, 'colleague-letters', { invitation: id });
  });
}

export async function takeInvitationBack(hub: Hub, actor: Actor, id: string): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const found = await colleagues.invitation(trx, id);
    if (!found || !may(actor, 'organisation.invite-colleague', { organisation: found.organisation }))
      throw notThere('There is no such invitation of yours.');
    await colleagues.deleteInvitation(trx, id);
    await record(trx, entry(hub, actor, 'organisation.uninvite-colleague', found.organisation, { invitation: id }));
  });
}

/** Ends the role of a colleague who joined by an invitation. */
export async function endColleague(hub: Hub, actor: Actor, membership: string): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const found = await store.membership(trx, membership);
    if (!found || !may(actor, 'organisation.invite-colleague', { organisation: found.organisation }))
      throw notThere('There is no such colleague of yours.');
    if (!(await colleagues.invitedMemberships(trx, found.organisation)).has(membership))
      throw refusedByRules('role-of-advisor', 'An advisor gave this role, and takes it back.');
    await store.deleteMembership(trx, membership, hub.now());
    const detail = { person: found.person, role: found.role };
    await record(trx, entry(hub, actor, 'organisation.end-colleague', found.organisation, detail));
  });
}

/** An invitation is its inviter's word: it holds as long as they may invite. Who was shown out lets nobody in. */
const holds = (hub: Hub, { invited_by, organisation }: { invited_by: string; organisation: string }) =>
  stillMay(hub, invited_by, 'organisation.invite-colleague', { organisation });

/** Those that hold, and those whose inviter has left: they stand in nobody's way. */
async function invitationsNow(hub: Hub, organisation: string) {
  const all = await colleagues.invitationsOf(hub.db, organisation, hub.now());
  const inviters = all.map((one) => one.invited_by);
  const held = await stillMayOf(hub, inviters, 'organisation.invite-colleague', { organisation });
  return { open: all.filter((one) => held.has(one.invited_by)), dead: all.filter((one) => !held.has(one.invited_by)) };
}

/** The invited person says yes: the role begins. */
export async function joinAsColleague(hub: Hub, actor: Actor, id: string): Promise<void> {
  const open = await colleagues.invitation(hub.db, id);
  const isHeld = open !== undefined && (await holds(hub, open));
  await transaction(hub.db, async (trx) => {
    const found = await colleagues.invitation(trx, id);
    const isTheirs = found !== undefined && isHeld && found.email === actor.email && found.expires_at > hub.now();
    if (!isTheirs || !may(actor, 'organisation.join', { person: actor.person }) || actor.via !== 'session')
      throw new Problem(404, 'invitation-not-there', 'There is no such invitation to you. It was taken back, or is too old.');
    if (!(await colleagues.deleteInvitation(trx, id))) return;
    const membership = uuidv7();
    const { organisation, invited_by } = found;
    const role = 'innovator' as const;
    await store.insertMembership(trx, {
      ...{ id: membership, person: actor.person, organisation, role, station: null, created_at: hub.now() },
    });
    if (await store.membership(trx, membership)) await colleagues.insertColleague(trx, membership, invited_by);
    await record(trx, entry(hub, actor, 'organisation.join', organisation, { person: actor.person, role, invited_by }));
  });
}

export async function invitationsToMe(hub: Hub, actor: Actor) {
  const open = await colleagues.invitationsTo(hub.db, actor.email, hub.now());
  const held = await Promise.all(open.map((one) => holds(hub, { invited_by: one.inviter, organisation: one.to })));
  return open.filter((_, at) => held[at]);
}

/** Per organisation for which the actor may invite: who acts for it, and who is invited. */
export async function colleaguesAround(hub: Hub, actor: Actor) {
  return Promise.all(organisationsOf(actor, 'innovator').map((id) => colleaguesIn(hub, actor, id)));
}

export async function colleaguesIn(hub: Hub, actor: Actor, organisation: string) {
  if (!may(actor, 'organisation.invite-colleague', { organisation })) throw notForYou();
  const [found, members, { open }, invited] = await Promise.all([
    store.organisation(hub.db, organisation),
    store.members(hub.db, organisation),
    invitationsNow(hub, organisation),
    colleagues.invitedMemberships(hub.db, organisation),
  ]);
  return {
    id: organisation,
    name: found?.name ?? organisation,
    colleagues: members
      .filter((one) => one.role === 'innovator')
      .map(({ id, person, name, email }) => ({ id, person, name: name || email, email, endable: invited.has(id) })),
    invitations: open.map(({ id, email, invited_at, expires_at }) => ({
      ...{ id, email, invited_at: invited_at.toISOString(), expires_at: expires_at.toISOString() },
    })),
  };
}
export type ColleaguesView = Awaited<ReturnType<typeof colleaguesIn>>;

const payloadSchema = z.object({ invitation: z.uuid() });

async function sendInvitation(hub: Hub, payload: unknown): Promise<void> {
  const found = await colleagues.invitation(hub.db, payloadSchema.parse(payload).invitation);
  if (!found || !(await holds(hub, found))) return;
  const [organisation, inviter, known] = await Promise.all([
    store.organisation(hub.db, found.organisation),
    store.person(hub.db, found.invited_by),
    store.personByEmail(hub.db, found.email),
  ]);
  const words = {
    sv: { subject: sv.letterSubject, text: sv.letter },
    en: { subject: en.letterSubject, text: en.letter },
  };
  const values = {
    organisation: organisation?.name ?? found.organisation,
    inviter: inviter?.name || (inviter?.email ?? ''),
    days: daysOfInvitation,
    link: `${hub.config.origin}/invitations`,
  };
  const letter = letterTo({ email: found.email, language: known?.language ?? null }, words, values);
  await post(hub, [{ key: `invitation:${found.id}`, about: 'account', person: null, letter }]);
}

export const colleagueJobs: Jobs = {
  'colleague-letters': sendInvitation,
  'forget-invitations': (hub: Hub) => colleagues.deleteExpired(hub.db, hub.now()),
};
export const colleagueCrontab = ['29 3 * * * forget-invitations'];
