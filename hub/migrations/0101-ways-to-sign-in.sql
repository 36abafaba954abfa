-- Ways to sign in beside mail links: identities at providers, passkeys, and secrets that can be used once.
create table identity (
  id uuid primary key,
  person uuid not null references person,
  provider text not null,
  -- OpenID Connect Core 2: a subject is unique within its issuer. A provider that is set up with another issuer is somebody else.
  issuer text not null,
  subject text not null,
  -- How the provider names the person, so that they recognise it.
  label text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  unique (provider, issuer, subject)
);
create index identity_of_person on identity (person);

create table passkey (
  id uuid primary key,
  person uuid not null references person,
  credential text not null unique,
  public_key text not null,
  counter bigint not null,
  transports jsonb not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_of_person on passkey (person);

-- Visits to a provider, identities that wait for a proof, challenges: by the SHA-256 of a secret that only the browser has.
create table one_time (
  key text primary key,
  kind text not null,
  value jsonb not null,
  expires_at timestamptz not null
);
create index one_time_by_expiry on one_time (expires_at);
