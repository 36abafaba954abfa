// What the pages of the desk share: words of states and days, a frame with a case's name, errors of a form as sentences.
import type { Child } from 'hono/jsx';
import type { Actor } from '../../permissions/actor.ts';
import type { FieldErrors } from '../../platform/form.ts';
import { fill, type Language, texts } from '../../platform/texts.ts';
import { ErrorSummary } from '../../ui/form.tsx';
import { writeDay } from '../../ui/format.ts';
import { Layout } from '../../ui/layout.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import type { State } from '../schema.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };
import type { CaseView, Due } from './views.ts';

export const say = texts(sv, en);
export type Text = ReturnType<typeof say>;
export const wordsOf = (text: Text): Record<string, string> => text;

/** What every page of the desk gets. */
export type Seen = { language: Language; visitor: Actor };

const tones: Partial<Record<State, Tone>> = {
  SUBMITTED: 'attention',
  PRE_SCREENING: 'water',
  PROCESSING: 'water',
  AWAITING_ADDITIONAL_INFORMATION: 'plain',
  DECISION_ISSUED: 'good',
};

export function StateTag({ state, text }: { state: State; text: Text }) {
  return <Tag tone={tones[state] ?? 'plain'}>{wordsOf(text)[`state_${state}`]}</Tag>;
}

export function dayInWords(day: string, language: Language): string {
  return writeDay(`${day.slice(0, 10)}T12:00:00Z`, language);
}

export function leftInWords(left: number, text: Text): string {
  if (left === 0) return text.today;
  if (left === 1) return text.tomorrow;
  return left > 0 ? fill(text.daysLeft, { days: left }) : left === -1 ? text.oneDayLate : fill(text.daysLate, { days: -left });
}

export function dueInWords(due: Due, language: Language): string {
  const text = say(language);
  return `${fill(text[`due_${due.what}`], { day: dayInWords(due.day, language) })} (${leftInWords(due.left, text)})`;
}

type CaseFrame = Seen & { view: CaseView; title: string; children?: Child; islands?: string[] };

/** A page about one application: its name above, the way back to it. */
export function CaseFrame({ language, visitor, view, title, children, islands = [] }: CaseFrame) {
  const { application } = view;
  return (
    <Layout language={language} visitor={visitor} at="desk" title={`${title}: ${application.reference}`} islands={islands}>
      <p class="kicker">
        <a href={`/desk/${application.reference}`}>
          {application.reference}, {application.content.title}
        </a>
      </p>
      <h1>{title}</h1>
      {children}
    </Layout>
  );
}

/** Errors by field; those of no field ('') stand first. */
export function Errors({ language, errors }: { language: Language; errors: FieldErrors | undefined }) {
  const text = wordsOf(say(language));
  const list = Object.entries(errors ?? {}).map(([field, message]) => ({
    field: field || 'main',
    message: text[message] ?? message,
  }));
  return <ErrorSummary language={language} errors={list} />;
}

/** The sentence of an error beside its field. */
export function errorOf(errors: FieldErrors | undefined, field: string, text: Text): string | undefined {
  const found = errors?.[field];
  return found === undefined ? undefined : (wordsOf(text)[found] ?? found);
}
