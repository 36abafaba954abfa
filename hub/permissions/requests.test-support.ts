// Which real requests carry which verb: the data of the test of the permission table over HTTP. A new verb gets its requests here.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { publicKeyText, seal } from '@sluss/protocol/signed.ts';
import { allFulfilled } from '../applications/applications.test-support.ts';
import { hospitals, storyPlan } from '../studies/studies.test-support.ts';
import type { Thing, Verb } from './may.ts';
import type { Asker, World } from './world.test-support.ts';

type Given<T> = T | ((world: World, asker: Asker) => T | Promise<T>);
export type Request = {
  /** page: as a browser with a session, by a form. */
  by: 'api' | 'page';
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: Given<string>;
  body?: Given<unknown>;
  form?: Given<Record<string, string>>;
  /** For pages that are everybody's: what only those find on it, or are led to, who may. */
  shows?: string;
  /** What it is done to, as permission sees it. */
  thing: Given<Thing>;
};

const heartStations = hospitals.map(({ id, holder }) => ({ id, holder }));
const budapest = heartStations.filter((one) => one.id === 'budapest');
const company: Thing = { organisation: 'hjartlyftet', body: 'access-body', stations: heartStations };
const ofPermit = (world: World): Thing => ({ ...company, persons: [world.named] });
/** For what everybody has of their own: who asks, asks for theirs. */
const self = (_world: World, asker: Asker): Thing => ({ person: asker.actor?.person });
/** For one thing that has an owner. */
const owned = (world: World): Thing => ({ person: world.owner.person });
/** For what goes to the body or organisation in which the asker has the role: theirs. */
const ofOwn =
  (role: string, at: 'body' | 'organisation') =>
  (_world: World, asker: Asker): Thing => ({
    [at]: asker.actor?.memberships.find((one) => one.role === role)?.organisation ?? 'hjartlyftet',
  });

const api = (method: Request['method'], path: Given<string>, thing: Given<Thing>, body?: Given<unknown>): Request => ({
  ...{ by: 'api', method, path, thing },
  ...(body === undefined ? {} : { body }),
});
const look = (path: Given<string>, thing: Given<Thing>): Request => ({ by: 'page', method: 'GET', path, thing });
const send = (path: Given<string>, thing: Given<Thing>, form: Given<Record<string, string>> = {}): Request => ({
  ...{ by: 'page', method: 'POST', path, thing, form },
});

type Stage = 'draft' | 'submitted' | 'processing' | 'asked' | 'decidable' | 'withdrawable' | 'refused' | 'forwarded';
const at =
  (stage: Stage, path: string, prefix = '/applications') =>
  (world: World) =>
    `${prefix}/${world[stage].id}${path}`;
const version =
  (stage: Stage, more: object = {}) =>
  async (world: World) => {
    // The version as it is now: what others were allowed to do before has changed it.
    const { body } = await world.officer.call('GET', `/applications/${world[stage].id}`);
    const { body: own } = await world.innovator.call('GET', `/applications/${world[stage].id}`);
    return { version: body.version ?? own.version, ...more };
  };
const text = (given: (world: World) => Promise<object>) => async (world: World) =>
  Object.fromEntries(Object.entries(await given(world)).map(([name, value]) => [name, String(value)]));

async function aKeyOf(world: World): Promise<string> {
  const { body } = await world.innovator.call('GET', '/me/keys');
  if (body.length) return body[0].id;
  const made = await world.innovator.call('POST', '/me/keys', aProof(world.owner.person));
  return made.body.id;
}
function aProof(person: string) {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = publicKeyText(privateKey);
  return { name: 'test', key, proof: seal('key-proof', { type: 'key-proof', person, key }, privateKey) };
}
const aToken = async (world: World): Promise<string> =>
  (await world.innovator.call('POST', '/me/tokens', { name: 'to be revoked', days: 1 })).body.id;
/** One of the owner's rows of a table. */
const rowOf =
  (table: 'identity' | 'passkey' | 'session') =>
  async (world: World): Promise<string> => {
    const { person } = world.owner;
    const id = randomUUID();
    const now = world.hub.now();
    if (table === 'identity')
      await world.hub.db
        .insertInto('identity')
        .values({ id, person, provider: 'x', issuer: 'x', subject: id, label: 'x', created_at: now, last_used_at: now })
        .execute();
    if (table === 'passkey')
      await world.hub.db
        .insertInto('passkey')
        .values({
          id,
          person,
          credential: id,
          public_key: '',
          counter: 0,
          transports: '[]' as never,
          name: 'x',
          created_at: now,
          last_used_at: null,
        })
        .execute();
    if (table === 'session')
      await world.hub.db
        .insertInto('session')
        .values({ id, person, token: id, expires_at: new Date(Date.now() + 1e7), created_at: now } as never)
        .execute();
    return id;
  };
