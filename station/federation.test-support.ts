// For tests: a deciding body, a researcher, and stations with real data and real locks. The test plays the hub, honest or not.
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askedRound, decodeAnswers as decodeSum, type Outcome } from '@sluss/methods/conversation.ts';
import { canonicalBytes, canonicalText, digest } from '@sluss/protocol/canonical.ts';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { type Permit, type Plan, planDigest, type StatusList } from '@sluss/protocol/documents.ts';
import { wordsFromBytes } from '@sluss/protocol/fixed-point.ts';
import { openSum } from '@sluss/protocol/mask.ts';
import type { Reply, StationKeys, Transcript, Work } from '@sluss/protocol/messages.ts';
import { defaultPolicy, type Policy } from '@sluss/protocol/policy.ts';
import { pathCheckFrom, type Scope, stationsIn } from '@sluss/protocol/scope.ts';
import { type Envelope, publicKeyText, seal, thumbprint, unverified } from '@sluss/protocol/signed.ts';
import type { Question } from '@sluss/questions/catalogue.ts';
import { takeQuestion, takeReceipts } from './answer.ts';
import { importFile } from './importers/import-file.ts';
import { takePlan } from './plans.ts';
import { openStation } from './run.ts';
import { ensureKeys, type Station, timeText } from './station.ts';

export type Federation = Awaited<ReturnType<typeof makeFederation>>;
export type Hospital = { id: string; file: string; policy?: Partial<Policy> };

const hour = 3600_000;

/** Imports each hospital's file once, into a folder that federations are copied from. */
export async function importHospitals(dictionary: Dictionary, hospitals: Hospital[], columns?: string[]) {
  const root = mkdtempSync(join(tmpdir(), 'sluss-hospitals-'));
  for (const { id, file } of hospitals) {
    const folder = join(root, id);
    mkdirSync(folder);
    const { dataVersion } = await importFile({ folder, file, dictionary, ...(columns ? { columns } : {}) });
    writeFileSync(join(folder, 'data.json'), JSON.stringify({ dataVersion }));
  }
  return { root, dictionary, hospitals, remove: () => rmSync(root, { recursive: true, force: true }) };
}
export type Imported = Awaited<ReturnType<typeof importHospitals>>;

