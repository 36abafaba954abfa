-- Studies: questions asked under a permit. What is here in clear says nothing about persons: masked vectors, digests, the plan.
-- Seeds and sums are encrypted with the study's own key, which lies outside the database and is destroyed after the study.
create table study (
  id uuid primary key,
  plan_hash text not null unique,
  plan jsonb not null,
  plan_key text,
  document jsonb not null,
  permit uuid not null,
  permit_digest text not null,
  body text not null,
  dataset text not null,
  dictionary jsonb not null,
  stations jsonb not null,
  pinned_set jsonb,
  state text not null check (state in ('inviting', 'running', 'finished', 'refused', 'stopped', 'expired')),
  reason jsonb,
  round integer,
  attempt integer,
  result jsonb,
  organisation text not null,
  created_by text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  key_destroyed_at timestamptz
);
create index on study (organisation);
create index on study (state);

create table study_station (
  study uuid not null references study (id),
  station text not null,
  state text not null check (state in ('invited', 'accepted', 'declined')),
  code text,
  round integer,
  signed jsonb,
  answered_at timestamptz,
  retry_at timestamptz,
  told boolean not null default false,
  primary key (study, station)
);
create index on study_station (station) where not told;

create table study_round (
  study uuid not null references study (id),
  round integer not null,
  attempt integer not null,
  scope jsonb not null,
  members jsonb not null,
  questions jsonb not null,
  question_digest text not null,
  state text not null check (state in ('asked', 'collected', 'opened', 'abandoned')),
  asked_at timestamptz not null,
  collected_at timestamptz,
  opened_at timestamptz,
  sum bytea,
  sum_digest text,
  primary key (study, round, attempt)
);

create table study_upload (
  study uuid not null,
  round integer not null,
  attempt integer not null,
  station text not null,
  signed jsonb not null,
  vector bytea not null,
  uploaded_at timestamptz not null,
  opening bytea,
  opened_at timestamptz,
  primary key (study, round, attempt, station),
  foreign key (study, round, attempt) references study_round
);

create table model (
  digest text primary key,
  bytes bytea not null,
  organisation text not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null
);
