// What the ledger holds, counted over a copy: the running station has the ledger itself open, and nobody else may write beside it.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Filter } from '@sluss/protocol/documents.ts';
import { openDatabase, type Run } from '@sluss/station/engines/locked-duckdb.ts';
import { membershipSql } from '@sluss/station/ledger/membership.ts';

export type RegisteredFrame = {
  cohort: number;
  permit: string;
  filter: Filter;
  completeOn: string[];
  persons: number;
  leftOut: number;
  sameAs: number | null;
  exact: boolean;
};
export type LedgerFigures = {
  /** Persons in the station's data. */
  all: number;
  /** Persons who were part of at least one answer. */
  exposed: number;
  frames: RegisteredFrame[];
};

/** Frames whose members are counted in one scan: their bits share one 64-bit integer. */
const framesAtOnce = 60;

/** `answered`: the cohorts that something was answered about. Null where the ledger kept changing while it was copied. */
export async function readLedger(folder: string, dictionary: Dictionary, answered: number[]): Promise<LedgerFigures | null> {
  // Beside the data, not in a folder for temporary files: who was left out of which frame is about persons.
  const place = join(resolve(folder), 'desk');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const copy = mkdtempSync(join(place, 'ledger-'));
  try {
    if (!copyLedger(resolve(folder), copy)) return null;
    symlinkSync(join(resolve(folder), 'data.duckdb'), join(copy, 'data.duckdb'));
    const database = await openDatabase(copy, { threads: 1, memory: '1GB', timeLimit: 60_000 });
    try {
      return await database.use((run) => figures(run, dictionary, answered));
    } finally {
      database.close();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const files = ['ledger.duckdb', 'ledger.duckdb.wal'];

/** Copies the ledger with its log of late changes; false where it was written to meanwhile, three times in a row. */
function copyLedger(from: string, to: string): boolean {
  const stamp = () =>
    files
      .map((name) => statSync(join(from, name), { throwIfNoEntry: false }))
      .map((found) => (found ? `${found.size} ${found.mtimeMs}` : ''))
      .join();
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = stamp();
    for (const name of files) {
      rmSync(join(to, name), { force: true });
      if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
    }
    if (stamp() === before) return true;
  }
  return false;
}

async function figures(run: Run, dictionary: Dictionary, answered: number[]): Promise<LedgerFigures> {
  const rows = await run(
    'select cohort, permit, filter, complete_on, persons, left_out, same_as, exact from ledger.cohorts order by cohort',
  );
  const frames = rows.map(([cohort, permit, filter, completeOn, persons, leftOut, sameAs, exact]) => ({
    cohort: Number(cohort),
    permit: String(permit),
    filter: JSON.parse(String(filter)) as Filter,
    completeOn: JSON.parse(String(completeOn)) as string[],
    persons: Number(persons),
    leftOut: Number(leftOut),
    sameAs: sameAs === null ? null : Number(sameAs),
    exact: exact === true,
  }));
  const [[all] = []] = await run('select count(*) from data.persons');
  const about = frames.filter(({ cohort }) => answered.includes(cohort));
  const seen: string[] = [];
  for (let at = 0; at < about.length; at += framesAtOnce)
    seen.push(`select person from ${membershipSql(about.slice(at, at + framesAtOnce), dictionary)} where bits <> 0`);
  const [[exposed] = []] = seen.length > 0 ? await run(`select count(*) from (${seen.join(' union ')})`) : [[0]];
  return { all: Number(all), exposed: Number(exposed), frames };
}
