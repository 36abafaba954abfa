// The innovator's way as keys pressed: from finding data by variable to holding a report. Words come from the pages' own texts, so that the
// way is the same in both languages.
import { fileURLToPath } from 'node:url';
import form from '../../hub/applications/form/texts.en.json' with { type: 'json' };
import formSv from '../../hub/applications/form/texts.sv.json' with { type: 'json' };
import basket from '../../hub/baskets/texts.en.json' with { type: 'json' };
import basketSv from '../../hub/baskets/texts.sv.json' with { type: 'json' };
import find from '../../hub/datasets/texts.en.json' with { type: 'json' };
import findSv from '../../hub/datasets/texts.sv.json' with { type: 'json' };
import { type Language, texts } from '../../hub/platform/texts.ts';
import report from '../../hub/reports/texts.en.json' with { type: 'json' };
import reportSv from '../../hub/reports/texts.sv.json' with { type: 'json' };
import key from '../../hub/signing-keys/texts.en.json' with { type: 'json' };
import keySv from '../../hub/signing-keys/texts.sv.json' with { type: 'json' };
import builder from '../../hub/studies/builder/texts.en.json' with { type: 'json' };
import builderSv from '../../hub/studies/builder/texts.sv.json' with { type: 'json' };
import study from '../../hub/studies/texts.en.json' with { type: 'json' };
import studySv from '../../hub/studies/texts.sv.json' with { type: 'json' };
import type { Visitor } from './visitor.test-support.ts';

const words = {
  find: texts(findSv, find),
  basket: texts(basketSv, basket),
  form: texts(formSv, form),
  key: texts(keySv, key),
  builder: texts(builderSv, builder),
  report: texts(reportSv, report),
  study: texts(studySv, study),
};
/** Words that stand in the dataset's own dictionary. */
const ownWords = {
  sv: { heart: 'Hjärtsjukdom vid fyra sjukhus', sought: 'bröstsmärta', sex: 'Kön' },
  en: { heart: 'Heart disease at four hospitals', sought: 'chest pain', sex: 'Sex' },
};

const model = fileURLToPath(new URL('../../demo/model/cleveland.onnx', import.meta.url));
const card = fileURLToPath(new URL('../../demo/model/card.json', import.meta.url));
const inputs = ['age', 'sex', 'cp', 'trestbps', 'chol', 'fbs', 'restecg', 'thalach', 'exang', 'oldpeak', 'disease'];
const day = (offset: number) => new Date(Date.now() + offset * 24 * 3600_000).toISOString().slice(0, 10);

/** Finds the dataset by a variable, chooses what the model needs, and begins an application with it. */
export async function findHeartData(visitor: Visitor, language: Language): Promise<void> {
  const [text, own] = [words.find(language), ownWords[language]];
  await visitor.open('/datasets');
  await visitor.write(text.variable, own.sought, { role: 'combobox' });
  await visitor.follow('button', text.search);
  await visitor.follow('link', own.heart);
  for (const id of inputs) await visitor.tick(new RegExp(`\\b${id}$`));
  await visitor.follow('button', text.putInBasket);
  await visitor.follow('button', words.basket(language).apply);
}

/** Makes the key with which this browser signs plans. */
export async function makeSigningKey(visitor: Visitor, language: Language): Promise<void> {
  const text = words.key(language);
  await visitor.open('/me/signing-key');
  await visitor.reach('button', text.make);
  await Promise.all([visitor.page.waitForEvent('load'), visitor.page.keyboard.press('Enter')]);
}

