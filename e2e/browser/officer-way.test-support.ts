// The officer's way as keys pressed: takes a case up, asks, records each criterion with its reason, and grants.

import desk from '../../hub/applications/desk/texts.en.json' with { type: 'json' };
import deskSv from '../../hub/applications/desk/texts.sv.json' with { type: 'json' };
import form from '../../hub/applications/form/texts.en.json' with { type: 'json' };
import formSv from '../../hub/applications/form/texts.sv.json' with { type: 'json' };
import { fill, type Language, texts } from '../../hub/platform/texts.ts';
import { criteria } from '../../protocol/decision.ts';
import type { Visitor } from './visitor.test-support.ts';

const words = texts(deskSv, desk);
const formWords = texts(formSv, form);

/** From the list of cases to a question on the field “benefit”. */
export async function askTheApplicant(visitor: Visitor, language: Language, title: string): Promise<void> {
  const text = words(language);
  await visitor.open('/desk');
  await visitor.follow('link', title);
  await visitor.follow('button', text.screen);
  await visitor.follow('link', text.ask);
  await visitor.select(text.askField, formWords(language).label_benefit);
  await visitor.write(text.askText, 'Vem får det bättre, och hur mäter ni det?', { name: 'text.0' });
  await visitor.follow('button', text.askSend);
}

/** From the answered case to the decision letter: every criterion of art. 68(1) and both risks, then the permit in words. */
export async function decideWithAllCriteria(visitor: Visitor, language: Language, title: string): Promise<void> {
  const text = words(language);
  await visitor.open('/desk');
  await visitor.follow('link', title);
  await visitor.follow('button', text.complete);
  for (const criterion of Object.keys(criteria)) {
    const finding = criterion === 'g' ? text['finding_not-applicable'] : text.finding_fulfilled;
    await visitor.choose(finding, `finding.${criterion}`);
    await visitor.write(text.reason, `Det framgår av ansökan (${criterion}).`, { name: `reason.${criterion}` });
    const point = criterion.startsWith('risk-') ? `2${criterion.slice(-1)}` : `1${criterion}`;
    await visitor.follow('button', fill(text.record, { criterion: point }));
  }
  await visitor.follow('link', text.grant);
  await visitor.write(text.reason, 'Utvärderingen gagnar vården och inga uppgifter om enskilda lämnar sjukhusen.');
  await visitor.follow('button', text.preview);
  await visitor.follow('button', text.grantSend);
}
