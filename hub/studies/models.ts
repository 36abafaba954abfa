// Brought models: tried in the sandbox before they are kept, named by their digest, fetched by stations, which try them again.
import { digest } from '@sluss/protocol/canonical.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { maxModelBytes } from '@sluss/sandbox/largest-model.ts';
import type { Limits } from '@sluss/sandbox/process.ts';
import { scorer } from '@sluss/sandbox/score.ts';
import { type Actor, organisationsOf } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, refusedByRules } from '../platform/problem.ts';
import { modelByDigest, modelsOfOrganisation } from './store.ts';

/** Less than a station gives: trying a model takes a second or two of computing. */
const limits: Limits = { timeoutMs: 10_000, memoryMb: 512, cpuSeconds: 60 };

/** Keeps a model for an organisation of the actor's: the one that it is brought for, where it is told. The same bytes again are the same
 * model. What no station would run is refused here already, with what is wrong with it. */
export async function uploadModel(hub: Hub, actor: Actor, bytes: Buffer, broughtFor?: string): Promise<{ model: string }> {
  const own = organisationsOf(actor, 'innovator');
  const organisation = own.find((one) => one === broughtFor) ?? own[0];
  if (!organisation || !may(actor, 'model.upload', { organisation })) throw notForYou();
  if (bytes.length === 0 || bytes.length > maxModelBytes)
    throw refusedByRules('model_size', `A model has between 1 byte and ${maxModelBytes / 1024 / 1024} MB.`);
  const model = digest(bytes);
  if (!(await modelByDigest(hub.db, model))) {
    const wrong = await inTurn(hub, () => whatIsWrong(bytes));
    if (wrong) throw refusedByRules('model_refused', `No station would run this model: ${wrong}.`, { reason: wrong });
  }
  await transaction(hub.db, async (trx) => {
    const added = await trx
      .insertInto('model')
      .values({ digest: model, bytes, organisation, uploaded_by: actor.person, uploaded_at: hub.now() })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows === 1n)
      await record(trx, { at: hub.now(), actor: `person:${actor.person}`, verb: 'model.upload', thing: `model:${model}` });
  });
  return { model };
}

/** Models that an organisation has brought, newest first: what its applications may name. */
export async function listModels(hub: Hub, actor: Actor, organisation: string) {
  if (!may(actor, 'model.upload', { organisation })) throw notForYou();
  return modelsOfOrganisation(hub.db, organisation);
}

export async function modelBytes(hub: Hub, model: string): Promise<Buffer | undefined> {
  return (await modelByDigest(hub.db, model))?.bytes;
}

export async function modelIsKnown(hub: Hub, model: string): Promise<boolean> {
  return Boolean(await hub.db.selectFrom('model').select('digest').where('digest', '=', model).executeTakeFirst());
}

/** What keeps a model from being run, in words about the model alone; undefined where nothing does. */
async function whatIsWrong(bytes: Buffer): Promise<string | undefined> {
  try {
    (await scorer(bytes, limits)).close();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.detail;
    throw error;
  }
}

/** One model at a time: each sandbox may take half a gigabyte. */
function inTurn<T>(hub: Hub, work: () => Promise<T>): Promise<T> {
  const before = hub.memory.get<Promise<unknown>>('model being tried') ?? Promise.resolve();
  const turn = before.then(work, work);
  hub.memory.set(
    'model being tried',
    turn.catch(() => undefined),
  );
  return turn;
}