/** From the draft to what is handed in: every step of the form. Gives the application's reference. */
export async function writeApplication(visitor: Visitor, language: Language, title: string): Promise<string> {
  const text = words.form(language);
  const next = () => visitor.follow('button', text.saveAndNext);
  // After a basket the form opens where the data are.
  await visitor.follow('button', new RegExp(`^${text.step_project}`));
  await visitor.write(text.label_title, title);
  await visitor.write(text.label_summary, 'Vi prövar en modell från ett sjukhus på tre andra. Only sums leave the hospitals.');
  await next();
  await visitor.write(text.label_applicant, 'Hjärtlyftet AB utvecklar beslutsstöd för primärvården.');
  await next();
  await visitor.choose(text['purpose_ehds53.1.e']);
  await visitor.tick(text.prohibitedNone);
  await next();
  await visitor.write(text.label_intended_use, 'En extern utvärdering av en prediktionsmodell för hjärtsjukdom.');
  await visitor.write(text.label_benefit, 'Vården får veta för vilka patienter modellen går att lita på.');
  await next();
  await visitor.write(text.label_coverage, '1981–1988, Cleveland, Budapest, Zürich, Long Beach.');
  await visitor.write(text.dataReason, 'Det är de variabler som modellen läser, och utfallet.');
  await visitor.choose(text.format_anonymised);
  await next();
  for (const method of ['describe@1', 'crosstab@1', 'logistic@1', 'evaluate@1'] as const)
    await visitor.tick(text[`method_${method}`]);
  await uploadModel(visitor, language);
  await next();
  await visitor.write(text.label_safeguards, 'Ingen ser journaler: stationerna svarar bara med summor.');
  await visitor.writeDay(text.from, day(0));
  await visitor.writeDay(text.to, day(365));
  await visitor.write(text.label_period_reason, 'Ett år för analysen och granskningen av den.');
  await next();
  await visitor.follow('button', text.handInDo);
  return new URL(visitor.page.url()).pathname.split('/').at(-1) ?? '';
}

async function uploadModel(visitor: Visitor, language: Language): Promise<void> {
  const text = words.form(language);
  await visitor.chooseFile(text.modelFile, model);
  await visitor.follow('button', text.uploadModelDo);
}

/** Answers the body's question where it is asked, and sends the answer. */
export async function answerTheQuestion(visitor: Visitor, language: Language, reference: string): Promise<void> {
  const text = words.form(language);
  await visitor.open(`/applications/${reference}`);
  await visitor.follow('link', text.toAnswer);
  await visitor.follow('link', text.answerThere);
  await visitor.write(text.reply, 'Patienter vars risk modellen bedömer rätt. Vi mäter kalibrering och nettonytta.');
  await visitor.follow('button', text.saveAndNext);
  if (!visitor.page.url().includes('/check')) await visitor.open(`/applications/${reference}/form/check`);
  await visitor.follow('button', text.sendAnswer);
}

/** Plans the evaluation of the model under the permit of a project, signs it with this browser's key, and waits until the last gate is open. */
export async function runTheStudy(visitor: Visitor, language: Language, project: string): Promise<string> {
  const [text, { page }] = [words.builder(language), visitor];
  await visitor.open('/studies');
  await visitor.follow('link', project);
  await visitor.write(text.nameOfStudy, 'Håller modellen i Budapest, Zürich och Long Beach?');
  await visitor.tick(text['want_evaluate@1']);
  await visitor.follow('button', text.goDetails);
  await visitor.chooseFile(text.card, card);
  await visitor.follow('button', text.cardRead);
  await visitor.tick(ownWords[language].sex);
  await visitor.follow('button', text.goSign);
  await visitor.follow('button', text.signAndStart);
  return new URL(page.url()).pathname;
}

/** Waits for the last gate, goes on to the report and downloads it. Gives the file. */
export async function readTheReport(visitor: Visitor, language: Language): Promise<string> {
  const { page } = visitor;
  const text = words.report(language);
  const here = new URL(page.url()).pathname;
  await page.waitForSelector(`a[href="${here}/report"]`, { timeout: 60_000 });
  await page.waitForLoadState('load');
  await visitor.follow('link', words.study(language).fileReport);
  await visitor.reach('link', text.downloadPdf);
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  return download.path();
}
