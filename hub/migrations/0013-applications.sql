-- Applications for data (Regulation (EU) 2025/327 art. 67), what happened to them, and how each criterion was found.
create sequence application_number;

create table application (
  id uuid primary key,
  reference text not null unique,
  organisation text not null references organisation,
  body text not null references organisation,
  created_by uuid not null references person,
  state text not null check (state in ('DRAFT', 'SUBMITTED', 'PRE_SCREENING', 'PROCESSING', 'AWAITING_ADDITIONAL_INFORMATION',
    'DECISION_ISSUED', 'WITHDRAWN', 'DRAFT_EXPIRED')),
  -- Where an answer leads back to: the state in which the question was asked.
  asked_in text check (asked_in in ('PRE_SCREENING', 'PROCESSING')),
  procedure text not null default 'normal' check (procedure in ('normal', 'accelerated')),
  version integer not null,
  content jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index application_of_organisation on application (organisation);
create index application_of_body on application (body, state);

create table application_event (
  id uuid primary key,
  application uuid not null references application,
  kind text not null,
  at timestamptz not null,
  by uuid references person,
  text text,
  detail jsonb not null default '{}'
);
create index application_event_of_application on application_event (application, at);

create table assessment (
  application uuid not null references application,
  criterion text not null,
  finding text not null check (finding in ('fulfilled', 'not-fulfilled', 'not-applicable')),
  reason text not null,
  assessor uuid not null references person,
  at timestamptz not null,
  primary key (application, criterion)
);

-- Decision records (protocol/decision.ts): never changed after they were made.
create table decision (
  id uuid primary key,
  application uuid not null references application,
  kind text not null check (kind in ('grant', 'amend', 'renew', 'refuse')),
  record jsonb not null,
  terms jsonb not null,
  at timestamptz not null
);
create unique index one_decision_an_application on decision (application) where kind in ('grant', 'refuse');
create index decision_of_application on decision (application);
