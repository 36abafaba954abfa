// For the test of the permission table over HTTP: a hub with one of everything, and everybody who could ask for it.
import { generateKeyPairSync } from 'node:crypto';
import { publicKeyText, seal } from '@sluss/protocol/signed.ts';
import {
  aContent,
  allFulfilled,
  as,
  type Caller,
  caller,
  dictionary,
  inProcess,
  station,
  withKey,
} from '../applications/applications.test-support.ts';
import { announceDataset } from '../datasets/actions.ts';
import { seedDemo } from '../demo-personas/actions.ts';
import { emailOf, personas } from '../demo-personas/personas.ts';
import { ensureMember, ensureOrganisation, ensurePerson, membershipsOf } from '../organisations/actions.ts';
import { transaction } from '../platform/database.ts';
import type { TestHub } from '../platform/testing.ts';
import { makeToken } from '../sign-in/actions.ts';
import { insertStation } from '../stations/store.ts';
import { aStudy, hospitals, seedStations } from '../studies/studies.test-support.ts';
import type { Actor, Membership } from './actor.ts';

/** As tests reach the hub: by a name of this machine. */
export const origin = 'http://localhost';
export type Asker = {
  name: string;
  /** Null: nobody. */
  actor: Actor | null;
  /** Their own signing key, made here. */
  call: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>;
  /** As their browser would: fields are posted as a form. Redirects are not followed. */
  browse: (
    method: string,
    path: string,
    fields?: Record<string, string>,
  ) => Promise<{ status: number; location: string | null; page: string }>;
};
export type World = Awaited<ReturnType<typeof makeWorld>>;

const elsewhere: (Membership & { name: string })[] = [
  { name: 'innovator elsewhere', organisation: 'rival', role: 'innovator', station: null },
  { name: 'officer elsewhere', organisation: 'other-body', role: 'officer', station: null },
  { name: 'steward elsewhere', organisation: 'other-clinic', role: 'steward', station: 'elsewhere' },
  { name: 'advisor elsewhere', organisation: 'other-hub', role: 'advisor', station: null },
  { name: 'signer elsewhere', organisation: 'other-body', role: 'signer', station: null },
];
const atHome = ['innovator', 'officer', 'steward-budapest', 'advisor', 'signer'];

export async function makeWorld(test: TestHub) {
  const { hub } = test;
  await seedDemo(hub);
  await seedStations(test);
  await transaction(hub.db, async (trx) => {
    for (const { id, holder } of hospitals)
      await announceDataset(trx, { dictionary, station: { ...station(id), holder }, dataVersion: 'v1', now: hub.now() });
  });
  for (const { organisation } of elsewhere)
    await ensureOrganisation(hub.db, { id: organisation, name: organisation, kind: 'other', public_sector: false }, hub.now());
  const { id, title, sign, mask } = station('elsewhere');
  await insertStation(hub.db as never, {
    ...{ id, title, holder: 'other-clinic', sign_key: sign, mask_key: mask, dataset: 'heart', data_version: 'v1' },
    ...{ policy: JSON.stringify({ k: 10, alone: [], release: 'exact' }), enrolled_at: hub.now() },
  });

  const askers: Asker[] = [];
  const join = async (name: string, email: string, memberships: Membership[] = []) => {
    const person = await ensurePerson(hub.db, { name, email }, hub.now());
    for (const membership of memberships) await ensureMember(hub.db, { person, ...membership }, hub.now());
    const actor = await membershipsOf(hub, person, 'session');
    if (!actor) throw new Error(`${name} is not there`);
    const { token } = await makeToken(hub, actor, { name: 'test', days: 1 });
    const cookie = await sessionCookie(test, email);
    const asker = { name, actor, call: caller(test, { authorization: `Bearer ${token}` }), browse: browser(test, cookie) };
    askers.push(asker);
    return asker;
  };
  for (const persona of personas.filter((one) => atHome.includes(one.id)))
    await join(`${persona.role} at home`, emailOf(persona));
  for (const { name, ...membership } of elsewhere) await join(name, `${name.replace(' ', '.')}@elsewhere.example`, [membership]);
  const named = await join('a person named in the permit', 'named@hjartlyftet.example');
  await join('a person without any role', 'somebody@example.org');
  await join('an officer of the body who belongs to the applicant', 'conflicted@example.org', [
    { organisation: 'access-body', role: 'officer', station: null },
    { organisation: 'hjartlyftet', role: 'steward', station: null },
  ]);
  askers.push({ name: 'nobody', actor: null, call: caller(test, {}), browse: browser(test, '') });

  const [innovator, officer, signer] = await Promise.all(['innovator', 'officer', 'signer'].map((one) => as(test, one)));
  if (!innovator || !officer || !signer) throw new Error('the personas are not there');
  const key = await withKey({ person: named.actor.person, call: named.call } as Caller);
  const own = { persons: [{ name: named.name, email: named.actor.email, investigator: true }] };
  /** Applications as far as each verb needs them, one for each purpose. */
  const draft = async () =>
    (await innovator.call('POST', '/applications', { organisation: 'hjartlyftet', content: aContent(own) })).body;
  const submitted = async () => {
    const { id, version } = await draft();
    return (await innovator.call('POST', `/applications/${id}/submission`, { version })).body;
  };
  const processing = async () => inProcess(innovator, officer, own);
  const asked = async () => {
    const { id, version } = await processing();
    return (await officer.call('POST', `/applications/${id}/questions`, { version, text: 'Why?' })).body;
  };
  const refused = async () => {
    const { id, version } = await processing();
    const assessments = [{ criterion: 'b', finding: 'not-fulfilled', reason: 'Too much.' }];
    const decision = { version, outcome: 'refuse', reason: 'No.', assessments };
    return (await officer.call('POST', `/applications/${id}/decision`, decision)).body;
  };
  const permit = await signedPermit(officer, signer, await processing());
  const study = await aStudy(test, { state: 'running', plan: { permit: permit.digest } });
  const finished = await aStudy(test, { state: 'finished', plan: { permit: permit.digest } });
  const person = innovator.person;
  await hub.db.insertInto('basket_item').values({ person, dataset: 'heart', variable: 'sex', chosen_at: hub.now() }).execute();
  return {
    ...{ hub, askers, key, permit, study, finished },
    /** To whom all that is a person's own belongs here. */
    owner: { person, call: innovator.call, cookie: await sessionCookie(test, 'innovator@demo.sluss.example') },
    innovator,
    officer,
    named: named.actor.person,
    draft: await draft(),
    submitted: await submitted(),
    processing: await processing(),
    asked: await asked(),
    decidable: await processing(),
    withdrawable: await processing(),
    refused: await refused(),
    forwarded: await forwarded(test, await processing()),
  };
}

