-- What a permit's user asks of the body (art. 68(12) and (13)), versions taken back before their signature, the hearing before a
-- revocation (art. 63(2)), and when each decision was made public (art. 57(1)(j)(iii)).
create table permit_request (
  id uuid primary key,
  permit uuid not null references permit,
  kind text not null check (kind in ('amend', 'renew')),
  until date,
  text text not null,
  made_by uuid not null references person,
  made_at timestamptz not null,
  outcome text check (outcome in ('done', 'declined')),
  answer text,
  answered_by uuid references person,
  answered_at timestamptz
);
create index permit_request_of_permit on permit_request (permit, made_at);
create unique index one_open_request_a_kind on permit_request (permit, kind) where answered_at is null;

create table permit_taken_back (
  id uuid primary key,
  permit uuid not null references permit,
  version integer not null,
  decision uuid not null references decision,
  draft jsonb not null,
  draft_digest text not null,
  taken_back_by uuid not null references person,
  reason text not null,
  at timestamptz not null
);
create index permit_taken_back_by_digest on permit_taken_back (draft_digest);

alter table permit add column hearing text;

alter table decision add column published_at timestamptz;
-- Until now every decision was public from the moment it was made.
update decision set published_at = at;
create index decision_unpublished on decision (at) where published_at is null;
