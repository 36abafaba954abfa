// The whole demonstration with one finished study: what the pages of a hub are looked at with.
import { readFileSync } from 'node:fs';
import { endOfStudy, startStudy } from '../../demo/play.ts';
import { planOfStory } from '../../demo/story-plan.ts';
import { obtainPermit, type System, startSystem } from '../system.test-support.ts';
import type { Story } from './every-page.ts';

/** Call it at the top of a test file. */
export async function toldStory(): Promise<Story & { system: System }> {
  const system = await startSystem();
  const { origin } = system;
  const { innovator, permit, model } = await obtainPermit(origin, {
    methods: ['describe@1', 'crosstab@1', 'logistic@1', 'evaluate@1'],
    model: readFileSync(new URL('../../demo/model/cleveland.onnx', import.meta.url)),
  });
  const study = await startStudy(innovator, permit, planOfStory(model));
  const { state, reason } = await endOfStudy(innovator, study);
  if (state !== 'finished') throw new Error(`the study of the story ended as ${state}: ${JSON.stringify(reason)}`);
  return { origin, system, application: permit.reference.replace(/^P/, 'A'), permit: permit.reference, study };
}
