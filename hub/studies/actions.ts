// The verbs of studies: start, look, go on without a lost station, stop, and what time brings.

import { checkPlan } from '@sluss/methods/plan-check.ts';
import { MalformedError } from '@sluss/protocol/canonical.ts';
import { type Plan, planDigest, planSchema, stationsOf } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { smallestSum } from '@sluss/protocol/scope.ts';
import { type Envelope, open, thumbprint, unverified } from '@sluss/protocol/signed.ts';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { datasetOf } from '../datasets/actions.ts';
import { membershipsOf, stillMay } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may, type Thing } from '../permissions/may.ts';
import { permitByDigest, personsOfPermits } from '../permits/actions.ts';
import { isUniqueViolation, json, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { changedUnderYou, notForYou, notThere, refusedByRules } from '../platform/problem.ts';
import { listStations, stationsByIds } from '../stations/actions.ts';
import { begin, endStudy } from './course.ts';
import { destroyStudyKey, makeStudyKey } from './key.ts';
import { sharesOf, studiesSharedWith } from './people-store.ts';
import {
  findStudy,
  forgetRun,
  insertStudy,
  lockStudy,
  modelByDigest,
  roundsOf,
  type StudyRow,
  stationsOfStudy,
  updateRound,
  updateStudy,
  type WhoseStudy,
  whoseStudy,
} from './store.ts';
import { wake } from './wake.ts';

/** `planKey` null: the hub made the plan, where the permit lets it. */
export type NewStudy = { plan: Envelope; planKey: string | null };

/** Starts a study from a signed plan. Whatever is wrong with the plan is said at once and precisely: no station is asked. */
export async function startStudy(hub: Hub, actor: Actor, { plan: envelope, planKey }: NewStudy): Promise<string> {
  const { document: plan, bytes } = readPlan(envelope, planKey);
  const permit = await permitByDigest(hub, plan.permit);
  if (!permit) throw refusedByRules('permit_invalid', 'The plan names a permit that this hub does not know.');
  const persons = (await personsOfPermits(hub, [permit.digest])).get(permit.digest);
  if (!may(actor, 'study.create', { organisation: permit.organisation, persons }))
    throw notForYou('The permit does not name you.');
  if (permit.state === 'REVOKED') throw refusedByRules('permit_revoked', 'The permit was revoked.');
  if (permit.state === 'EXPIRED') throw refusedByRules('permit_expired', 'The permit has expired.');
  if (planKey === null && permit.document.plan_by !== 'hub')
    throw refusedByRules('not_permitted', 'Nobody signed the plan, and the permit does not let the hub plan.');
  if (planKey !== null && !permit.document.persons.some((person) => person.keys.includes(thumbprint(planKey))))
    throw refusedByRules('not_permitted', 'The plan is signed with a key that the permit does not name.');
  const dataset = await datasetOf(hub, plan.dataset);
  try {
    checkPlan(plan, permit.document, dataset.dictionary);
  } catch (error) {
    if (error instanceof Refusal) throw refusedByRules(error.code, `The plan does not hold: ${error.detail}.`);
    throw error;
  }
  for (const model of permit.document.models)
    if (plan.methods.some((call) => call.model === model) && !(await modelByDigest(hub.db, model)))
      throw refusedByRules('model_missing', 'The plan’s model has not been uploaded.', { model });
  const stations = await stationsByIds(hub, stationsOf(plan));
  const missing = stationsOf(plan).find((id) => !stations.some((station) => station.id === id));
  if (missing) throw refusedByRules('not_permitted', `There is no station ${missing}.`);

  const id = uuid();
  await makeStudyKey(hub, id);
  try {
    await transaction(hub.db, async (trx) => {
      const study = {
        id,
        plan_hash: planDigest(bytes),
        plan: json(envelope) as never,
        plan_key: planKey,
        document: json(plan) as never,
        permit: permit.id,
        permit_digest: permit.digest,
        body: permit.body,
        dataset: plan.dataset,
        dictionary: json(dataset.dictionary) as never,
        stations: json(stations.map(({ id, sign_key, mask_key }) => ({ id, sign: sign_key, mask: mask_key }))) as never,
        state: 'inviting' as const,
        organisation: permit.organisation,
        created_by: actor.person,
        created_at: hub.now(),
      };
      await insertStudy(trx, study as never, stationsOf(plan));
      await wake(trx, { id, stations });
      await record(trx, {
        at: hub.now(),
        actor: `person:${actor.person}`,
        verb: 'study.start',
        thing: `study:${id}`,
        detail: { plan: study.plan_hash },
      });
    });
  } catch (error) {
    await destroyStudyKey(hub, id);
    if (isUniqueViolation(error))
      throw refusedByRules('plan_known', 'This plan was started before; a new study needs a plan with a new id.');
    throw error;
  }
  return id;
}

function readPlan(envelope: Envelope, planKey: string | null): { document: Plan; bytes: Buffer } {
  try {
    if (planKey === null)
      return { document: planSchema.parse(unverified(envelope)), bytes: Buffer.from(envelope.payload, 'base64url') };
    return open('plan', envelope, planKey, planSchema);
  } catch (error) {
    if (error instanceof MalformedError) throw refusedByRules('malformed', `The plan could not be read: ${error.message}.`);
    throw error;
  }
}

function thingOf(study: WhoseStudy, persons: string[], shared: string[]) {
  return {
    organisation: study.organisation,
    body: study.body,
    persons,
    shared,
    stations: study.stations.map(({ id }) => ({ id, holder: null })),
  };
}

type StudyVerb = 'study.read' | 'study.result.read' | 'study.stop' | 'study.start' | 'study.share' | 'study.publish';

/** Whom a study concerns, for may(). `shared` holds the actor alone, and only while who shared it with them may still share it. */
async function concernedBy(hub: Hub, actor: Actor, study: WhoseStudy): Promise<Thing> {
  const [permits, shares, stations] = await Promise.all([
    personsOfPermits(hub, [study.permit_digest]),
    sharesOf(hub.db, study.id),
    stationsByIds(
      hub,
      study.stations.map((station) => station.id),
    ),
  ]);
  const persons = permits.get(study.permit_digest) ?? [];
  const thing = { ...thingOf(study, persons, []), stations: stations.map(({ id, holder }) => ({ id, holder })) };
  const share = shares.find(({ person }) => person === actor.person);
  return share && (await shareStands(hub, share, thing)) ? { ...thing, shared: [actor.person] } : thing;
}

/** What is shared is its sharer's word: it holds as long as they may share. */
export function shareStands(hub: Hub, share: { shared_by: string }, thing: Thing): Promise<boolean> {
  return stillMay(hub, share.shared_by, 'study.share', thing);
}

/** The study, where the actor may do this to it. Throws 404 where they may not even know of it, 403 where they may not do this. */
export async function studyFor(hub: Hub, actor: Actor, id: string, verb: StudyVerb) {
  const study = await findStudy(hub.db, id);
  if (!study) throw notThere();
  const thing = await concernedBy(hub, actor, study);
  // Somebody else's study is not there, rather than forbidden: its existence is nobody's business.
  if (!may(actor, 'study.read', thing)) throw notThere();
  if (!may(actor, verb, thing)) throw notForYou();
  return { study, thing };
}

export type StudyView = Awaited<ReturnType<typeof courseOf>>;

/** A study as its people may see it: where it stands, gate by gate; the result when there is one. Never a sum. */
export async function viewStudy(hub: Hub, actor: Actor, id: string) {
  const { study, thing } = await studyFor(hub, actor, id, 'study.read');
  const verbs = ['study.stop', 'study.result.read', 'study.share', 'study.publish'] as const;
  return courseOf(
    hub,
    study,
    verbs.filter((verb) => may(actor, verb, thing)),
  );
}

/** A study as those see it who may do `verbs` with it; whether they may is the caller's to ask. */
export async function courseOf(hub: Hub, study: StudyRow, verbs: StudyVerb[]) {
  const { id } = study;
  const stations = await stationsOfStudy(hub.db, id);
  const rounds = await roundsOf(hub.db, id);
  const uploads = await hub.db
    .selectFrom('study_upload')
    .select(['round', 'attempt', 'station', 'opened_at'])
    .where('study', '=', id)
    .execute();
  return {
    id,
    title: study.document.title,
    state: study.state,
    reason: study.reason,
    plan: study.document,
    plan_hash: study.plan_hash,
    permit: study.permit,
    dataset: study.dataset,
    created_at: study.created_at.toISOString(),
    finished_at: study.finished_at?.toISOString() ?? null,
    stations: stations.map(({ station, state, code }) => ({ station, state, code })),
    rounds: rounds.map((round) => {
      const mine = uploads.filter((upload) => upload.round === round.round && upload.attempt === round.attempt);
      const waiting =
        round.state === 'asked'
          ? round.members.filter((member) => !mine.some((upload) => upload.station === member))
          : round.state === 'collected'
            ? mine.filter((upload) => !upload.opened_at).map((upload) => upload.station)
            : [];
      return {
        round: round.round,
        attempt: round.attempt,
        stations: round.members,
        asks: round.questions.map((question) => question.kind),
        state: round.state,
        waiting_for: waiting,
        asked_at: round.asked_at.toISOString(),
        opened_at: round.opened_at?.toISOString() ?? null,
      };
    }),
    // A steward sees how a study went, not what it found: that is its people's until they publish it.
    result: verbs.includes('study.result.read') ? study.result : null,
    you_may: verbs,
  };
}

/** The newest studies that the actor may see. */
export async function listStudies(hub: Hub, actor: Actor) {
  const rows = await hub.db
    .selectFrom('study')
    .select(['id', 'state', 'dataset', 'created_at', 'organisation', 'body', 'stations', 'permit_digest'])
    .select((from) => from.ref('document', '->>').key('title').as('title'))
    .orderBy('created_at', 'desc')
    .limit(500)
    .execute();
  const holders = new Map((await listStations(hub)).map(({ id, holder }) => [id, holder]));
  const persons = await personsOfPermits(
    hub,
    rows.map((row) => row.permit_digest),
  );
  const shares = new Map((await studiesSharedWith(hub.db, actor.person)).map(({ study, shared_by }) => [study, shared_by]));
  // Each sharer once, however much they shared.
  const sharers = new Map(
    await Promise.all([...new Set(shares.values())].map(async (one) => [one, await membershipsOf(hub, one, 'session')] as const)),
  );
  const shared = rows
    .filter(({ id, organisation, permit_digest }) => {
      const sharer = sharers.get(shares.get(id) ?? '') ?? null;
      return may(sharer, 'study.share', { organisation, persons: persons.get(permit_digest) });
    })
    .map(({ id }) => id);
  return rows
    .filter(({ id, organisation, body, stations, permit_digest }) => {
      const concerned = stations.map(({ id }) => ({ id, holder: holders.get(id) ?? null }));
      const named = persons.get(permit_digest);
      const readers = shared.includes(id) ? [actor.person] : [];
      return may(actor, 'study.read', { organisation, body, persons: named, shared: readers, stations: concerned });
    })
    .map(({ id, title, state, dataset, created_at, organisation, body, permit_digest }) => ({
      id,
      title,
      state,
      dataset,
      created_at: created_at.toISOString(),
      /** Somebody else's, shown because they shared it. */
      shared: shared.includes(id),
      seesResult: may(actor, 'study.result.read', {
        organisation,
        body,
        persons: persons.get(permit_digest),
        shared: shared.includes(id) ? [actor.person] : [],
      }),
    }));
}

/** Waits until the study's state is final or `milliseconds` are over, and shows it. */
export async function awaitStudy(hub: Hub, actor: Actor, id: string, milliseconds: number, signal?: AbortSignal) {
  await studyFor(hub, actor, id, 'study.read');
  const ended = async () => {
    const { state } = await hub.db.selectFrom('study').select('state').where('id', '=', id).executeTakeFirstOrThrow();
    return ['inviting', 'running'].includes(state) ? undefined : state;
  };
  const timeout = Math.min(milliseconds, 50_000);
  if (timeout > 0) await hub.bus.until(`study:${id}`, ended, signal ? { timeout, signal } : { timeout });
  return viewStudy(hub, actor, id);
}

/** Begins again without stations that stay silent: only before anything was opened, and only if the plan allows a smaller set. */
export async function goOnWithout(hub: Hub, actor: Actor, id: string, lost: string[]): Promise<void> {
  const { study: seen } = await studyFor(hub, actor, id, 'study.start');
  await transaction(hub.db, async (trx) => {
    const study = await lockStudy(trx, hub.memory, seen.plan_hash);
    if (study?.state !== 'running') throw changedUnderYou('The study is not running.');
    const rounds = await roundsOf(trx, id);
    if (rounds.some((round) => round.state !== 'asked' && round.state !== 'abandoned'))
      throw refusedByRules(
        'set_changed',
        'A sum was collected: the set of stations is fixed. The study waits, or can be stopped.',
      );
    if (!study.document.smaller_set) throw refusedByRules('set_changed', 'The plan does not allow a smaller set.');
    const set = (study.pinned_set ?? []).filter((station) => !lost.includes(station));
    if (set.length < smallestSum) throw refusedByRules('set_changed', 'A sum needs at least three stations.');
    for (const round of rounds) await updateRound(trx, round, { state: 'abandoned' });
    await begin(hub, trx, study, set, (study.attempt ?? 0) + 1);
    await record(trx, {
      at: hub.now(),
      actor: `person:${actor.person}`,
      verb: 'study.smaller-set',
      thing: `study:${id}`,
      detail: { without: lost },
    });
    await wake(trx, study);
  });
}

export async function stopStudy(hub: Hub, actor: Actor, id: string): Promise<void> {
  const { study: seen } = await studyFor(hub, actor, id, 'study.stop');
  await transaction(hub.db, async (trx) => {
    const study = await lockStudy(trx, hub.memory, seen.plan_hash);
    if (!study || !['inviting', 'running'].includes(study.state)) throw changedUnderYou('The study has already ended.');
    await endStudy(hub, trx, study, 'stopped', { code: 'stopped' });
    await record(trx, { at: hub.now(), actor: `person:${actor.person}`, verb: 'study.stop', thing: `study:${id}` });
    await wake(trx, study);
  });
}

/** Job: studies whose plan has expired end without a result. */
export async function expireStudies(hub: Hub): Promise<void> {
  const rows = await hub.db.selectFrom('study').selectAll().where('state', 'in', ['inviting', 'running']).execute();
  for (const row of rows.filter((study) => Date.parse(study.document.expires) <= hub.now().getTime()))
    await transaction(hub.db, async (trx) => {
      const study = await lockStudy(trx, hub.memory, row.plan_hash);
      if (!study || !['inviting', 'running'].includes(study.state)) return;
      await endStudy(hub, trx, study, 'expired', { code: 'permit_expired' });
      await wake(trx, study);
    });
}

/** Job: a day after the end the study's key goes, and with it everything that was opened. */
export async function destroyStudyKeyJob(hub: Hub, payload: unknown): Promise<void> {
  const { study } = z.object({ study: z.uuid() }).parse(payload);
  await destroyStudyKey(hub, study);
  await transaction(hub.db, async (trx) => {
    await forgetRun(trx, study);
    await updateStudy(trx, study, { key_destroyed_at: hub.now() });
    await record(trx, { at: hub.now(), actor: 'hub', verb: 'study.key-destroyed', thing: `study:${study}` });
  });
}

/** Whether the actor may look on, and whether they will see the result. Throws 404 where they may not. */
export async function watchStudy(hub: Hub, actor: Actor, id: string): Promise<{ seesResult: boolean }> {
  // Asked at every gate for everybody who looks on: without the plan and the result, which are long.
  const study = await whoseStudy(hub.db, id);
  const thing = study && (await concernedBy(hub, actor, study));
  if (!thing || !may(actor, 'study.read', thing)) throw notThere();
  return { seesResult: may(actor, 'study.result.read', thing) };
}