/** As if the body had asked the Hungarian institute for a proposal: art. 72. */
async function forwarded(test: TestHub, application: { id: string; version: number }) {
  const row = { application: application.id, holder: 'hungarian-institute', forwarded_at: test.hub.now() };
  const none = { outcome: null, reason: null, proposed_by: null, proposed_at: null };
  await test.hub.db
    .insertInto('holder_proposal')
    .values({ ...row, ...none })
    .execute();
  return application;
}

async function signedPermit(officer: Caller, signer: Caller, application: { id: string; version: number }) {
  const [decisionKey, statusKey] = [0, 1].map(() => generateKeyPairSync('ed25519').privateKey);
  if (!decisionKey || !statusKey) throw new Error('no keys');
  await signer.call('PUT', '/signer/key', { key: publicKeyText(decisionKey) });
  const decided = await officer.call('POST', `/applications/${application.id}/decision`, {
    ...{ version: application.version, outcome: 'grant', reason: 'Yes.', assessments: allFulfilled },
  });
  const { id } = decided.body.permit;
  const { body } = await signer.call('GET', '/signer/pending');
  const { draft } = body.permits.find((one: { draft: { id: string } }) => one.draft.id === id);
  const status = {
    ...{ type: 'status', body: 'access-body', seq: 1, issued: '2026-03-02T09:00:00Z', valid_until: '2026-03-03T09:00:00Z' },
    permits: { [id]: { version: 1, state: 'active' } },
  };
  const certificate = {
    type: 'status-key',
    body: 'access-body',
    key: publicKeyText(statusKey),
    not_after: '2026-06-01T00:00:00Z',
  };
  const brought = {
    permits: [seal('permit', draft, decisionKey)],
    status: seal('status', status, statusKey),
    status_key: seal('status-key', certificate, decisionKey),
  };
  const answer = await signer.call('POST', '/signer/signatures', brought);
  if (answer.status !== 204) throw new Error(JSON.stringify(answer.body));
  const view = (await officer.call('GET', `/permits/${id}`)).body;
  return { id, reference: view.reference, digest: view.digest, brought };
}

/** Signs in by a link, as a person does. */
export async function sessionCookie(test: TestHub, email: string): Promise<string> {
  const post = (path: string, fields: Record<string, string>) =>
    test.app.request(path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin } });
  await post('/sign-in', { email });
  const token = /token=(\w+)/.exec(test.letters.at(-1)?.text ?? '')?.[1] ?? '';
  const response = await post('/sign-in/link', { token });
  return response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}

function browser(test: TestHub, cookie: string): Asker['browse'] {
  return async (method, path, fields) => {
    const response = await test.app.request(path, {
      method,
      headers: { origin, cookie, accept: 'text/html' },
      ...(fields ? { body: new URLSearchParams(fields) } : {}),
    });
    return { status: response.status, location: response.headers.get('location'), page: await response.text() };
  };
}
