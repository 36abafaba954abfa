-- Datasets as their stations' dictionaries describe them, and which stations hold a part of each.
create table dataset (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  dictionary jsonb not null,
  dictionary_digest text not null,
  created_at timestamptz not null
);

create table dataset_station (
  dataset text not null references dataset,
  station text not null,
  title text not null,
  holder text references organisation,
  -- Thumbprints of the station's keys: what permits list.
  sign text not null,
  mask text not null,
  data_version text not null,
  joined_at timestamptz not null,
  left_at timestamptz,
  primary key (dataset, station)
);
