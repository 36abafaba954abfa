// SQL of baskets: what a person has chosen to apply for.
import type { Db } from '../platform/database.ts';

export type BasketItemTable = { person: string; dataset: string; variable: string; chosen_at: Date };
export type BasketTables = { basket_item: BasketItemTable };

export function itemsOf(db: Db, person: string) {
  return db
    .selectFrom('basket_item')
    .select(['dataset', 'variable', 'chosen_at'])
    .where('person', '=', person)
    .orderBy('chosen_at')
    .orderBy('dataset')
    .orderBy('variable')
    .execute();
}

/** What is there already stays. */
export async function insertItems(db: Db, rows: BasketItemTable[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insertInto('basket_item')
      .values(rows)
      .onConflict((on) => on.doNothing())
      .execute();
}

export async function deleteItems(
  db: Db,
  person: string,
  given: { dataset?: string | undefined; variable?: string | undefined } = {},
) {
  let query = db.deleteFrom('basket_item').where('person', '=', person);
  if (given.dataset !== undefined) query = query.where('dataset', '=', given.dataset);
  if (given.variable !== undefined) query = query.where('variable', '=', given.variable);
  await query.execute();
}
