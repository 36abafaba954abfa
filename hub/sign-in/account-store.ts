// SQL over everything that is kept about a person, wherever it is: the database's own foreign keys say where.
import { sql } from 'kysely';
import type { Db, Trx } from '../platform/database.ts';

/** A column that refers to a person. cascade: the row is theirs alone. set-null: the row stays without them. keep: others rest on it. */
export type Reference = { table: string; column: string; rule: 'cascade' | 'set-null' | 'keep' };

/** Columns with a person's id that are no foreign keys: text in tables older than the rule. */
const withoutKey: Reference[] = [
  { table: 'study', column: 'created_by', rule: 'keep' },
  { table: 'model', column: 'uploaded_by', rule: 'keep' },
];

/** Never told, not even to whom they belong: whoever reads the file could use them. */
const secrets = ['token', 'hash', 'token_hash', 'password', 'access_token', 'refresh_token', 'id_token', 'value'];

export async function references(db: Db): Promise<Reference[]> {
  const { rows } = await sql<{ table: string; column: string; rule: string }>`
    select source.relname as table, attribute.attname as column, constraint_.confdeltype::text as rule
    from pg_constraint constraint_
    join pg_class source on source.oid = constraint_.conrelid
    join pg_attribute attribute on attribute.attrelid = constraint_.conrelid and attribute.attnum = constraint_.conkey[1]
    where constraint_.contype = 'f' and constraint_.confrelid = 'person'::regclass
    order by 1, 2`.execute(db);
  const ruleOf = (rule: string) => (rule === 'c' ? 'cascade' : rule === 'n' ? 'set-null' : 'keep');
  return [...rows.map(({ table, column, rule }) => ({ table, column, rule: ruleOf(rule) }) as Reference), ...withoutKey];
}

/** Rows of one table that refer to the person: their own whole, others without lists and files (which may hold what is others'). */
export async function rowsAbout(db: Db, { table, column, rule }: Reference, person: string): Promise<object[]> {
  const { rows: columns } = await sql<{ name: string; type: string }>`
    select column_name as name, data_type as type from information_schema.columns
    where table_schema = 'public' and table_name = ${table} order by ordinal_position`.execute(db);
  const people = (await references(db)).filter((one) => one.table === table && one.column !== column).map((one) => one.column);
  const told = columns.filter(
    ({ name, type }) =>
      !secrets.includes(name) &&
      !people.includes(name) &&
      type !== 'bytea' &&
      (rule === 'cascade' || !/^(json|ARRAY)/.test(type)),
  );
  const list = sql.join(told.map(({ name }) => sql.ref(name)));
  const { rows } = await sql<object>`
    select ${list} from ${sql.table(table)} where ${sql.ref(column)}::text = ${person}`.execute(db);
  return rows;
}

/** What the person did, as the journal has it: by pages, since there may be much. */
export async function journalOf(db: Db, person: string, after: number, page: number) {
  return db
    .selectFrom('journal')
    .select(['seq', 'at', 'verb', 'thing', 'detail'])
    .where('actor', '=', `person:${person}`)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(page)
    .execute();
}

export type Duty = {
  kind: 'last-in-role' | 'study-running' | 'application-open' | 'application-handled' | 'permit';
  what: string;
  role?: string;
};

/** What somebody must take over, or what must end, before the person can go. */
export async function dutiesOf(db: Db, person: string, now: Date): Promise<Duty[]> {
  const { rows } = await sql<Duty>`
    select 'last-in-role' as kind, organisation.name as what, mine.role as role
    from membership mine join organisation on organisation.id = mine.organisation
    where mine.person = ${person} and mine.role <> 'innovator' and not exists (
      select from membership other where other.organisation = mine.organisation and other.role = mine.role
        and other.person <> mine.person and (other.station is null or other.station is not distinct from mine.station))
    union all
    select 'study-running', study.dataset, null from study
    where created_by = ${person} and state in ('inviting', 'running')
    union all
    select 'application-open', application.reference, null from application
    where created_by = ${person} and state in ('SUBMITTED', 'PRE_SCREENING', 'PROCESSING', 'AWAITING_ADDITIONAL_INFORMATION')
      and not exists (select from membership other where other.organisation = application.organisation
        and other.role = 'innovator' and other.person <> ${person})
    union all
    select 'application-handled', application.reference, null from application
    where officer = ${person} and state in ('SUBMITTED', 'PRE_SCREENING', 'PROCESSING', 'AWAITING_ADDITIONAL_INFORMATION')
    union all
    select 'permit', permit.reference, null
    from permit join permit_version version on version.permit = permit.id and version.version = permit.version
    where permit.state in ('GRANTED', 'AMENDED', 'RENEWED')
      and (version.draft ->> 'not_after')::timestamptz >= ${now}
      and jsonb_path_query_array(version.draft, '$.persons[*].sub') = jsonb_build_array(${person}::text)`.execute(db);
  return rows.map(({ kind, what, role }) => ({ kind, what, ...(role ? { role } : {}) }));
}

/** Takes away what is the person's own and makes of the rest a pseudonym's. */
export async function erase(trx: Trx, person: { id: string; email: string }, now: Date): Promise<void> {
  for (const { table, column, rule } of await references(trx)) {
    const where = sql`where ${sql.ref(column)}::text = ${person.id}`;
    if (rule === 'cascade') await sql`delete from ${sql.table(table)} ${where}`.execute(trx);
    if (rule === 'set-null') await sql`update ${sql.table(table)} set ${sql.ref(column)} = null ${where}`.execute(trx);
  }
  // Signatures of plans must be checked afterwards too: the public key stays, its name goes.
  await sql`update person_key set name = '', revoked_at = coalesce(revoked_at, ${now}) where person = ${person.id}`.execute(trx);
  // Drafts are nobody's record yet; what was handed in is a public record and stays as it was handed in.
  await sql`update application set content = jsonb_set(content, '{persons}', coalesce((select jsonb_agg(one)
    from jsonb_array_elements(content -> 'persons') one where lower(one ->> 'email') <> ${person.email}), '[]'::jsonb))
    where state in ('DRAFT', 'DRAFT_EXPIRED') and jsonb_typeof(content -> 'persons') = 'array'
    and content::text ilike ${`%${person.email}%`}`.execute(trx);
  await sql`delete from verification where value like ${`%${JSON.stringify(person.email)}%`}`.execute(trx);
  await trx
    .updateTable('person')
    .set({
      name: '(raderad / erased)',
      email: `${person.id}@erased.invalid`,
      ...{ email_verified: false, image: null, language: null, erased_at: now, updated_at: now },
    })
    .where('id', '=', person.id)
    .execute();
}
