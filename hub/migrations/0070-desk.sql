-- The officer's desk: who handles an application, votes of the body's committee, proposals of trusted holders (Regulation (EU)
-- 2025/327 art. 72), fee estimates (art. 62(5)), text that an officer has not finished.
alter table application add column officer uuid references person;

create table body_setting (
  body text primary key references organisation,
  -- How many officers must have voted for an outcome before it can be decided.
  votes_needed integer not null default 0 check (votes_needed between 0 and 50)
);
-- Art. 72(2): holders that the body has found to meet the conditions.
create table trusted_holder (
  body text not null references organisation,
  holder text not null references organisation,
  designated_at timestamptz not null,
  primary key (body, holder)
);

create table application_vote (
  application uuid not null references application,
  officer uuid not null references person,
  vote text not null check (vote in ('grant', 'refuse')),
  reason text not null,
  at timestamptz not null,
  primary key (application, officer)
);

create table holder_proposal (
  application uuid primary key references application,
  holder text not null references organisation,
  forwarded_at timestamptz not null,
  outcome text check (outcome in ('grant', 'refuse')),
  reason text,
  proposed_by uuid references person,
  proposed_at timestamptz
);

create table fee_estimate (
  id uuid primary key,
  application uuid not null references application,
  amount bigint not null check (amount >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  covers text not null,
  made_by uuid not null references person,
  made_at timestamptz not null,
  accepted_by uuid references person,
  accepted_at timestamptz
);
create index fee_estimate_of_application on fee_estimate (application, made_at);

-- What an officer has typed about a criterion and not recorded yet: theirs alone.
create table assessment_draft (
  application uuid not null references application,
  officer uuid not null references person,
  criterion text not null,
  finding text not null,
  reason text not null,
  at timestamptz not null,
  primary key (application, officer, criterion)
);
