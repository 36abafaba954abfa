// What a station must remember across a crash: plans, rounds, what it refused, the highest permit and status seen, and its journal.
// SQLite, durable before anything is sent.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type State = DatabaseSync;

/** Another one whenever a table changes: what is remembered is what protects persons, and may not be misread. */
const version = 4;

const tables = `
  create table if not exists plans (
    hash text primary key, invitation text not null, frame text not null, cohort integer not null, persons integer not null, pinned_set text,
    finished integer not null default 0, accepted_at text not null);
  create table if not exists rounds (
    plan text not null references plans (hash), round integer not null, attempt integer not null, context text not null,
    asked text not null, signed text not null, vector blob not null, seed blob, opened integer not null, receipts text, sum blob,
    asked_at text not null, primary key (plan, round, attempt));
  create table if not exists refused (plan text primary key, code text not null, at text not null);
  create table if not exists seen (what text primary key, highest integer not null);
  create table if not exists allowed_sets (dataset text not null, station_set text not null, at text not null, primary key (dataset, station_set));
  create table if not exists journal (
    seq integer primary key, at text not null, kind text not null, body text not null, previous text not null, digest text not null);
  create index if not exists rounds_by_time on rounds (asked_at);
`;

export function openState(folder: string): State {
  const state = new DatabaseSync(join(folder, 'state.sqlite'), { timeout: 5000 });
  state.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
  const found = state.prepare(
    'select user_version as version, (select count(*) from sqlite_schema) as tables from pragma_user_version',
  );
  const before = found.get() as { version: number; tables: number };
  if (before.tables > 0 && before.version !== version)
    throw new Error(
      `what the station in ${folder} remembers was written by another version of Sluss: import and join in a new folder`,
    );
  state.exec(`${tables}; pragma user_version = ${version}`);
  return state;
}

/** Runs `work` in one transaction: all of it is on disk when this returns, or none of it is. */
export function atomically(state: State, work: () => void): void {
  state.exec('begin immediate');
  try {
    work();
    state.exec('commit');
  } catch (error) {
    state.exec('rollback');
    throw error;
  }
}

/** Raises the highest number seen of something (a permit's version, the status list's seq); false where `value` is below it. */
export function raise(state: State, what: string, value: number): boolean {
  const row = state.prepare('select highest from seen where what = ?').get(what) as { highest: number } | undefined;
  if (row && value <= row.highest) return value === row.highest;
  state.prepare('insert or replace into seen values (?, ?)').run(what, value);
  return true;
}
