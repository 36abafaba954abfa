// What happens later to applications: letters to those concerned, reminders before a last day, and drafts that nobody touches are put
// away.
import { z } from 'zod';
import { innovatorsOf, officersApartFrom, type Reader, stewardsOf } from '../organisations/actions.ts';
import { decisionsOfApplication } from '../permits/actions.ts';
import { oneLine } from '../platform/fields.ts';
import type { Hub } from '../platform/hub.ts';
import type { Jobs } from '../platform/jobs.ts';
import { letterTo } from '../platform/letter-text.ts';
import { type Posting, post } from '../platform/letters.ts';
import { fill } from '../platform/texts.ts';
import { writeDay } from '../ui/format.ts';
import { expireIdleDrafts } from './actions.ts';
import { type Instruction, instructionOf } from './appeals/instruction.ts';
import { dayOf } from './calendar.ts';
import { type Application, situationFrom } from './change.ts';
import { type Clock, clockOf } from './clocks.ts';
import * as desk from './desk/store.ts';
import { questionsOf } from './questions.ts';
import { type Deadline, type Reminder, remindersDue } from './reminders.ts';
import * as store from './store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

type Audience = 'applicant' | 'officers' | 'holder';

/** Who is told of what: the applicant of what the body does, the body's officers of what the others do. */
const told: Partial<Record<store.EventTable['kind'], Audience>> = {
  submitted: 'officers',
  answered: 'officers',
  withdrawn: 'officers',
  proposed: 'officers',
  'fee-accepted': 'officers',
  appealed: 'officers',
  'appeal-withdrawn': 'officers',
  'request-agreed': 'officers',
  'request-declined': 'officers',
  asked: 'applicant',
  extended: 'applicant',
  estimated: 'applicant',
  decided: 'applicant',
  reopened: 'applicant',
  'request-offered': 'applicant',
  responded: 'applicant',
  'appeal-rejected': 'applicant',
  'appeal-handed-over': 'applicant',
  'appeal-settled': 'applicant',
  expired: 'applicant',
  forwarded: 'holder',
};

/** Where each finds what the letter is about: a page, for people. */
const placeOf = (audience: Audience, reference: string) =>
  audience === 'officers'
    ? `/desk/${reference}`
    : audience === 'holder'
      ? `/applications/${reference}/proposal`
      : `/applications/${reference}`;

async function readersFor(hub: Hub, row: Application, audience: Audience): Promise<Reader[]> {
  // Everybody who may act in it: whoever began it may be on leave when its four weeks run.
  if (audience === 'applicant') return innovatorsOf(hub.db, row.organisation);
  if (audience === 'officers') {
    const officers = await officersApartFrom(hub.db, row.body, row.organisation);
    // Whoever handles it; where they are an officer no more, somebody must take it over.
    const own = officers.filter((one) => one.person === row.officer);
    return own.length ? own : officers;
  }
  const proposal = await desk.proposalOf(hub.db, row.id);
  return proposal ? stewardsOf(hub.db, proposal.holder) : [];
}

type Subject = {
  row: Application;
  audience: Audience;
  key: string;
  words: string;
  values: Record<string, string>;
  /** Said after the rest. */
  more?: Instruction | undefined;
};

async function postings(hub: Hub, { row, audience, key, words, values, more }: Subject): Promise<Posting[]> {
  const both: Record<'sv' | 'en', Record<string, string>> = { sv, en };
  const inWords = (language: 'sv' | 'en') => ({
    subject: both[language].letterSubject ?? '',
    // Days stand as YYYY-MM-DD in the values; a letter writes them out.
    text: [fill(both[language][words] ?? '', writtenDays(values, language)), more?.[language] ?? ''].filter(Boolean).join('\n\n'),
  });
  const link = `${hub.config.origin}${placeOf(audience, row.reference)}`;
  const named = { reference: row.reference, title: oneLine(row.content.title ?? ''), link };
  return (await readersFor(hub, row, audience)).map((reader) => ({
    key: `${key}:${reader.person}`,
    about: `application:${row.id}`,
    person: reader.person,
    letter: letterTo(reader, { sv: inWords('sv'), en: inWords('en') }, named),
  }));
}