/** To the owner, whichever organisation they belong to. */
const anInvitation = async (world: World): Promise<string> => {
  const person = world.askers.find((one) => one.name === 'innovator elsewhere')?.actor?.person ?? '';
  const id = randomUUID();
  const now = world.hub.now();
  const row = { id, organisation: 'rival', email: 'innovator@demo.sluss.example', invited_by: person, invited_at: now };
  await world.hub.db.deleteFrom('colleague_invitation').where('organisation', '=', 'rival').execute();
  await world.hub.db
    .insertInto('colleague_invitation')
    .values({ ...row, expires_at: new Date(now.getTime() + 1e9) })
    .execute();
  return id;
};
const membership = async (world: World): Promise<string> => {
  const email = `${randomUUID()}@example.org`;
  const { call } = world.askers.find((one) => one.name === 'advisor at home') as Asker;
  await call('POST', '/organisations/hjartlyftet/members', { email, name: 'x', role: 'innovator' });
  const members = (await call('GET', '/organisations/hjartlyftet/members')).body as { id: string; email: string }[];
  return members.find((one) => one.email === email)?.id ?? '';
};
const anOpenRequest = async (world: World): Promise<string> => {
  const path = `/permits/${world.permit.id}/requests`;
  await world.innovator.call('POST', path, { kind: 'amend', text: 'Less.' });
  const { body } = await world.innovator.call('GET', path);
  return body.find((one: { outcome: string | null }) => one.outcome === null).id;
};
const plan = (world: World) => ({
  plan: seal('plan', { ...storyPlan, id: randomUUID(), permit: world.permit.digest }, world.key.key),
  planKey: publicKeyText(world.key.key),
});

