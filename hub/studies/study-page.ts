// What a study's page tells beside the study itself: who planned it, under which permit, and how its stations are.
import { thumbprint } from '@sluss/protocol/signed.ts';
import { listOrganisations, membershipsOf } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { permitByDigest } from '../permits/actions.ts';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import { listStations } from '../stations/actions.ts';
import { courseOf, type StudyView, viewStudy } from './actions.ts';
import { publicationOfStudy, sharesOfStudy } from './sharing.ts';
import { findStudy } from './store.ts';

export type StudyPageData = Awaited<ReturnType<typeof readStudyPage>>;

/** Throws 404 where there is no such study, or the actor may not see it. */
export async function readStudyPage(hub: Hub, actor: Actor, id: string) {
  const study = await viewStudy(hub, actor, id);
  return around(hub, study);
}

/** The same for nobody in particular: who looks on has been asked for their permission. */
export async function readAnyStudy(hub: Hub, id: string, seesResult: boolean) {
  const row = await findStudy(hub.db, id);
  if (!row) throw notThere();
  return around(hub, await courseOf(hub, row, seesResult ? ['study.result.read'] : []));
}

async function around(hub: Hub, study: StudyView) {
  const row = await findStudy(hub.db, study.id);
  if (!row) throw notThere();
  const permit = await permitByDigest(hub, row.permit_digest);
  const stations = await listStations(hub);
  const body = (await listOrganisations(hub)).find((one) => one.id === row.body);
  const key = row.plan_key === null ? null : thumbprint(row.plan_key);
  const signer = permit?.document.persons.find((person) => key !== null && person.keys.includes(key));
  return {
    study,
    origin: hub.config.origin,
    dictionary: row.dictionary,
    digests: { permit: row.permit_digest, plan: row.plan_hash },
    set: row.pinned_set,
    planner: { name: signer ? ((await membershipsOf(hub, signer.sub, 'session'))?.name ?? null) : null, key },
    permit: permit && {
      id: permit.id,
      reference: permit.reference,
      version: permit.version,
      state: permit.state,
      body: body?.name ?? row.body,
    },
    stations: stations
      .filter((station) => row.stations.some((one) => one.id === station.id))
      .map(({ id, title, policy, last_seen_at }) => ({
        id,
        title,
        /** As the station told it when it joined. */
        policy,
        secondsSilent: last_seen_at ? Math.round((hub.now().getTime() - Date.parse(last_seen_at)) / 1000) : null,
      })),
  };
}

/** Beside a finished study, for those who may see its result: with whom it is shared (for those who share), and what is public. */
export async function readPeople(hub: Hub, actor: Actor, { study }: StudyPageData) {
  const shares = study.result && study.you_may.includes('study.share') ? await sharesOfStudy(hub, actor, study.id) : null;
  return { shares, publication: await publicationOfStudy(hub, study.id) };
}
