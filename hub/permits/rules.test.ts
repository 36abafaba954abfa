// What a permit says and how it may change.

import assert from 'node:assert/strict';
import test from 'node:test';
import type { Permit } from '@sluss/protocol/documents.ts';
import { aContent, dictionary, station } from '../applications/applications.test-support.ts';
import { spanOf } from './permit-day.ts';
import {
  type Amendment,
  amend,
  composePermit,
  type Narrowing,
  type PermitParts,
  type PermitSituation,
  permitDigest,
  renew,
  revoke,
} from './rules.ts';

const now = new Date('2026-03-02T09:00:00Z');
const id = '0195f000-0000-7000-8000-000000000001';
const ines = '0195f000-0000-7000-8000-000000000002';
const key = `sha256:${'k'.repeat(43)}`;
const stations = ['cleveland', 'budapest', 'zurich'].map(station);
const parts = (change: Partial<PermitParts> = {}): PermitParts => ({
  id,
  body: 'access-body',
  applicant: 'hjartlyftet',
  issuer: 'https://hub.example',
  content: aContent(),
  datasets: [{ id: 'heart', digest: `sha256:${'d'.repeat(43)}`, dictionary, stations }],
  persons: [{ id: ines, keys: [key] }],
  plan_by: 'person',
  now,
  ...change,
});
const made = (change: Partial<PermitParts> = {}): Permit => {
  const verdict = composePermit(parts(change));
  if (!verdict.ok) throw new Error(verdict.code);
  return verdict.value;
};
const code = (verdict: { ok: boolean; code?: string }) => (verdict.ok ? 'ok' : verdict.code);
const narrowed = (narrowing: Narrowing) => composePermit(parts({ narrowing }));

test('a permit says what was applied for, from today or the day asked for, to the end of the last day', () => {
  const permit = made();
  assert.equal(permit.not_before, '2026-03-02T00:00:00Z');
  assert.equal(permit.not_after, '2027-02-28T23:59:59Z');
  assert.deepEqual(
    permit.stations.map((one) => one.id),
    ['budapest', 'cleveland', 'zurich'],
  );
  assert.deepEqual(permit.persons, [{ iss: 'https://hub.example', sub: ines, keys: [key] }]);
  assert.equal(
    made({ content: aContent({ period: { from: '2026-06-01', to: '2027-01-01' } }) }).not_before,
    '2026-06-01T00:00:00Z',
  );
});

test('a permit that begins today holds at once, also when today has begun in Stockholm and not in UTC', () => {
  const permit = made({
    now: new Date('2026-03-01T23:30:00Z'),
    content: aContent({ period: { from: '2026-03-02', to: '2027-01-01' } }),
  });
  assert.equal(permit.not_before, '2026-03-01T00:00:00Z');
});

test('a decision may narrow data, methods, stations and time', () => {
  const verdict = narrowed({
    datasets: [{ dataset: 'heart', variables: ['age'], stations: ['zurich'] }],
    methods: ['describe@1'],
    to: '2026-12-31',
  });
  assert.ok(verdict.ok);
  assert.deepEqual(verdict.value.datasets[0]?.variables, ['age']);
  assert.deepEqual(
    verdict.value.stations.map((one) => one.id),
    ['zurich'],
  );
  assert.equal(verdict.value.not_after, '2026-12-31T23:59:59Z');
});

test('a narrower filter is added to the one applied for', () => {
  const asked = [{ variable: 'sex', levels: ['male'] }];
  const more = [{ variable: 'age', from: '45', to: '80' }];
  const content = aContent({ data: [{ dataset: 'heart', variables: ['age'], filter: asked }] });
  const permit = made({ content, narrowing: { datasets: [{ dataset: 'heart', filter: more }] } });
  assert.deepEqual(permit.datasets[0]?.filter, [...asked, ...more]);
});

