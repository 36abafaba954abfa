// The verbs of the form: start, save as one types, hand in, answer, put away. What was typed is kept whatever its form.
import { v7 as uuidv7 } from 'uuid';
import { findDataset } from '../../datasets/actions.ts';
import { organisationIfKnown, organisationOf } from '../../organisations/actions.ts';
import type { Actor } from '../../permissions/actor.ts';
import { may } from '../../permissions/may.ts';
import { type Db, lock, type Trx, transaction } from '../../platform/database.ts';
import type { Hub } from '../../platform/hub.ts';
import { record } from '../../platform/journal.ts';
import { changedUnderYou, notForYou, notThere, notUnderstood, Problem, refusedByRules } from '../../platform/problem.ts';
import * as applications from '../actions.ts';
import * as changing from '../change.ts';
import { type Question, questionsOf } from '../questions.ts';
import * as rules from '../rules.ts';
import type { Content } from '../schema.ts';
import * as applicationStore from '../store.ts';
import * as store from './form-store.ts';
import { type Ground, type Inputs, inputsOf, modelsIn, nameOf, pick, read } from './inputs.ts';
import { merge, type Seen } from './merge.ts';
import { openQuestions, refuseShut } from './open-fields.ts';
import { replyText } from './replies.ts';
import { type ContentField, type Field, isContentField, isOfStep, isReply, replyTo, type Step } from './steps.ts';

/** The most that one application may hold, so that nobody fills the disk; ten times what fits the longest answers. */
const mostTyped = 4_000_000;
const quietMinutes = 15;

function refuseTooLong(content: Content, typed: Record<string, Inputs>): void {
  if (JSON.stringify([content, typed]).length > mostTyped)
    throw new Problem(413, 'too-long', 'An application holds four million characters at most.');
}

export type Posted = {
  inputs: Inputs;
  /** The fields that the page held, each with the name of what it showed. */
  seen: Seen;
  /** Where both changed a field: whose to keep, as somebody chose it. */
  chosen?: Partial<Record<Field, 'mine' | 'theirs' | 'both'>>;
};
export type Saved = {
  reference: string;
  version: number;
  at: Date;
  changed: Field[];
  /** Fields of the page that somebody else changed meanwhile. */
  theirs: Field[];
  /** Fields that both changed: nothing of the page was saved. */
  both: Field[];
  /** The names of what the page now shows. */
  seen: Seen;
  /** Who else changed it last. */
  by: string | null;
};

/** Saves a step as it stands in the inputs: what fits goes to the content, what does not is kept as it was typed. */
export async function saveStep(hub: Hub, actor: Actor, reference: string, step: Step, posted: Posted): Promise<Saved> {
  return transaction(hub.db, async (trx) => {
    const row = await ownForUpdate(trx, actor, reference);
    const form = await store.formOf(trx, row.id);
    const fields = (Object.keys(posted.seen) as Field[]).filter((field) => isOfStep(field, step));
    const ground = await groundOf(trx, row, posted.inputs);
    const picked = new Map(fields.map((field) => [field, resolved(field, posted, ground, row.content, form.typed)] as const));
    const now = (field: Field) => inputsOf(field, row.content, form.typed);
    const merged = merge(fields, posted.seen, (field) => picked.get(field) ?? {}, now);
    const result = (version: number, changed: Field[], seen: Seen): Saved => ({
      reference: row.reference,
      version,
      at: hub.now(),
      changed,
      theirs: merged.theirs,
      both: merged.both,
      seen,
      by: form.edited_by === actor.person ? null : form.edited_by,
    });
    if (merged.both.length) return result(row.version, [], posted.seen);

    const mine = [...merged.mine.keys()];
    if (mine.length) await allowed(trx, row, mine);
    const { content, typed } = taken(row.content, form.typed, merged.mine, ground);
    const same = JSON.stringify([content, typed]) === JSON.stringify([row.content, form.typed]);
    const seen: Seen = {};
    for (const field of fields)
      seen[field] = merged.theirs.includes(field) ? posted.seen[field] : nameOf(inputsOf(field, content, typed));
    if (same) return result(row.version, [], seen);

    refuseTooLong(content, typed);
    if (!(await applicationStore.saveApplication(trx, { ...row, content, updated_at: hub.now() })))
      throw new Error('an application changed while it was locked');
    await store.saveForm(trx, {
      ...form,
      typed,
      edited_by: actor.person,
      edited_at: hub.now(),
      journalled_at: await journalEdit(hub, trx, actor, row, form, mine),
    });
    return result(row.version + 1, mine, seen);
  });
}

