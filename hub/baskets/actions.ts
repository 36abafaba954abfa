// The verbs of baskets: look, put in, take out, and apply with what is in it. Somebody who has not signed in carries the choice in
// the address instead: no second cookie, and nothing about them is kept (decisions/0021-published-tables.md says why that suffices).
import type { Variable } from '@sluss/protocol/dictionary.ts';
import { v7 as uuidv7 } from 'uuid';
import { create } from '../applications/actions.ts';
import { knownContent } from '../applications/form/known.ts';
import type { Content } from '../applications/schema.ts';
import { readApplication } from '../applications/views.ts';
import { type Dataset, findDataset } from '../datasets/actions.ts';
import { type Actor, organisationsOf } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { type Db, isUniqueViolation, transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { notForYou, notUnderstood, refusedByRules } from '../platform/problem.ts';
import { type Choice, leftOut, together } from './choice.ts';
import * as store from './store.ts';

/** `gone`: ids that the dataset does not have, or no longer. */
export type Line = { dataset: Dataset; variables: Variable[]; gone: string[] };

export async function basketOf(db: Db, actor: Actor): Promise<Choice> {
  if (!may(actor, 'basket.read', { person: actor.person })) throw notForYou();
  const items = await store.itemsOf(db, actor.person);
  return together(items.map(({ dataset, variable }) => ({ dataset, variables: [variable] })));
}

/** The choice with its datasets and variables; datasets that are not here are left out. */
export async function linesOf(db: Db, choice: Choice): Promise<Line[]> {
  const lines = await Promise.all(
    choice.map(async ({ dataset: id, variables }) => {
      const dataset = await findDataset(db, id);
      if (!dataset) return [];
      const chosen = dataset.dictionary.variables.filter((variable) => variables.includes(variable.id));
      return [{ dataset, variables: chosen, gone: variables.filter((one) => !chosen.some(({ id: known }) => known === one)) }];
    }),
  );
  return lines.flat();
}

/** The choice as far as it is here: what may be put in a basket. */
export async function known(db: Db, choice: Choice): Promise<Choice> {
  const lines = await linesOf(db, choice);
  return together(lines.map(({ dataset, variables }) => ({ dataset: dataset.id, variables: variables.map(({ id }) => id) })));
}

/** As much as fits beside what is in it; how many variables do not. */
export async function putIn(hub: Hub, actor: Actor, choice: Choice): Promise<number> {
  if (!may(actor, 'basket.change', { person: actor.person })) throw notForYou();
  return transaction(hub.db, async (trx) => {
    const before = await basketOf(trx, actor);
    const rows = (await known(trx, together(before, choice))).flatMap(({ dataset, variables }) =>
      variables.map((variable) => ({ person: actor.person, dataset, variable, chosen_at: hub.now() })),
    );
    await store.insertItems(trx, rows);
    return leftOut(before, choice);
  });
}

/** One variable, a whole dataset, or everything. */
export async function takeOut(hub: Hub, actor: Actor, given: { dataset?: string; variable?: string }): Promise<void> {
  if (!may(actor, 'basket.change', { person: actor.person })) throw notForYou();
  await store.deleteItems(hub.db, actor.person, given);
}

/** What an application would ask for, from a choice. */
export function dataOf(choice: Choice): NonNullable<Content['data']> {
  return choice.map(({ dataset, variables }) => ({ dataset, variables, filter: [] }));
}

/** Makes a draft with the choice filled in, and empties the basket. `id` was made with the page: the same twice leads to the same draft. */
export async function applyWith(
  hub: Hub,
  actor: Actor,
  given: { id: string; organisation: string; choice: Choice },
): Promise<{ reference: string }> {
  const choice = await known(hub.db, given.choice);
  if (choice.length === 0) throw refusedByRules('basket_empty', 'There is nothing in the basket to apply for.');
  try {
    return await transaction(hub.db, async (trx) => {
      const content = { ...(await knownContent({ ...hub, db: trx }, actor, given.organisation)), data: dataOf(choice) };
      const application = { id: given.id, organisation: given.organisation, content };
      const row = await create({ ...hub, db: trx }, actor, application);
      await store.deleteItems(trx, actor.person);
      return row;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    // A second click. Somebody else's id is not told apart from one that is not there.
    return readApplication(hub, actor, given.id).catch(() => {
      throw notUnderstood('Load the page again, and start anew.');
    });
  }
}

/** For which organisations the actor may apply. */
export function applicantsOf(actor: Actor): string[] {
  return organisationsOf(actor, 'innovator').filter((organisation) => may(actor, 'application.create', { organisation }));
}

export const newApplicationId = () => uuidv7();
