-- What people do around a study: write its plan, share its result, publish it.

-- A plan being written, one a person and permit. What was typed is kept as it was typed, so that nothing is lost on an error.
create table study_draft (
  person uuid not null references person on delete cascade,
  permit uuid not null,
  content jsonb not null,
  updated_at timestamptz not null,
  primary key (person, permit)
);

-- Who else may see a result. Taken back, the row stays: the journal and the table agree.
create table study_share (
  study uuid not null references study,
  person uuid not null references person on delete cascade,
  shared_by uuid not null,
  shared_at timestamptz not null,
  revoked_at timestamptz,
  primary key (study, person)
);
create index study_share_of_person on study_share (person) where revoked_at is null;

-- Regulation (EU) 2025/327 art. 61(4): results in plain language, for everybody. The newest words count; earlier ones are in the journal
-- by digest.
create table study_publication (
  study uuid primary key references study,
  summary_sv text not null,
  summary_en text not null,
  published_by uuid not null,
  published_at timestamptz not null,
  changed_at timestamptz not null
);
