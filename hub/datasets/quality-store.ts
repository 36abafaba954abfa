// SQL of what holders tell about a dataset beside its dictionary.
import { type Db, json } from '../platform/database.ts';

export type QualityTable = { dataset: string; element: Element; text: BothLanguages; told_by: string; told_at: Date };
/** More about it, words that people search with, and the elements of Regulation (EU) 2025/327 art. 78(3). */
export type Element = 'about' | 'keywords' | 'a' | 'b' | 'c' | 'd' | 'e' | 'f';
/** One of them may be empty: pages then show the other. */
export type BothLanguages = { sv: string; en: string };
export type QualityTables = { dataset_quality: QualityTable };

export function qualityOf(db: Db, dataset: string) {
  return db.selectFrom('dataset_quality').selectAll().where('dataset', '=', dataset).orderBy('element').execute();
}

/** Those who change it wait for each other: what one has seen is then what is changed. */
export async function lockDataset(db: Db, dataset: string): Promise<void> {
  await db.selectFrom('dataset').select('id').where('id', '=', dataset).forUpdate().execute();
}

export async function putQuality(db: Db, row: QualityTable): Promise<void> {
  const values = { ...row, text: json(row.text) };
  await db
    .insertInto('dataset_quality')
    .values(values)
    .onConflict((on) => on.columns(['dataset', 'element']).doUpdateSet(values))
    .execute();
}

export async function deleteQuality(db: Db, dataset: string, element: Element): Promise<void> {
  await db.deleteFrom('dataset_quality').where('dataset', '=', dataset).where('element', '=', element).execute();
}
