// What a station must remember across a crash: plans, rounds, the highest permit and status seen, and its journal. SQLite, durable
// before anything is sent.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type State = DatabaseSync;

const tables = `
  create table if not exists plans (
    hash text primary key, id text not null, permit text not null, dataset text not null, frame text not null, cohort integer not null,
    persons integer not null, document text not null, permit_document text not null, stations text not null,
    pinned_set text, state text not null check (state in ('accepted', 'running', 'finished', 'refused')), code text, accepted_at text not null);
  create table if not exists rounds (
    plan text not null references plans (hash), round integer not null, attempt integer not null, scope text not null,
    questions text not null, question text not null, seed blob, upload text not null, vector blob not null, receipts text, opened integer not null default 0,
    asked_at text not null, primary key (plan, round, attempt));
  create table if not exists sums (
    plan text not null references plans (hash), round integer not null, stations integer not null, vector blob not null, questions text not null,
    primary key (plan, round));
  create table if not exists declined (plan text primary key, code text not null, at text not null);
  create table if not exists seen (what text primary key, highest integer not null);
  create table if not exists allowed_sets (dataset text not null, station_set text not null, at text not null, primary key (dataset, station_set));
  create table if not exists journal (
    seq integer primary key, at text not null, kind text not null, body text not null, previous text not null, hash text not null);
  create index if not exists rounds_by_time on rounds (asked_at);
  create index if not exists journal_by_kind on journal (kind, at);
`;

export function openState(folder: string): State {
  const state = new DatabaseSync(join(folder, 'state.sqlite'), { timeout: 5000 });
  state.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
  state.exec(tables);
  return state;
}

/** Runs `work` in one transaction: all of it is on disk when this returns, or none of it is. */
export function atomically<T>(state: State, work: () => T): T {
  state.exec('begin immediate');
  try {
    const result = work();
    state.exec('commit');
    return result;
  } catch (error) {
    state.exec('rollback');
    throw error;
  }
}

/** Raises the highest number seen of something (a permit's version, the status list's seq); false where `value` is below it. */
export function raise(state: State, what: string, value: number): boolean {
  const row = state.prepare('select highest from seen where what = ?').get(what) as { highest: number } | undefined;
  if (row && value <= row.highest) return value === row.highest;
  state.prepare('insert into seen values (?, ?) on conflict (what) do update set highest = excluded.highest').run(what, value);
  return true;
}
