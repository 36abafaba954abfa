// The station's journal: append-only and hash-chained. What happened and why; never what a sum was.
import { canonicalText } from '@sluss/protocol/canonical.ts';
import { chainStart, follows, type Linked, linked } from '@sluss/protocol/chain.ts';
import type { State } from './state.ts';
import { timeText } from './station.ts';

type Row = Linked<{ at: string; kind: string; body: string }>;
export type Entry = Linked<{ at: string; kind: string; body: Record<string, unknown> }>;

/** Appends within the caller's transaction. */
export function record({ state, now }: { state: State; now: () => Date }, kind: string, body: Record<string, unknown>): void {
  const last = state.prepare('select seq, digest from journal order by seq desc limit 1').get() as Row | undefined;
  state
    .prepare('insert into journal values (:seq, :at, :kind, :body, :previous, :digest)')
    .run(linked({ at: timeText(now()), kind, body: canonicalText(body) }, last));
}

export function entries(state: State): Entry[] {
  const rows = state.prepare('select * from journal order by seq').all() as Row[];
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) }));
}

/** The first entry that does not fit the chain, or the last digest where all do. */
export function verifyJournal(state: State): { whole: true; entries: number; last: string } | { whole: false; broken: number } {
  let last: Row | undefined;
  for (const row of state.prepare('select * from journal order by seq').iterate() as Iterable<Row>) {
    if (!follows(row, last)) return { whole: false, broken: (last?.seq ?? 0) + 1 };
    last = row;
  }
  return { whole: true, entries: last?.seq ?? 0, last: last?.digest ?? chainStart };
}
