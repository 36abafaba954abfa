-- Stations beside the data: who holds them, their public keys, when they were last heard.
create table station_invitation (
  code_digest text primary key,
  holder text not null,
  invited_by text not null,
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  station text
);

create table station (
  id text primary key,
  title text not null,
  holder text not null,
  sign_key text not null unique,
  mask_key text not null unique,
  dataset text not null,
  data_version text not null,
  policy jsonb not null,
  enrolled_at timestamptz not null,
  last_seen_at timestamptz,
  retired_at timestamptz
);

-- Nonces of signed requests, remembered for five minutes: losing them in a crash of the database costs at most that.
create unlogged table station_nonce (
  station text not null,
  nonce text not null,
  at timestamptz not null,
  primary key (station, nonce)
);
create index on station_nonce (at);