/** What a field is to become, where somebody chose between two versions of it. */
function resolved(field: Field, posted: Posted, ground: Ground, content: Content, typed: Record<string, Inputs>): Inputs {
  const mine = pick(field, posted.inputs, ground);
  const choice = posted.chosen?.[field];
  if (choice === undefined || choice === 'mine') return mine;
  const theirs = inputsOf(field, content, typed);
  if (choice === 'theirs') return theirs;
  const both = [theirs[field], mine[field]].filter((text) => typeof text === 'string' && text !== '');
  return both.length === 2 ? { [field]: both.join('\n\n') } : mine;
}

function taken(content: Content, typed: Record<string, Inputs>, mine: Map<Field, Inputs>, ground: Ground) {
  const next = { content: { ...content } as Record<string, unknown>, typed: { ...typed } };
  for (const [field, inputs] of mine) {
    delete next.typed[field];
    const reading = read(field, inputs, ground);
    const keepTyped = isReply(field) ? Object.keys(inputs).length > 0 : !reading.ok;
    if (keepTyped) next.typed[field] = inputs;
    if (isReply(field)) continue;
    delete next.content[field];
    if (reading.ok && reading.value !== undefined) next.content[field] = reading.value;
  }
  // A purpose that was chosen before somebody said on whose behalf may fit now, and the other way round.
  const purpose = inputsOf('purpose', next.content as Content, next.typed);
  if (mine.has('on_behalf_of') && purpose.purpose) {
    const reading = read('purpose', purpose, ground);
    delete next.typed.purpose;
    delete next.content.purpose;
    if (reading.ok) next.content.purpose = reading.value;
    else next.typed.purpose = purpose;
  }
  return { content: next.content as Content, typed: next.typed };
}

/** What is typed is journalled once a person and quarter of an hour; what is changed after submission, each time. */
async function journalEdit(
  hub: Hub,
  trx: Trx,
  actor: Actor,
  row: changing.Application,
  form: store.ApplicationFormTable,
  fields: Field[],
): Promise<Date | null> {
  const recent =
    form.edited_by === actor.person &&
    form.journalled_at !== null &&
    hub.now().getTime() - form.journalled_at.getTime() < quietMinutes * 60_000;
  if (row.state === 'DRAFT' && recent) return form.journalled_at;
  const detail = row.state === 'DRAFT' ? {} : { fields: [...fields].sort() };
  await journal(hub, trx, actor, row.id, 'application.edit', detail);
  return hub.now();
}

export async function journal(hub: Hub, trx: Trx, actor: Actor, id: string, verb: string, detail: Record<string, unknown> = {}) {
  await record(trx, { at: hub.now(), actor: `person:${actor.person}`, verb, thing: `application:${id}`, detail });
}

/** After submission, only what the body asks about may be changed. */
async function allowed(trx: Trx, row: changing.Application, fields: Field[]): Promise<void> {
  const events = await applicationStore.eventsOf(trx, row.id);
  const verdict = rules.edit(changing.situationFrom(row, events));
  if (!verdict.ok) throw refusedByRules(verdict.code, verdict.detail, verdict.particulars);
  if (row.state === 'DRAFT') {
    if (fields.some(isReply)) throw refusedByRules('nothing-asked', 'Nobody has asked anything yet.');
    return;
  }
  refuseShut(row.state, questionsOf(events), fields);
}

