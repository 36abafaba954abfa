// The hub's journal: an append-only, hash-chained table.
import { chainStart, follows, linked } from '@sluss/protocol/chain.ts';
import { type Db, json, lastly, lock, type Trx } from './database.ts';

export type JournalTable = {
  seq: number;
  at: Date;
  actor: string;
  verb: string;
  thing: string;
  detail: unknown;
  previous: string;
  digest: string;
};

/** `actor` and `thing` are ids ("person:…", "station:cleveland"), never names or addresses; `detail` holds integers, strings,
 * booleans, lists and objects, since it must have a canonical form. */
export type JournalEntry = { at: Date; actor: string; verb: string; thing: string; detail?: Record<string, unknown> };

/** Appends with the caller's transaction: the entry is there exactly if the change is. Appends wait for each other, so all of a
 * transaction are made at its end. */
export async function record(trx: Trx, entry: JournalEntry): Promise<void> {
  lastly(trx, append, entry);
}

async function append(trx: Trx, entries: JournalEntry[]): Promise<void> {
  await lock(trx, 'journal');
  let last = await trx.selectFrom('journal').select(['seq', 'digest']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const rows = entries.map((entry) => {
    const { detail, ...link } = linked({ detail: {}, ...entry, at: entry.at.toISOString() }, last);
    last = link;
    return { ...link, at: entry.at, detail: json(detail) };
  });
  await trx.insertInto('journal').values(rows).execute();
}

export type Verdict = { ok: true; entries: number; head: string } | { ok: false; seq: number };

/** Reads the chain from the start; `seq` names the first entry that does not follow from the one before. */
export async function verifyJournal(db: Db, page = 1000): Promise<Verdict> {
  let last: { seq: number; digest: string } | undefined;
  for (;;) {
    const after = last?.seq ?? 0;
    const rows = await db.selectFrom('journal').selectAll().where('seq', '>', after).orderBy('seq').limit(page).execute();
    for (const row of rows) {
      if (!follows({ ...row, at: row.at.toISOString() } as never, last)) return { ok: false, seq: (last?.seq ?? 0) + 1 };
      last = row;
    }
    if (rows.length < page) return { ok: true, entries: last?.seq ?? 0, head: last?.digest ?? chainStart };
  }
}