function writtenDays(values: Record<string, string>, language: 'sv' | 'en'): Record<string, string> {
  const written = Object.entries(values).map(([name, value]) => [
    name,
    /^\d{4}-\d\d-\d\d$/.test(value) ? writeDay(`${value}T12:00:00Z`, language) : value,
  ]);
  return Object.fromEntries(written);
}

const payloadSchema = z.object({ event: z.uuid() });

async function sendLetters(hub: Hub, payload: unknown): Promise<void> {
  const event = await store.event(hub.db, payloadSchema.parse(payload).event);
  const row = event && (await store.application(hub.db, event.application));
  const audience = event && told[event.kind];
  if (!event || !row || !audience) return;
  // A draft that its applicant throws away concerns nobody else.
  if (audience === 'officers' && row.state === 'DRAFT_EXPIRED') return;
  const clock = clockOf(situationFrom(row, await store.eventsOf(hub.db, row.id)).events, row.procedure);
  const asked = questionsOf([event]).map((one) => (one.field ? `– ${one.text}` : one.text));
  const values = {
    text: asked.join('\n') || (event.text ?? ''),
    answer_by: clock.answer_by ?? '',
    propose_by: clock.propose_by ?? '',
    results_by: clock.results_by ?? '',
  };
  const more = await instructionWith(hub, row, event);
  await post(hub, await postings(hub, { row, audience, key: `event:${event.id}`, words: `letter_${event.kind}`, values, more }));
}

/** Förvaltningslagen (2017:900) 33 §: who is decided against is told how to appeal, with the decision. */
async function instructionWith(hub: Hub, row: Application, event: store.EventTable): Promise<Instruction | undefined> {
  const against = event.kind === 'appeal-rejected' || (event.kind === 'decided' && event.detail.against === true);
  if (!against) return undefined;
  const decision = (await decisionsOfApplication(hub, row.id)).find((one) => one.id === event.detail.decision);
  return decision?.instruction ?? instructionOf(hub.db, row.body, row.reference);
}

/** Run each day. A reminder is sent once a deadline, however often this runs. */
export async function sendReminders(hub: Hub): Promise<void> {
  const rows = await store.openApplications(hub.db);
  const events = Map.groupBy(
    await desk.eventsOfMany(
      hub.db,
      rows.map((row) => row.id),
    ),
    (one) => one.application,
  );
  const letters: Posting[] = [];
  for (const row of rows) {
    const clock = clockOf(situationFrom(row, events.get(row.id) ?? []).events, row.procedure);
    for (const reminder of remindersDue(deadlinesOf(clock), dayOf(hub.now())))
      letters.push(...(await postings(hub, reminderOf(row, reminder))));
  }
  await post(hub, letters);
}

const audienceOf = {
  decide: 'officers',
  answer: 'applicant',
  propose: 'holder',
  respond: 'officers',
  results: 'applicant',
  handOver: 'officers',
} as const;

function reminderOf(row: Application, { what, day, before }: Reminder & { what: keyof typeof audienceOf }): Subject {
  return {
    row,
    audience: audienceOf[what],
    key: `reminder:${row.id}:${what}:${day}:${before}`,
    words: before === 0 ? `passed_${what}` : `remind_${what}`,
    values: { day },
  };
}

function deadlinesOf(clock: Clock): (Deadline & { what: keyof typeof audienceOf })[] {
  const days: [keyof typeof audienceOf, string | null][] = [
    ['decide', clock.decide_by],
    ['answer', clock.answer_by],
    ['propose', clock.propose_by],
    ['respond', clock.respond_by],
    ['results', clock.results_by],
    ['handOver', clock.hand_over_by],
  ];
  return days.flatMap(([what, day]) => (day ? [{ what, day }] : []));
}

export const applicationJobs: Jobs = {
  'application-letters': sendLetters,
  'application-drafts': expireIdleDrafts,
  'application-reminders': sendReminders,
};

export const applicationCrontab = ['17 3 * * * application-drafts', '23 5 * * * application-reminders'];
