// The parts of the demonstration's story as functions: sign in as a persona, apply, decide, wait for the signature, study. All over
// public HTTP, as people's programs would; also what benchmarks and end-to-end tests start from.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Api, hubApi } from '../cli/api.ts';
import { planFrom } from '../cli/plan-file.ts';
import type { PlanFile } from '../methods/plan-file.ts';
import { criteria } from '../protocol/decision.ts';
import type { Dictionary } from '../protocol/dictionary.ts';
import type { Permit } from '../protocol/documents.ts';
import { publicKeyText, seal } from '../protocol/signed.ts';

export type Player = { persona: string; person: string; api: Api; key: KeyObject };

/** Signs a demo persona in with a new token and a new signing key. */
export async function signIn(origin: string, persona: string): Promise<Player> {
  const response = await fetch(new URL(`/api/v1/personas/${persona}/token`, origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'story' }),
  });
  if (!response.ok)
    throw new Error(`${origin} gives no token for the persona ${persona} (${response.status}): is it a demonstration hub?`);
  const { token, person } = (await response.json()) as { token: string; person: string };
  const api = hubApi({ hub: origin, token });
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = publicKeyText(privateKey);
  await api.send('POST', '/me/keys', {
    name: 'story',
    key,
    proof: seal('key-proof', { type: 'key-proof', person, key }, privateKey),
  });
  return { persona, person, api, key: privateKey };
}

type Application = { id: string; reference: string; version: number; state: string };
export type Applied = {
  dataset: string;
  variables: string[];
  methods: string[];
  models: { name: string; digest: string }[];
  stations?: string[];
};

const day = (offset: number) => new Date(Date.now() + offset * 24 * 3600_000).toISOString().slice(0, 10);

export async function apply(
  innovator: Player,
  { dataset, variables, methods, models }: Applied,
  title: string,
): Promise<Application> {
  const draft = await innovator.api.send<Application>('POST', '/applications', {
    organisation: 'hjartlyftet',
    content: {
      title,
      summary:
        'A company checks whether its model, built on one hospital’s patients, holds at three other hospitals. Only sums leave the hospitals.',
      applicant: 'Hjärtlyftet AB develops decision support for primary care; two of its founders are cardiologists.',
      persons: [{ name: 'Ines Lindqvist', email: 'innovator@demo.sluss.example', investigator: true }],
      purpose: 'ehds53.1.e',
      prohibited_uses: [],
      intended_use: 'External evaluation of a prediction model for heart disease, and a regression over all hospitals.',
      benefit: 'Care units learn for which patients the model can be trusted before anybody buys it (art. 53(1)(e)(ii)).',
      data: [{ dataset, variables, filter: [] }],
      coverage: 'All persons in the frozen data version of each holder.',
      format: 'anonymised',
      models,
      safeguards: 'Nobody sees records: stations answer typed questions inside secure sums; results are released by rule.',
      period: { from: day(0), to: day(365) },
      period_reason: 'One year, for the analysis and its review.',
      methods,
    },
  });
  return innovator.api.send<Application>('POST', `/applications/${draft.id}/submission`, { version: draft.version });
}

/** As an officer would: take up, find complete, record each criterion with a reason, grant. */
export async function grant(officer: Player, application: Application): Promise<void> {
  const step = (path: string, body: object) =>
    officer.api.send<Application>('POST', `/applications/${application.id}/${path}`, body);
  const screened = await step('screening', { version: application.version });
  const complete = await step('completeness', { version: screened.version });
  await step('decision', {
    version: complete.version,
    outcome: 'grant',
    reason: 'The evaluation serves the development and evaluation of algorithms; no record leaves the holders.',
    assessments: Object.entries(criteria).map(([criterion, text]) => ({
      criterion,
      finding: criterion === 'g' ? 'not-applicable' : 'fulfilled',
      reason: criterion === 'g' ? 'No exception from opt-outs is asked for.' : `Found on the application’s own words: ${text}.`,
    })),
  });
}

type PermitView = {
  id: string;
  reference: string;
  application: string;
  state: string;
  version: number;
  document: Permit;
  digest: string;
};

/** Waits until the body's signer has signed the permit of an application. */
export async function signedPermit(player: Player, application: Application, seconds = 30): Promise<PermitView> {
  for (let waited = 0; waited < seconds * 10; waited++) {
    const permits = await player.api.get<PermitView[]>('/permits');
    const permit = permits.find((one) => one.application === application.id && one.version > 0);
    if (permit) return permit;
    await pause(100);
  }
  throw new Error('The permit waits for its signature: is the signer running?');
}

export type StudyView = {
  id: string;
  state: string;
  reason: { code: string; station?: string } | null;
  rounds: {
    round: number;
    asks: string[];
    stations: string[];
    state: string;
    waiting_for: string[];
    asked_at: string;
    opened_at: string | null;
  }[];
  // biome-ignore lint/suspicious/noExplicitAny: a result's form is its methods'
  result: any;
};

export async function startStudy(innovator: Player, permit: PermitView, file: PlanFile): Promise<string> {
  const { api, key } = innovator;
  const dataset = await api.get<{ dictionary: Dictionary; digest: string }>(
    `/datasets/${file.dataset ?? permit.document.datasets[0]?.id}`,
  );
  const stations = await api.get<{ id: string; policy: { k: number } }[]>('/stations');
  const plan = planFrom(file, {
    permit: permit.document,
    permitDigest: permit.digest,
    dictionary: dataset.dictionary,
    dictionaryDigest: dataset.digest,
    stations,
    now: new Date(),
  });
  const { id } = await api.send<{ id: string }>('POST', '/studies', {
    plan: seal('plan', plan, key),
    planKey: publicKeyText(key),
  });
  return id;
}

/** Waits until a study has ended; `seen` is called with it meanwhile. */
export async function endOfStudy(player: Player, id: string, seen: (study: StudyView) => void = () => {}): Promise<StudyView> {
  for (;;) {
    const study = await player.api.get<StudyView>(`/studies/${id}?wait=2`);
    seen(study);
    if (!['inviting', 'running'].includes(study.state)) return study;
  }
}
