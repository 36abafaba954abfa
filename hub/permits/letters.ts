// Letters about permits: signed, revoked, asked to be changed. Each leads to the permit's page.
import { z } from 'zod';
import { officersOf, type Reader, readersOf } from '../organisations/actions.ts';
import type { Trx } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { addJob, type Jobs } from '../platform/jobs.ts';
import { letterTo } from '../platform/letter-text.ts';
import { post } from '../platform/letters.ts';
import { publishDue } from './publishing.ts';
import * as store from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const kinds = ['signed', 'revoked', 'requested', 'declined'] as const;
type Kind = (typeof kinds)[number];
const payloadSchema = z.object({ permit: z.uuid(), kind: z.enum(kinds), at: z.string() });

/** In the transaction of what happened: those concerned are told by a job. */
export async function tell(trx: Trx, permit: string, kind: Kind, at: Date): Promise<void> {
  await addJob(trx, 'permit-letters', { permit, kind, at: at.toISOString() });
}

async function sendLetters(hub: Hub, payload: unknown): Promise<void> {
  const { permit: id, kind, at } = payloadSchema.parse(payload);
  const row = await store.permit(hub.db, id);
  const newest = (await store.versions(hub.db, id)).at(-1);
  if (!row || !newest) return;
  const readers: Reader[] =
    kind === 'requested'
      ? await officersOf(hub.db, row.body)
      : await readersOf(
          hub.db,
          newest.draft.persons.map((one) => one.sub),
        );
  const values = {
    reference: row.reference,
    until: newest.draft.not_after.slice(0, 10),
    reason: row.revoked_reason ?? '',
    link: `${hub.config.origin}/permits/${row.reference}`,
  };
  const words = {
    sv: { subject: sv.letterSubject, text: sv[`letter_${kind}`] },
    en: { subject: en.letterSubject, text: en[`letter_${kind}`] },
  };
  await post(
    hub,
    readers.map((reader) => ({
      key: `permit:${id}:${kind}:${at}:${reader.person}`,
      about: `permit:${id}`,
      person: reader.person,
      letter: letterTo(reader, words, values),
    })),
  );
}

export const permitJobs: Jobs = { 'permit-letters': sendLetters, 'publish-decisions': publishDue };
export const permitCrontab = ['11 2 * * * publish-decisions'];
