-- What the form of applications keeps beside their content: what was typed and does not fit yet, attachments, comments.
create table application_form (
  application uuid primary key references application on delete cascade,
  -- By field: the inputs as they were typed, where they do not fit the schema of the content (yet), and answers not sent yet.
  typed jsonb not null default '{}',
  -- What an imported file held that could not be taken over: [{path, value}].
  left_out jsonb not null default '[]',
  edited_by uuid references person,
  edited_at timestamptz,
  -- Saving as one types is journalled once a person and quarter of an hour.
  journalled_at timestamptz
);

create table application_comment (
  id uuid primary key,
  application uuid not null references application on delete cascade,
  field text not null,
  text text not null,
  author uuid not null references person,
  at timestamptz not null,
  resolved_by uuid references person,
  resolved_at timestamptz
);
create index application_comment_of_application on application_comment (application, at);

create table application_attachment (
  id uuid primary key,
  application uuid not null references application on delete cascade,
  field text not null,
  name text not null,
  type text not null,
  size integer not null check (size between 1 and 1048576),
  digest text not null,
  bytes bytea not null,
  uploaded_by uuid not null references person,
  at timestamptz not null
);
create index application_attachment_of_application on application_attachment (application, at);
