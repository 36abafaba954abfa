// The demonstration's people: put there when a demo hub starts, signed in without proof. config.ts lets DEMO be set only with the
// embedded database and a listener on this machine.
import { ensureMember, ensureOrganisation, ensurePerson, membershipsOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import { journal, longestTokenDays, makeToken, type NewToken } from '../sign-in/actions.ts';
import type { AboutSession, Opened, SignIn } from '../sign-in/sign-in.ts';
import { demoOrganisations, emailOf, type Persona, personas } from './personas.ts';

/** Can be run at every start: what is there stays. */
export async function seedDemo(hub: Hub): Promise<void> {
  if (!hub.config.demo) return;
  await transaction(hub.db, async (trx) => {
    for (const organisation of demoOrganisations) await ensureOrganisation(trx, organisation, hub.now());
    for (const persona of personas) {
      const person = await ensurePerson(trx, { name: persona.name, email: emailOf(persona) }, hub.now());
      await ensureMember(trx, { person, ...persona }, hub.now());
    }
  });
}

/** Throws 404 outside the demonstration, as if there were no such address. */
export function listPersonas(hub: Hub): Persona[] {
  if (!hub.config.demo) throw notThere();
  return personas;
}

async function actorAs(hub: Hub, id: string): Promise<Actor> {
  const persona = listPersonas(hub).find((one) => one.id === id);
  if (!persona) throw notThere(`There is no persona ${id}. There are: ${personas.map((one) => one.id).join(', ')}.`);
  const person = await transaction(hub.db, (trx) =>
    ensurePerson(trx, { name: persona.name, email: emailOf(persona) }, hub.now()),
  );
  const actor = await membershipsOf(hub, person, 'session');
  if (!actor) throw new Error('a persona without a person');
  return actor;
}

export async function sessionAs(hub: Hub, signIn: SignIn, id: string, about: AboutSession): Promise<Opened> {
  const actor = await actorAs(hub, id);
  await journal(hub, actor.person, 'sign-in.persona');
  return signIn.openFor(actor.person, about);
}

export async function tokenAs(hub: Hub, id: string, name: string): Promise<NewToken & { person: string; person_name: string }> {
  const actor = await actorAs(hub, id);
  return { ...(await makeToken(hub, actor, { name, days: longestTokenDays })), person: actor.person, person_name: actor.name };
}
