// Who may do what: the whole table, and the one function that reads it. Actions ask it first; pages ask it whether to show a button.
import type { Actor, Membership, Role } from './actor.ts';

/** What a verb is done to, as far as permission cares. Leave out what the thing does not have. */
export type Thing = {
  /** The organisation that it belongs to: an applicant, a holder, a company. */
  organisation?: string | undefined;
  /** The access body that decides about it. */
  body?: string | undefined;
  /** Stations concerned, with their holders. */
  stations?: { id: string; holder: string | null }[] | undefined;
  /** The person that it belongs to. */
  person?: string | undefined;
  /** Persons named in it, e.g. in a permit. */
  persons?: string[] | undefined;
  /** Persons whom it was shared with. */
  shared?: string[] | undefined;
};

/** Over which things a role carries a verb.
 * own: the thing's organisation is the role's. body: the thing's access body is. station: one of the thing's stations is the
 * steward's. any: every thing. */
type Reach = 'own' | 'body' | 'station' | 'any';
type Grant = { role: Role; over: Reach };
type Rule = {
  /** Also those without an account. */
  anyone?: true;
  /** Whoever the thing belongs to as a person. */
  self?: true;
  /** Whoever is named in the thing. */
  named?: true;
  /** Whoever it was shared with. */
  shared?: true;
  grants?: Grant[];
  /** Not for members of the thing's own organisation: Regulation (EU) 2025/327 art. 55(5), no conflict of interest. */
  apart?: true;
};

const innovator: Grant = { role: 'innovator', over: 'own' };
const officer: Grant = { role: 'officer', over: 'body' };
const steward: Grant = { role: 'steward', over: 'station' };
const signer: Grant = { role: 'signer', over: 'body' };
const advisor: Grant = { role: 'advisor', over: 'any' };

export const table = {
  'dataset.read': { anyone: true },
  'dataset.describe': { grants: [steward, advisor] },
  // The holder's own duty: art. 60(3).
  'dataset.check': { grants: [steward] },
  'basket.read': { self: true },
  'basket.change': { self: true },
  'register.read': { anyone: true },

  'organisation.create': { grants: [advisor] },
  'organisation.read': { grants: [advisor, innovator, { role: 'steward', over: 'own' }, { role: 'officer', over: 'any' }] },
  // What people see of it beside its data: where it is, what it charges.
  'organisation.describe': { grants: [advisor, { role: 'steward', over: 'own' }, { role: 'officer', over: 'own' }] },
  // Whoever applies lets colleagues join, and ends what such an invitation began.
  'organisation.invite-colleague': { grants: [innovator] },
  'organisation.join': { self: true },
  'role.give': { grants: [advisor] },
  'role.take': { grants: [advisor] },

  'token.make': { self: true },
  'token.read': { self: true },
  'token.revoke': { self: true },
  'session.read': { self: true },
  'session.end': { self: true },
  'session.act-for': { self: true },
  'identity.read': { self: true },
  'identity.add': { self: true },
  'identity.remove': { self: true },
  'passkey.add': { self: true },
  'passkey.remove': { self: true },
  'account.edit': { self: true },
  'account.export': { self: true },
  'account.delete': { self: true },
  'key.add': { self: true },
  'key.revoke': { self: true },

  'application.create': { grants: [innovator] },
  'application.edit': { grants: [innovator] },
  'application.submit': { grants: [innovator] },
  'application.answer': { grants: [innovator] },
  'application.withdraw': { grants: [innovator] },
  // Holders see what is asked of them; advisors see the public register only: the rest may hold trade secrets (art. 52).
  'application.read': { grants: [innovator, officer, steward] },
  'application.screen': { grants: [officer], apart: true },
  'application.ask': { grants: [officer], apart: true },
  'application.extend': { grants: [officer], apart: true },
  'application.assess': { grants: [officer], apart: true },
  'application.decide': { grants: [officer], apart: true },
  'application.assign': { grants: [officer], apart: true },
  'application.vote': { grants: [officer], apart: true },
  'application.forward': { grants: [officer], apart: true },
  // Art. 72(4): the thing's stations are then those of the holder that was asked.
  'application.propose': { grants: [steward], apart: true },
  'application.estimate': { grants: [officer], apart: true },
  'application.accept-fee': { grants: [innovator] },
  // Art. 68(3) and 69.
  'application.offer-statistics': { grants: [officer], apart: true },
  'application.agree-statistics': { grants: [innovator] },
  'application.respond': { grants: [officer], apart: true },
  // Förvaltningslagen (2017:900) 42-46 §§.
  'application.appeal': { grants: [innovator] },
  'application.answer-appeal': { grants: [officer], apart: true },
  'desk.read': { grants: [officer] },
  'body.set': { grants: [officer] },

  'permit.read': { named: true, grants: [innovator, officer, steward, signer] },
  'permit.amend': { grants: [officer], apart: true },
  'permit.revoke': { grants: [officer], apart: true },
  'permit.request': { named: true, grants: [innovator] },
  // Art. 63(2): who is to lose it states its views.
  'permit.state-views': { named: true, grants: [innovator] },
  'permit.sign': { grants: [signer] },
  'status.sign': { grants: [signer] },
  'body.register-key': { grants: [signer] },

  'study.create': { named: true },
  'study.start': { named: true },
  'study.stop': { named: true, grants: [officer, steward] },
  'study.read': { named: true, shared: true, grants: [innovator, officer, steward] },
  'study.result.read': { named: true, shared: true, grants: [innovator, officer] },
  // Whose result it is decides who else sees it, and publishes it (art. 61(4)).
  'study.share': { named: true, grants: [innovator] },
  'study.publish': { named: true, grants: [innovator] },
  // Who may read the result may read its report; its owners alone add to it, and hand it on.
  'report.state': { named: true, grants: [innovator] },
  'report.share': { named: true, grants: [innovator] },
  'model.upload': { grants: [innovator] },

  'station.invite': { grants: [advisor, { role: 'steward', over: 'own' }] },
  // Its page is everybody's; what was decided about its data, and with which results, is for who answers for it.
  'station.read': { grants: [steward] },
  'station.retire': { grants: [advisor, steward] },
} as const satisfies Record<string, Rule>;

