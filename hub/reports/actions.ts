// The verbs of reports: read one, add what its owner states, hand it on by a link, take the link back.
import { createHash, randomBytes } from 'node:crypto';
import { namesOf as namesOfPersons, stillMay, stillMayOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { changedUnderYou, notForYou, notThere, Problem } from '../platform/problem.ts';
import { viewStudy } from '../studies/actions.ts';
import { readSource, type Source } from './source.ts';
import * as store from './store.ts';

export type ReportFor = {
  source: Source;
  may: { state: boolean; share: boolean };
};

/** Who may read a study's result may read its report. Throws 404 where the study is not theirs, 403 where only its result is not. */
export async function readReport(hub: Hub, actor: Actor, id: string): Promise<ReportFor> {
  const study = await viewStudy(hub, actor, id);
  if (!study.you_may.includes('study.result.read')) throw notForYou('Your role shows how the study went, not its result.');
  const source = await readSource(hub, id);
  if (!source) throw notThere();
  const { thing } = source.study;
  return { source, may: { state: may(actor, 'report.state', thing), share: may(actor, 'report.share', thing) } };
}

async function reportOfMine(hub: Hub, actor: Actor, id: string, verb: 'state' | 'share'): Promise<Source> {
  const { source, may } = await readReport(hub, actor, id);
  if (!may[verb]) throw notForYou('Only those whose study it is may do this.');
  return source;
}

// ---- what the owner states ----

/** How many changes there have been: a form carries it, so that nobody's words are lost. */
export const revisionOf = ({ history }: Source): number => history.length;

export async function readStatements(hub: Hub, actor: Actor, id: string): Promise<Source> {
  return reportOfMine(hub, actor, id, 'state');
}

/** Keeps what changed as a new version of its field; returns how many fields changed. The empty text takes a statement back. */
export async function stateInReport(
  hub: Hub,
  actor: Actor,
  id: string,
  given: { revision: number; texts: Map<string, string> },
): Promise<number> {
  await reportOfMine(hub, actor, id, 'state');
  return transaction(hub.db, async (trx) => {
    await store.lockStatements(trx, id);
    const rows = await store.statementsOf(trx, id);
    const newest = new Map(rows.map((row) => [row.field, row]));
    const changed = [...given.texts].filter(([field, text]) => (newest.get(field)?.text ?? '') !== text);
    // The same form sent twice changes nothing the second time.
    if (changed.length === 0) return 0;
    if (rows.length !== given.revision) throw changedUnderYou('Somebody else saved in the meantime.');
    for (const [field, text] of changed)
      await store.insertStatement(trx, {
        study: id,
        field,
        version: (newest.get(field)?.version ?? 0) + 1,
        text,
        stated_by: actor.person,
        stated_at: hub.now(),
      });
    await record(trx, {
      at: hub.now(),
      actor: `person:${actor.person}`,
      verb: 'report.state',
      thing: `study:${id}`,
      detail: { fields: changed.map(([field]) => field) },
    });
    return changed.length;
  });
}

// ---- links ----

export const linkDays = [7, 30, 90] as const;
/** A form that comes twice within this gets a working link both times: what the browser shows is the second answer. */
const doubleClickMs = 30_000;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

export type LinkView = {
  id: string;
  recipient: string;
  made_by: string | null;
  made_at: string;
  expires_at: string;
  /** maker-left: who made it may no longer hand the report on. */
  state: 'valid' | 'expired' | 'revoked' | 'maker-left';
  opened: number;
  last_opened_at: string | null;
};

export async function listLinks(hub: Hub, actor: Actor, id: string): Promise<{ source: Source; links: LinkView[] }> {
  const source = await reportOfMine(hub, actor, id, 'share');
  const rows = await store.linksOf(hub.db, id);
  const open = rows.filter((row) => !row.revoked_at && row.expires_at > hub.now());
  const [names, standing] = await Promise.all([
    namesOfPersons(
      hub.db,
      rows.map((row) => row.made_by),
    ),
    stillMayOf(
      hub,
      open.map((row) => row.made_by),
      'report.share',
      source.study.thing,
    ),
  ]);
  const stateOf = (row: (typeof rows)[number]): LinkView['state'] => {
    if (row.revoked_at) return 'revoked';
    if (row.expires_at <= hub.now()) return 'expired';
    return standing.has(row.made_by) ? 'valid' : 'maker-left';
  };
  return {
    source,
    links: rows.map((row) => ({
      id: row.id,
      recipient: row.recipient,
      made_by: names.get(row.made_by) ?? null,
      made_at: row.made_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
      state: stateOf(row),
      opened: row.opened,
      last_opened_at: row.last_opened_at?.toISOString() ?? null,
    })),
  };
}

/** A link holds as long as who made it may hand this report on: who has left, or deleted their account, opens nothing any more. */
const stillStands = (hub: Hub, { made_by }: { made_by: string }, { study }: Source) =>
  stillMay(hub, made_by, 'report.share', study.thing);

export type NewLink = { id: string; recipient: string; days: number };

/** The link's secret, this once: only its print is kept. Null where the same form made the link before. */
export async function makeLink(hub: Hub, actor: Actor, study: string, given: NewLink): Promise<string | null> {
  const source = await reportOfMine(hub, actor, study, 'share');
  if (source.evaluations.length + source.fits.length === 0)
    throw new Problem(409, 'nothing-to-report', 'There is no report of this study to hand on.');
  const token = randomBytes(32).toString('base64url');
  const now = hub.now();
  return transaction(hub.db, async (trx) => {
    const made = await store.insertLink(trx, {
      id: given.id,
      study,
      token_hash: hashOf(token),
      recipient: given.recipient,
      made_by: actor.person,
      made_at: now,
      expires_at: new Date(now.getTime() + given.days * 86_400_000),
      revoked_at: null,
      opened: 0,
      last_opened_at: null,
    });
    if (!made) {
      const before = await store.linkById(trx, given.id);
      const mine = before?.study === study && before.made_by === actor.person && before.revoked_at === null;
      if (!mine || before.opened > 0 || now.getTime() - before.made_at.getTime() > doubleClickMs) return null;
      await store.changeLink(trx, given.id, { token_hash: hashOf(token) });
      return token;
    }
    await record(trx, {
      at: now,
      actor: `person:${actor.person}`,
      verb: 'report.share',
      thing: `study:${study}`,
      detail: { link: given.id, days: given.days },
    });
    return token;
  });
}

export async function revokeLink(hub: Hub, actor: Actor, study: string, link: string): Promise<void> {
  await reportOfMine(hub, actor, study, 'share');
  await transaction(hub.db, async (trx) => {
    const row = await store.linkById(trx, link);
    if (row?.study !== study) throw notThere();
    if (row.revoked_at) return;
    await store.changeLink(trx, link, { revoked_at: hub.now() });
    await record(trx, {
      at: hub.now(),
      actor: `person:${actor.person}`,
      verb: 'report.unshare',
      thing: `study:${study}`,
      detail: { link },
    });
  });
}

export type SharedReport = { source: Source; sharedBy: string | null; until: string };

/** What the holder of a link reads; undefined where it does not hold, whatever the reason. */
export async function openShared(hub: Hub, token: string, counts: boolean): Promise<SharedReport | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined;
  const link = await store.linkByHash(hub.db, hashOf(token));
  if (!link || link.revoked_at || link.expires_at <= hub.now()) return undefined;
  const source = await readSource(hub, link.study);
  if (!source?.study.released || !(await stillStands(hub, link, source))) return undefined;
  if (counts) await store.countOpening(hub.db, link.id, hub.now());
  const sharedBy = (await namesOfPersons(hub.db, [link.made_by])).get(link.made_by) ?? null;
  return { source, sharedBy, until: link.expires_at.toISOString() };
}
