-- Permits: every version is kept; a version counts when its envelope is there. Status lists: the newest one counts.
create table permit (
  id uuid primary key,
  reference text not null unique,
  application uuid not null references application,
  organisation text not null references organisation,
  body text not null references organisation,
  -- EXPIRED is computed from the dates.
  state text not null check (state in ('PENDING', 'GRANTED', 'AMENDED', 'RENEWED', 'REVOKED')),
  -- The newest signed version; 0 when none is.
  version integer not null,
  revoked_at timestamptz,
  revoked_by uuid references person,
  revoked_reason text,
  created_at timestamptz not null
);
create index permit_of_organisation on permit (organisation);

create table permit_version (
  permit uuid not null references permit,
  version integer not null,
  decision uuid not null references decision,
  draft jsonb not null,
  draft_digest text not null,
  envelope jsonb,
  signed_at timestamptz,
  primary key (permit, version)
);
create unique index permit_version_by_digest on permit_version (draft_digest);

create table status_list (
  body text not null references organisation,
  seq integer not null,
  envelope jsonb not null,
  status_key jsonb not null,
  issued timestamptz not null,
  valid_until timestamptz not null,
  primary key (body, seq)
);