const tooWide: [string, string, Narrowing][] = [
  ['a variable', 'wider-than-applied', { datasets: [{ dataset: 'heart', variables: ['age', 'chol'] }] }],
  ['a method', 'wider-than-applied', { methods: ['poisson@1'] }],
  ['a model', 'wider-than-applied', { models: [key] }],
  ['a later end', 'wider-than-applied', { to: '2028-01-01' }],
  ['an earlier beginning', 'wider-than-applied', { from: '2026-01-01' }],
  [
    'a cut beside the grid',
    'filter-off-grid',
    { datasets: [{ dataset: 'heart', filter: [{ variable: 'age', from: '44', to: '80' }] }] },
  ],
  ['no station', 'no-station', { datasets: [{ dataset: 'heart', stations: ['paris'] }] }],
];
for (const [what, why, narrowing] of tooWide)
  test(`a decision that grants ${what} is refused with ${why}`, () => assert.equal(code(narrowed(narrowing)), why));

test('plans need a key to be signed with, unless the permit lets the hub make them', () => {
  const persons = [{ id: ines, keys: [] }];
  assert.equal(code(composePermit(parts({ persons }))), 'person-without-key');
  assert.equal(code(composePermit(parts({ persons, plan_by: 'hub' }))), 'ok');
});

const at = (change: Partial<PermitSituation> = {}): PermitSituation => ({
  state: 'GRANTED',
  newest: made(),
  signed: true,
  renewed: false,
  ...change,
});
const issuer = 'https://hub.example';

test('an amendment follows the version before by name', () => {
  const verdict = amend(at(), { methods: ['describe@1'] }, issuer);
  assert.ok(verdict.ok);
  assert.deepEqual(
    [verdict.value.version, verdict.value.previous, verdict.value.methods],
    [2, permitDigest(made()), ['describe@1']],
  );
});

const amendments: [string, string, Amendment][] = [
  ['fewer variables', 'ok', { datasets: [{ dataset: 'heart', variables: ['sex'] }] }],
  ['other persons', 'ok', { persons: [{ id, keys: [key] }] }],
  ['an earlier end', 'ok', { to: '2026-06-30' }],
  ['more methods', 'wider-than-applied', { methods: ['describe@1', 'poisson@1'] }],
  ['more variables', 'wider-than-applied', { datasets: [{ dataset: 'heart', variables: ['age', 'chol'] }] }],
  ['another station', 'wider-than-applied', { stations: ['paris'] }],
  ['a later end', 'wider-than-applied', { to: '2027-06-30' }],
];
for (const [what, result, amendment] of amendments)
  test(`an amendment with ${what}: ${result}`, () => assert.equal(code(amend(at(), amendment, issuer)), result));

test('a permit that is revoked, over, or still waiting for its signature is not amended', () => {
  assert.equal(code(amend(at({ state: 'REVOKED' }), {}, issuer)), 'already-revoked');
  assert.equal(code(amend(at({ state: 'EXPIRED' }), {}, issuer)), 'already-over');
  assert.equal(code(amend(at({ signed: false }), {}, issuer)), 'waits-for-signature');
});

test('a permit is extended once, asked for a month before its end, by ten years at most', () => {
  const extend = (to: string, change: Partial<PermitSituation> = {}, day = '2027-01-28T10:00:00Z') =>
    code(renew(at(change), to, new Date(day)));
  assert.equal(extend('2030-01-01'), 'ok');
  assert.equal(extend('2030-01-01', {}, '2027-01-29T10:00:00Z'), 'too-late-to-renew');
  assert.equal(extend('2030-01-01', { renewed: true }), 'renewed-before');
  assert.equal(extend('2037-03-01'), 'too-long');
  assert.equal(extend('2027-02-28'), 'already-over');
});

test('a permit is revoked once, also while it waits', () => {
  assert.equal(code(revoke(at({ signed: false, state: 'PENDING' }))), 'ok');
  assert.equal(code(revoke(at({ state: 'REVOKED' }))), 'already-revoked');
});

test('of a permit’s time there is gone what is gone, never less than nothing or more than all', () => {
  const days = { not_before: '2026-03-01T00:00:00Z', not_after: '2026-03-11T00:00:00Z' };
  const at = (moment: string) => spanOf(days, new Date(moment));
  assert.deepEqual(at('2026-02-01T00:00:00Z'), { gone: 0, daysLeft: 38 });
  assert.deepEqual(at('2026-03-06T00:00:00Z'), { gone: 0.5, daysLeft: 5 });
  assert.deepEqual(at('2026-03-10T23:00:00Z').daysLeft, 1);
  assert.deepEqual(at('2026-04-01T00:00:00Z'), { gone: 1, daysLeft: 0 });
});
