// For tests of study pages: the finished study of the story, put into a hub's database as if it had been run there.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalBytes } from '@sluss/protocol/canonical.ts';
import { type Dictionary, dictionarySchema } from '@sluss/protocol/dictionary.ts';
import { type Plan, planDigest, planSchema, stationsOf } from '@sluss/protocol/documents.ts';
import { publicKeyText } from '@sluss/protocol/signed.ts';
import { v7 as uuid } from 'uuid';
import { transaction } from '../platform/database.ts';
import type { TestHub } from '../platform/testing.ts';
import { insertStation } from '../stations/store.ts';
import type { Released } from './result/shapes.ts';
import { insertRound, insertStudy, updateRound, updateStation, updateStudy } from './store.ts';
import type { StudyState } from './tables.ts';

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const story: { plan: Plan; rounds: { stations: string[]; asks: string[] }[]; result: Released } = read('./story-study.json');

export const storyResult = story.result;
export const storyPlan = planSchema.parse(story.plan);
export const heart: Dictionary = dictionarySchema.parse(read('../../demo/heart/dictionary.json'));
export const hospitals = [
  { id: 'cleveland', title: 'Cleveland Clinic', holder: 'cleveland-clinic' },
  { id: 'budapest', title: 'Hungarian Institute of Cardiology, Budapest', holder: 'hungarian-institute' },
  { id: 'zurich', title: 'University Hospitals Zürich and Basel', holder: 'university-hospitals-ch' },
  { id: 'long-beach', title: 'V.A. Medical Center, Long Beach', holder: 'va-long-beach' },
];

export async function seedStations(test: TestHub): Promise<void> {
  const key = (kind: 'ed25519' | 'x25519') =>
    publicKeyText(kind === 'ed25519' ? generateKeyPairSync('ed25519').publicKey : generateKeyPairSync('x25519').publicKey);
  await transaction(test.hub.db, async (trx) => {
    for (const hospital of hospitals)
      await insertStation(trx, {
        ...hospital,
        sign_key: key('ed25519'),
        mask_key: key('x25519'),
        dataset: 'heart',
        data_version: 'v1',
        policy: JSON.stringify({ k: 10, alone: hospital.id === 'cleveland' ? ['counts'] : [], release: 'exact' }),
        enrolled_at: test.hub.now(),
      });
  });
}

type Change = {
  state?: StudyState;
  plan?: Partial<Plan>;
  result?: object;
  reason?: { code: string; station?: string };
  organisation?: string;
  /** The permit's id. */
  permit?: string;
};

/** A study in the hub's database; finished unless `state` says something else. Returns its id. */
export async function aStudy(test: TestHub, change: Change = {}): Promise<string> {
  const { state = 'finished', organisation = 'hjartlyftet' } = change;
  const plan: Plan = { ...storyPlan, ...change.plan, id: uuid() };
  const [id, now] = [uuid(), test.hub.now()];
  const stations = stationsOf(plan);
  await transaction(test.hub.db, async (trx) => {
    const row = {
      id,
      plan_hash: planDigest(canonicalBytes(plan)),
      plan: JSON.stringify({ payload: '', kid: '', sig: '' }),
      plan_key: publicKeyText(generateKeyPairSync('ed25519').publicKey),
      document: JSON.stringify(plan),
      permit: change.permit ?? uuid(),
      permit_digest: plan.permit,
      body: 'access-body',
      dataset: plan.dataset,
      dictionary: JSON.stringify(heart),
      stations: JSON.stringify(stations.map((station) => ({ id: station, sign: '', mask: '' }))),
      pinned_set: JSON.stringify(stations),
      state,
      organisation,
      created_by: 'somebody',
      created_at: now,
      reason: JSON.stringify(change.reason ?? null),
      finished_at: state === 'finished' ? now : null,
      result: JSON.stringify(state === 'finished' ? (change.result ?? story.result) : null),
    };
    await insertStudy(trx, row, stations);
    for (const station of stations) await updateStation(trx, id, station, { state: 'accepted' });
    const rounds = state === 'finished' ? story.rounds : story.rounds.slice(0, 3);
    for (const [round, { stations: members, asks }] of rounds.entries()) {
      const open = state === 'finished' || round < rounds.length - 1;
      const key = { study: id, round, attempt: 0 };
      await insertRound(trx, {
        ...{ ...key, scope: 'all', members: members.filter((member) => stations.includes(member)) },
        ...{ questions: asks.map((kind) => ({ kind })) as never, question_digest: `digest-${round}`, asked_at: now },
      });
      if (open) await updateRound(trx, key, { state: 'opened', opened_at: now });
    }
    if (state === 'running') await updateStudy(trx, id, { round: rounds.length - 1, attempt: 0 });
  });
  return id;
}
