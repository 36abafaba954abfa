// How to appeal, in the body's words or in ours: what förvaltningslagen (2017:900) 33 § asks to be told with a decision that goes against
// somebody. The words that a decision was made with are kept with it.
import { organisationOf } from '../../organisations/actions.ts';
import type { Db } from '../../platform/database.ts';
import { fill, type Language } from '../../platform/texts.ts';
import { settingOf } from '../desk/store.ts';
import en from './texts.en.json' with { type: 'json' };
import sv from './texts.sv.json' with { type: 'json' };

export type Instruction = Record<Language, string>;

/** The words of a body that has written none. `{body}` and `{reference}` are filled in. */
export const usualInstruction: Instruction = { sv: sv.instruction, en: en.instruction };

export async function instructionOf(db: Db, body: string, reference: string): Promise<Instruction> {
  const [{ appeal_sv, appeal_en }, { name }] = await Promise.all([settingOf(db, body), organisationOf(db, body)]);
  const values = { body: name, reference };
  return { sv: fill(appeal_sv ?? usualInstruction.sv, values), en: fill(appeal_en ?? usualInstruction.en, values) };
}
