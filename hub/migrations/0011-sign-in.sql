-- Sessions and one-time links (better-auth), tokens for programs, and how often somebody tried.
create table session (
  id uuid primary key,
  person uuid not null references person on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index session_of_person on session (person);

create table account (
  id uuid primary key,
  person uuid not null references person on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  id_token text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index account_of_person on account (person);

create table verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verification_by_identifier on verification (identifier);

-- What signs session cookies: made once, shared by all processes of the hub.
create table session_secret (
  one boolean primary key default true check (one),
  secret text not null
);

create table api_token (
  id uuid primary key,
  person uuid not null references person,
  name text not null,
  -- SHA-256 of the token: whoever reads the database cannot use it.
  hash text not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_token_of_person on api_token (person);

create table attempt (
  key text not null,
  period timestamptz not null,
  count integer not null,
  primary key (key, period)
);
