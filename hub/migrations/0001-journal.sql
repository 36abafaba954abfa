-- The hub's journal: append-only, each row holding the digest of the one before it.
create table journal (
  seq bigint primary key,
  at timestamptz not null,
  actor text not null,
  verb text not null,
  thing text not null,
  detail jsonb not null,
  previous text not null,
  digest text not null unique
);

create function journal_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only';
end $$;

create trigger journal_is_append_only before update or delete or truncate on journal
  for each statement execute function journal_is_append_only();
