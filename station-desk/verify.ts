// Reads the whole journal and follows its chain, entry by entry; says how far it is, and at which entry and how the chain breaks.
import { setImmediate as breathe } from 'node:timers/promises';
import { follows } from '@sluss/protocol/chain.ts';
import type { State } from '@sluss/station/state.ts';
import { countEntries, type JournalRow, rowsAfter } from './memory-store.ts';

export type Verdict =
  | { whole: true; entries: number; last: JournalRow | undefined }
  /** edited: what the entry says is not what its own digest was made of. relinked: it does not continue the entry before it, so that
   * one was changed together with its digest, or exchanged. missing: entries between the one before and this are gone. */
  | { whole: false; how: 'edited' | 'relinked' | 'missing'; entry: JournalRow; before: JournalRow | undefined };

const atOnce = 1000;

/** Yields how many entries have been read, of how many; returns the verdict. Others get their turn in between. */
export async function* followChain(state: State): AsyncGenerator<{ read: number; of: number }, Verdict> {
  const of = countEntries(state);
  let last: JournalRow | undefined;
  let read = 0;
  for (;;) {
    const rows = rowsAfter(state, last?.seq ?? 0, atOnce);
    for (const row of rows) {
      if (!follows(row, last)) return { whole: false, how: howBroken(row, last), entry: row, before: last };
      last = row;
    }
    read += rows.length;
    if (rows.length < atOnce) return { whole: true, entries: read, last };
    yield { read, of };
    await breathe();
  }
}

function howBroken(row: JournalRow, last: JournalRow | undefined): 'edited' | 'relinked' | 'missing' {
  if (row.seq !== (last?.seq ?? 0) + 1) return 'missing';
  return last && row.previous !== last.digest ? 'relinked' : 'edited';
}
