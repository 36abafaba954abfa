// The verbs of writing a plan in the browser: which permits let one, the draft as it was typed, what the plan rests on, starting it.
import { canonicalBytes, MalformedError } from '@sluss/protocol/canonical.ts';
import { planDigest, planSchema } from '@sluss/protocol/documents.ts';
import type { Envelope } from '@sluss/protocol/signed.ts';
import { v7 as uuid } from 'uuid';
import { readApplication, titlesOfApplications } from '../../applications/views.ts';
import { datasetOf } from '../../datasets/actions.ts';
import type { Actor } from '../../permissions/actor.ts';
import { may } from '../../permissions/may.ts';
import { ownPermits, type PermitView, readPermit } from '../../permits/actions.ts';
import type { Hub } from '../../platform/hub.ts';
import { notForYou, notUnderstood, Problem } from '../../platform/problem.ts';
import { listStations } from '../../stations/actions.ts';
import { startStudy } from '../actions.ts';
import { deleteDraft, draftRow, draftsOf, putDraft } from '../people-store.ts';
import { modelByDigest, studyByPlan } from '../store.ts';
import { type Draft, draftSchema, textOf } from './draft.ts';
import type { Ground } from './permitted-rules.ts';

/** Why a permit lets nobody, or not this person, write a plan now; undefined where it does. */
export type WhyNot = 'notNamed' | 'notSigned' | 'revoked' | 'expired';

export function whyNot(permit: PermitView, actor: Actor): WhyNot | undefined {
  if (permit.state === 'REVOKED') return 'revoked';
  if (!permit.document) return 'notSigned';
  const persons = permit.document.persons.map(({ sub }) => sub);
  if (!may(actor, 'study.create', { organisation: permit.organisation, persons })) return 'notNamed';
  return permit.state === 'EXPIRED' ? 'expired' : undefined;
}

/** `title`: the project's. `draft`: when a plan under it was last changed. */
export type Askable = { permit: PermitView; title: string; draft: Date | null };

/** The permits under which the actor may ask now. */
export async function permitsToAskUnder(hub: Hub, actor: Actor): Promise<Askable[]> {
  const permits = (await ownPermits(hub, actor)).filter((permit) => !whyNot(permit, actor));
  const drafts = await draftsOf(hub.db, actor.person);
  const titles = await titlesOfApplications(
    hub,
    permits.map((permit) => permit.application),
  );
  return permits.map((permit) => ({
    permit,
    title: titles.get(permit.application) ?? '',
    draft: drafts.find((one) => one.permit === permit.id)?.updated_at ?? null,
  }));
}

export type Desk = Awaited<ReturnType<typeof readDesk>>;

/** What the pages of a plan being written show. Throws 404 where the actor may not read the permit. */
export async function readDesk(hub: Hub, actor: Actor, reference: string) {
  const permit = await readPermit(hub, actor, reference);
  const why = whyNot(permit, actor);
  if (why || !permit.document || !permit.digest) return { permit, why: why ?? ('notSigned' as const) };
  const kept = await draftRow(hub.db, actor.person, permit.id);
  // A draft of an older form that cannot be read is begun afresh, rather than shutting its writer out.
  const draft: Draft = (kept && draftSchema.safeParse(kept.content).data) ?? { plan: uuid(), asks: [], typed: {} };
  const { document } = permit;
  const chosen = textOf(draft.typed, 'dataset');
  const id = document.datasets.find((one) => one.id === chosen)?.id ?? document.datasets[0]?.id ?? '';
  const datasets = await Promise.all(document.datasets.map((one) => datasetOf(hub, one.id)));
  const dataset = datasets.find((one) => one.id === id);
  if (!dataset) throw new Problem(409, 'dataset-gone', 'The permit’s dataset is not here any more.');
  const listed = document.stations.map((station) => station.id);
  const stations = (await listStations(hub)).filter((one) => listed.includes(one.id) && one.dataset === id);
  const ground: Ground = {
    permit: document,
    digest: permit.digest,
    dictionary: dataset.dictionary,
    dictionaryDigest: dataset.digest,
    stations: stations.map(({ id, title, policy }) => ({ id, title, policy })),
    now: hub.now(),
  };
  const names = await modelNames(hub, actor, permit);
  const models = await Promise.all(
    document.models.map(async (model) => ({
      digest: model,
      name: names.get(model) ?? model.slice(0, 19),
      here: (await modelByDigest(hub.db, model)) !== undefined,
    })),
  );
  return {
    permit,
    why: undefined,
    draft,
    isNew: !kept,
    ground,
    models,
    datasets: datasets.map((one) => ({ id: one.id, title: one.dictionary.title })),
    /** The actor's own keys, as the permit lists them. */
    keys: document.persons.find(({ sub }) => sub === actor.person)?.keys ?? [],
  };
}

export type OpenDesk = Extract<Desk, { why: undefined }>;

/** The application said what its models are called; whoever may not read it sees their digests. */
async function modelNames(hub: Hub, actor: Actor, permit: PermitView): Promise<Map<string, string>> {
  try {
    const { content } = await readApplication(hub, actor, permit.application);
    return new Map((content.models ?? []).map(({ name, digest }) => [digest, name]));
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return new Map();
    throw error;
  }
}

/** The most that a plan being written may hold, so that nobody fills the disk: far more than any plan that holds. */
export const mostTyped = 4_000_000;

export const fits = (draft: Draft): boolean => JSON.stringify(draft).length <= mostTyped;

export async function saveDraft(
  hub: Hub,
  actor: Actor,
  { permit, why }: Pick<Desk, 'permit' | 'why'>,
  draft: Draft,
): Promise<void> {
  if (why) throw notForYou();
  if (!fits(draft)) throw new Problem(413, 'too-large', 'That is more than a plan can hold. What was saved before is kept.');
  await putDraft(hub.db, actor.person, permit.id, draft, hub.now());
}

export async function forgetDraft(hub: Hub, actor: Actor, { permit }: Pick<Desk, 'permit'>): Promise<void> {
  await deleteDraft(hub.db, actor.person, permit.id);
}

export type Signed = { plan: Envelope; planKey: string };

/** Starts the study. The same plan sent twice by the same person leads to the same study. */
export async function startFromDraft(hub: Hub, actor: Actor, desk: Desk, signed: Signed | { document: string }): Promise<string> {
  const given = 'plan' in signed ? signed : { plan: unsigned(signed.document), planKey: null };
  try {
    const id = await startStudy(hub, actor, given);
    await forgetDraft(hub, actor, desk);
    return id;
  } catch (error) {
    const known = error instanceof Problem && error.code === 'plan_known';
    const bytes = Buffer.from(given.plan.payload, 'base64url');
    const study = known ? await studyByPlan(hub.db, planDigest(bytes)) : undefined;
    if (study?.created_by === actor.person) return study.id;
    throw error;
  }
}

/** A plan that the hub may make by itself: in the form of an envelope, whose signature is nobody's. */
function unsigned(text: string): Envelope {
  try {
    const bytes = canonicalBytes(planSchema.parse(JSON.parse(text)));
    return { payload: bytes.toString('base64url'), kid: `sha256:${'A'.repeat(43)}`, sig: 'A'.repeat(86) };
  } catch (error) {
    if (error instanceof MalformedError || error instanceof SyntaxError || (error as Error).name === 'ZodError')
      throw notUnderstood('The plan could not be read.');
    throw error;
  }
}
