// The verbs on organisations, people and roles: load, decide, save, journal.
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, organisationsOf, type Role } from '../permissions/actor.ts';
import { may, type Thing, type Verb } from '../permissions/may.ts';
import { type Db, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, notThere, Problem } from '../platform/problem.ts';
import type { Language } from '../platform/texts.ts';
import * as store from './store.ts';

export type Organisation = store.OrganisationTable;

/** The actor as whom this person acts, for one of their organisations or (null) for all; null when there is no such person. */
export async function membershipsOf(
  hub: Hub,
  personId: string,
  via: Actor['via'],
  actingFor: string | null = null,
): Promise<Actor | null> {
  const person = await store.person(hub.db, personId);
  if (!person || person.erased_at) return null;
  const [all, departures, organisation] = await Promise.all([
    store.memberships(hub.db, person.id),
    store.departures(hub.db, person.id),
    actingFor === null ? undefined : store.organisation(hub.db, actingFor),
  ]);
  const organisations = [...new Set(all.map((one) => one.organisation))];
  return {
    person: person.id,
    name: person.name,
    email: person.email,
    language: person.language,
    memberships: all.filter((one) => actingFor === null || one.organisation === actingFor),
    organisations,
    left: departures.filter((one) => !organisations.includes(one)),
    ...(organisation ? { actingFor: { organisation: organisation.id, name: organisation.name } } : {}),
    via,
  };
}

/** Whether a person still may what they once did, whichever organisation they act for: asked when something that they made for others
 * (a link, an invitation, a code) is used. Nobody who has left, and no erased account, may anything. */
export async function stillMay(hub: Hub, person: string, verb: Verb, thing: Thing): Promise<boolean> {
  return may(await membershipsOf(hub, person, 'session'), verb, thing);
}

/** Those of them who still may; each is asked once, however much they made. */
export async function stillMayOf(hub: Hub, persons: string[], verb: Verb, thing: Thing): Promise<Set<string>> {
  const all = [...new Set(persons)];
  const held = await Promise.all(all.map((one) => stillMay(hub, one, verb, thing)));
  return new Set(all.filter((_, at) => held[at]));
}

/** A person's own name, as others see it. */
export async function rename(hub: Hub, actor: Actor, name: string): Promise<void> {
  if (!may(actor, 'account.edit', { person: actor.person }) || actor.via !== 'session') throw notForYou();
  await transaction(hub.db, async (trx) => {
    await store.setName(trx, actor.person, name);
    await record(trx, entry(hub, actor, 'account.edit', `person:${actor.person}`));
  });
}

/** Remembers which language a person reads: letters to them use it. */
export async function chooseLanguage(hub: Hub, personId: string, language: Language): Promise<void> {
  await store.setLanguage(hub.db, personId, language);
}

export async function organisationOf(db: Db, id: string): Promise<Organisation> {
  const found = await store.organisation(db, id);
  if (!found) throw notThere(`There is no organisation ${id}.`);
  return found;
}

export async function organisationIfKnown(db: Db, id: string): Promise<Organisation | undefined> {
  return store.organisation(db, id);
}

/** The access body that decides here; the hub has one. */
export async function accessBody(db: Db): Promise<Organisation> {
  const body = (await store.organisations(db)).find((one) => one.kind === 'access-body');
  if (!body)
    throw new Problem(409, 'no-access-body', 'This hub has no access body yet: sluss organisation new --kind access-body.');
  return body;
}

export async function listOrganisations(hub: Hub): Promise<Organisation[]> {
  return store.organisations(hub.db);
}

export type NewOrganisation = Pick<Organisation, 'id' | 'name' | 'kind' | 'public_sector'> & { country?: string };
export type Description = Partial<Pick<Organisation, 'country' | 'region' | 'fees'>>;

const undescribed = { region: null, fees: null, body_key: null, described_by: null, described_at: null };

export async function createOrganisation(hub: Hub, actor: Actor, given: NewOrganisation): Promise<Organisation> {
  if (!may(actor, 'organisation.create')) throw notForYou();
  return transaction(hub.db, async (trx) => {
    const row = { ...given, ...undescribed, country: given.country ?? 'SE', created_at: hub.now() };
    if (!(await store.insertOrganisation(trx, row)))
      throw new Problem(409, 'name-taken', `There is already an organisation ${given.id}.`);
    await record(trx, entry(hub, actor, 'organisation.create', `organisation:${given.id}`, { kind: given.kind }));
    return row;
  });
}

