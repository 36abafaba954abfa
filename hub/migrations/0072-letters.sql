-- Each letter that was to be sent, once, and whether the mail server took it. Addresses are kept as digests alone.
create table letter (
  key text primary key,
  about text not null,
  person uuid references person on delete set null,
  address_digest text not null,
  state text not null check (state in ('waiting', 'handed-over', 'refused')),
  -- The mail server's answer where it refused for good.
  code integer,
  at timestamptz not null
);
create index letter_about on letter (about);
create index letter_not_told on letter (at) where state <> 'handed-over';
