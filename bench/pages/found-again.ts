// What is in the database afterwards: each application once, handed in once, with every word that was typed.
import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { createDb } from '../../hub/platform/database.ts';
import { verifyJournal } from '../../hub/platform/journal.ts';
import { wordsOf } from './applicant.ts';

export type FoundAgain = {
  begun: number;
  in_the_database: number;
  submitted: number;
  handed_in_once: number;
  /** Every field of the form as it was typed. */
  whole: number;
  attachments: number;
  journal_holds: boolean;
};

/** `round`: what the marks of this round begin with; `told`: the mark of each application that a browser was led to. */
export async function findAgain(pool: pg.Pool, round: string, told: Map<string, string>): Promise<FoundAgain> {
  const { rows } = await pool.query<{ id: string; reference: string; state: string; content: Content }>(
    `select id, reference, state, content from application where content->>'title' like '% ' || $1 || '-%'`,
    [round],
  );
  const ids = rows.map(({ id }) => id);
  const counted = async (query: string): Promise<number> => (await pool.query(query, [ids])).rows[0].count;
  return {
    begun: told.size,
    in_the_database: rows.length,
    submitted: rows.filter(({ state }) => state === 'SUBMITTED').length,
    handed_in_once: await counted(
      `select count(*)::int from (select application from application_event where kind = 'submitted' and application = any($1)
        group by application having count(*) = 1) once`,
    ),
    whole: rows.filter(({ reference, content }) => isWhole(content, told.get(reference) ?? '')).length,
    attachments: await counted('select count(distinct digest)::int from application_attachment where application = any($1)'),
    journal_holds: (await verifyJournal(createDb(pool))).ok,
  };
}

type Content = Record<string, unknown> & {
  data?: { variables: string[]; reason: string }[];
  period?: { from: string; to: string };
};

function isWhole(content: Content, mark: string): boolean {
  const typed = Object.assign({}, ...Object.values(wordsOf(mark))) as Record<string, string | string[]>;
  const { data, period, prohibited_uses, persons, ...rest } = content;
  const kept: Record<string, unknown> = {
    ...rest,
    'methods[]': content.methods,
    'prohibited_uses[]': prohibited_uses && ['none'],
    'data-0-variables[]': data?.[0]?.variables,
    'data-0-reason': data?.[0]?.reason,
    period_from: period?.from,
    period_to: period?.to,
  };
  return Object.entries(typed).every(([field, value]) => isDeepStrictEqual(kept[field], value)) && Array.isArray(persons);
}
