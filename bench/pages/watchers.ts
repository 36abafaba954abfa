// What it costs that fifty pages follow one study: a hundred rounds with nobody looking on, and the same with fifty streams open.
import { setTimeout as pause } from 'node:timers/promises';
import { endOfStudy, type Player, type signedPermit, startStudy } from '../../demo/play.ts';
import type { Person } from './people.ts';
import { visitor } from './visitor.ts';

type Permit = Awaited<ReturnType<typeof signedPermit>>;

const questions = 100;

export async function watched(origin: string, innovator: Player, permit: Permit, watchers: Person[], streams: number) {
  const methods = Array.from({ length: questions }, (_, at) => ({
    name: 'crosstab@1',
    rows: { variable: at % 2 ? 'sex' : 'cp' },
    columns: { variable: 'disease' },
  }));
  const begun = performance.now();
  const id = await startStudy(innovator, permit, { title: `Watched by ${streams}`, methods });
  const events: number[] = [];
  let bytes = 0;
  const browsers = Array.from({ length: streams }, (_, at) => {
    const person = watchers[at % watchers.length] as Person;
    const browser = visitor(origin, null, person.cookie);
    let count = 0;
    const followed = browser.follow(`/studies/${id}/events`, (_, length) => {
      count += 1;
      bytes += length;
    });
    return { browser, done: followed.then(() => void events.push(count)) };
  });
  const study = await endOfStudy(innovator, id);
  const took = performance.now() - begun;
  if (study.state !== 'finished') throw new Error(`the study ended as ${study.state}`);
  await Promise.race([Promise.all(browsers.map(({ done }) => done)), pause(5000, undefined, { ref: false })]);
  for (const { browser } of browsers) browser.leave();
  const opened = study.rounds.slice(1).map((round) => Date.parse(round.opened_at as string) - Date.parse(round.asked_at));
  const sorted = opened.sort((a, b) => a - b);
  return {
    streams,
    heard_the_end: events.length,
    events_a_stream: events.length ? Math.round(events.reduce((sum, one) => sum + one, 0) / events.length) : 0,
    kB_an_event: events.length
      ? Math.round(
          bytes /
            100 /
            Math.max(
              1,
              events.reduce((sum, one) => sum + one, 0),
            ),
        ) / 10
      : 0,
    study_ms: Math.round(took),
    round_p50: sorted[Math.floor(sorted.length / 2)],
    round_p95: sorted[Math.floor(sorted.length * 0.95)],
  };
}
