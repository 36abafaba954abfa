// Letters about permits: signed, revoked, asked to be changed. Each leads to the permit's page.
import type { Permit } from '@sluss/protocol/documents.ts';
import { z } from 'zod';
import { instructionOf } from '../applications/appeals/instruction.ts';
import { dayOf } from '../applications/calendar.ts';
import { remindersDue } from '../applications/reminders.ts';
import { innovatorsOf, officersApartFrom, type Reader, readersStillIn } from '../organisations/actions.ts';
import type { Trx } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { addJob, type Jobs } from '../platform/jobs.ts';
import { letterTo } from '../platform/letter-text.ts';
import { type Posting, post } from '../platform/letters.ts';
import { fill } from '../platform/texts.ts';
import { answerBy } from './hearing-rules.ts';
import { hearingsOf, openHearings } from './hearing-store.ts';
import { writePermitDay } from './permit-day.ts';
import { publishDue } from './publishing.ts';
import { renewalAskedBy } from './rules.ts';
import * as store from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const kinds = ['signed', 'revoked', 'requested', 'declined', 'hearing', 'heard', 'closed'] as const;
type Kind = (typeof kinds)[number];
const payloadSchema = z.object({ permit: z.uuid(), kind: z.enum(kinds), at: z.string() });

/** In the transaction of what happened: those concerned are told by a job. */
export async function tell(trx: Trx, permit: string, kind: Kind, at: Date): Promise<void> {
  await addJob(trx, 'permit-letters', { permit, kind, at: at.toISOString() });
}

/** Told to everybody who may state views: those named may all have left, and the four weeks run. */
const aboutLosing: Kind[] = ['hearing', 'revoked', 'closed'];

/** Not those who have left: its page does not open to them. */
const thoseNamed = (hub: Hub, organisation: string, { persons }: Permit): Promise<Reader[]> =>
  readersStillIn(
    hub.db,
    organisation,
    persons.map((one) => one.sub),
  );

async function thoseToLose(hub: Hub, organisation: string, permit: Permit): Promise<Reader[]> {
  const all = [...(await thoseNamed(hub, organisation, permit)), ...(await innovatorsOf(hub.db, organisation))];
  return [...new Map(all.map((one) => [one.person, one])).values()];
}

async function sendLetters(hub: Hub, payload: unknown): Promise<void> {
  const { permit: id, kind, at } = payloadSchema.parse(payload);
  const row = await store.permit(hub.db, id);
  const newest = (await store.versions(hub.db, id)).at(-1);
  if (!row || !newest) return;
  const readers: Reader[] =
    kind === 'requested' || kind === 'heard'
      ? await officersApartFrom(hub.db, row.body, row.organisation)
      : aboutLosing.includes(kind)
        ? await thoseToLose(hub, row.organisation, newest.draft)
        : await thoseNamed(hub, row.organisation, newest.draft);
  const hearing = (await hearingsOf(hub.db, id)).findLast((one) => !one.closed_at);
  const day = hearing ? answerBy(hearing) : '';
  const values = {
    reference: row.reference,
    until: newest.draft.not_after.slice(0, 10),
    reason: row.revoked_reason ?? '',
    link: `${hub.config.origin}/permits/${row.reference}`,
  };
  // A revocation goes against its reader: förvaltningslagen (2017:900) 33 §.
  const appeal = kind === 'revoked' ? await instructionOf(hub.db, row.body, row.reference) : undefined;
  const texts = { sv, en };
  const text = (words: string, language: 'sv' | 'en') => {
    const views = kind === 'revoked' && hearing ? texts[language].letter_urgent : '';
    const all = [words, views, appeal?.[language] ?? ''].filter(Boolean).join('\n\n');
    return all.replaceAll('{day}', day && writePermitDay(`${day}T12:00:00Z`, language));
  };
  const words = {
    sv: { subject: sv.letterSubject, text: text(sv[`letter_${kind}`], 'sv') },
    en: { subject: en.letterSubject, text: text(en[`letter_${kind}`], 'en') },
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

/** Run each day: who may state its views is told before the time is over. */
export async function remindOfHearings(hub: Hub): Promise<void> {
  const letters: Posting[] = [];
  for (const hearing of await openHearings(hub.db)) {
    if (hearing.answered_at) continue;
    const day = answerBy(hearing);
    const newest = (await store.versions(hub.db, hearing.permit)).at(-1);
    if (!newest) continue;
    for (const { before, left } of remindersDue([{ what: 'hear', day }], dayOf(hub.now()))) {
      if (left < 0) continue;
      const words = (texts: ReminderTexts, language: 'sv' | 'en') => ({
        subject: texts.letterSubject,
        text: fill(texts.remind_hear, { day: writePermitDay(`${day}T12:00:00Z`, language) }),
      });
      const values = { reference: hearing.reference, link: `${hub.config.origin}/permits/${hearing.reference}#hearing` };
      for (const reader of await thoseToLose(hub, hearing.organisation, newest.draft))
        letters.push({
          key: `reminder:hearing:${hearing.id}:${before}:${reader.person}`,
          about: `permit:${hearing.permit}`,
          person: reader.person,
          letter: letterTo(reader, { sv: words(sv, 'sv'), en: words(en, 'en') }, values),
        });
    }
  }
  await post(hub, letters);
}

/** Run each day: an extension is asked for a month before the end (art. 68(12)), so the users are told in time. Each letter once. */
export async function sendReminders(hub: Hub): Promise<void> {
  const letters: Posting[] = [];
  for (const { row, draft } of await store.inForce(hub.db, hub.now())) {
    const day = renewalAskedBy(draft.not_after);
    for (const { before, left } of remindersDue([{ what: 'renew', day }], dayOf(hub.now()))) {
      if (left < 0) continue;
      for (const reader of await thoseNamed(hub, row.organisation, draft)) {
        const words = { sv: reminder(sv, day, 'sv', draft), en: reminder(en, day, 'en', draft) };
        const values = { reference: row.reference, link: `${hub.config.origin}/permits/${row.reference}` };
        letters.push({
          key: `reminder:permit:${row.id}:renew:${day}:${before}:${reader.person}`,
          about: `permit:${row.id}`,
          person: reader.person,
          letter: letterTo(reader, words, values),
        });
      }
    }
  }
  await post(hub, letters);
}

type ReminderTexts = { letterSubject: string; remind_renew: string; remind_hear: string };

function reminder(texts: ReminderTexts, day: string, language: 'sv' | 'en', draft: Permit) {
  const values = { day: writePermitDay(day, language), until: writePermitDay(draft.not_after, language) };
  return { subject: texts.letterSubject, text: fill(texts.remind_renew, values) };
}

export const permitJobs: Jobs = {
  'permit-reminders': sendReminders,
  'permit-hearings': remindOfHearings,
  'permit-letters': sendLetters,
  'publish-decisions': publishDue,
};
export const permitCrontab = ['11 2 * * * publish-decisions', '41 5 * * * permit-reminders', '44 5 * * * permit-hearings'];