/** Where it is and what it charges: what people see beside its data. What is not given stays. `seen`: when it was last described, as one
 * has read it; where it was described since, nothing is changed. */
export async function describeOrganisation(
  hub: Hub,
  actor: Actor,
  id: string,
  given: Description,
  seen?: string,
): Promise<Organisation> {
  if (!may(actor, 'organisation.describe', { organisation: id })) throw notForYou();
  return transaction(hub.db, async (trx) => {
    await store.lockOrganisation(trx, id);
    const before = await organisationOf(trx, id);
    if (seen !== undefined && seen !== descriptionVersion(before))
      throw new Problem(409, 'description-changed', 'Somebody else has changed the description since you opened it.');
    const country = given.country ?? before.country;
    // A county is of Sweden.
    const region = country === 'SE' ? {} : { region: null };
    const own = organisationsOf(actor);
    const by = own.includes(id) ? id : (organisationsOf(actor, 'advisor')[0] ?? null);
    await store.describeOrganisation(trx, id, { ...given, ...region, described_by: by, described_at: hub.now() });
    const detail = { fields: Object.keys(given).sort() };
    await record(trx, entry(hub, actor, 'organisation.describe', `organisation:${id}`, detail));
    return organisationOf(trx, id);
  });
}

/** How one who describes an organisation says what they have seen. */
export function descriptionVersion({ country, region, fees }: Organisation): string {
  return digest(canonicalBytes({ country, region, fees }));
}

export type NewMember = { email: string; name: string; role: Role; station: string | null };

/** Gives a role; a person who is new here can then sign in by a link to this address. */
export async function giveRole(hub: Hub, actor: Actor, organisationId: string, given: NewMember): Promise<string> {
  if (!may(actor, 'role.give', { organisation: organisationId })) throw notForYou();
  return transaction(hub.db, async (trx) => {
    await organisationOf(trx, organisationId);
    const person = await ensurePerson(trx, given, hub.now());
    await store.insertMembership(trx, {
      id: uuidv7(),
      person,
      organisation: organisationId,
      role: given.role,
      station: given.station,
      created_at: hub.now(),
    });
    const detail = { person, role: given.role, station: given.station };
    await record(trx, entry(hub, actor, 'role.give', `organisation:${organisationId}`, detail));
    return person;
  });
}

export async function takeRole(hub: Hub, actor: Actor, organisationId: string, membershipId: string): Promise<void> {
  if (!may(actor, 'role.take', { organisation: organisationId })) throw notForYou();
  await transaction(hub.db, async (trx) => {
    const found = await store.membership(trx, membershipId);
    if (!found || found.organisation !== organisationId) throw notThere();
    await store.deleteMembership(trx, membershipId, hub.now());
    const detail = { person: found.person, role: found.role, station: found.station };
    await record(trx, entry(hub, actor, 'role.take', `organisation:${organisationId}`, detail));
  });
}

export async function listMembers(hub: Hub, actor: Actor, organisationId: string) {
  if (!may(actor, 'organisation.read', { organisation: organisationId })) throw notForYou();
  await organisationOf(hub.db, organisationId);
  return store.members(hub.db, organisationId);
}

/** The id of the person with this address; made where there is none yet. */
export async function ensurePerson(db: Db, { email, name }: { email: string; name: string }, now: Date): Promise<string> {
  const row = {
    id: uuidv7(),
    name,
    email: email.toLowerCase(),
    email_verified: false,
    image: null,
    created_at: now,
    updated_at: now,
    language: null,
    erased_at: null,
  };
  await store.insertPerson(db, row);
  const found = await store.personByEmail(db, email);
  if (!found) throw new Error('a person was inserted and is not there');
  return found.id;
}

/** The same, for an address that was proved by an identity provider; a name is taken over where there is none. */
export async function ensureVerifiedPerson(db: Db, given: { email: string; name: string }, now: Date): Promise<string> {
  const id = await ensurePerson(db, given, now);
  await store.verifyPerson(db, id, now);
  await nameWhereNone(db, id, given.name);
  return id;
}

/** What an identity provider calls a person who has not said it themselves. */
export async function nameWhereNone(db: Db, id: string, name: string): Promise<void> {
  await store.nameWhereNone(db, id, name);
}

