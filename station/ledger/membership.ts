// Cohorts and atoms as SQL. Who is in a cohort follows from its definition and the persons left out of it, over data that are
// frozen: so atoms are computed in one grouped scan and never stored.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import { duckDbDialect as dialect } from '../compile/dialect.ts';
import { completeSql, type Frame, filterSql } from '../compile/frame.ts';
import type { Run } from '../engines/locked-duckdb.ts';
import type { Atom } from './atoms.ts';
import type { Cohort } from './ledger.ts';
import { type Sketch, sketchFrom, sketchSql } from './sketch.ts';

/** Cohorts a permit may have with different persons: their memberships are bits of one 64-bit integer. */
export const maxCohorts = 62;

/** A cohort on its way into the ledger, among those of its permit that were answered. */
export type Registration = { run: Run; dictionary: Dictionary; k: number; answered: Cohort[]; added: Frame };

const bit = (i: number) => 1n << BigInt(i);

/** Persons with h, g and `bits`: bit i is set for the persons of frame i. */
export function membershipSql(frames: Frame[], dictionary: Dictionary): string {
  const defined = frames.map(({ filter, completeOn }, i) => {
    const condition = `${filterSql(filter, dictionary, dialect)} and ${completeSql(completeOn, dictionary)}`;
    return `case when ${condition} then ${bit(i)} else 0 end`;
  });
  const left = frames.map(({ cohort }, i) => `when ${cohort} then ${bit(i)}`);
  const cohorts = frames.map(({ cohort }) => cohort).join(', ');
  return `(select p.*, cast(defined - (defined & coalesce(left_bits, 0)) as bigint) as bits
    from (select *, cast(${defined.join(' + ')} as bigint) as defined from data.persons) as p
    left join (select person, bit_or(cast(case cohort ${left.join(' ')} end as bigint)) as left_bits
      from ledger.left_out where cohort in (${cohorts}) group by person) as o on o.person = p.person) as m`;
}

/** The atoms of a permit, with how many of each are in the new cohort: one grouped scan. */
export async function countAtoms({ run, dictionary, answered, added }: Registration): Promise<Atom[]> {
  const own = bit(answered.length);
  const rows = await run(
    `select bits & ${own - 1n} as atom, count(*), count(*) filter (inside), count(*) filter ((bits & ${own}) <> 0)
     from (select bits, coalesce(${filterSql(added.filter, dictionary, dialect)}, false) as inside
       from ${membershipSql([...answered, added], dictionary)}) as v group by atom`,
  );
  return rows.map(([atom, ...counts]) => {
    const [size, inside, members] = counts.map(Number) as [number, number, number];
    return { atom: atom as bigint, size, inside, members };
  });
}

/** Leaves so many members of the new cohort out of it: of those in just these answered cohorts, or of all but some persons. They are
 * numbered by keyed hash: a fixed order that nobody outside the station can foresee. */
export async function leaveOut(
  { run, dictionary, answered, added }: Registration,
  of: { atom: bigint } | { not: bigint[] },
  persons: number,
): Promise<void> {
  const own = bit(answered.length);
  const among = 'atom' in of ? `bits = ${of.atom | own}` : `(bits & ${own}) <> 0 and h not in (${of.not.join(', ')})`;
  await run(
    `insert into ledger.left_out select ${added.cohort}, person from ${membershipSql([...answered, added], dictionary)}
     where ${among} order by person limit ${persons}`,
  );
}

/** The keyed hashes of the persons who are in exactly one of two frames, at most k of them. */
export async function differingPersons({ run, dictionary, added, k }: Registration, other: Frame): Promise<bigint[]> {
  const rows = await run(`select h from ${membershipSql([added, other], dictionary)} where bits in (1, 2) limit ${k}`);
  return rows.map(([hash]) => BigInt(hash as bigint));
}

export async function sketchOf({ run, dictionary, added, k }: Registration): Promise<Sketch> {
  return sketchFrom((await run(sketchSql(`${membershipSql([added], dictionary)} where bits = 1`, k))) as bigint[][], k);
}
