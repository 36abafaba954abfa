-- A hearing before a permit is revoked: Regulation (EU) 2025/327 art. 63(2). After an urgent revocation it is held afterwards (`urgent`).
create table permit_hearing (
  id uuid primary key,
  permit uuid not null references permit,
  finding text not null,
  urgent boolean not null default false,
  given_by uuid not null references person,
  given_at timestamptz not null,
  answer text,
  answered_by uuid references person,
  answered_at timestamptz,
  outcome text check (outcome in ('revoked', 'none')),
  reason text,
  closed_by uuid references person,
  closed_at timestamptz
);
create unique index one_open_hearing_a_permit on permit_hearing (permit) where closed_at is null;
create index permit_hearing_of_permit on permit_hearing (permit, given_at);