export const requests: Partial<Record<Verb, Request[]>> = {
  'dataset.read': [api('GET', '/datasets/heart', {}), look('/datasets/heart', {}), look('/datasets', {})],
  // Who is not signed in carries a basket in the address; the one that is kept is a person's own.
  'basket.read': [{ ...look('/basket', owned), shows: 'value="sex"' }],
  'basket.change': [{ ...send('/basket', self, { dataset: 'heart', 'variables[]': 'age' }), shows: '/basket' }],
  'dataset.describe': [
    api('PUT', '/datasets/heart/quality', { stations: heartStations }, { a: { sv: 'x', en: 'x' } }),
    look('/datasets/heart/description', { stations: heartStations }),
    send('/datasets/heart/description', { stations: heartStations }, { act: 'preview' }),
  ],
  'dataset.check': [
    api('POST', '/datasets/heart/checks', { stations: heartStations }),
    send('/datasets/heart/check', { stations: heartStations }),
  ],
  'register.read': [api('GET', '/register', {}), look('/register', {})],

  'organisation.create': [
    api('POST', '/organisations', {}, () => ({ id: `x-${randomUUID().slice(0, 8)}`, name: 'New', kind: 'company' })),
    send('/organisations', {}, () => ({ id: `x-${randomUUID().slice(0, 8)}`, name: 'New', kind: 'company' })),
    look('/organisations', {}),
  ],
  'organisation.read': [api('GET', '/organisations/hjartlyftet/members', { organisation: 'hjartlyftet' })],
  'organisation.describe': [
    api('PATCH', '/organisations/hungarian-institute', { organisation: 'hungarian-institute' }, { region: null }),
    look('/organisations/hungarian-institute/description', { organisation: 'hungarian-institute' }),
    send('/organisations/hungarian-institute/description', { organisation: 'hungarian-institute' }, { country: 'HU' }),
  ],
  'organisation.invite-colleague': [
    api('POST', '/organisations/hjartlyftet/colleagues', { organisation: 'hjartlyftet' }, { email: 'colleague@example.org' }),
    send('/me/colleagues', { organisation: 'hjartlyftet' }, { organisation: 'hjartlyftet', email: 'colleague@example.org' }),
  ],
  'organisation.join': [send(async (world) => `/invitations/${await anInvitation(world)}`, owned)],
  'role.give': [
    api('POST', '/organisations/hjartlyftet/members', { organisation: 'hjartlyftet' }, () => ({
      ...{ email: `${randomUUID()}@example.org`, name: 'x', role: 'innovator' },
    })),
    send('/organisations/hjartlyftet/members', { organisation: 'hjartlyftet' }, () => ({
      ...{ email: `${randomUUID()}@example.org`, name: 'x', role: 'innovator' },
    })),
  ],
  'role.take': [
    api('DELETE', async (world) => `/organisations/hjartlyftet/members/${await membership(world)}`, {
      organisation: 'hjartlyftet',
    }),
    send(async (world) => `/organisations/hjartlyftet/members/${await membership(world)}/end`, { organisation: 'hjartlyftet' }),
  ],

  'token.make': [api('POST', '/me/tokens', self, { name: 'x', days: 1 }), send('/me/tokens', self, { name: 'x', days: '1' })],
  'token.read': [api('GET', '/me/tokens', self), look('/me', self)],
  'token.revoke': [
    api('DELETE', async (world) => `/me/tokens/${await aToken(world)}`, owned),
    send(async (world) => `/me/tokens/${await aToken(world)}/revocation`, owned),
  ],
  'session.read': [look('/me', self)],
  'session.end': [send(async (world) => `/me/sessions/${await rowOf('session')(world)}/end`, owned)],
  'session.act-for': [send('/me/acting-for', self, { organisation: 'all' })],
  'identity.read': [look('/me', self)],
  'identity.add': [send('/me/identities/new', self)],
  'identity.remove': [send(async (world) => `/me/identities/${await rowOf('identity')(world)}/removal`, owned)],
  'passkey.add': [
    { by: 'page', method: 'POST', path: '/me/passkeys/options', thing: self },
    send(async (world) => `/me/passkeys/${await rowOf('passkey')(world)}/name`, owned, { name: 'mine' }),
  ],
  'passkey.remove': [send(async (world) => `/me/passkeys/${await rowOf('passkey')(world)}/removal`, owned)],
  'account.edit': [send('/me/name', self, (_world: World, asker: Asker) => ({ name: asker.actor?.name ?? 'x' }))],
  'account.export': [look('/me/export.json', self)],
  'account.delete': [look('/me/deletion', self), send('/me/deletion', self, { email: 'not@mine.example' })],
  'key.add': [api('POST', '/me/keys', self, (_world: World, asker: Asker) => aProof(asker.actor?.person ?? randomUUID()))],
  'key.revoke': [api('DELETE', async (world) => `/me/keys/${await aKeyOf(world)}`, owned)],

  'application.create': [
    api('POST', '/applications', { organisation: 'hjartlyftet' }, { organisation: 'hjartlyftet' }),
    send('/applications/new', { organisation: 'hjartlyftet' }, () => ({
      id: randomUUID(),
      organisation: 'hjartlyftet',
      from: 'nothing',
    })),
  ],
  'application.edit': [
    api('PATCH', at('draft', ''), company, version('draft', { content: { title: 'Another title' } })),
    look(async (world) => `/applications/${world.draft.reference}/form/project`, company),
    send(async (world) => `/applications/${world.draft.reference}/form/project`, company, { title: 'Another title' }),
  ],
  'application.submit': [api('POST', at('draft', '/submission'), company, version('draft'))],
  'application.answer': [api('POST', at('asked', '/answers'), company, version('asked', { text: 'Because.' }))],
  'application.withdraw': [
    api('POST', at('withdrawable', '/withdrawal'), company, version('withdrawable')),
    send(at('withdrawable', '/withdrawal'), company, text(version('withdrawable'))),
  ],
  'application.read': [api('GET', at('processing', ''), company), look(at('processing', ''), company)],
  'application.screen': [
    api('POST', at('submitted', '/screening'), company, version('submitted')),
    send(at('submitted', '/screen', '/desk'), company, text(version('submitted'))),
  ],
  'application.ask': [
    api('POST', at('processing', '/questions'), company, version('processing', { text: 'Why?' })),
    send(at('processing', '/ask', '/desk'), company, text(version('processing', { text: 'Why?' }))),
  ],
  'application.extend': [
    api('POST', at('processing', '/extension'), company, version('processing', { reason: 'Much to read.' })),
    send(at('processing', '/extend', '/desk'), company, text(version('processing', { reason: 'Much to read.' }))),
  ],
  'application.assess': [
    api('POST', at('decidable', '/assessments'), company, version('decidable', { assessments: allFulfilled.slice(0, 1) })),
    send(at('decidable', '/assessments', '/desk'), company, text(version('decidable'))),
  ],
  'application.decide': [
    api(
      'POST',
      at('decidable', '/decision'),
      company,
      version('decidable', { outcome: 'grant', reason: 'Yes.', assessments: allFulfilled }),
    ),
  ],

  'application.assign': [
    send(at('processing', '/assign', '/desk'), company, (world) => ({ officer: world.officer.person })),
    api('POST', at('processing', '/officer'), company, (world: World) => ({ officer: world.officer.person })),
  ],
  'application.vote': [
    api('POST', at('decidable', '/votes'), company, { outcome: 'grant', reason: 'Good.' }),
    send(at('decidable', '/vote', '/desk'), company, { outcome: 'grant', reason: 'Good.' }),
  ],
  'application.forward': [
    send(at('processing', '/forward', '/desk'), company),
    api('POST', at('processing', '/handover'), company, {}),
  ],
  'application.estimate': [
    api('POST', at('decidable', '/fee-estimates'), company, { amount: 10_000, currency: 'SEK', covers: 'Work.' }),
    send(at('decidable', '/fee', '/desk'), company, () => ({
      id: randomUUID(),
      amount: '100',
      currency: 'SEK',
      covers: 'Work.',
    })),
  ],
  'application.propose': [
    api(
      'POST',
      at('forwarded', '/proposal'),
      { ...company, stations: budapest },
      { outcome: 'grant', reason: 'Good for patients.' },
    ),
    send(at('forwarded', '/proposal'), { ...company, stations: budapest }, { outcome: 'grant', reason: 'Good for patients.' }),
  ],
  'application.accept-fee': [
    send(at('decidable', '/fee'), company, () => ({ estimate: randomUUID() })),
    api('POST', at('decidable', '/fee-acceptance'), company, () => ({ estimate: randomUUID() })),
  ],
  'application.offer-statistics': [
    api('POST', at('processing', '/statistics-offer'), company, version('processing', { reason: 'Tables.' })),
    send(at('processing', '/offer', '/desk'), company, text(version('processing', { reason: 'Tables.' }))),
  ],
  'application.agree-statistics': [
    api('POST', at('processing', '/statistics-agreement'), company, { agrees: true }),
    send(at('processing', '/statistics'), company, { agrees: 'no' }),
  ],
  'application.respond': [
    api('POST', at('refused', '/statistics-response'), company, version('refused', { reason: '42' })),
    send(at('refused', '/respond', '/desk'), company, text(version('refused', { reason: '42' }))),
  ],
  'application.appeal': [
    send(at('refused', '/appeal'), company, () => ({ id: randomUUID(), text: 'Wrong.' })),
    api('POST', at('refused', '/appeal-withdrawal'), company, {}),
    api('POST', at('refused', '/appeal'), company, { text: 'Wrong.' }),
    send(at('refused', '/appeal-withdrawal'), company),
  ],
  'application.answer-appeal': [
    look(at('refused', '/appeal', '/desk'), company),
    send(at('refused', '/appeal', '/desk'), company, { act: 'reject' }),
    api('POST', at('refused', '/appeal-receipt'), company, version('refused', { on: '2026-03-02' })),
    api('POST', at('refused', '/appeal-rejection'), company, version('refused', { reason: 'Late.' })),
    api('POST', at('refused', '/appeal-handover'), company, version('refused', { court: 'x', on: '2026-03-02' })),
    api(
      'POST',
      at('refused', '/appeal-outcome'),
      company,
      version('refused', { outcome: 'upheld', on: '2026-03-02', reason: 'x' }),
    ),
    api('POST', at('refused', '/appeal-reopening'), company, version('refused', { reason: 'Anew.' })),
  ],
  'desk.read': [look('/desk/settings', ofOwn('officer', 'body')), look(at('processing', '', '/desk'), company)],
  'body.set': [send('/desk/settings', ofOwn('officer', 'body'), { votes_needed: '0' })],

  'permit.read': [
    api('GET', (world) => `/permits/${world.permit.id}`, ofPermit),
    api('GET', (world) => `/permits/${world.permit.id}/envelope`, ofPermit),
    look((world) => `/permits/${world.permit.id}`, ofPermit),
  ],
  'permit.amend': [
    look((world) => `/permits/${world.permit.id}/amend`, ofPermit),
    api('POST', (world) => `/permits/${world.permit.id}/amendments`, ofPermit, {
      version: 1,
      reason: 'Less.',
      methods: ['describe@1'],
    }),
    api('POST', async (world) => `/permits/${world.permit.id}/requests/${await anOpenRequest(world)}/refusal`, ofPermit, {
      reason: 'No.',
    }),
    api('POST', (world) => `/permits/${world.permit.id}/renewal`, ofPermit, { version: 1, reason: 'More.', to: '2028-01-01' }),
  ],
  'permit.request': [
    api('POST', (world) => `/permits/${world.permit.id}/requests`, ofPermit, { kind: 'amend', text: 'More.' }),
    look((world) => `/permits/${world.permit.id}/request`, ofPermit),
    send(
      (world) => `/permits/${world.permit.id}/request`,
      ofPermit,
      () => ({ id: randomUUID(), kind: 'amend', text: 'More.' }),
    ),
  ],
  'permit.state-views': [
    look((world) => `/permits/${world.permit.id}/views`, ofPermit),
    api('POST', (world) => `/permits/${world.permit.id}/views`, ofPermit, { answer: 'We did not.' }),
  ],
  'permit.revoke': [
    send((world) => `/permits/${world.permit.id}/revoke`, ofPermit, { reason: '' }),
    api('POST', (world) => `/permits/${world.permit.id}/hearings`, ofPermit, { finding: 'Misuse?' }),
    send((world) => `/permits/${world.permit.id}/hear`, ofPermit, { finding: '' }),
    look((world) => `/permits/${world.permit.id}/close-hearing`, ofPermit),
    api('POST', (world) => `/permits/${world.permit.id}/hearing-end`, ofPermit, { reason: 'None.' }),
    api('POST', (world) => `/permits/${world.permit.id}/revocation`, ofPermit, {
      reason: 'Misuse.',
      urgent: 'Now.',
    }),
  ],
  'permit.sign': [api('GET', '/signer/pending', ofOwn('signer', 'body'))],
  'status.sign': [api('POST', '/signer/signatures', ofOwn('signer', 'body'), (world: World) => world.permit.brought)],
  'body.register-key': [
    api('PUT', '/signer/key', ofOwn('signer', 'body'), () => ({ key: publicKeyText(generateKeyPairSync('ed25519').publicKey) })),
  ],

  'study.create': [
    api('POST', '/studies', ofPermit, plan),
    look((world) => `/studies/new?permit=${world.permit.reference}`, ofPermit),
  ],
  'study.start': [api('POST', (world) => `/studies/${world.study}/go-on-without`, ofPermit, { stations: ['budapest'] })],
  'study.read': [
    api('GET', (world) => `/studies/${world.study}`, ofPermit),
    look((world) => `/studies/${world.study}`, ofPermit),
    look((world) => `/studies/${world.study}/progress`, ofPermit),
  ],
  'study.stop': [
    send((world) => `/studies/${world.study}/stop`, ofPermit),
    api('POST', (world) => `/studies/${world.study}/stop`, ofPermit),
  ],
  'study.result.read': [
    ...['json', 'csv'].map((kind) => look((world) => `/studies/${world.finished}/result.${kind}`, ofPermit)),
    look((world) => `/studies/${world.finished}/report`, ofPermit),
  ],
  'study.share': [send((world) => `/studies/${world.finished}/shares`, ofPermit, { email: 'nobody.known@example.org' })],
  'study.publish': [send((world) => `/studies/${world.finished}/publication`, ofPermit, { sv: 'kort', en: 'short' })],
  'report.state': [
    look((world) => `/studies/${world.finished}/report/statements`, ofPermit),
    send((world) => `/studies/${world.finished}/report/statements`, ofPermit, { revision: '0' }),
  ],
  'report.share': [
    look((world) => `/studies/${world.finished}/report/links`, ofPermit),
    send((world) => `/studies/${world.finished}/report/links`, ofPermit, { recipient: '' }),
  ],
  'model.upload': [api('POST', '/models', ofOwn('innovator', 'organisation'), { not: 'a model' })],

  'station.invite': [
    api('POST', '/stations/invitations', { organisation: 'hungarian-institute' }, { holder: 'hungarian-institute' }),
  ],
  'station.read': [{ ...look('/stations/budapest', { stations: budapest }), shows: 'class="tag water"' }],
  'station.retire': [api('DELETE', '/stations/budapest', { organisation: 'hungarian-institute', stations: budapest })],
};
