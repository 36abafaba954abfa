-- What ends with what it came from: sessions with the identity that opened them, tokens with the token that made them.
alter table session
  -- Which identity opened it, where one did.
  add column identity uuid references identity on delete set null,
  -- Who and which session the provider says that it is: OpenID Connect Back-Channel Logout 1.0 names sessions by these.
  add column provider_subject text,
  add column provider_session text;
create index session_by_identity on session (identity) where identity is not null;
create index session_by_provider on session (provider) where provider is not null;

-- A token that was made with another one is revoked with it.
alter table api_token add column made_by_token uuid references api_token on delete cascade;
create index api_token_by_maker on api_token (made_by_token) where made_by_token is not null;

-- Found from a person: the export of an account tells of them, and its deletion knows that they are.
alter table report_link add constraint report_link_made_by_fkey foreign key (made_by) references person;
alter table report_statement add constraint report_statement_stated_by_fkey foreign key (stated_by) references person;
