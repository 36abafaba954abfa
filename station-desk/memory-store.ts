// What the station remembers, as its steward may read it: plans, rounds, refusals, journal. The only SQL over its state here.
import { canonicalText } from '@sluss/protocol/canonical.ts';
import type { Permit, Plan } from '@sluss/protocol/documents.ts';
import { stationsOf } from '@sluss/protocol/documents.ts';
import type { Policy } from '@sluss/protocol/policy.ts';
import type { RefusalCode } from '@sluss/protocol/refusal.ts';
import { type Scope, stationsIn } from '@sluss/protocol/scope.ts';
import type { Question } from '@sluss/questions/catalogue.ts';
import type { Entry } from '@sluss/station/journal.ts';
import type { State } from '@sluss/station/state.ts';

/** A study as this station met it. `document` is null where nobody with a permit had signed it. */
export type StudyHere = {
  hash: string;
  title: string;
  document: Plan | null;
  permit: Pick<Permit, 'id' | 'version' | 'holder_org' | 'purpose'> | null;
  standing: 'accepted' | 'running' | 'finished' | 'refused' | 'declined' | 'waiting';
  code: RefusalCode | null;
  at: string;
  lastAt: string;
  /** In the frame; null where it was declined. */
  persons: number | null;
  leftOut: number;
  cohort: number | null;
  set: string[];
  rounds: number;
};

type PlanRow = {
  hash: string;
  invitation: string;
  cohort: number;
  persons: number;
  pinned_set: string | null;
  finished: number;
  accepted_at: string;
  rounds: number;
  last_at: string | null;
  code: RefusalCode | null;
};

/** All studies that this station was asked to take part in, the latest first. */
export function studiesHere(state: State): StudyHere[] {
  return [...acceptedStudies(state), ...declinedStudies(state)].sort((a, b) => (a.lastAt < b.lastAt ? 1 : -1));
}

export function studyHere(state: State, hash: string): StudyHere | undefined {
  return studiesHere(state).find((study) => study.hash === hash);
}

function acceptedStudies(state: State): StudyHere[] {
  const rows = state
    .prepare(`select hash, invitation, cohort, persons, pinned_set, finished, accepted_at,
                (select count(distinct round) from rounds where plan = hash) as rounds,
                (select max(asked_at) from rounds where plan = hash) as last_at,
                (select code from refused where plan = hash) as code from plans`)
    .all() as PlanRow[];
  const leftOut = leftOutOf(state);
  return rows.map((row) => {
    const { plan, permit } = JSON.parse(row.invitation) as { plan: Plan; permit: Permit };
    const going = row.rounds > 0 ? 'running' : 'accepted';
    return {
      hash: row.hash,
      title: plan.title,
      document: plan,
      permit,
      standing: row.code ? 'refused' : row.finished ? 'finished' : going,
      code: row.code,
      at: row.accepted_at,
      lastAt: row.last_at ?? row.accepted_at,
      persons: row.persons,
      leftOut: leftOut.get(row.hash) ?? 0,
      cohort: row.cohort,
      set: row.pinned_set ? JSON.parse(row.pinned_set) : stationsOf(plan),
      rounds: row.rounds,
    };
  });
}

/** How many were left out of each accepted plan's frame: the journal alone remembers. */
function leftOutOf(state: State): Map<string, number> {
  const rows = state
    .prepare(`select json_extract(body, '$.plan') as plan, json_extract(body, '$.left_out') as count from journal
              where kind = 'plan accepted'`)
    .all() as { plan: string; count: number }[];
  return new Map(rows.map(({ plan, count }) => [plan, count]));
}

/** Of each plan that was never accepted, the last word: one whose status list was stale waits, and is asked again. */
function declinedStudies(state: State): StudyHere[] {
  const rows = state
    .prepare(`select max(seq) as seq, at, body from journal where kind = 'plan declined'
              and json_extract(body, '$.plan') not in (select hash from plans) group by json_extract(body, '$.plan')`)
    .all() as { at: string; body: string }[];
  return rows.map(({ at, body }) => {
    const said = JSON.parse(body) as Declined;
    const known = said.document !== undefined;
    return {
      hash: said.plan,
      title: said.title ?? '',
      document: said.document ?? null,
      permit: known ? { id: said.permit, version: said.version, holder_org: said.organisation, purpose: said.purpose } : null,
      standing: said.code === 'status_stale' ? 'waiting' : 'declined',
      code: said.code,
      at,
      lastAt: at,
      persons: null,
      leftOut: 0,
      cohort: null,
      set: said.set ?? [],
      rounds: 0,
    };
  });
}
type Declined = {
  plan: string;
  code: RefusalCode;
  title?: string;
  document?: Plan;
  set?: string[];
  permit: string;
  version: number;
  organisation: string;
  purpose: string;
};

