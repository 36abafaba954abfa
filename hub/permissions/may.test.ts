// The permission table as a specification: every verb by every role, over one's own and over somebody else's.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Actor, Membership, Role } from './actor.ts';
import { may, type Thing, table, type Verb } from './may.ts';

const home: Record<Role, Membership> = {
  innovator: { organisation: 'hjartlyftet', role: 'innovator', station: null },
  officer: { organisation: 'access-body', role: 'officer', station: null },
  steward: { organisation: 'budapest-clinic', role: 'steward', station: 'budapest' },
  advisor: { organisation: 'the-hub', role: 'advisor', station: null },
  signer: { organisation: 'access-body', role: 'signer', station: null },
};
const elsewhere: Record<Role, Membership> = {
  innovator: { organisation: 'rival', role: 'innovator', station: null },
  officer: { organisation: 'other-body', role: 'officer', station: null },
  steward: { organisation: 'zurich-clinic', role: 'steward', station: 'zurich' },
  advisor: { organisation: 'other-hub', role: 'advisor', station: null },
  signer: { organisation: 'other-body', role: 'signer', station: null },
};
const actor = (memberships: Membership[], person = 'someone'): Actor => ({
  person,
  name: 'A',
  email: 'a@example.org',
  memberships,
  via: 'session',
});

/** A thing that has every relation: the company's, decided by the body, at the station in Budapest. */
const thing: Thing = {
  organisation: 'hjartlyftet',
  body: 'access-body',
  stations: [{ id: 'budapest', holder: 'budapest-clinic' }],
  person: 'owner',
  persons: ['named'],
  shared: ['reader'],
};

// i innovator, o officer, s steward, a advisor, g signer: at home | elsewhere; + self, @ named, ~ shared with, * anyone
const expected: Record<Verb, string> = {
  'dataset.read': '*',
  'dataset.describe': 'sa|a',
  'dataset.check': 's|',
  'basket.read': '|+',
  'basket.change': '|+',
  'register.read': '*',
  'organisation.create': 'a|a',
  'organisation.read': 'ioa|oa',
  'organisation.describe': 'a|a',
  'organisation.invite-colleague': 'i|',
  'organisation.join': '|+',
  'role.give': 'a|a',
  'role.take': 'a|a',
  'token.make': '|+',
  'token.read': '|+',
  'token.revoke': '|+',
  'session.read': '|+',
  'session.end': '|+',
  'session.act-for': '|+',
  'identity.read': '|+',
  'identity.add': '|+',
  'identity.remove': '|+',
  'passkey.add': '|+',
  'passkey.remove': '|+',
  'account.edit': '|+',
  'account.export': '|+',
  'account.delete': '|+',
  'key.add': '|+',
  'key.revoke': '|+',
  'application.create': 'i|',
  'application.edit': 'i|',
  'application.submit': 'i|',
  'application.answer': 'i|',
  'application.withdraw': 'i|',
  'application.read': 'ios|',
  'application.screen': 'o|',
  'application.ask': 'o|',
  'application.extend': 'o|',
  'application.assess': 'o|',
  'application.decide': 'o|',
  'application.assign': 'o|',
  'application.vote': 'o|',
  'application.forward': 'o|',
  'application.propose': 's|',
  'application.estimate': 'o|',
  'application.accept-fee': 'i|',
  'application.offer-statistics': 'o|',
  'application.agree-statistics': 'i|',
  'application.respond': 'o|',
  'application.appeal': 'i|',
  'application.answer-appeal': 'o|',
  'desk.read': 'o|',
  'body.set': 'o|',
  'permit.read': 'iosg|@',
  'permit.amend': 'o|',
  'permit.revoke': 'o|',
  'permit.request': 'i|@',
  'permit.state-views': 'i|@',
  'permit.sign': 'g|',
  'status.sign': 'g|',
  'body.register-key': 'g|',
  'study.create': '|@',
  'study.start': '|@',
  'study.stop': 'os|@',
  'study.read': 'ios|@~',
  'study.result.read': 'io|@~',
  'study.share': 'i|@',
  'study.publish': 'i|@',
  'report.state': 'i|@',
  'report.share': 'i|@',
  'model.upload': 'i|',
  'station.invite': 'a|a',
  'station.read': 's|',
  'station.retire': 'sa|a',
};
const letters: Record<Role, string> = { innovator: 'i', officer: 'o', steward: 's', advisor: 'a', signer: 'g' };

