// SQL of what the form keeps beside an application: what was typed and does not fit yet, comments, attachments.
import { type Db, json } from '../../platform/database.ts';
import type { Inputs } from './inputs.ts';

export type LeftOut = { path: string; value: string };
export type ApplicationFormTable = {
  application: string;
  typed: Record<string, Inputs>;
  left_out: LeftOut[];
  edited_by: string | null;
  edited_at: Date | null;
  journalled_at: Date | null;
};
export type ApplicationCommentTable = {
  id: string;
  application: string;
  field: string;
  text: string;
  author: string;
  at: Date;
  resolved_by: string | null;
  resolved_at: Date | null;
};
export type ApplicationAttachmentTable = {
  id: string;
  application: string;
  field: string;
  name: string;
  type: string;
  size: number;
  digest: string;
  bytes: Buffer;
  uploaded_by: string;
  at: Date;
};
export type ApplicationFormTables = {
  application_form: ApplicationFormTable;
  application_comment: ApplicationCommentTable;
  application_attachment: ApplicationAttachmentTable;
};

export async function formOf(db: Db, application: string): Promise<ApplicationFormTable> {
  const row = await db.selectFrom('application_form').selectAll().where('application', '=', application).executeTakeFirst();
  return row ?? { application, typed: {}, left_out: [], edited_by: null, edited_at: null, journalled_at: null };
}

export async function saveForm(db: Db, row: ApplicationFormTable): Promise<void> {
  const { application, ...rest } = row;
  const values = { ...rest, typed: json(row.typed), left_out: json(row.left_out) };
  await db
    .insertInto('application_form')
    .values({ application, ...values })
    .onConflict((on) => on.column('application').doUpdateSet(values))
    .execute();
}

/** What was kept as typed of these fields is replaced by what came another way. */
export async function forgetTyped(db: Db, application: string, fields: string[]): Promise<void> {
  const form = await formOf(db, application);
  const typed = Object.fromEntries(Object.entries(form.typed).filter(([field]) => !fields.includes(field)));
  if (Object.keys(typed).length < Object.keys(form.typed).length) await saveForm(db, { ...form, typed });
}

/** Applications of these organisations, the one changed last first. */
export function applicationsOf(db: Db, organisations: string[]) {
  if (organisations.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('application')
    .selectAll()
    .where('organisation', 'in', organisations)
    .orderBy('updated_at', 'desc')
    .limit(500)
    .execute();
}

export function eventsOfAll(db: Db, applications: string[]) {
  if (applications.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('application_event')
    .selectAll()
    .where('application', 'in', applications)
    .orderBy('at')
    .orderBy('id')
    .execute();
}

export function commentsOf(db: Db, application: string) {
  return db
    .selectFrom('application_comment')
    .innerJoin('person', 'person.id', 'application_comment.author')
    .select(['application_comment.id', 'field', 'text', 'person.name as author', 'at', 'resolved_at'])
    .where('application', '=', application)
    .orderBy('at')
    .execute();
}

/** False when there is a comment with this id already. */
export async function insertComment(db: Db, row: ApplicationCommentTable): Promise<boolean> {
  const added = await db
    .insertInto('application_comment')
    .values(row)
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

export async function resolveComment(db: Db, application: string, id: string, by: string, at: Date): Promise<void> {
  await db
    .updateTable('application_comment')
    .set({ resolved_by: by, resolved_at: at })
    .where('application', '=', application)
    .where('id', '=', id)
    .where('resolved_at', 'is', null)
    .execute();
}

/** Without their bytes. */
export function attachmentsOf(db: Db, application: string) {
  return db
    .selectFrom('application_attachment')
    .innerJoin('person', 'person.id', 'application_attachment.uploaded_by')
    .select([
      'application_attachment.id',
      'field',
      'application_attachment.name',
      'type',
      'size',
      'digest',
      'person.name as by',
      'at',
    ])
    .where('application', '=', application)
    .orderBy('at')
    .orderBy('application_attachment.id')
    .execute();
}

export function attachment(db: Db, application: string, id: string) {
  return db
    .selectFrom('application_attachment')
    .selectAll()
    .where('application', '=', application)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** False when there is one with this id already. */
export async function insertAttachment(db: Db, row: ApplicationAttachmentTable): Promise<boolean> {
  const added = await db
    .insertInto('application_attachment')
    .values(row)
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

export async function deleteAttachment(db: Db, application: string, id: string): Promise<boolean> {
  const gone = await db
    .deleteFrom('application_attachment')
    .where('application', '=', application)
    .where('id', '=', id)
    .executeTakeFirst();
  return gone.numDeletedRows > 0n;
}

export async function deleteAttachments(db: Db, application: string): Promise<void> {
  await db.deleteFrom('application_attachment').where('application', '=', application).execute();
}

export function wholeAttachmentsOf(db: Db, application: string) {
  return db
    .selectFrom('application_attachment')
    .selectAll()
    .where('application', '=', application)
    .orderBy('at')
    .orderBy('id')
    .execute();
}
