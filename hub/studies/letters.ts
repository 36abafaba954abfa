// Letters about studies: results are to be public within eighteen months (art. 61(4)), and whose they are is told in time.
import { dayOf } from '../applications/calendar.ts';
import { remindersDue } from '../applications/reminders.ts';
import { innovatorsOf, officersOf, type Reader, readersStillIn } from '../organisations/actions.ts';
import { personsOfPermits } from '../permits/actions.ts';
import { oneLine } from '../platform/fields.ts';
import type { Hub } from '../platform/hub.ts';
import type { Jobs } from '../platform/jobs.ts';
import { letterTo } from '../platform/letter-text.ts';
import { type Posting, post } from '../platform/letters.ts';
import { fill } from '../platform/texts.ts';
import { writeDay } from '../ui/format.ts';
import { resultsToPublish } from './sharing.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

/** Run each day; each letter once, and one when the day has passed. */
export async function remindToPublish(hub: Hub): Promise<void> {
  const letters: Posting[] = [];
  for (const { study, title, organisation, body, permit_digest, by } of await resultsToPublish(hub))
    for (const { before } of remindersDue([{ what: 'publish', day: by }], dayOf(hub.now()))) {
      const words = { sv: reminder(sv, 'sv', by, before), en: reminder(en, 'en', by, before) };
      const values = { title: oneLine(title), link: `${hub.config.origin}/studies/${study}#publish` };
      // Once the day has passed, the body knows too: it supervises (art. 57(1)(a)(ii)).
      const publishers = await publishersOf(hub, organisation, permit_digest);
      const officers = before === 0 ? await officersOf(hub.db, body) : [];
      const toBody = { sv: reminder(sv, 'sv', by, 'officer'), en: reminder(en, 'en', by, 'officer') };
      for (const reader of [...publishers, ...officers])
        letters.push({
          key: `reminder:study:${study}:publish:${by}:${before}:${reader.person}`,
          about: `study:${study}`,
          person: reader.person,
          letter: letterTo(reader, publishers.includes(reader) ? words : toBody, values),
        });
    }
  await post(hub, letters);
}

function reminder(texts: typeof en, language: 'sv' | 'en', day: string, before: number | 'officer') {
  const text = before === 'officer' ? texts.letterPublishOfficer : before === 0 ? texts.letterPublishPassed : texts.letterPublish;
  return { subject: texts.letterPublishSubject, text: fill(text, { day: writeDay(`${day}T12:00:00Z`, language) }) };
}

/** Those who may publish: the persons of the permit, unless they have left, and the organisation's innovators. */
async function publishersOf(hub: Hub, organisation: string, digest: string): Promise<Reader[]> {
  const named = (await personsOfPermits(hub, [digest])).get(digest) ?? [];
  const readers = [...(await readersStillIn(hub.db, organisation, named)), ...(await innovatorsOf(hub.db, organisation))];
  return [...new Map(readers.map((one) => [one.person, one])).values()];
}

export const studyJobs: Jobs = { 'study-reminders': remindToPublish };
export const studyCrontab = ['53 5 * * * study-reminders'];
