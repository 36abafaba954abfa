-- The language a person reads; what is known of a session; for which organisation a session or a token acts.
alter table person
  add column language text check (language in ('sv', 'en')),
  -- Set when the account was deleted: the row stays as a pseudonym for decisions and the journal.
  add column erased_at timestamptz;

alter table session
  -- Browser and system in words ("Firefox/Windows"): enough to recognise it by, not the whole user agent.
  add column device text,
  -- By which identity provider it was opened, if by one.
  add column provider text,
  add column last_used_at timestamptz,
  -- Null: for all of the person's organisations.
  add column acting_for text references organisation;

alter table api_token add column acting_for text references organisation;
