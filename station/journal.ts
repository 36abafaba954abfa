// The station's journal: append-only and hash-chained, so that an outsider who holds the last hash can tell whether anything in it
// was changed or removed. What happened and why; never what a sum was.
import { canonicalBytes, canonicalText, digest } from '@sluss/protocol/canonical.ts';
import type { State } from './state.ts';

export type Entry = { seq: number; at: string; kind: string; body: Record<string, unknown>; previous: string; hash: string };
type Row = { seq: number; at: string; kind: string; body: string; previous: string; hash: string };

const start = digest('sluss/journal/v1');

function hashOf(row: Omit<Row, 'hash'>): string {
  return digest(canonicalBytes([row.seq, row.at, row.kind, row.body, row.previous]));
}

/** Appends within the caller's transaction. `at` in ISO 8601, UTC. */
export function record(state: State, at: string, kind: string, body: Record<string, unknown>): void {
  const last = state.prepare('select seq, hash from journal order by seq desc limit 1').get() as
    | { seq: number; hash: string }
    | undefined;
  const row = { seq: (last?.seq ?? 0) + 1, at, kind, body: canonicalText(body), previous: last?.hash ?? start };
  state
    .prepare('insert into journal values (?, ?, ?, ?, ?, ?)')
    .run(row.seq, row.at, row.kind, row.body, row.previous, hashOf(row));
}

export function entries(state: State, after = 0): Entry[] {
  const rows = state.prepare('select * from journal where seq > ? order by seq').all(after) as Row[];
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) }));
}

/** The first entry that does not fit the chain, or the last hash where all do. */
export function verifyJournal(state: State): { whole: true; entries: number; last: string } | { whole: false; broken: number } {
  let previous = start;
  let expected = 1;
  for (const row of state.prepare('select * from journal order by seq').iterate() as Iterable<Row>) {
    if (row.seq !== expected || row.previous !== previous || row.hash !== hashOf(row)) return { whole: false, broken: expected };
    previous = row.hash;
    expected++;
  }
  return { whole: true, entries: expected - 1, last: previous };
}