function observed(verb: Verb): string {
  if (may(null, verb, thing)) return '*';
  const column = (memberships: Record<Role, Membership>) =>
    (Object.keys(letters) as Role[])
      .filter((role) => may(actor([memberships[role]]), verb, thing))
      .map((role) => letters[role])
      .join('');
  const self = may(actor([], 'owner'), verb, thing) ? '+' : '';
  const named = may(actor([], 'named'), verb, thing) ? '@' : '';
  const shared = may(actor([], 'reader'), verb, thing) ? '~' : '';
  return `${column(home)}|${column(elsewhere)}${self}${named}${shared}`;
}

for (const verb of Object.keys(table) as Verb[]) {
  test(`${verb} is open to exactly: ${expected[verb]}`, () => assert.equal(observed(verb), expected[verb]));
}

test('an officer may not decide on an application of an organisation that they belong to', () => {
  const conflicted = actor([home.officer, { organisation: 'hjartlyftet', role: 'advisor', station: null }]);
  assert.equal(may(conflicted, 'application.decide', thing), false);
  assert.equal(may(conflicted, 'application.read', thing), true);
});

test('a conflict of interest follows the person, whichever organisation they act for', () => {
  const narrowed: Actor = { ...actor([home.officer]), organisations: ['access-body', 'hjartlyftet'] };
  assert.equal(may(narrowed, 'application.decide', thing), false);
});

test('a steward who belongs to the applicant too proposes no decision about it', () => {
  const conflicted = actor([home.steward, { organisation: 'hjartlyftet', role: 'advisor', station: null }]);
  assert.equal(may(conflicted, 'application.propose', thing), false);
});

test('who acts for one organisation uses no permit of another one of theirs, though it names them; somebody from outside does', () => {
  const named = (organisation: string, organisations: string[]): Actor => ({
    ...actor([], 'named'),
    ...{ organisations, actingFor: { organisation, name: organisation } },
  });
  for (const verb of ['study.create', 'study.result.read', 'permit.read', 'report.share'] as const) {
    assert.equal(may(named('rival', ['rival', 'hjartlyftet']), verb, thing), false, verb);
    assert.equal(may(named('hjartlyftet', ['rival', 'hjartlyftet']), verb, thing), true, verb);
    assert.equal(may(named('rival', ['rival', 'access-body']), verb, thing), true, verb);
  }
  const reader = { ...named('rival', ['rival', 'hjartlyftet']), person: 'reader' };
  assert.equal(may(reader, 'study.result.read', thing), false);
});

test('who has left an organisation does nothing there any more, though a permit or a share names them still', () => {
  const gone = (person: string, left: string[]): Actor => ({ ...actor([], person), left });
  for (const verb of [
    'study.create',
    'study.start',
    'study.result.read',
    'permit.read',
    'permit.request',
    'report.share',
  ] as const) {
    assert.equal(may(gone('named', ['hjartlyftet']), verb, thing), false, verb);
    assert.equal(may(gone('named', ['rival']), verb, thing), true, verb);
  }
  assert.equal(may(gone('reader', ['hjartlyftet']), 'study.result.read', thing), false);
  assert.equal(may(gone('reader', ['rival']), 'study.result.read', thing), true);
});

test('a steward of a whole organisation answers for each of its stations, and for no other', () => {
  const wide = actor([{ organisation: 'budapest-clinic', role: 'steward', station: null }]);
  assert.equal(may(wide, 'study.read', thing), true);
  assert.equal(may(wide, 'study.read', { stations: [{ id: 'zurich', holder: 'zurich-clinic' }] }), false);
});

test('a thing without an owner is nobody’s own', () => {
  assert.equal(may(actor([home.innovator]), 'application.edit', {}), false);
});

test('a steward may invite a station to the own organisation', () => {
  assert.equal(may(actor([home.steward]), 'station.invite', { organisation: 'budapest-clinic' }), true);
  assert.equal(may(actor([home.steward]), 'station.invite', { organisation: 'zurich-clinic' }), false);
});
