// The verbs on attachments of an application: add, take away, read. TEHDAS2 D6.3 Annex 5: at most 1 MB each.
import { digest } from '@sluss/protocol/canonical.ts';
import { holdersOfDatasets } from '../../datasets/actions.ts';
import type { Actor } from '../../permissions/actor.ts';
import { type Trx, transaction } from '../../platform/database.ts';
import type { Hub } from '../../platform/hub.ts';
import { notThere, refusedByRules } from '../../platform/problem.ts';
import { type Application, maySee, thingOf } from '../change.ts';
import { journal, ownForUpdate } from '../form/actions.ts';
import * as store from '../form/form-store.ts';
import { isContentField } from '../form/steps.ts';
import * as applicationStore from '../store.ts';
import { kindOf, nameFor } from './kinds.ts';

export const mostBytes = 1024 * 1024;
export const mostAttachments = 20;

export type GivenFile = { id: string; field: string; name: string; bytes: Buffer };

export async function attach(hub: Hub, actor: Actor, reference: string, given: GivenFile): Promise<void> {
  if (given.bytes.length === 0) throw refusedByRules('no-file', 'Choose a file first.');
  if (given.bytes.length > mostBytes) throw refusedByRules('file-too-large', 'A file has at most 1 MB.');
  const kind = kindOf(given.bytes);
  if (!kind) throw refusedByRules('file-kind', 'PDF, DOCX, XLSX, ODT without macros, PNG, JPEG and WebP are taken.');
  await transaction(hub.db, async (trx) => {
    const row = await ownForUpdate(trx, actor, reference);
    refuseShut(row);
    const there = await store.attachmentsOf(trx, row.id);
    if (there.some((one) => one.id === given.id)) return;
    if (there.length >= mostAttachments)
      throw refusedByRules('too-many-files', `An application has at most ${mostAttachments} attachments.`);
    const name = nameFor(given.name, kind);
    const added = await store.insertAttachment(trx, {
      id: given.id,
      application: row.id,
      field: isContentField(given.field) ? given.field : 'benefit',
      name,
      type: kind,
      size: given.bytes.length,
      digest: digest(given.bytes),
      bytes: given.bytes,
      uploaded_by: actor.person,
      at: hub.now(),
    });
    if (!added) throw notThere();
    await journal(hub, trx, actor, row.id, 'application.attach', { attachment: given.id, digest: digest(given.bytes) });
  });
}

export async function detach(hub: Hub, actor: Actor, reference: string, id: string): Promise<void> {
  await transaction(hub.db, async (trx) => {
    const row = await ownForUpdate(trx, actor, reference);
    refuseShut(row);
    const found = await store.attachment(trx, row.id, id);
    if (!found) return;
    if (await isHandedIn(trx, row, found.at))
      throw refusedByRules('file-handed-in', 'What was handed in stays. Add another file instead.');
    await store.deleteAttachment(trx, row.id, id);
    await journal(hub, trx, actor, row.id, 'application.detach', { attachment: id, digest: found.digest });
  });
}

/** For those who may read the application: its own people always, the body and the holders once it was handed in. */
export async function readAttachment(hub: Hub, actor: Actor, reference: string, id: string) {
  const row = await applicationStore.application(hub.db, reference);
  const seen = row && maySee(actor, row, thingOf(row, await holdersOfDatasets(hub.db)));
  const found = row && seen ? await store.attachment(hub.db, row.id, id) : undefined;
  if (!found) throw notThere('There is no such attachment.');
  return found;
}

export async function attachmentsFor(hub: Hub, application: string) {
  return store.attachmentsOf(hub.db, application);
}

function refuseShut(row: Application): void {
  if (row.state !== 'DRAFT' && row.state !== 'AWAITING_ADDITIONAL_INFORMATION')
    throw refusedByRules('wrong-state', 'This application is handed in: nothing can be attached now.', { state: row.state });
}

async function isHandedIn(trx: Trx, row: Application, at: Date): Promise<boolean> {
  if (row.state === 'DRAFT') return false;
  const asked = (await applicationStore.eventsOf(trx, row.id)).findLast((event) => event.kind === 'asked');
  return asked !== undefined && at < asked.at;
}
