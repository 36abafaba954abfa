-- Who had a role in an organisation and has none there any more. A permit, or a share, that names them still opens nothing of that
-- organisation's to them.
create table departure (
  person uuid not null references person on delete cascade,
  organisation text not null references organisation,
  left_at timestamptz not null,
  primary key (person, organisation)
);
