// Those who read meanwhile: two officers at their desk, visitors on the open pages, and people of the company whose study it is.
import { setTimeout as pause } from 'node:timers/promises';
import type { Think } from './applicant.ts';
import type { Visitor } from './visitor.ts';

type Step = [page: string, path: string];

/** Goes round until told to end. */
export async function keepReading(
  browser: Visitor,
  steps: () => AsyncIterable<Step>,
  think: Think,
  ended: AbortSignal,
): Promise<void> {
  // Not all at the same moment.
  await pause(Math.random() * 2000);
  while (!ended.aborted)
    for await (const [page, path] of steps()) {
      await browser.get(page, path);
      await think();
      if (ended.aborted) return;
    }
}

export const visitorSteps = (reference: string) =>
  async function* (): AsyncGenerator<Step> {
    yield ['front page', '/'];
    yield ['datasets', '/datasets'];
    yield ['datasets, searched', '/datasets?words=cholesterol'];
    yield ['a dataset', '/datasets/heart'];
    yield ['register', '/register'];
    yield ['register, searched', '/register?words=hold'];
    yield ['register, an entry', `/register/${reference}`];
  };

export const companySteps = (study: string) =>
  async function* (): AsyncGenerator<Step> {
    yield ['studies', '/studies'];
    yield ['a study’s result', `/studies/${study}`];
    yield ['a report', `/studies/${study}/report`];
    yield ['permits', '/permits'];
  };

/** The desk, and the case that stands on it at this moment. */
export const officerSteps = (browser: Visitor, fallback: string) =>
  async function* (): AsyncGenerator<Step> {
    const desk = await browser.get('desk', '/desk');
    const cases = [...desk.html.matchAll(/href="\/desk\/([A-Z]+-\d{4}-\d+)"/g)].map((match) => match[1] ?? '');
    yield ['desk, a case', `/desk/${cases[Math.floor(Math.random() * cases.length)] ?? fallback}`];
    yield ['desk, closed', '/desk?show=closed'];
    yield ['permits of the body', '/permits'];
  };
