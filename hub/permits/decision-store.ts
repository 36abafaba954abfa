// SQL of decisions.
import type { DecisionRecord } from '@sluss/protocol/decision.ts';
import { sql } from 'kysely';
import type { Instruction } from '../applications/appeals/instruction.ts';
import { type Db, json } from '../platform/database.ts';
import type { Terms } from './rules.ts';

export type DecisionTable = {
  id: string;
  application: string;
  kind: DecisionRecord['kind'];
  record: DecisionRecord;
  terms: Terms;
  at: Date;
  /** How to appeal, as it was told with it (förvaltningslagen (2017:900) 33 §); null where it goes against nobody. Refusals of before
   * have none. */
  instruction: Instruction | null;
  /** Art. 57(1)(j)(iii); null while it waits to be made public. */
  published_at: Date | null;
};

/** Sets when a decision was made public, where it was not yet. */
export async function publish(db: Db, decisionId: string, at: Date): Promise<boolean> {
  const published = await db
    .updateTable('decision')
    .set({ published_at: at })
    .where('id', '=', decisionId)
    .where('published_at', 'is', null)
    .returning('id')
    .execute();
  return published.length === 1;
}

export function unpublished(db: Db) {
  return db.selectFrom('decision').select(['id', 'application', 'at']).where('published_at', 'is', null).orderBy('at').execute();
}

/** Decisions as lists tell them, without the assessments; of these applications, or of all. */
export function decisionsInShort(db: Db, applications?: string[]) {
  const all = db
    .selectFrom('decision')
    .select(['id', 'application', 'kind', 'terms', 'published_at'])
    .select([sql<string>`record->>'reason'`.as('reason'), sql<string>`record->>'at'`.as('decided_at')])
    .orderBy('at')
    .orderBy('decision.id');
  return (applications === undefined ? all : all.where('application', '=', sql<string>`any(${applications}::uuid[])`)).execute();
}

export function decisionsOf(db: Db, application: string) {
  return db.selectFrom('decision').selectAll().where('application', '=', application).orderBy('at').orderBy('id').execute();
}

export function decision(db: Db, id: string) {
  return db.selectFrom('decision').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function insertDecision(db: Db, row: DecisionTable): Promise<void> {
  await db
    .insertInto('decision')
    .values({
      ...row,
      record: json(row.record),
      terms: json(row.terms),
      instruction: row.instruction && json(row.instruction),
    })
    .execute();
}
