// For tests of writing plans: a permit in force for the demonstration's innovator, over the four hospitals, as the signer would leave it.
import { generateKeyPairSync } from 'node:crypto';
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { type Permit, permitSchema } from '@sluss/protocol/documents.ts';
import { seal, thumbprint } from '@sluss/protocol/signed.ts';
import { v7 as uuid } from 'uuid';
import { announceDataset } from '../../datasets/actions.ts';
import { tokenAs } from '../../demo-personas/actions.ts';
import { json, transaction } from '../../platform/database.ts';
import type { TestHub } from '../../platform/testing.ts';
import { stationsByIds } from '../../stations/actions.ts';
import { heart, hospitals, seedStations } from '../studies.test-support.ts';

/** The four hospitals and their dataset. */
export async function seedHeart(test: TestHub): Promise<void> {
  await seedStations(test);
  const rows = await stationsByIds(
    test.hub,
    hospitals.map(({ id }) => id),
  );
  await transaction(test.hub.db, async (trx) => {
    for (const { id, title, holder, sign_key, mask_key } of rows)
      await announceDataset(trx, {
        dictionary: heart,
        station: { id, title, holder, sign: thumbprint(sign_key), mask: thumbprint(mask_key) },
        dataVersion: 'v1',
        now: test.hub.now(),
      });
  });
}

let numbers = 0;

/** A signed permit for these persons (ids) with their keys (thumbprints). */
export async function aPermit(
  test: TestHub,
  persons: { id: string; keys: string[] }[],
  change: Partial<Permit> = {},
): Promise<{ id: string; reference: string; document: Permit }> {
  const [id, application, decision] = [uuid(), uuid(), uuid()];
  numbers += 1;
  const reference = `P-2026-${9000 + numbers}`;
  const stations = await stationsByIds(
    test.hub,
    hospitals.map((one) => one.id),
  );
  const document = permitSchema.parse({
    type: 'permit',
    id,
    version: 1,
    previous: null,
    body: 'access-body',
    holder_org: 'hjartlyftet',
    persons: persons.map((person) => ({ iss: 'http://hub.test', sub: person.id, keys: person.keys })),
    plan_by: 'person',
    purpose: 'ehds53.1.e',
    datasets: [
      { id: 'heart', dictionary: digest(canonicalBytes(heart)), variables: heart.variables.map((one) => one.id), filter: [] },
    ],
    methods: ['describe@1', 'crosstab@1', 'linear@1', 'logistic@1', 'evaluate@1'],
    models: [],
    stations: stations.map((one) => ({ id: one.id, sign: thumbprint(one.sign_key), mask: thumbprint(one.mask_key) })),
    not_before: '2026-01-01T00:00:00Z',
    not_after: '2027-01-01T00:00:00Z',
    ...change,
  });
  const now = test.hub.now();
  const { db } = test.hub;
  await db
    .insertInto('application')
    .values({
      ...{ id: application, reference: `A-2026-${9000 + numbers}`, organisation: 'hjartlyftet', body: 'access-body' },
      ...{ state: 'DECISION_ISSUED', procedure: 'normal', version: 1, content: json({ models: [] }) },
      ...{ created_by: persons[0]?.id, created_at: now, updated_at: now },
    } as never)
    .execute();
  await db
    .insertInto('decision')
    .values({
      id: decision,
      application,
      kind: 'grant',
      record: json({}),
      terms: json({ fee: null, conditions: [] }),
      at: now,
    } as never)
    .execute();
  await db
    .insertInto('permit')
    .values({
      ...{ id, reference, application, organisation: 'hjartlyftet', body: 'access-body', state: 'GRANTED', version: 1 },
      ...{ revoked_at: null, revoked_by: null, revoked_reason: null, created_at: now },
    })
    .execute();
  const envelope = seal('permit', document, generateKeyPairSync('ed25519').privateKey);
  await db
    .insertInto('permit_version')
    .values({
      ...{ permit: id, version: 1, decision, draft: json(document), draft_digest: digest(canonicalBytes(document)) },
      ...{ envelope: json(envelope), signed_at: now, objections: null },
    } as never)
    .execute();
  return { id, reference, document };
}

/** Asks for pages and posts forms as a demo persona. */
export async function asReader(test: TestHub, persona: string) {
  const { token, person } = await tokenAs(test.hub, persona, 'test');
  const headers = { accept: 'text/html', authorization: `Bearer ${token}` };
  const path = (text: string) => (text.includes('language=') ? text : `${text}${text.includes('?') ? '&' : '?'}language=en`);
  const get = async (address: string) => {
    const response = await test.app.request(path(address), { headers });
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
  const post = async (address: string, fields: [string, string | File][] | FormData) => {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    const response = await test.app.request(path(address), { method: 'POST', headers, body });
    return {
      status: response.status,
      location: response.headers.get('location')?.replace(/[?&]language=en/, '') ?? null,
      html: await response.text(),
    };
  };
  return { person, headers, get, post };
}
