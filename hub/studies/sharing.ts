// Who else sees a result: shared with named colleagues, taken back; published for everybody in plain language.
import { digest } from '@sluss/protocol/canonical.ts';
import { type Day, dayOf } from '../applications/calendar.ts';
import { limits } from '../applications/deadlines.ts';
import { listOrganisations, personByEmail, stillMayOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { transaction } from '../platform/database.ts';
import type { Hub } from '../platform/hub.ts';
import { record } from '../platform/journal.ts';
import { refusedByRules } from '../platform/problem.ts';
import { limitLookups } from '../sign-in/actions.ts';
import { shareStands, studyFor } from './actions.ts';
import { endShare, insertShare, publicationOf, publications, putPublication, sharesOf, unpublished } from './people-store.ts';

export type Share = { person: string; name: string; email: string; shared_at: string };

/** With whom a result is shared, as far as it still opens it to them; for those who may share it. */
export async function sharesOfStudy(hub: Hub, actor: Actor, id: string): Promise<Share[]> {
  const { thing } = await studyFor(hub, actor, id, 'study.share');
  const shares = await sharesOf(hub.db, id);
  const sharers = shares.map(({ shared_by }) => shared_by);
  const standing = await stillMayOf(hub, sharers, 'study.share', thing);
  return shares
    .filter(({ shared_by }) => standing.has(shared_by))
    .map(({ person, name, email, shared_at }) => ({
      person,
      name,
      email,
      shared_at: shared_at.toISOString(),
    }));
}

/** Lets a person who is known here see the result. Whoever has it already keeps it. Throws 422 where nobody has this address. */
export async function shareStudy(hub: Hub, actor: Actor, id: string, email: string): Promise<void> {
  const { study, thing } = await studyFor(hub, actor, id, 'study.share');
  if (study.state !== 'finished') throw refusedByRules('no_result', 'There is no result to share.');
  await limitLookups(hub, actor.person);
  const person = (await personByEmail(hub.db, email))?.id;
  if (!person) throw refusedByRules('person_unknown', 'Nobody with this address is known here.');
  if (person === actor.person) throw refusedByRules('person_self', 'You see it already.');
  const before = (await sharesOf(hub.db, id)).find((one) => one.person === person);
  const isDead = before !== undefined && !(await shareStands(hub, before, thing));
  await transaction(hub.db, async (trx) => {
    // One that opens nothing any more stands in nobody's way.
    if (isDead) await endShare(trx, id, person, hub.now());
    const added = await insertShare(trx, { study: id, person, by: actor.person, at: hub.now() });
    if (!added) return;
    await record(trx, {
      at: hub.now(),
      actor: `person:${actor.person}`,
      verb: 'study.share',
      thing: `study:${id}`,
      detail: { with: person },
    });
  });
}

export async function takeShareBack(hub: Hub, actor: Actor, id: string, person: string): Promise<void> {
  await studyFor(hub, actor, id, 'study.share');
  await transaction(hub.db, async (trx) => {
    if (!(await endShare(trx, id, person, hub.now()))) return;
    await record(trx, {
      at: hub.now(),
      actor: `person:${actor.person}`,
      verb: 'study.unshare',
      thing: `study:${id}`,
      detail: { with: person },
    });
  });
}

export type Publication = { sv: string; en: string; published_at: string; changed_at: string };

export async function publicationOfStudy(hub: Hub, id: string): Promise<Publication | null> {
  const row = await publicationOf(hub.db, id);
  if (!row) return null;
  return {
    sv: row.summary_sv,
    en: row.summary_en,
    published_at: row.published_at.toISOString(),
    changed_at: row.changed_at.toISOString(),
  };
}

/** Publishes a result in plain language, or changes the words. What was said before stays in the journal, by its digest. */
export async function publishStudy(hub: Hub, actor: Actor, id: string, summary: { sv: string; en: string }): Promise<void> {
  const { study } = await studyFor(hub, actor, id, 'study.publish');
  if (study.state !== 'finished') throw refusedByRules('no_result', 'There is no result to publish.');
  await transaction(hub.db, async (trx) => {
    await putPublication(trx, { study: id, ...summary, by: actor.person, at: hub.now() });
    await record(trx, {
      at: hub.now(),
      actor: `person:${actor.person}`,
      verb: 'study.publish',
      thing: `study:${id}`,
      detail: { sv: digest(summary.sv), en: digest(summary.en) },
    });
  });
}

/** The last day to publish the results of a study that ended then: Regulation (EU) 2025/327 art. 61(4). */
export function publishBy(finished: string): Day {
  return limits.publishResults.end(dayOf(new Date(finished)));
}

/** Every published result, newest first, in the applicant's own words: what the public register shows. `permit` is the permit's id. */
export async function publishedResults(hub: Hub) {
  const names = new Map((await listOrganisations(hub)).map(({ id, name }) => [id, name]));
  return (await publications(hub.db)).map((row) => ({
    study: row.id,
    title: row.document.title,
    permit: row.permit,
    organisation: names.get(row.organisation) ?? row.organisation,
    dataset: row.dataset,
    methods: row.document.methods.map(({ name }) => name),
    stations: row.document.groups.flat(),
    finished_at: row.finished_at?.toISOString() ?? null,
    summary: { sv: row.summary_sv, en: row.summary_en },
    published_at: row.published_at.toISOString(),
    changed_at: row.changed_at.toISOString(),
  }));
}

/** Those of a body whose eighteen months are over: for its officers. */
export async function overdueResults(hub: Hub, body: string) {
  const today = dayOf(hub.now());
  return (await resultsToPublish(hub)).filter((one) => one.body === body && one.by < today);
}

/** Finished studies that nobody has published, with the last day to: for reminders. */
export async function resultsToPublish(hub: Hub) {
  return (await unpublished(hub.db)).flatMap(({ id, document, organisation, body, permit, permit_digest, finished_at }) =>
    finished_at
      ? [
          {
            study: id,
            title: document.title,
            organisation,
            body,
            permit,
            permit_digest,
            by: publishBy(finished_at.toISOString()),
          },
        ]
      : [],
  );
}