/** The actor's own application, held until the transaction ends; 404 for what the actor may not know of. */
export async function ownForUpdate(trx: Trx, actor: Actor, reference: string): Promise<changing.Application> {
  return own(await applicationStore.applicationForUpdate(trx, reference), actor);
}

export async function ownApplication(db: Db, actor: Actor, reference: string): Promise<changing.Application> {
  return own(await applicationStore.application(db, reference), actor);
}

function own(row: changing.Application | undefined, actor: Actor): changing.Application {
  if (!row || !may(actor, 'application.edit', { organisation: row.organisation }))
    throw notThere('There is no such application.');
  return row;
}

export async function groundOf(db: Db, row: Pick<changing.Application, 'organisation' | 'content'>, posted?: Inputs) {
  const behalf = posted && Object.hasOwn(posted, 'on_behalf_of') ? posted.on_behalf_of : row.content.on_behalf_of;
  const principal = typeof behalf === 'string' && behalf ? await organisationIfKnown(db, behalf) : undefined;
  const applicant = await organisationOf(db, row.organisation);
  const named = Object.entries(posted ?? {}).flatMap(([name, value]) =>
    /^data-\d+-dataset$|^add_dataset$/.test(name) ? value : [],
  );
  const ids = new Set([...(row.content.data ?? []).map((one) => one.dataset), ...named.slice(0, 60)]);
  const datasets = await Promise.all([...ids].map((id) => findDataset(db, id)));
  const ground: Ground = {
    dictionaries: new Map(datasets.flatMap((dataset) => (dataset ? [[dataset.id, dataset.dictionary] as const] : []))),
    reservedOpen: applicant.public_sector || principal?.public_sector === true,
  };
  return ground;
}

export type Start = {
  /** Made when the page was: the same twice is the same application. */
  id: string;
  organisation: string;
  content: Content;
  typed?: Record<string, Inputs>;
  leftOut?: store.LeftOut[];
  /** An earlier application whose attachments come along. */
  attachmentsOf?: string;
};

export async function start(hub: Hub, actor: Actor, given: Start): Promise<changing.Application> {
  refuseTooLong(given.content, given.typed ?? {});
  return transaction(hub.db, async (trx) => {
    await lock(trx, `application ${given.id}`);
    const before = await applicationStore.application(trx, given.id);
    if (before && (before.created_by !== actor.person || before.organisation !== given.organisation))
      throw notUnderstood('Load the page again, and start anew.');
    if (before) return before;
    const within = { ...hub, db: trx };
    const row = await applications.create(within, actor, given);
    await store.saveForm(trx, {
      application: row.id,
      typed: given.typed ?? {},
      left_out: given.leftOut ?? [],
      edited_by: actor.person,
      edited_at: hub.now(),
      journalled_at: hub.now(),
    });
    const attachments = given.attachmentsOf ? await store.wholeAttachmentsOf(trx, given.attachmentsOf) : [];
    for (const one of attachments)
      await store.insertAttachment(trx, { ...one, id: uuidv7(), application: row.id, uploaded_by: actor.person, at: hub.now() });
    return row;
  });
}

/** Starts with what an earlier application of the actor's organisations says. */
export async function copy(hub: Hub, actor: Actor, given: { id: string; from: string }): Promise<changing.Application> {
  const source = await ownApplication(hub.db, actor, given.from);
  const { typed } = await store.formOf(hub.db, source.id);
  const own = Object.fromEntries(Object.entries(typed).filter(([field]) => isContentField(field)));
  const { organisation, content } = source;
  return start(hub, actor, { id: given.id, organisation, content, typed: own, attachmentsOf: source.id });
}

/** Puts a brought model into the application, beside those it has. */
export async function addModel(hub: Hub, actor: Actor, reference: string, model: { name: string; digest: string }) {
  const row = await ownApplication(hub.db, actor, reference);
  const { typed } = await store.formOf(hub.db, row.id);
  const now = inputsOf('models', row.content, typed);
  const rows = modelsIn(now);
  if (rows.some((one) => one.digest === model.digest)) return;
  const inputs = { ...now, [`model-${rows.length}-name`]: model.name, [`model-${rows.length}-digest`]: model.digest };
  const saved = await saveStep(hub, actor, reference, 'methods', { inputs, seen: { models: nameOf(now) } });
  if (saved.both.length) throw changedUnderYou();
}