/** New stations with empty ledgers and journals over imported data. */
export async function makeFederation({ root: from, dictionary, hospitals }: Imported) {
  const root = mkdtempSync(join(tmpdir(), 'sluss-federation-'));
  const keyPair = () => generateKeyPairSync('ed25519').privateKey;
  const [decision, statusKey, researcher] = [keyPair(), keyPair(), keyPair()];
  const clock = { now: Date.now() };
  const stations: Station[] = [];
  for (const { id, policy } of hospitals) {
    const folder = join(root, id);
    cpSync(join(from, id), folder, { recursive: true });
    const { dataVersion } = JSON.parse(readFileSync(join(folder, 'data.json'), 'utf8'));
    const settings = {
      id,
      title: id,
      hub: 'http://127.0.0.1:1',
      body: { id: 'access-body', key: publicKeyText(decision) },
      dataVersion,
    };
    writeFileSync(join(folder, 'station.json'), JSON.stringify(settings));
    writeFileSync(join(folder, 'dictionary.json'), canonicalText(dictionary));
    writeFileSync(join(folder, 'policy.json'), JSON.stringify({ ...defaultPolicy, release: 'exact', ...policy }));
    stations.push({ ...(await openStation(folder, () => {})), now: () => new Date(clock.now) });
  }
  return {
    root,
    dictionary,
    decision,
    statusKey,
    researcher,
    clock,
    stations,
    seq: 1,
    station: (id: string) => stations.find(({ settings }) => settings.id === id) as Station,
    /** Opens a station's folder again, as after kill -9. */
    async restart(id: string) {
      const at = stations.findIndex(({ settings }) => settings.id === id);
      const old = stations[at] as Station;
      old.data.close();
      old.state.close();
      stations[at] = { ...(await openStation(old.folder, () => {})), now: () => new Date(clock.now) };
    },
    close() {
      for (const { data, state } of stations) {
        data.close();
        state.close();
      }
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export function keysOf(federation: Federation): StationKeys[] {
  return federation.stations.map(({ settings, folder }) => {
    const keys = ensureKeys(folder);
    return { id: settings.id, sign: publicKeyText(keys.sign), mask: publicKeyText(keys.mask) };
  });
}

export function permitOf(federation: Federation, change: Partial<Permit> = {}): Permit {
  const { dictionary, clock } = federation;
  return {
    type: 'permit',
    id: randomUUID(),
    version: 1,
    previous: null,
    body: 'access-body',
    holder_org: 'hjartlyftet',
    persons: [{ iss: 'http://127.0.0.1:1', sub: 'person', keys: [thumbprint(publicKeyText(federation.researcher))] }],
    plan_by: 'person',
    purpose: 'ehds53.1.e',
    datasets: [
      {
        id: dictionary.dataset,
        dictionary: digest(canonicalBytes(dictionary)),
        variables: dictionary.variables.map(({ id }) => id),
        filter: [],
      },
    ],
    methods: ['describe@1', 'crosstab@1', 'linear@1', 'logistic@1', 'poisson@1', 'evaluate@1'],
    models: [],
    stations: keysOf(federation).map(({ id, sign, mask }) => ({ id, sign: thumbprint(sign), mask: thumbprint(mask) })),
    not_before: timeText(new Date(clock.now - hour)),
    not_after: timeText(new Date(clock.now + 1000 * hour)),
    ...change,
  };
}

export function planOf(federation: Federation, permit: Permit, change: Partial<Plan> = {}): Plan {
  const { dictionary, clock } = federation;
  return {
    type: 'plan',
    id: randomUUID(),
    title: 'A plan',
    permit: digest(canonicalBytes(permit)),
    dataset: dictionary.dataset,
    dictionary: digest(canonicalBytes(dictionary)),
    filter: [],
    complete_on: dictionary.variables.map(({ id }) => id),
    partitions: [],
    groups: [federation.stations.map(({ settings }) => settings.id)],
    smaller_set: false,
    k: 10,
    methods: [{ name: 'describe@1', variables: ['age'] }],
    release: 'rounded',
    expires: timeText(new Date(clock.now + 100 * hour)),
    ...change,
  };
}

/** A status list in force, and the status key's certificate. */
export function statusOf(federation: Federation, permits: StatusList['permits'], change: Partial<StatusList> = {}) {
  const { clock, decision, statusKey } = federation;
  federation.seq += 1;
  const list: StatusList = {
    type: 'status',
    body: 'access-body',
    seq: federation.seq,
    issued: timeText(new Date(clock.now)),
    valid_until: timeText(new Date(clock.now + 24 * hour)),
    permits,
    ...change,
  };
  const certificate = {
    type: 'status-key',
    body: 'access-body',
    key: publicKeyText(statusKey),
    not_after: timeText(new Date(clock.now + 9999 * hour)),
  };
  return { status: seal('status', list, statusKey), statusKey: seal('status-key', certificate, decision) };
}

export type PlanWork = Extract<Work, { kind: 'plan' }>;
export type AskWork = Extract<Work, { kind: 'ask' }>;

export function invitation(
  federation: Federation,
  permit: Permit,
  plan: Plan,
  keys: { decision?: KeyObject; researcher?: KeyObject } = {},
): PlanWork {
  const researcher = keys.researcher ?? federation.researcher;
  return {
    kind: 'plan',
    plan: seal('plan', plan, researcher),
    planKey: publicKeyText(researcher),
    permit: seal('permit', permit, keys.decision ?? federation.decision),
    ...statusOf(federation, { [permit.id]: { version: permit.version, state: 'active' } }),
    stations: keysOf(federation),
  };
}

/** The code that a station said no with, or null where it said yes. */
export function codeOf(reply: Reply): string | null {
  return reply.kind === 'decline' ? (unverified(reply.signed) as { code: string }).code : null;
}

/** An honest hub in miniature: everything in memory. `tamper` may change what is asked before a station sees it. */
export async function runPlan(
  federation: Federation,
  permit: Permit,
  plan: Plan,
  hooks: { tamper?: (ask: AskWork, station: string) => AskWork; afterRound?: (round: number) => Promise<void> } = {},
): Promise<
  { outcome: Outcome; rounds: number; wire: Reply[] } | { refused: string; by: string; round: number | null; wire: Reply[] }
> {
  const wire: Reply[] = [];
  const hash = planDigest(canonicalBytes(plan));
  const set = plan.groups.flat().sort();
  for (const id of set) {
    const reply = await takePlan(federation.station(id), invitation(federation, permit, plan));
    wire.push(reply);
    const code = codeOf(reply);
    if (code) return { refused: code, by: id, round: null, wire };
  }
  const answers: number[][][] = [];
  const transcripts: Transcript[] = [];
  for (;;) {
    const next = askedRound(plan, federation.dictionary, answers);
    if (!next.asks) return { outcome: next.outcome, rounds: answers.length, wire };
    const round = answers.length;
    const { scope, questions } = next.round;
    const members = stationsIn(plan, scope, set);
    const uploads: { id: string; signed: Envelope; vector: string }[] = [];
    for (const id of members) {
      const seen = transcripts.filter((transcript) => stationsIn(plan, transcript.scope, set).includes(id));
      const honest = { ...askOf(federation, permit, hash, { scope, round, questions, set }), transcripts: seen };
      const reply = await takeQuestion(federation.station(id), hooks.tamper?.(honest, id) ?? honest);
      wire.push(reply);
      if (reply.kind !== 'upload') return { refused: codeOf(reply) ?? '', by: id, round, wire };
      uploads.push({ id, signed: reply.signed, vector: reply.vector });
    }
    const parts: Transcript['parts'] = [];
    let words = wordsFromBytes(Buffer.from(uploads[0]?.vector ?? '', 'base64url'));
    if (members.length > 1) {
      for (const { id, vector } of uploads) {
        const signed = uploads.map((upload) => upload.signed);
        const reply = await takeReceipts(federation.station(id), receivedOf(federation, permit, hash, round, signed));
        wire.push(reply);
        if (reply.kind !== 'open') return { refused: codeOf(reply) ?? '', by: id, round, wire };
        parts.push({ vector, open: reply.signed });
      }
      words = sumOf(parts);
    }
    if (members.length >= pathCheckFrom) transcripts.push({ round, scope, parts });
    answers.push(decodeAnswers(federation, plan, questions, words, members.length));
    await hooks.afterRound?.(round);
  }
}

export function sumOf(parts: Transcript['parts']): BigUint64Array {
  return openSum(
    parts.map((part) => ({
      vector: wordsFromBytes(Buffer.from(part.vector, 'base64url')),
      seed: Buffer.from((unverified(part.open) as { seed: string }).seed, 'base64url'),
    })),
  );
}

export function decodeAnswers(
  { dictionary }: Federation,
  plan: Plan,
  questions: Question[],
  words: BigUint64Array,
  stations: number,
): number[][] {
  return decodeSum(words, stations, questions, { plan, dictionary });
}

export function askOf(
  federation: Federation,
  permit: Permit,
  plan: string,
  asked: { scope: Scope; round: number; questions: unknown[]; set: string[]; attempt?: number },
): AskWork {
  const status = statusOf(federation, { [permit.id]: { version: permit.version, state: 'active' } });
  return { kind: 'ask', plan, attempt: 0, transcripts: [], ...asked, ...status };
}

export type ReceivedWork = Extract<Work, { kind: 'received' }>;

export function receivedOf(
  federation: Federation,
  permit: Permit,
  plan: string,
  round: number,
  uploads: Envelope[],
  attempt = 0,
): ReceivedWork {
  const status = statusOf(federation, { [permit.id]: { version: permit.version, state: 'active' } });
  return { kind: 'received', plan, round, attempt, uploads, ...status };
}