export type Verb = keyof typeof table;

function reaches(membership: Membership, grant: Grant, thing: Thing): boolean {
  if (membership.role !== grant.role) return false;
  switch (grant.over) {
    case 'any':
      return true;
    case 'own':
      return thing.organisation !== undefined && membership.organisation === thing.organisation;
    case 'body':
      return thing.body !== undefined && membership.organisation === thing.body;
    case 'station':
      return (thing.stations ?? []).some((station) =>
        membership.station === null ? station.holder === membership.organisation : station.id === membership.station,
      );
  }
}

/** Whether the person belongs to the organisation, whichever one they act for now. */
export function belongsTo(actor: Actor, organisation: string | undefined): boolean {
  const all = actor.organisations ?? actor.memberships.map((one) => one.organisation);
  return organisation !== undefined && all.includes(organisation);
}

/** Who acts for one organisation does nothing meanwhile as a person of another one of theirs: also not where a permit names them. */
function actsForAnother({ actingFor, ...actor }: Actor, organisation: string | undefined): boolean {
  return actingFor !== undefined && actingFor.organisation !== organisation && belongsTo(actor, organisation);
}

/** Who was shown out does nothing more there: also not where a permit names them until it is amended. */
const hasLeft = ({ left }: Actor, organisation: string | undefined) => organisation !== undefined && left?.includes(organisation);

/** Whether the actor (null: nobody signed in) may do the verb to the thing. */
export function may(actor: Actor | null, verb: Verb, thing: Thing = {}): boolean {
  const rule: Rule = table[verb];
  if (rule.anyone) return true;
  if (!actor) return false;
  if (rule.apart && belongsTo(actor, thing.organisation)) return false;
  if (rule.self && thing.person === actor.person) return true;
  const asPerson = !actsForAnother(actor, thing.organisation) && !hasLeft(actor, thing.organisation);
  if (rule.named && asPerson && thing.persons?.includes(actor.person)) return true;
  if (rule.shared && asPerson && thing.shared?.includes(actor.person)) return true;
  return (rule.grants ?? []).some((grant) => actor.memberships.some((membership) => reaches(membership, grant, thing)));
}
