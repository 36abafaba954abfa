// For tests of applications and permits: an application that lacks nothing, a dataset with stations, calls as a persona.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type Criterion, criteria } from '@sluss/protocol/decision.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { publicKeyText, seal, thumbprint } from '@sluss/protocol/signed.ts';
import { announceDataset } from '../datasets/actions.ts';
import { tokenAs } from '../demo-personas/actions.ts';
import { transaction } from '../platform/database.ts';
import type { TestHub } from '../platform/testing.ts';
import type { Content } from './schema.ts';

const both = (text: string) => ({ sv: text, en: text });

export const dictionary: Dictionary = {
  type: 'dictionary',
  dataset: 'heart',
  title: both('Heart'),
  description: both('For tests'),
  category: 'EHRS',
  access: 'public',
  licence: 'CC BY 4.0',
  person_key: null,
  variables: [
    {
      id: 'age',
      column: 'age',
      title: both('Age'),
      type: 'number',
      unit: 'years',
      range: ['20', '80'],
      grid: ['20', '45', '55', '80'],
      missing: ['?'],
    },
    {
      id: 'sex',
      column: 'sex',
      title: both('Sex'),
      type: 'category',
      missing: [],
      levels: [
        { id: 'female', codes: ['0'], title: both('Female') },
        { id: 'male', codes: ['1'], title: both('Male') },
      ],
    },
  ],
};

export function aContent(change: Partial<Content> = {}): Content {
  return {
    title: 'Does the model hold elsewhere?',
    summary: 'A company checks its model on patients of other hospitals.',
    applicant: 'We make decision support for cardiology.',
    persons: [{ name: 'Ines Lindqvist', email: 'innovator@demo.sluss.example', investigator: true }],
    purpose: 'ehds53.1.e',
    prohibited_uses: [],
    intended_use: 'External evaluation of a prediction model.',
    benefit: 'Care knows whether to trust it.',
    data: [{ dataset: 'heart', variables: ['age', 'sex'], filter: [] }],
    coverage: 'All years, four hospitals.',
    format: 'anonymised',
    safeguards: 'Only sums leave the stations.',
    period: { from: '2026-03-01', to: '2027-02-28' },
    period_reason: 'One year of work.',
    methods: ['describe@1', 'logistic@1'],
    ...change,
  };
}

export const station = (id: string) => ({
  id,
  title: id,
  holder: null,
  sign: thumbprint(publicKeyText(generateKeyPairSync('ed25519').publicKey)),
  mask: thumbprint(publicKeyText(generateKeyPairSync('x25519').publicKey)),
});

export async function announce(test: TestHub, stations = ['budapest', 'cleveland', 'zurich']): Promise<void> {
  await transaction(test.hub.db, async (trx) => {
    for (const id of stations)
      await announceDataset(trx, { dictionary, station: station(id), dataVersion: 'v1', now: test.hub.now() });
  });
}

export const allFulfilled = (Object.keys(criteria) as Criterion[]).map((criterion) => ({
  criterion,
  finding: 'fulfilled' as const,
  reason: `We looked at ${criterion}.`,
}));

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted on, not trusted
export type Answer = { status: number; body: any };
export type Caller = {
  person: string;
  call: (method: string, path: string, body?: unknown) => Promise<Answer>;
};

/** Calls the API as a demo persona. */
export async function as(test: TestHub, persona: string): Promise<Caller> {
  const { token, person } = await tokenAs(test.hub, persona, 'test');
  return { person, call: caller(test, { authorization: `Bearer ${token}` }) };
}

export function caller(test: TestHub, headers: Record<string, string>) {
  return async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await test.app.request(`/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...content,
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
    };
  };
}

/** Gives the caller a signing key, as `sluss login` does. */
export async function withKey(who: Caller): Promise<{ key: KeyObject; thumbprint: string }> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = publicKeyText(privateKey);
  await who.call('POST', '/me/keys', {
    name: 'test',
    key,
    proof: seal('key-proof', { type: 'key-proof', person: who.person, key }, privateKey),
  });
  return { key: privateKey, thumbprint: thumbprint(key) };
}

/** An application that has come as far as an officer's decision. */
export async function inProcess(
  innovator: Caller,
  officer: Caller,
  change: Partial<Content> = {},
): Promise<{ id: string; version: number }> {
  const { body: draft } = await innovator.call('POST', '/applications', {
    organisation: 'hjartlyftet',
    content: aContent(change),
  });
  const submitted = await innovator.call('POST', `/applications/${draft.id}/submission`, { version: draft.version });
  const taken = await officer.call('POST', `/applications/${draft.id}/screening`, { version: submitted.body.version });
  const complete = await officer.call('POST', `/applications/${draft.id}/completeness`, { version: taken.body.version });
  if (complete.status !== 200) throw new Error(JSON.stringify([submitted.body, taken.body, complete.body]));
  return { id: draft.id, version: complete.body.version };
}
