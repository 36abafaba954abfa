// The verbs on public keys: those that people sign plans with, and the one that a body’s permits are signed with.
import { MalformedError } from '@sluss/protocol/canonical.ts';
import { idSchema } from '@sluss/protocol/documents.ts';
import { type Envelope, open, publicKeySchema, thumbprint } from '@sluss/protocol/signed.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { notForYou, notThere, Problem } from '../platform/problem.ts';
import { entry, organisationOf } from './actions.ts';
import * as store from './store.ts';

export const keyProofSchema = z.strictObject({ type: z.literal('key-proof'), person: idSchema, key: publicKeySchema });

/** Registers a public key, proved by a signature made with its private half over the person's id. */
export async function addKey(hub: Hub, actor: Actor, given: { name: string; key: string; proof: Envelope }) {
  if (!may(actor, 'key.add', { person: actor.person })) throw notForYou();
  try {
    const { document } = open('key-proof', given.proof, given.key, keyProofSchema);
    if (document.person !== actor.person || document.key !== given.key) throw new MalformedError('proof of something else');
  } catch (error) {
    throw new Problem(422, 'proof-does-not-fit', 'The proof is not this person’s id, signed with this key.', {
      reason: (error as Error).message,
    });
  }
  const print = thumbprint(given.key);
  return transaction(hub.db, async (trx) => {
    const row = {
      id: uuidv7(),
      person: actor.person,
      name: given.name,
      public_key: given.key,
      thumbprint: print,
      created_at: hub.now(),
      revoked_at: null,
    };
    if (!(await store.insertKey(trx, row))) {
      const known = await store.keyByThumbprint(trx, print);
      if (known?.person === actor.person && !known.revoked_at) return known;
      throw new Problem(409, 'key-taken', 'This key was registered before. Make a new one.');
    }
    await record(trx, entry(hub, actor, 'key.add', `person:${actor.person}`, { key: print }));
    return row;
  });
}

export async function listKeys(hub: Hub, actor: Actor) {
  return store.keysOf(hub.db, actor.person);
}

export async function revokeKey(hub: Hub, actor: Actor, id: string): Promise<void> {
  const key = (await store.keysOf(hub.db, actor.person)).find((one) => one.id === id);
  if (!key || !may(actor, 'key.revoke', { person: key.person })) throw notThere();
  await transaction(hub.db, async (trx) => {
    await store.revokeKey(trx, id, hub.now());
    await record(trx, entry(hub, actor, 'key.revoke', `person:${actor.person}`, { key: key.thumbprint }));
  });
}

/** Pins the access body's public decision key: the first one stays; another is refused. */
export async function registerBodyKey(hub: Hub, actor: Actor, bodyId: string, key: string): Promise<void> {
  if (!may(actor, 'body.register-key', { body: bodyId })) throw notForYou();
  await transaction(hub.db, async (trx) => {
    const body = await organisationOf(trx, bodyId);
    if (body.body_key === key) return;
    if (!(await store.pinBodyKey(trx, bodyId, key))) {
      throw new Problem(
        409,
        'body-key-pinned',
        'This body has another decision key. Stations pin it, so it is not changed here.',
      );
    }
    await record(trx, entry(hub, actor, 'body.register-key', `organisation:${bodyId}`, { key: thumbprint(key) }));
  });
}
