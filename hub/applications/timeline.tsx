// What has happened to an application, where its clock stood, and what is due: one vertical line, the same for applicant and officer.
import { fill, type Language, texts } from '../platform/texts.ts';
import { writeDay, writeMoment } from '../ui/format.ts';
import { daysBetween } from './calendar.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };
import type { ApplicationView } from './views.ts';

const say = texts(sv, en);

type Shown = Pick<ApplicationView, 'events' | 'clock' | 'questions'>;
type Due = { day: string; words: string };

export function Timeline({ language, application }: { language: Language; application: Shown }) {
  const text = say(language);
  const words: Record<string, string> = text;
  const { events, clock, questions } = application;
  const pauseBefore = (index: number): number | undefined => {
    const event = events[index];
    const asked = events.slice(0, index).findLast((one) => one.kind === 'asked');
    return event?.kind === 'answered' && asked ? daysBetween(asked.at.slice(0, 10), event.at.slice(0, 10)) : undefined;
  };
  return (
    <ol class="timeline" aria-label={text.events}>
      {events.map((event, index) => {
        const pause = pauseBefore(index);
        const asked = questions.filter((one) => event.kind === 'asked' && one.asked_at === event.at && one.field);
        return (
          <>
            {pause === undefined ? null : (
              <li class="pause">
                {pause === 0 ? text.stoodHours : fill(pause === 1 ? text.stoodOneDay : text.stood, { days: pause })}
              </li>
            )}
            <li>
              <time datetime={event.at}>{writeMoment(event.at, language)}</time>
              <strong>{words[`event_${event.kind}`] ?? event.kind}</strong>
              {/* An answer in statistics has its own place on the page. */}
              {event.text && event.kind !== 'responded' ? <p>{event.text}</p> : null}
              {asked.map((one) => (
                <p>
                  <span class="quiet">{words[`field_${one.field}`] ?? one.field}:</span> {one.text}
                </p>
              ))}
            </li>
          </>
        );
      })}
      {clock.decision === 'paused' ? <li class="pause">{text.paused}</li> : null}
      {dues(clock, text).map((due) => (
        <li class={clock.late ? 'due late' : 'due'}>
          <time datetime={due.day}>{writeDay(`${due.day}T12:00:00Z`, language)}</time>
          <strong>{due.words}</strong>
          {clock.late ? <p>{text.late}</p> : null}
        </li>
      ))}
    </ol>
  );
}

/** What is due next, soonest first. */
function dues(clock: Shown['clock'], text: ReturnType<typeof say>): Due[] {
  const found: [string | null, string][] = [
    [clock.answer_by, text.due_answer],
    [clock.decide_by, text.due_decide],
    [clock.publish_by, text.due_publish],
    [clock.appeal_over ? null : clock.appeal_by, text.due_appeal],
    [clock.hand_over_by, text.due_handOver],
    [clock.respond_by, text.due_respond],
    [clock.results_by, text.due_results],
    [clock.draft_expires, text.due_draft],
  ];
  return found.flatMap(([day, words]) => (day ? [{ day, words }] : [])).sort((a, b) => (a.day < b.day ? -1 : 1));
}
