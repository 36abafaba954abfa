// What a station's page tells: to everybody whose it is, how it stands, by what rules it answers and what came of it; to its steward also
// who asks for its data. Why it ever said no is not here: the hub has never known.
import { thumbprint } from '@sluss/protocol/signed.ts';
import { readRegister } from '../applications/register-views.ts';
import { listApplications } from '../applications/views.ts';
import { findDataset } from '../datasets/actions.ts';
import { type HolderStanding, standingsOf } from '../datasets/describe/actions.ts';
import { listOrganisations } from '../organisations/actions.ts';
import type { Actor } from '../permissions/actor.ts';
import { may } from '../permissions/may.ts';
import { listPermits } from '../permits/actions.ts';
import type { Hub } from '../platform/hub.ts';
import { notThere } from '../platform/problem.ts';
import type { Language } from '../platform/texts.ts';
import { registerPlaces } from '../register/actions.ts';
import { publishedAtStation, studiesAtStation } from '../studies/at-station.ts';
import { listStations } from './actions.ts';

type Listed = Awaited<ReturnType<typeof listStations>>[number];
type Around = { names: Map<string, string>; language: Language; standings: HolderStanding[] };
export type StationCard = Awaited<ReturnType<typeof cardOf>>;
export type StationView = Awaited<ReturnType<typeof readStation>>;

async function cardOf(hub: Hub, actor: Actor | null, station: Listed, { names, language, standings }: Around) {
  const { id, title, holder, dataset, policy, sign, mask, last_seen_at } = station;
  const found = await findDataset(hub.db, dataset);
  const isOwn = may(actor, 'station.read', { stations: [{ id, holder }] });
  return {
    ...{ id, title, policy, holder: names.get(holder) ?? holder },
    /** When its holder must check the description again: for who answers for it. */
    check: isOwn ? (standings.find((one) => one.dataset === dataset && one.holder === holder) ?? null) : null,
    dataset: { id: dataset, title: found?.dictionary.title[language] ?? dataset },
    ...{ sign: thumbprint(sign), mask: thumbprint(mask) },
    secondsSilent: last_seen_at ? Math.round((hub.now().getTime() - Date.parse(last_seen_at)) / 1000) : null,
    /** Whether the one who looks answers for it. */
    isOwn,
  };
}

/** All stations; those that the actor answers for come first. */
export async function readStations(hub: Hub, actor: Actor | null, language: Language): Promise<StationCard[]> {
  const around = { names: await organisationNames(hub), standings: await standingsOf(hub.db, hub.now()), language };
  const cards = await Promise.all((await listStations(hub)).map((station) => cardOf(hub, actor, station, around)));
  return cards.sort((a, b) => Number(b.isOwn) - Number(a.isOwn));
}

/** Throws 404 where there is no such station. */
export async function readStation(hub: Hub, actor: Actor | null, id: string, language: Language) {
  const station = (await listStations(hub)).find((one) => one.id === id);
  if (!station) throw notThere('There is no such station.');
  const names = await organisationNames(hub);
  const standings = await standingsOf(hub.db, hub.now(), station.dataset);
  const card = await cardOf(hub, actor, station, { names, language, standings });
  const asked = (await readRegister(hub)).filter(({ datasets }) => datasets.includes(station.dataset));
  const places = await registerPlaces(hub);
  const published = (await publishedAtStation(hub, id)).map((one) => ({
    ...one,
    place: places.get(one.id) ?? '/register',
    organisation: names.get(one.organisation) ?? one.organisation,
  }));
  return {
    card,
    credit: {
      permits: asked.filter(({ permit }) => permit !== null).length,
      organisations: [...new Set(asked.filter(({ permit }) => permit !== null).map(({ organisation }) => organisation))],
      published,
    },
    steward:
      actor && card.isOwn ? await forSteward(hub, actor, station, names, new Set(asked.map(({ reference }) => reference))) : null,
  };
}

async function forSteward(hub: Hub, actor: Actor, { id, holder }: Listed, names: Map<string, string>, asked: Set<string>) {
  const [applications, permits, studies] = await Promise.all([
    listApplications(hub, actor),
    listPermits(hub, actor),
    studiesAtStation(hub, actor, { id, holder }),
  ]);
  const named = <T extends { organisation: string }>(one: T): T => ({
    ...one,
    organisation: names.get(one.organisation) ?? one.organisation,
  });
  return {
    applications: applications.filter(({ reference }) => asked.has(reference)).map(named),
    permits: permits
      .flatMap(({ reference, state, organisation, document, pending }) => {
        const said = document ?? pending;
        if (!said?.stations.some((one) => one.id === id)) return [];
        return [{ reference, state, organisation, until: said.not_after }];
      })
      .map(named),
    studies: studies.map(named),
  };
}

async function organisationNames(hub: Hub): Promise<Map<string, string>> {
  return new Map((await listOrganisations(hub)).map((one) => [one.id, one.name]));
}
