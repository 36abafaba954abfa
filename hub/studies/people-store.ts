// SQL of what people do around a study: drafts of plans, shares of results, publications.
import { type Db, json, type Trx } from '../platform/database.ts';

// ---- drafts ----

export function draftRow(db: Db, person: string, permit: string) {
  return db.selectFrom('study_draft').selectAll().where('person', '=', person).where('permit', '=', permit).executeTakeFirst();
}

export function draftsOf(db: Db, person: string) {
  return db.selectFrom('study_draft').select(['permit', 'updated_at']).where('person', '=', person).execute();
}

export async function putDraft(db: Db, person: string, permit: string, content: object, at: Date): Promise<void> {
  await db
    .insertInto('study_draft')
    .values({ person, permit, content: json(content) as never, updated_at: at })
    .onConflict((on) => on.columns(['person', 'permit']).doUpdateSet({ content: json(content) as never, updated_at: at }))
    .execute();
}

export async function deleteDraft(db: Db, person: string, permit: string): Promise<void> {
  await db.deleteFrom('study_draft').where('person', '=', person).where('permit', '=', permit).execute();
}

// ---- shares ----

/** Those who may see a study's result because somebody shared it with them. */
export function sharesOf(db: Db, study: string) {
  return db
    .selectFrom('study_share')
    .innerJoin('person', 'person.id', 'study_share.person')
    .select(['study_share.person', 'person.name', 'person.email', 'study_share.shared_at', 'study_share.shared_by'])
    .where('study', '=', study)
    .where('revoked_at', 'is', null)
    .orderBy('shared_at')
    .execute();
}

export function studiesSharedWith(db: Db, person: string) {
  return db
    .selectFrom('study_share')
    .select(['study', 'shared_by'])
    .where('person', '=', person)
    .where('revoked_at', 'is', null)
    .execute();
}

/** False where it was shared with them already. */
export async function insertShare(trx: Trx, share: { study: string; person: string; by: string; at: Date }): Promise<boolean> {
  const { study, person, by, at } = share;
  const row = await trx
    .insertInto('study_share')
    .values({ study, person, shared_by: by, shared_at: at, revoked_at: null })
    .onConflict((on) =>
      on
        .columns(['study', 'person'])
        .doUpdateSet({ shared_by: by, shared_at: at, revoked_at: null })
        .where('study_share.revoked_at', 'is not', null),
    )
    .returning('study')
    .executeTakeFirst();
  return row !== undefined;
}

export async function endShare(trx: Trx, study: string, person: string, at: Date): Promise<boolean> {
  const result = await trx
    .updateTable('study_share')
    .set({ revoked_at: at })
    .where('study', '=', study)
    .where('person', '=', person)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

// ---- publications ----

export function publicationOf(db: Db, study: string) {
  return db.selectFrom('study_publication').selectAll().where('study', '=', study).executeTakeFirst();
}

export async function putPublication(
  trx: Trx,
  given: { study: string; sv: string; en: string; by: string; at: Date },
): Promise<void> {
  const { study, sv, en, by, at } = given;
  const words = { summary_sv: sv, summary_en: en, changed_at: at };
  await trx
    .insertInto('study_publication')
    .values({ study, ...words, published_by: by, published_at: at })
    .onConflict((on) => on.column('study').doUpdateSet(words))
    .execute();
}

export function publications(db: Db) {
  return db
    .selectFrom('study_publication')
    .innerJoin('study', 'study.id', 'study_publication.study')
    .select([
      'study.id',
      'study.document',
      'study.permit',
      'study.organisation',
      'study.dataset',
      'study.finished_at',
      'summary_sv',
      'summary_en',
      'published_at',
      'changed_at',
    ])
    .orderBy('published_at', 'desc')
    .execute();
}

/** When studies of these permits ended, and when their results were made public. */
export function publicationsUnder(db: Db, digests: string[]) {
  return db
    .selectFrom('study')
    .leftJoin('study_publication', 'study_publication.study', 'study.id')
    .select(['study.id', 'study.state', 'study.finished_at', 'published_at'])
    .where('permit_digest', 'in', digests)
    .execute();
}

/** Finished studies of a permit that nobody has published yet. */
export function unpublished(db: Db) {
  return db
    .selectFrom('study')
    .leftJoin('study_publication', 'study_publication.study', 'study.id')
    .select([
      'study.id',
      'study.document',
      'study.organisation',
      'study.permit',
      'study.permit_digest',
      'study.finished_at',
      'study.body',
    ])
    .where('study.state', '=', 'finished')
    .where('study_publication.study', 'is', null)
    .execute();
}
