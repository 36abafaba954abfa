-- Organisations, the people in them and their roles. An organisation's id is a slug: it stands in signed permits.
create table organisation (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name text not null,
  kind text not null check (kind in ('company', 'university', 'public-body', 'holder', 'access-body', 'hub', 'other')),
  -- Regulation (EU) 2025/327 art. 53(2): who may apply for purposes (a) to (c).
  public_sector boolean not null default false,
  country text not null default 'SE' check (country ~ '^[A-Z]{2}$'),
  -- An access body's public decision key. The private one is with its signer, never here.
  body_key text,
  created_at timestamptz not null
);

-- better-auth's user, session, account and verification, in our names.
create table person (
  id uuid primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table membership (
  id uuid primary key,
  person uuid not null references person,
  organisation text not null references organisation,
  role text not null check (role in ('innovator', 'officer', 'steward', 'advisor', 'signer')),
  station text,
  created_at timestamptz not null,
  unique nulls not distinct (person, organisation, role, station)
);
create index membership_of_organisation on membership (organisation);

-- Public Ed25519 keys with which persons sign plans.
create table person_key (
  id uuid primary key,
  person uuid not null references person,
  name text not null,
  public_key text not null,
  thumbprint text not null unique,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index person_key_of_person on person_key (person);
