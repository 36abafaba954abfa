// The hub under people: a hundred persons apply at the same time through the form while officers and visitors read; how long each page took,
// and whether all that was typed is there afterwards, once. With pauses as people make them, without any, and on a thousand applications.

import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { apply as applyByApi, endOfStudy, grant, type Player, signedPermit, signIn, startStudy } from '../../demo/play.ts';
import { createPool } from '../../hub/platform/database.ts';
import { startEmbeddedPostgres } from '../../hub/platform/embedded-postgres.ts';
import { apply } from './applicant.ts';
import { childRunning, cpuSeconds } from './cpu.ts';
import { findAgain } from './found-again.ts';
import { makeMany } from './many-applications.ts';
import { createMeter } from './meter.ts';
import { giveRole, makePeople, type Person } from './people.ts';
import { companySteps, keepReading, officerSteps, visitorSteps } from './readers.ts';
import { visitor } from './visitor.ts';
import { watched } from './watchers.ts';

type Place = { origin: string; home: string; demo: number | undefined; say: (line: string) => void };
type Round = { name: string; thinks: boolean };

const visitors = 8;

export async function measurePages(place: Place) {
  const { origin, home, say } = place;
  // It runs already: this finds its address.
  const pool = createPool((await startEmbeddedPostgres({ home })).url);
  try {
    const story = await tellStory(place);
    const [advisor, innovator] = [await signIn(origin, 'advisor'), story.innovator];
    say('A hundred people sign in by the links in their letters …');
    const people = await makePeople(place, advisor);
    const rounds: Awaited<ReturnType<typeof oneRound>>[] = [];
    const measure = async (round: Round) => {
      say(`A hundred applications at once, ${round.name} …`);
      rounds.push(await oneRound(place, { pool, people, story, ...round }));
      say(JSON.stringify({ ...rounds.at(-1), pages: rounds.at(-1)?.pages.slice(0, 1) }));
    };
    // A process that has just started compiles what it runs: everybody's first minute, measured too.
    await measure({ name: 'with pauses, freshly started', thinks: true });
    await measure({ name: 'with pauses', thinks: true });
    await measure({ name: 'without pauses', thinks: false });
    const watching = [];
    const watchers = people.slice(0, 10);
    for (const person of watchers) await giveRole(advisor, { ...person, organisation: 'hjartlyftet' });
    for (const streams of [0, 50, 0, 50]) {
      watching.push(await watched(origin, innovator, story.permit, watchers, streams));
      say(JSON.stringify(watching.at(-1)));
    }
    say('A thousand more applications are put into the database …');
    await makeMany(pool, story.reference, story.study);
    await measure({ name: 'with pauses, on a thousand applications', thinks: true });
    return { people: people.length, rounds, watching };
  } finally {
    await pool.end();
  }
}

type Story = { innovator: Player; reference: string; study: string; permit: Awaited<ReturnType<typeof signedPermit>> };

/** An application, its permit and a study with a result and a report, as in the demonstration's story. */
async function tellStory({ origin }: Place): Promise<Story> {
  const innovator = await signIn(origin, 'innovator');
  const { planOfStory, predictors } = await import('../../demo/story-plan.ts');
  const { readFileSync } = await import('node:fs');
  const model = readFileSync(new URL('../../demo/model/cleveland.onnx', import.meta.url));
  const { model: digest } = await innovator.api.send<{ model: string }>('POST', '/models', model);
  const methods = ['describe@1', 'crosstab@1', 'logistic@1', 'evaluate@1'];
  const asked = {
    dataset: 'heart',
    variables: [...predictors, 'disease'],
    methods,
    models: [{ name: 'Cleveland model', digest }],
  };
  const application = await applyByApi(innovator, asked, 'Does our model hold elsewhere?');
  await grant(await signIn(origin, 'officer'), application);
  const permit = await signedPermit(innovator, application);
  const study = await startStudy(innovator, permit, planOfStory(digest));
  await endOfStudy(innovator, study);
  return { innovator, reference: application.reference, study, permit };
}

type Setting = Round & { pool: ReturnType<typeof createPool>; people: Person[]; story: Story };

async function oneRound(place: Place, { name, thinks, pool, people, story }: Setting) {
  const { origin } = place;
  const meter = createMeter();
  const mark = `round${Date.now().toString(36)}`;
  // As long as a quick person takes between two clicks: 1 to 3 seconds.
  const think = () => (thinks ? pause(1000 + Math.random() * 2000) : Promise.resolve());
  // Readers read as people do in either case.
  const read = () => pause(1000 + Math.random() * 2000);
  const ended = new AbortController();
  const as = async (persona: string) => {
    const browser = visitor(origin, null);
    await browser.post('', `/sign-in/persona/${persona}`, {});
    return visitor(origin, meter, browser.cookie());
  };
  const officers = [await as('officer'), await as('officer-two')];
  const company = [await as('innovator'), await as('innovator')];
  const open = Array.from({ length: visitors }, () => visitor(origin, meter));
  const reading = [
    ...officers.map((one) => keepReading(one, officerSteps(one, story.reference), read, ended.signal)),
    ...company.map((one) => keepReading(one, companySteps(story.study), read, ended.signal)),
    ...open.map((one) => keepReading(one, visitorSteps(story.reference), read, ended.signal)),
  ];
  const load = loadavg()[0];
  const hub = childRunning(place.demo, ['cli/main.ts', 'hub']);
  const cpu = cpuSeconds(hub);
  const begun = performance.now();
  const told = new Map<string, string>();
  const failed: string[] = [];
  await Promise.all(
    people.map(async (person, at) => {
      // They come within the time of one pause; without pauses all at the same moment.
      if (thinks) await pause(Math.random() * 3000);
      const browser = visitor(origin, meter, person.cookie);
      const own = `${mark}-${at}-`;
      try {
        told.set(await apply(browser, person, own, think), own);
      } catch (error) {
        failed.push((error as Error).message);
      }
      browser.leave();
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const hubCpu = cpuSeconds(hub) - cpu;
  ended.abort();
  await Promise.all(reading);
  for (const one of [...officers, ...company, ...open]) one.leave();
  const pages = meter.rows();
  return {
    name,
    load_before: load,
    seconds: Math.round(seconds * 10) / 10,
    requests_a_second: Math.round((pages[0]?.count ?? 0) / seconds),
    hub_cpu_share: Math.round((hubCpu / seconds) * 100) / 100,
    found: await findAgain(pool, mark, told),
    wrong: [...failed, ...meter.wrong],
    pages,
  };
}
