// The whole demonstration with one finished study: what the pages of a hub are looked at with.
import { readFileSync } from 'node:fs';
import { apply, endOfStudy, startStudy } from '../../demo/play.ts';
import { planOfStory } from '../../demo/story-plan.ts';
import { obtainPermit, type System, startSystem } from '../system.test-support.ts';
import type { Story } from './every-page.ts';

/** Call it at the top of a test file. */
export async function toldStory(): Promise<Story & { system: System }> {
  const system = await startSystem();
  const { origin } = system;
  const permitted = await obtainPermit(origin, {
    methods: ['describe@1', 'crosstab@1', 'logistic@1', 'evaluate@1'],
    model: readFileSync(new URL('../../demo/model/cleveland.onnx', import.meta.url)),
  });
  const { innovator, permit, model } = permitted;
  const study = await startStudy(innovator, permit, planOfStory(model));
  const { state, reason } = await endOfStudy(innovator, study);
  if (state !== 'finished') throw new Error(`the study of the story ended as ${state}: ${JSON.stringify(reason)}`);
  // One more that is being assessed, and one that is being written.
  const { officer } = permitted;
  const open = await apply(
    innovator,
    { dataset: 'heart', variables: ['age', 'sex'], methods: ['describe@1'], models: [] },
    'Being assessed',
  );
  const screened = await officer.api.send<{ version: number }>('POST', `/applications/${open.id}/screening`, {
    version: open.version,
  });
  await officer.api.send('POST', `/applications/${open.id}/completeness`, { version: screened.version });
  const draft = await innovator.api.send<{ reference: string }>('POST', '/applications', {
    organisation: 'hjartlyftet',
    content: { title: 'Being written', data: [{ dataset: 'heart', variables: ['age'], filter: [] }] },
  });
  return {
    origin,
    system,
    open: open.reference,
    draft: draft.reference,
    application: permit.reference.replace(/^P/, 'A'),
    permit: permit.reference,
    study,
  };
}
