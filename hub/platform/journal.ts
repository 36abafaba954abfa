// The hub's journal: an append-only table in which each entry holds the digest of the one before it, so that an outsider who
// kept one digest can tell whether anything before it was changed.
import { canonicalBytes, digest } from '@sluss/protocol/canonical.ts';
import { type Db, json, lock, type Trx } from './database.ts';

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

export const journalStart = 'sha256:start';

/** Appends in the caller's transaction: the entry is there exactly if the change is. Appends wait for each other. */
export async function record(trx: Trx, entry: JournalEntry): Promise<string> {
  await lock(trx, 'journal');
  const last = await trx.selectFrom('journal').select(['seq', 'digest']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const row = { seq: (last?.seq ?? 0) + 1, previous: last?.digest ?? journalStart, detail: {}, ...entry };
  const name = entryDigest(row);
  await trx
    .insertInto('journal')
    .values({ ...row, detail: json(row.detail), digest: name })
    .execute();
  return name;
}

export type Verdict = { ok: true; entries: number; head: string } | { ok: false; seq: number };

/** Reads the chain from the start; `seq` names the first entry that does not follow from the one before. */
export async function verifyJournal(db: Db, page = 1000): Promise<Verdict> {
  let previous = journalStart;
  let seq = 0;
  for (;;) {
    const rows = await db.selectFrom('journal').selectAll().where('seq', '>', seq).orderBy('seq').limit(page).execute();
    for (const row of rows) {
      if (row.seq !== seq + 1 || row.previous !== previous || row.digest !== entryDigest(row)) return { ok: false, seq: seq + 1 };
      previous = row.digest;
      seq = row.seq;
    }
    if (rows.length < page) return { ok: true, entries: seq, head: previous };
  }
}

function entryDigest(row: Omit<JournalTable, 'digest'>): string {
  const { seq, at, actor, verb, thing, detail, previous } = row;
  return digest(canonicalBytes({ seq, at: at.toISOString(), actor, verb, thing, detail, previous }));
}