export async function personByEmail(db: Db, email: string) {
  return store.personByEmail(db, email);
}

/** For seeding: makes the organisation where there is none with this id. */
export async function ensureOrganisation(db: Db, given: NewOrganisation, now: Date): Promise<void> {
  const row = { ...given, ...undescribed, country: given.country ?? 'SE', created_at: now };
  if (await store.insertOrganisation(db, row)) return;
  // Those of a demonstration that is older than the field; what somebody has told since stays.
  const known = await store.organisation(db, given.id);
  if (given.country && !known?.described_at) await store.describeOrganisation(db, given.id, { country: given.country });
}

/** For seeding: gives the role where the person does not have it. */
export async function ensureMember(
  db: Db,
  given: { person: string; organisation: string; role: Role; station: string | null },
  now: Date,
): Promise<void> {
  const { person, organisation, role, station } = given;
  await store.insertMembership(db, { id: uuidv7(), person, organisation, role, station, created_at: now });
}

export type NamedPerson = { id: string; name: string; email: string; keys: string[] };

/** The person with this address and the thumbprints of their keys that are in force. */
export async function personWithKeys(db: Db, email: string): Promise<NamedPerson | undefined> {
  const person = await store.personByEmail(db, email);
  if (!person) return undefined;
  const keys = await store.keysOf(db, person.id);
  return { id: person.id, name: person.name, email: person.email, keys: keys.map((key) => key.thumbprint) };
}

/** Whom a letter is for; language null: never chose one. */
export type Reader = { person: string; name: string; email: string; language: Language | null };

async function membersWithRole(db: Db, organisation: string, role?: Role): Promise<Reader[]> {
  const found = (await store.members(db, organisation)).filter((one) => !role || one.role === role);
  const byPerson = new Map(found.map(({ person, name, email, language }) => [person, { person, name, email, language }]));
  return [...byPerson.values()];
}

export async function officersOf(db: Db, body: string): Promise<Reader[]> {
  return membersWithRole(db, body, 'officer');
}

/** Without those who belong to the applicant too: they may not act on it (art. 55(5)). */
export async function officersApartFrom(db: Db, body: string, applicant: string): Promise<Reader[]> {
  const theirs = new Set((await membersWithRole(db, applicant)).map((one) => one.person));
  return (await officersOf(db, body)).filter((one) => !theirs.has(one.person));
}

/** Those who may act in an applicant's applications. */
export async function innovatorsOf(db: Db, organisation: string): Promise<Reader[]> {
  return membersWithRole(db, organisation, 'innovator');
}

export async function stewardsOf(db: Db, holder: string): Promise<Reader[]> {
  return membersWithRole(db, holder, 'steward');
}

/** Those of a holder's stewards who answer for one of these stations. */
export async function stewardsAt(db: Db, holder: string, stations: string[]): Promise<Reader[]> {
  const names = (await store.members(db, holder))
    .filter(({ role, station }) => role === 'steward' && (station === null || stations.includes(station)))
    .map(({ person }) => person);
  return (await stewardsOf(db, holder)).filter(({ person }) => names.includes(person));
}

/** Those of these persons who are known here, by id: what pages call them. */
export async function namesOf(db: Db, persons: string[]): Promise<Map<string, string>> {
  return new Map((await store.persons(db, [...new Set(persons)])).map((one) => [one.id, one.name || one.email]));
}

export async function readersOf(db: Db, persons: string[]): Promise<Reader[]> {
  const found = await store.persons(db, [...new Set(persons)]);
  return found.map(({ id, name, email, language }) => ({ person: id, name, email, language }));
}

/** The same, without those who have left this organisation: nothing of it opens to them. */
export async function readersStillIn(db: Db, organisation: string, persons: string[]): Promise<Reader[]> {
  const gone = new Set(await store.departed(db, organisation));
  return readersOf(
    db,
    persons.filter((one) => !gone.has(one)),
  );
}

/** A person's name, address and language (null: never chose one). */
export async function personOf(db: Db, id: string) {
  return store.person(db, id);
}

/** What a person did, for the journal. */
export function entry(hub: Hub, actor: Actor, verb: string, thing: string, detail: Record<string, unknown> = {}) {
  return { at: hub.now(), actor: `person:${actor.person}`, verb, thing, detail };
}
