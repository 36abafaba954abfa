// Brought models: kept by their digest, fetched by stations, which inspect them themselves.
import { digest } from '@sluss/protocol/canonical.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, refusedByRules } from '../platform/problem.ts';
import { modelByDigest } from './store.ts';

export const maxModelBytes = 20 * 1024 * 1024;

/** Keeps a model for an organisation of the actor's; the same bytes again are the same model. */
export async function uploadModel(hub: Hub, actor: Actor, bytes: Buffer): Promise<{ model: string }> {
  const organisation = actor.memberships.find((one) => one.role === 'innovator')?.organisation;
  if (!organisation || !may(actor, 'model.upload', { organisation })) throw notForYou();
  if (bytes.length === 0 || bytes.length > maxModelBytes)
    throw refusedByRules('model_size', `A model has between 1 byte and ${maxModelBytes / 1024 / 1024} MB.`);
  const model = digest(bytes);
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

export async function modelBytes(hub: Hub, model: string): Promise<Buffer | undefined> {
  return (await modelByDigest(hub.db, model))?.bytes;
}
