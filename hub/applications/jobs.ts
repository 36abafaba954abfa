// What happens later to applications: letters to those concerned, and drafts that nobody touches are put away.
import { z } from 'zod';
import { officersOf, personOf } from '../organisations/actions.ts';
import type { Hub } from '../platform/hub.ts';
import type { Jobs } from '../platform/jobs.ts';
import { fill, texts } from '../platform/texts.ts';
import { expireIdleDrafts, situationOf } from './actions.ts';
import { clockOf } from './clocks.ts';
import * as store from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

const say = texts(sv, en);
const payloadSchema = z.object({ event: z.uuid() });

/** Who is told of what: the applicant of what the body does, the body's officers of what the applicant does. */
const told: Partial<Record<store.EventTable['kind'], 'applicant' | 'officers'>> = {
  submitted: 'officers',
  answered: 'officers',
  withdrawn: 'officers',
  asked: 'applicant',
  extended: 'applicant',
  decided: 'applicant',
  expired: 'applicant',
};

/** Sends a letter about one event. A job may run twice: two letters are better than none. */
async function sendLetters(hub: Hub, payload: unknown): Promise<void> {
  const event = await store.event(hub.db, payloadSchema.parse(payload).event);
  const row = event && (await store.application(hub.db, event.application));
  const whom = event && told[event.kind];
  if (!event || !row || !whom) return;
  const applicant = await personOf(hub.db, row.created_by);
  const addresses = whom === 'applicant' ? (applicant ? [applicant.email] : []) : await officersOf(hub.db, row.body);
  const clock = clockOf((await situationOf(hub.db, row)).events, row.procedure);
  const values = {
    reference: row.reference,
    title: row.content.title ?? '',
    text: event.text ?? '',
    answer_by: clock.answer_by ?? '',
  };
  // The hub does not know yet which language a person reads: both.
  const both = [say('sv'), say('en')];
  const titles: Record<string, string>[] = both;
  const lines = titles.map((text) => fill(text[`letter_${event.kind}`] ?? '', values));
  for (const to of addresses) {
    await hub.mail.send({
      to,
      subject: fill(both[0]?.letterSubject ?? '', values),
      text: `${lines.join('\n\n–\n\n')}\n\n${hub.config.origin}/api/v1/applications/${row.reference}\n`,
    });
  }
}

export const applicationJobs: Jobs = {
  'application-letters': sendLetters,
  'application-drafts': expireIdleDrafts,
};

export const applicationCrontab = ['17 3 * * * application-drafts'];
