-- Reports of studies: what their owners state beside the records, and the links by which a report is handed on.

-- Each change of a field is a new version; the newest counts, the others stay.
create table report_statement (
  study uuid not null references study (id),
  field text not null,
  version integer not null check (version > 0),
  -- The empty text takes the statement back.
  text text not null,
  stated_by uuid not null,
  stated_at timestamptz not null,
  primary key (study, field, version)
);

-- The link's secret is not kept, only its SHA-256.
create table report_link (
  id uuid primary key,
  study uuid not null references study (id),
  token_hash text not null unique,
  recipient text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  opened integer not null default 0,
  last_opened_at timestamptz
);
create index report_link_study on report_link (study);