export type RoundHere = {
  round: number;
  attempt: number;
  scope: Scope;
  questions: Question[];
  members: string[];
  opened: boolean;
  at: string;
};

export function roundsHere(state: State, study: StudyHere): RoundHere[] {
  const { document, set } = study;
  if (!document) return [];
  const rows = state
    .prepare('select round, attempt, asked, opened, asked_at from rounds where plan = ? order by round, attempt')
    .all(study.hash) as { round: number; attempt: number; asked: string; opened: number; asked_at: string }[];
  return rows.map(({ round, attempt, asked, opened, asked_at }) => {
    const { scope, questions } = JSON.parse(asked) as { scope: Scope; questions: Question[] };
    return { round, attempt, scope, questions, members: stationsIn(document, scope, set), opened: opened === 1, at: asked_at };
  });
}

/** Kinds of question that left this station alone, by plan. */
export function answeredAlone(state: State): Map<string, Set<string>> {
  const rows = state
    .prepare(`select json_extract(body, '$.plan') as plan, json_extract(body, '$.kinds') as kinds from journal
              where kind = 'answered' and json_extract(body, '$.masked') = 0`)
    .all() as { plan: string; kinds: string }[];
  const alone = new Map<string, Set<string>>();
  for (const { plan, kinds } of rows) alone.set(plan, new Set([...(alone.get(plan) ?? []), ...(JSON.parse(kinds) as string[])]));
  return alone;
}

/** When something was asked that counts against the daily limit (station/refuse.ts), in order. */
export function askedAt(state: State, since = ''): { at: string; plan: string }[] {
  return state
    .prepare(`select at, plan from (select asked_at as at, plan from rounds union all select accepted_at, hash from plans
              union all select at, plan from refused) where at > ? order by at`)
    .all(since) as { at: string; plan: string }[];
}

export const isSetReleased = (state: State, { dataset }: Pick<Plan, 'dataset'>, set: string[]): boolean =>
  state
    .prepare('select 1 from allowed_sets where dataset = ? and station_set = ?')
    .get(dataset, canonicalText([...set].sort())) !== undefined;

// ---- the journal ----
export type JournalRow = { seq: number; at: string; kind: string; body: string; previous: string; digest: string };
/** Moments from and until, in UTC, as the journal writes them; a study's plan; kinds of entry. */
export type JournalFilter = { from?: string; until?: string; plan?: string; kinds?: string[] };

const where = `at >= :from and at < :until and (:plan = '' or json_extract(body, '$.plan') = :plan)
  and (:kinds = '[]' or kind in (select value from json_each(:kinds)))`;
const bound = ({ from = '', until = '~', plan = '', kinds = [] }: JournalFilter) => ({
  from,
  until,
  plan,
  kinds: JSON.stringify(kinds),
});

/** The latest first. */
export function journalPage(state: State, filter: JournalFilter, { limit, offset }: { limit: number; offset: number }): Entry[] {
  const rows = state
    .prepare(`select * from journal where ${where} order by seq desc limit ${limit} offset ${offset}`)
    .all(bound(filter)) as JournalRow[];
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) }));
}

export function countEntries(state: State, filter: JournalFilter = {}): number {
  return Number(state.prepare(`select count(*) as count from journal where ${where}`).get(bound(filter))?.count);
}

/** Exactly as they are stored, in order: what the digests are made of. */
export function rowsAfter(state: State, seq: number, limit: number): JournalRow[] {
  return state.prepare('select * from journal where seq > ? order by seq limit ?').all(seq, limit) as JournalRow[];
}

export function lastRow(state: State): JournalRow | undefined {
  return state.prepare('select * from journal order by seq desc limit 1').get() as JournalRow | undefined;
}

export function entryOfDigest(state: State, digest: string): JournalRow | undefined {
  return state.prepare('select * from journal where digest = ?').get(digest) as JournalRow | undefined;
}

/** The last act that put a policy in force from the desk or the command line: when, and which. */
export function lastPolicyAct(state: State): { at: string; kind: string; policy: Policy } | undefined {
  const row = state
    .prepare(`select at, kind, json_extract(body, '$.policy') as policy from journal
              where kind in ('policy changed', 'paused', 'resumed') order by seq desc limit 1`)
    .get() as { at: string; kind: string; policy: string } | undefined;
  return row && { ...row, policy: JSON.parse(row.policy) };
}
