// What each page of the desk shows, gathered from the station's memory, its journal, its policy and its ledger.
import type { Condition } from '@sluss/protocol/documents.ts';
import type { Policy } from '@sluss/protocol/policy.ts';
import { maxCohorts } from '@sluss/station/ledger/membership.ts';
import { isPaused, readPolicy, timeText } from '@sluss/station/station.ts';
import { policyDigest } from './acts.ts';
import { momentsOf } from './day.ts';
import type { Desk } from './desk.ts';
import { type LedgerFigures, readLedger } from './ledger.ts';
import {
  answeredAlone,
  askedAt,
  countEntries,
  isSetReleased,
  journalPage,
  lastPolicyAct,
  roundsHere,
  type StudyHere,
  studiesHere,
  studyHere,
} from './memory-store.ts';
import type { CreditData } from './pages/credit.tsx';
import type { LedgerData, LedgerFrame, LedgerLimit } from './pages/ledger.tsx';
import { type LogData, type LogFilter, whats } from './pages/log.tsx';
import type { OverviewData } from './pages/overview.tsx';
import type { StudyData } from './pages/study.tsx';
import { type Asked, type Preview, preview } from './policy-rules.ts';

const pageSize = 50;
const refusalsAtFirst = 3;
const refusedKinds = whats.refused as string[];

export function viewOverview(desk: Desk): OverviewData {
  const { state, settings } = desk;
  const studies = studiesHere(state);
  const act = lastPolicyAct(state);
  return {
    hub: settings.hub,
    paused: isPaused(desk.folder),
    pausedAt: act?.kind === 'paused' ? act.at : null,
    studies,
    forSet: studies.filter((study) => setOf(desk, study) === 'may be released'),
    counts: {
      running: studies.filter(({ standing }) => standing === 'accepted' || standing === 'running').length,
      day: askedToday(desk),
      answered: countEntries(state, { kinds: ['answered'] }),
      refused: countEntries(state, { kinds: refusedKinds }),
    },
    refusals: journalPage(state, { kinds: refusedKinds }, { limit: refusalsAtFirst, offset: 0 }),
  };
}

export function viewLog({ state }: Desk, filter: LogFilter, page: number): LogData {
  const kinds = Object.hasOwn(whats, filter.what) ? whats[filter.what] : undefined;
  const wanted = { plan: filter.study, ...(momentsOf(filter.day) ?? {}), ...(kinds ? { kinds } : {}) };
  const entries = journalPage(state, wanted, { limit: pageSize, offset: (page - 1) * pageSize });
  return { studies: studiesHere(state), filter, entries, count: countEntries(state, wanted), page, size: pageSize };
}

export function viewStudy(desk: Desk, hash: string, title: string): StudyData | undefined {
  const { state } = desk;
  const study = studyHere(state, hash);
  if (!study) return undefined;
  return {
    dataset: title,
    study,
    rounds: roundsHere(state, study),
    refusals: journalPage(state, { plan: hash, kinds: refusedKinds }, { limit: 20, offset: 0 }),
    set: setOf(desk, study),
  };
}

function setOf({ state }: Desk, { code, document, set }: StudyHere): StudyData['set'] {
  if (code !== 'set_changed' || !document) return 'not declined for it';
  return isSetReleased(state, document, set) ? 'released' : 'may be released';
}

/** As the station counts: station/refuse.ts. */
export function askedToday({ state, now }: Desk): number {
  return askedAt(state, timeText(new Date(now().getTime() - 24 * 3600_000))).length;
}

export async function viewLedger(desk: Desk): Promise<LedgerData> {
  const { state } = desk;
  const policy = readPolicy(desk.folder);
  const accepted = studiesHere(state).filter(({ cohort }) => cohort !== null);
  const answered = [...new Set(accepted.filter(({ rounds }) => rounds > 0).map(({ cohort }) => cohort as number))];
  const { figures, why } = await ledgerOrWhy(desk, answered);
  const frames = figures ? framesOfLedger(figures, accepted) : framesOfMemory(accepted);
  return {
    k: policy.k,
    persons: figures && { all: figures.all, exposed: figures.exposed },
    why,
    limits: limitsOf(desk, policy, figures, accepted),
    mostCohorts: maxCohorts,
    frames,
  };
}

