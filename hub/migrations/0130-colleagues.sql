-- Members of an applicant invite colleagues. A row is an open invitation: joined, taken back or too old, it is gone; the journal tells.
create table colleague_invitation (
  id uuid primary key,
  organisation text not null references organisation,
  email text not null,
  invited_by uuid not null references person on delete cascade,
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  unique (organisation, email)
);
create index colleague_invitation_email on colleague_invitation (email);

-- Roles that began with an invitation: those may a colleague end; what an advisor gave, an advisor takes.
create table colleague (
  membership uuid primary key references membership on delete cascade,
  invited_by uuid not null references person
);