/** Fields that hold what does not fit: they keep an application from being handed in. */
export function unfit(typed: Record<string, Inputs>): ContentField[] {
  return Object.keys(typed).filter(isContentField);
}

/** Hands in a draft. What is kept as typed would be missing without a word: it has to be mended first. */
export async function handIn(hub: Hub, actor: Actor, reference: string, version: number): Promise<void> {
  const row = await ownApplication(hub.db, actor, reference);
  // A second click, or the back button.
  if (!['DRAFT', 'DRAFT_EXPIRED', 'WITHDRAWN'].includes(row.state)) return;
  refuseUnfit(unfit((await store.formOf(hub.db, row.id)).typed));
  await unlessDone(hub, row, () => applications.submit(hub, actor, row.id, { version }));
}

/** Two clicks at once: the second finds what the first one changed, and has nothing left to do. */
async function unlessDone(hub: Hub, { id, state }: changing.Application, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isLate = error instanceof Problem && error.status === 409;
    if (!isLate || (await applicationStore.application(hub.db, id))?.state === state) throw error;
  }
}

function refuseUnfit(fields: ContentField[]): void {
  if (fields.length === 0) return;
  const issues = fields.map((field) => ({ path: field, message: 'does not fit', code: 'invalid' }));
  throw refusedByRules('incomplete', 'Some answers do not fit yet.', { issues });
}

export type Labels = (question: Question) => string;

/** Sends the answers to all open questions as one, each under its question. */
export async function sendAnswer(
  hub: Hub,
  actor: Actor,
  reference: string,
  given: { version: number; heading: Labels },
): Promise<void> {
  const row = await ownApplication(hub.db, actor, reference);
  if (row.state !== 'AWAITING_ADDITIONAL_INFORMATION') return;
  const form = await store.formOf(hub.db, row.id);
  refuseUnfit(unfit(form.typed));
  const questions = openQuestions(questionsOf(await applicationStore.eventsOf(hub.db, row.id)));
  const replies = questions.map((question) => ({ question, text: replyText(form.typed, question) }));
  const silent = replies.filter(({ text }) => !text).map(({ question }) => question);
  if (silent.length) {
    const issues = silent.map((question) => ({ path: replyTo(question.field), message: 'no answer yet', code: 'missing' }));
    throw refusedByRules('unanswered', 'Some questions have no answer yet.', { issues });
  }
  const text = replies
    .map(({ question, text }) => (replies.length === 1 ? text : `${given.heading(question)}: ${text}`))
    .join('\n\n');
  await unlessDone(hub, row, () =>
    transaction(hub.db, async (trx) => {
      await applications.answer({ ...hub, db: trx }, actor, row.id, { version: given.version, text });
      await store.saveForm(trx, { ...(await store.formOf(trx, row.id)), typed: {} });
    }),
  );
}

/** A draft that is withdrawn was never handed in: what was attached goes with it. */
export async function withdraw(hub: Hub, actor: Actor, reference: string, given: { version: number; reason: string | null }) {
  const row = await ownApplication(hub.db, actor, reference);
  if (['WITHDRAWN', 'DRAFT_EXPIRED'].includes(row.state)) return;
  await unlessDone(hub, row, () =>
    transaction(hub.db, async (trx) => {
      await applications.withdraw({ ...hub, db: trx }, actor, row.id, given);
      if (row.state === 'DRAFT') await store.deleteAttachments(trx, row.id);
    }),
  );
}

export const mayStart = (actor: Actor) =>
  actor.memberships.filter((one) => one.role === 'innovator').map((one) => one.organisation);
export const refuseStart = () => notForYou('You apply for an organisation where you are an innovator.');