async function ledgerOrWhy({ folder, dictionary }: Desk, answered: number[]) {
  try {
    const figures = await readLedger(folder, dictionary, answered);
    return { figures, why: figures ? null : 'busy' };
  } catch (error) {
    // A ledger of another version, a full disk: the rest of the page needs neither.
    return { figures: null, why: error instanceof Error ? error.message : String(error) };
  }
}

function framesOfLedger({ frames }: LedgerFigures, accepted: StudyHere[]): LedgerFrame[] {
  // "filter of …": who is inside a filter, complete or not, is registered beside each frame and holds no answer of its own.
  return frames
    .filter(({ permit }) => !permit.startsWith('filter of '))
    .map(({ cohort, ...frame }) => ({
      ...frame,
      studies: accepted.filter((one) => one.cohort === cohort).map(({ title }) => title),
    }))
    .reverse();
}

function framesOfMemory(accepted: StudyHere[]): LedgerFrame[] {
  const byCohort = Map.groupBy(accepted, ({ cohort }) => cohort);
  return [...byCohort.values()].flatMap((studies) => {
    const [first] = studies;
    if (!first?.document || !first.permit) return [];
    const { filter, complete_on: completeOn } = first.document as { filter: Condition[]; complete_on: string[] };
    const { permit, persons, leftOut } = first;
    return [
      { filter, completeOn, permit: permit.id, persons: persons ?? 0, leftOut, studies: studies.map(({ title }) => title) },
    ];
  });
}

function limitsOf(desk: Desk, policy: Policy, figures: LedgerFigures | null, accepted: StudyHere[]): LedgerLimit[] {
  const own = (figures?.frames ?? []).filter(({ permit }) => !permit.startsWith('filter of '));
  const permits = Map.groupBy(
    own.filter(({ sameAs }) => sameAs === null),
    ({ permit }) => permit,
  );
  const left = accepted.filter(({ leftOut }) => leftOut > 0).slice(0, 10);
  return [
    { name: 'day', about: '', used: askedToday(desk), most: policy.questions_per_day },
    ...[...permits].map(
      ([permit, frames]): LedgerLimit => ({ name: 'cohorts', about: permit, used: frames.length, most: maxCohorts }),
    ),
    // The station's own bound (station/ledger/ledger.ts): max(2k, a tenth of the cohort before any was left out).
    ...left.map(({ title, leftOut, persons, document }): LedgerLimit => {
      const most = Math.max(2 * (document?.k ?? policy.k), Math.floor(((persons ?? 0) + leftOut) / 10));
      return { name: 'leftOut', about: title, used: leftOut, most };
    }),
  ];
}

/** When the journal last named a policy, where the file now says something else; null where they agree or the journal knows none. */
export function changedByHand(desk: Desk, policy: Policy): string | null {
  const act = lastPolicyAct(desk.state);
  return act && policyDigest(act.policy) !== policyDigest(policy) ? act.at : null;
}

/** What a changed policy would have said, and which open studies it ends. */
export function viewPreview(
  desk: Desk,
  now: Policy,
  next: Policy,
): { preview: Preview; titles: Map<string, string>; openRefused: string[] } {
  const { state, settings } = desk;
  const studies = studiesHere(state);
  const alone = answeredAlone(state);
  const asked = studies.flatMap(({ hash, document, permit, persons, standing, code }): Asked[] =>
    document && permit && standing !== 'waiting'
      ? [
          {
            ...{ hash, plan: document, purpose: permit.purpose, persons, alone: [...(alone.get(hash) ?? [])] },
            // One that was accepted took part, whatever became of it later.
            code: persons === null ? code : null,
          },
        ]
      : [],
  );
  const judged = preview({ now, next, station: settings.id }, asked, askedAt(state));
  const titles = new Map(studies.map(({ hash, title }) => [hash, title]));
  const isOpen = (hash: string) => studies.some((one) => one.hash === hash && ['accepted', 'running'].includes(one.standing));
  return {
    preview: judged,
    titles,
    openRefused: judged.refused.filter(({ hash }) => isOpen(hash)).map(({ hash }) => titles.get(hash) ?? ''),
  };
}

export function viewCredit({ state, settings }: Desk, dataset: string): CreditData {
  const studies = studiesHere(state).filter(({ standing }) => ['finished', 'running', 'accepted'].includes(standing));
  return { hub: settings.hub, dataset, studies };
}
