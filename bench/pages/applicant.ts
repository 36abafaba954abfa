// One person's way through the form: begin, save each of its seven steps as one types and again with the button, attach a file, check,
// hand in. Beginning and handing in are clicked twice at once, as impatient people do.
import { fieldsOn } from '../../hub/applications/form/form.test-support.ts';
import type { Person } from './people.ts';
import type { Fields, Visitor } from './visitor.ts';

/** Waits as long as this person takes before the next click. */
export type Think = () => Promise<unknown>;

export const stepNames = ['project', 'who', 'purpose', 'benefit', 'data', 'methods', 'safeguards'] as const;
type StepName = (typeof stepNames)[number];

/** What this person writes: as long as people write, with a word of their own in each text. */
export function wordsOf(mark: string): Record<StepName, Fields> {
  const written = (what: string, sentences: number) =>
    `${what} ${mark}. ${'We look at whether what was learned at one hospital holds for the patients of another. '.repeat(sentences)}`.trim();
  return {
    project: { title: `Does it hold elsewhere? ${mark}`, summary: written('Summary', 8) },
    who: { applicant: written('Applicant', 6) },
    purpose: { purpose: 'ehds53.1.e', 'prohibited_uses[]': ['none'] },
    benefit: { intended_use: written('Use', 20), benefit: written('Benefit', 20) },
    data: {
      'data-0-variables[]': ['age', 'sex', 'cp', 'chol', 'disease'],
      'data-0-reason': written('Why these', 4),
      coverage: written('Coverage', 2),
      format: 'anonymised',
    },
    methods: { 'methods[]': ['describe@1', 'logistic@1'], tools: written('Tools', 3) },
    safeguards: {
      safeguards: written('Safeguards', 10),
      period_from: '2027-01-01',
      period_to: '2027-12-31',
      period_reason: written('Period', 3),
      ethics: written('Ethics', 3),
    },
  };
}

/** Returns the reference. */
export async function apply(browser: Visitor, person: Person, mark: string, think: Think): Promise<string> {
  const started = await browser.get('form: begin', '/applications/new');
  const begin = { ...fieldsOn(started.html, '/applications/new'), organisation: person.organisation };
  await think();
  const [first, second] = await Promise.all([1, 2].map(() => browser.post('form: begin (post)', '/applications/new', begin)));
  if (first?.location !== second?.location) throw new Error(`two clicks began ${first?.location} and ${second?.location}`);
  const reference = first?.location.split('/')[2] ?? '';
  const at = (step: string) => `/applications/${reference}/form/${step}`;

  let shown = await browser.get('form: a step', at('project'));
  for (const [index, step] of stepNames.entries()) {
    if (step === 'data') {
      await think();
      await browser.post('form: save (post)', at(step), {
        ...fieldsOn(shown.html, 'step-form'),
        add_dataset: 'heart',
        go: 'stay',
      });
      shown = await browser.get('form: a step', at(step));
    }
    await think();
    const typed: Fields = { ...fieldsOn(shown.html, 'step-form'), ...wordsOf(mark)[step] };
    const saved = await browser.post('form: save as one types (post)', at(step), typed, { json: true });
    await think();
    typed.seen = JSON.stringify((JSON.parse(saved.html) as { seen: unknown }).seen);
    if (step === 'benefit') {
      const file = {
        name: 'file',
        file: 'plan.pdf',
        bytes: Buffer.from(`%PDF-1.7\n${mark}\n${'0123456789'.repeat(10_000)}\n%%EOF`),
      };
      await browser.post('form: attach (post)', `/applications/${reference}/attachments`, { ...typed, back: step }, { file });
      shown = await browser.get('form: a step', at(step));
      await think();
      Object.assign(typed, fieldsOn(shown.html, 'step-form'));
    }
    await browser.post('form: save (post)', at(step), { ...typed, go: 'next' });
    const next = stepNames[index + 1] ?? 'check';
    shown = await browser.get(next === 'check' ? 'form: check' : 'form: a step', at(next));
  }
  await think();
  const handIn = { ...fieldsOn(shown.html, '/form/check'), go: 'hand-in' };
  await Promise.all([1, 2].map(() => browser.post('form: hand in (post)', at('check'), handIn)));
  await browser.get('an application', `/applications/${reference}`);
  await browser.get('own applications', '/applications');
  return reference;
}
