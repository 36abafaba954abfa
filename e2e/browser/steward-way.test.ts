// A steward in a browser, at the desk of a real station: comes in with the code, sees that the station said no and can say why, tries a
// stricter policy, pauses, verifies the journal. By keyboard alone, in both languages; axe finds nothing on any page of the desk.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test, { after } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Language } from '../../hub/platform/texts.ts';
import { canonicalBytes } from '../../protocol/canonical.ts';
import { planDigest } from '../../protocol/documents.ts';
import { codeOf, invitation, makeFederation, permitOf, planOf, runPlan } from '../../station/federation.test-support.ts';
import { importHeart } from '../../station/heart-federation.test-support.ts';
import { entries } from '../../station/journal.ts';
import { takePlan } from '../../station/plans.ts';
import { isPaused, readPolicy } from '../../station/station.ts';
import { startDesk } from '../../station-desk/server.ts';
import { startChromium } from './chromium.test-support.ts';
import { aVisitor, type Visitor } from './visitor.test-support.ts';

const browser = await startChromium();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// ---- a station in Zürich that answered one study whole, and said no to one for its policy and to one for its patients ----
const imported = await importHeart();
const federation = await makeFederation(imported);
after(() => {
  federation.close();
  imported.remove();
});
const zurich = federation.station('zurich');
const folder = join(federation.root, 'zurich');
const permit = permitOf(federation);
const variables = ['age', 'sex', 'disease'];
const answered = planOf(federation, permit, {
  title: 'Age and disease',
  complete_on: variables,
  methods: [{ name: 'logistic@1', y: { variable: 'disease', events: ['yes'] }, x: ['age', 'sex'] }],
});
assert.ok('outcome' in (await runPlan(federation, permit, answered)));
const young = planOf(federation, permit, { title: 'The youngest', filter: [{ variable: 'age', from: '20', to: '30' }] });
const small = planOf(federation, permit, { title: 'Small numbers', k: 5 });
for (const [plan, code] of [
  [young, 'too_few'],
  [small, 'policy'],
] as const)
  assert.equal(codeOf(await takePlan(zurich, invitation(federation, permit, plan))), code);
const hashOf = (plan: typeof young) => planDigest(canonicalBytes(plan));

const desk = await startDesk(folder, { say: () => {} });
after(() => desk.close());

async function comeIn(language: Language, options: { dark?: boolean; width?: number; scripts?: boolean } = {}): Promise<Visitor> {
  const visitor = await aVisitor(browser, { origin: desk.origin, language, ...options });
  await visitor.open('/');
  await visitor.write(words[language].code, desk.code());
  await visitor.follow('button', words[language].open);
  return visitor;
}

const words = {
  sv: {
    ...{ code: 'Kod', open: 'Öppna', policy: 'Policy', k: 'Minsta antal personer bakom ett svar', journal: 'Journalen' },
    ...{ overview: 'Översikt', pause: 'Pausa stationen', resume: 'Låt den svara igen', verify: 'Pröva hela journalen' },
    ...{
      preview: 'Visa vad det hade inneburit',
      save: 'Spara policyn',
      why: /Planen nöjer sig med 5 personer bakom ett tal\. Vi kräver \d+\./,
    },
    ...{
      few: /för få personer hos oss|liknar tidigare grupper|gått att räkna ut/,
      whole: /Journalen är hel/,
      paused: /hämtar inget arbete/,
    },
    ...{ would: /1 av de 1 studier som har varit med här hade avslagits/, reason: 'Skäl, till journalen (frivilligt)' },
  },
  en: {
    ...{ code: 'Code', open: 'Open', policy: 'Policy', k: 'Fewest persons behind an answer', journal: 'Journal' },
    ...{ overview: 'Overview', pause: 'Pause the station', resume: 'Let it answer again', verify: 'Verify the whole journal' },
    ...{
      preview: 'Show what it would have meant',
      save: 'Save the policy',
      why: /content with 5 persons behind a number\. We ask for \d+\./,
    },
    ...{
      few: /too few persons of ours|so like earlier ones|worked out by subtraction/,
      whole: /The journal is whole/,
      paused: /fetches no work/,
    },
    ...{ would: /1 of the 1 studies that took part here would have been refused/, reason: 'Reason, for the journal (optional)' },
  },
};

for (const language of ['sv', 'en'] as const)
  test(`a steward sees and explains a refusal, tries a stricter policy, pauses and verifies, by keyboard alone (${language})`, async () => {
    const said = words[language];
    const steward = await comeIn(language);
    assert.match(await steward.text(), said.why);
    await steward.follow('link', 'The youngest');
    assert.match(await steward.text(), said.few);
    assert.match(await steward.text(), /hjartlyftet/);

    const k = language === 'sv' ? 15 : 20;
    await steward.follow('link', said.policy);
    await steward.write(said.k, String(k));
    await steward.follow('button', said.preview);
    if (language === 'sv') assert.match(await steward.text(), said.would);
    await steward.write(said.reason, 'Chefläkaren bad om det');
    await steward.follow('button', said.save);
    assert.equal(readPolicy(folder).k, k);

    await steward.follow('link', said.overview);
    await steward.follow('button', said.pause);
    assert.match(await steward.text(), said.paused);
    assert.equal(isPaused(folder), true);
    await steward.follow('button', said.resume);
    assert.equal(isPaused(folder), false);

    await steward.follow('link', said.journal);
    await steward.follow('link', said.verify);
    assert.match(await steward.text(), said.whole);
    assert.deepEqual(
      entries(zurich.state)
        .slice(-3)
        .map(({ kind }) => kind),
      ['policy changed', 'paused', 'resumed'],
    );
    await steward.close();
  });

const changed = 'k=9&release=rounded&which_methods=all&which_purposes=all&questions_per_day=5&models_per_study=0&alone[]=counts';
/** The narrow, dark pass looks at all of them; the other at those with a picture or a table of its own. */
const pages = [
  '/',
  '/log',
  '/ledger',
  '/policy',
  '/policy/preview?k=4',
  '/journal',
  '/journal?digest=x',
  '/journal/verification',
  '/credit',
  `/policy/preview?${changed}`,
  `/studies/${hashOf(answered)}`,
  `/studies/${hashOf(young)}`,
  '/nowhere',
  '/enter?code=x',
];
for (const { language, dark, width } of [
  { language: 'sv', dark: false, width: 1280 },
  { language: 'en', dark: true, width: 390 },
] as const)
  test(`axe finds nothing on any page of the desk, and none is wider than the screen (${language}, ${width} px)`, async () => {
    const steward = await comeIn(language, { dark, width });
    for (const path of width < 500 ? pages : pages.filter((one) => /^\/(ledger|policy.preview|studies)?(\?|\/|$)/.test(one))) {
      await steward.page.goto(path);
      await steward.page.evaluate(axe);
      const { violations } = await steward.page.evaluate<AxeResults>('axe.run()');
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`),
        [],
      );
      const wider = await steward.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      assert.ok(wider <= 0, `${path} is ${wider} px too wide`);
    }
    await steward.close();
  });

test('all of it works without scripts, and loads nothing from elsewhere', async () => {
  const steward = await comeIn('sv', { scripts: false });
  const asked: string[] = [];
  steward.page.on('request', (request) => asked.push(new URL(request.url()).origin));
  await steward.open('/journal/verification');
  assert.match(await steward.text(), words.sv.whole);
  await steward.open('/policy');
  await steward.follow('button', words.sv.preview);
  assert.deepEqual([...new Set(asked)], [desk.origin]);
  await steward.close();
});
