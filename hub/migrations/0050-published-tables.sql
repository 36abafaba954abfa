-- The tables that a station's holder has published about its data, as the station signed them. One for ever: data of an enrolled
-- station do not change, and a second, differing publication would tell of single persons.
create table station_profile (
  station text primary key,
  dataset text not null references dataset,
  data_version text not null,
  envelope jsonb not null,
  profile jsonb not null,
  digest text not null,
  published_at timestamptz not null,
  withdrawn_at timestamptz
);
create index station_profile_of_dataset on station_profile (dataset);

-- What a holder or an access body tells of itself. Region: two digits, Statistics Sweden's code of its
-- county, for those in Sweden.
alter table organisation add column region text check (region ~ '^[0-9]{2}$');
alter table organisation add column fees jsonb;

-- Regulation (EU) 2025/327 art. 78(3)(a)-(f): what a holder tells of the quality and use of a dataset; what has no row is not told.
create table dataset_quality (
  dataset text not null references dataset,
  element text not null check (element in ('a', 'b', 'c', 'd', 'e', 'f')),
  text jsonb not null,
  told_by text not null references organisation,
  told_at timestamptz not null,
  primary key (dataset, element)
);

-- Words that datasets and their variables are found by. variable '' is the dataset itself.
create table dataset_words (
  dataset text not null references dataset,
  variable text not null,
  -- Lower case without marks, for parts of Swedish compounds and for what is typed without å, ä, ö.
  folded text not null,
  found_by tsvector not null,
  primary key (dataset, variable)
);
create index dataset_words_found_by on dataset_words using gin (found_by);

create function folded(words text) returns text language sql immutable parallel safe as
$$ select translate(lower(words), 'åäáàâãöøóòôõéèêëíìîïúùûüýÿçñæ', 'aaaaaaooooooeeeeiiiiuuuuyycna') $$;

-- Both languages whatever the page is in: A names, B codes and levels, C descriptions and notes.
create function index_dataset(id text) returns void language sql as $$
  delete from dataset_words where dataset = index_dataset.id;
  insert into dataset_words
  select words.dataset, words.variable,
    folded(concat_ws(' ', words.sv, words.en, words.codes, words.more_sv, words.more_en)),
    setweight(to_tsvector('swedish', words.sv), 'A') || setweight(to_tsvector('english', words.en), 'A')
      || setweight(to_tsvector('simple', words.codes), 'B')
      || setweight(to_tsvector('swedish', words.more_sv), 'C') || setweight(to_tsvector('english', words.more_en), 'C')
  from (
    select dataset.id as dataset, '' as variable, dictionary #>> '{title,sv}' as sv, dictionary #>> '{title,en}' as en,
      concat_ws(' ', dataset.id, dictionary ->> 'category') as codes,
      dictionary #>> '{description,sv}' as more_sv, dictionary #>> '{description,en}' as more_en
    from dataset where dataset.id = index_dataset.id
    union all
    select dataset.id, variable ->> 'id', variable #>> '{title,sv}', variable #>> '{title,en}',
      concat_ws(' ', variable ->> 'id', variable ->> 'unit'),
      concat_ws(' ', variable #>> '{note,sv}',
        (select string_agg(level #>> '{title,sv}', ' ') from jsonb_array_elements(variable -> 'levels') level)),
      concat_ws(' ', variable #>> '{note,en}',
        (select string_agg(concat_ws(' ', level #>> '{title,en}', level ->> 'id'), ' ') from jsonb_array_elements(variable -> 'levels') level))
    from dataset, jsonb_array_elements(dictionary -> 'variables') variable where dataset.id = index_dataset.id
  ) words
$$;
select index_dataset(id) from dataset;

-- What a person has chosen to apply for, until it is applied for or taken out.
create table basket_item (
  person uuid not null references person on delete cascade,
  dataset text not null references dataset,
  variable text not null,
  chosen_at timestamptz not null,
  primary key (person, dataset, variable)
);
