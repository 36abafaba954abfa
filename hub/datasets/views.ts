// A dataset as its page shows it: with its tables, whose it is, what its holders tell, and what access has taken so far.
import { addMonths, type Day, dayOf } from '../applications/calendar.ts';
import { months } from '../applications/clocks.ts';
import { readRegister } from '../applications/register-views.ts';
import { listOrganisations, type Organisation } from '../organisations/actions.ts';
import type { Hub } from '../platform/hub.ts';
import { listStations } from '../stations/actions.ts';
import { type Dataset, datasetOf } from './actions.ts';
import { type HolderStanding, standingsOf } from './describe/actions.ts';
import { tablesOf } from './profiles.ts';
import { type Quality, qualityOf } from './quality.ts';
import type { Tables } from './rules.ts';
import { type Look, listOf, type VariableList } from './variable-list.ts';

export type StationFacts = {
  id: string;
  title: string;
  holder: Organisation | undefined;
  /** Null: never heard. */
  secondsSilent: number | null;
  policy: { k: number; alone: string[]; release: 'rounded' | 'exact' } | undefined;
};
/** How long decided applications for this dataset took here; null where there are none. */
export type Experience = { decided: number; medianDays: number } | null;
export type DatasetFacts = {
  dataset: Dataset;
  /** What stations have published about the variables that are shown. */
  tables: Tables[];
  list: VariableList;
  stations: StationFacts[];
  /** The body that decides, where there is one. */
  body: Organisation | undefined;
  holders: Organisation[];
  /** Every organisation's name, by its id: who told what. */
  organisationNames: Map<string, string>;
  quality: Quality;
  /** When each holder last checked the description, and must again. */
  standings: HolderStanding[];
  experience: Experience;
  /** When a complete application of today is to be decided, and when at the latest (art. 68(4)). */
  deadline: { decide: Day; extended: Day };
  /** Applications for it that the public register shows. */
  applications: number;
};

const atTheBeginning: Look = { find: '', group: '', from: 0 };

export async function readDataset(hub: Hub, id: string, look = atTheBeginning): Promise<DatasetFacts> {
  const dataset = await datasetOf(hub, id);
  const list = listOf(dataset.dictionary, look);
  const [tables, stations, organisations, quality, register, standings] = await Promise.all([
    tablesOf(
      hub.db,
      id,
      list.shown.map((variable) => variable.id),
    ),
    listStations(hub),
    listOrganisations(hub),
    qualityOf(hub.db, id),
    readRegister(hub),
    standingsOf(hub.db, hub.now(), id),
  ]);
  const entries = register.filter(({ datasets }) => datasets.includes(id));
  const days = entries.flatMap(({ submitted, decision }) => (decision ? [daysBetween(submitted, decision.at)] : []));
  const holderOf = (holder: string | null) => organisations.find((one) => one.id === holder);
  return {
    dataset,
    tables,
    list,
    stations: dataset.stations.map(({ id: station, title, holder }): StationFacts => {
      const known = stations.find((one) => one.id === station);
      const seen = known?.last_seen_at;
      const secondsSilent = seen ? Math.max(0, (hub.now().getTime() - Date.parse(seen)) / 1000) : null;
      return { id: station, title, holder: holderOf(holder), secondsSilent, policy: known?.policy };
    }),
    body: organisations.find(({ kind }) => kind === 'access-body'),
    holders: [...new Set(dataset.stations.map(({ holder }) => holder))].flatMap((holder) => holderOf(holder) ?? []),
    organisationNames: new Map(organisations.map((one) => [one.id, one.name])),
    quality,
    standings,
    experience: days.length > 0 ? { decided: days.length, medianDays: median(days) } : null,
    deadline: deadlineFrom(dayOf(hub.now())),
    applications: entries.length,
  };
}

function deadlineFrom(today: Day) {
  const { decide, extend } = months.normal;
  return { decide: addMonths(today, decide), extended: addMonths(addMonths(today, decide), extend) };
}

const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return (low + high) / 2;
}
