// Who is asked about, as SQL: the rows of a frame. A frame follows from its definition and the persons left out, so nothing has
// to be kept beside the data, and after a crash it is the same again.
import type { Dictionary } from '@sluss/protocol/dictionary.ts';
import type { Condition, Filter } from '@sluss/protocol/documents.ts';
import { Refusal } from '@sluss/protocol/refusal.ts';
import { conditionOf, numberOf } from '@sluss/questions/columns.ts';
import type { Dialect } from './dialect.ts';
import { columnOf, type Predicate, predicateSql } from './expression.ts';

/** Persons inside the filter with a value in each of `completeOn`, but for those that the ledger left out of `cohort`. */
export type Frame = { filter: Filter; completeOn: string[]; cohort: number };
/** `filter`: before missing values and leaving out. `complete`: a frame of which nobody was left out. */
export type Over = 'filter' | 'complete' | 'frame';

/** True for the persons of the filter; a missing value is outside. */
export function filterSql(filter: Filter, dictionary: Dictionary, dialect: Dialect): string {
  const conditionSql = (condition: Condition): string => {
    const predicate = conditionOf(dictionary, condition) as Predicate;
    if (predicate.op === 'between') {
      // A cut that could be placed anywhere could be placed around one person.
      const edges = numberOf(dictionary, predicate.id).grid.map(Number);
      if (!edges.includes(predicate.from) || !edges.includes(predicate.to) || predicate.from >= predicate.to)
        throw new Refusal('malformed', 'a cut outside the public grid');
    }
    return `(${predicateSql(predicate, { dictionary, dialect })})`;
  };
  return allOf(filter.map(conditionSql));
}

export function completeSql(completeOn: string[], dictionary: Dictionary): string {
  return allOf([...new Set(completeOn)].map((id) => `${columnOf(dictionary, id).sql} is not null`));
}

/** A subquery with the columns of all variables. Without an anti-join, which costs a fifth of a regression's time, where it may. */
export function rowsSql(frame: Frame, over: Over, dictionary: Dictionary, dialect: Dialect): string {
  const conditions = [filterSql(frame.filter, dictionary, dialect)];
  if (over !== 'filter') conditions.push(completeSql(frame.completeOn, dictionary));
  if (over === 'frame') conditions.push(`not exists (${leftOutSql(frame.cohort)} and o.person = p.person)`);
  return `(select * from data.persons as p where ${conditions.join(' and ')})`;
}

/** The persons that the ledger left out of a cohort, as o. `cohort` is a number of the ledger's own making. */
export function leftOutSql(cohort: number): string {
  if (!Number.isSafeInteger(cohort)) throw new RangeError('a cohort is a number');
  return `select 1 from ledger.left_out as o where o.cohort = ${cohort}`;
}

const allOf = (conditions: string[]) => (conditions.length === 0 ? 'true' : `(${conditions.join(' and ')})`);
