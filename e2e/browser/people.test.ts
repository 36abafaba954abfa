// The people's way in a real browser, by keyboard alone, in both languages: an innovator finds data, applies, answers a question, is permitted,
// runs a study and holds a report; an officer decides by all criteria. (The steward's way: steward-way.test.ts.)
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { type Language, languages } from '../../hub/platform/texts.ts';
import reports from '../../hub/reports/texts.en.json' with { type: 'json' };
import reportsSv from '../../hub/reports/texts.sv.json' with { type: 'json' };
import { eventually, startSystem } from '../system.test-support.ts';
import { startChromium } from './chromium.test-support.ts';
import {
  answerTheQuestion,
  findHeartData,
  makeSigningKey,
  readTheReport,
  runTheStudy,
  writeApplication,
} from './innovator-way.test-support.ts';
import { askTheApplicant, decideWithAllCriteria } from './officer-way.test-support.ts';
import { signedIn } from './visitor.test-support.ts';

const { origin } = await startSystem();
const browser = await startChromium();

for (const language of languages) {
  test(`from heart data found by variable to a downloaded report, by keyboard alone (${language})`, async () => {
    const title = `Håller Clevelandmodellen? <b>&</b> “${language}”`;
    const innovator = await signedIn(browser, 'innovator', { origin, language });
    const officer = await signedIn(browser, 'officer', { origin, language });
    await makeSigningKey(innovator, language);
    await findHeartData(innovator, language);
    const reference = await writeApplication(innovator, language, title);
    await askTheApplicant(officer, language, title);
    await answerTheQuestion(innovator, language, reference);
    await decideWithAllCriteria(officer, language, title);

    const permit = reference.replace(/^A/, 'P');
    await eventually('the signature', async () => {
      await innovator.open('/studies');
      return (await innovator.text()).includes(permit);
    });
    await runTheStudy(innovator, language, title);
    const pdf = await readTheReport(innovator, language);
    const words = (language === 'sv' ? reportsSv : reports) as Record<string, string>;
    assert.match(await innovator.text(), new RegExp(words.question ?? ''));
    assert.match(await innovator.text(), language === 'sv' ? /0,846/ : /0\.846/);
    assert.equal((await readFile(pdf)).subarray(0, 5).toString(), '%PDF-');
    await Promise.all([innovator.close(), officer.close()]);
  });
}

test('with scripts switched off, data are found, applied for and decided about all the same', async () => {
  const title = 'Utan skript';
  const options = { origin, language: 'sv' as Language, scripts: false };
  const innovator = await signedIn(browser, 'innovator', options);
  const officer = await signedIn(browser, 'officer', options);
  await findHeartData(innovator, 'sv');
  const reference = await writeApplication(innovator, 'sv', title);
  await askTheApplicant(officer, 'sv', title);
  await answerTheQuestion(innovator, 'sv', reference);
  await decideWithAllCriteria(officer, 'sv', title);
  await officer.open(`/desk/${reference}`);
  assert.match(await officer.text(), /Vi mäter kalibrering och nettonytta/);
  await Promise.all([innovator.close(), officer.close()]);
});
