-- What a holder tells of a dataset beside its dictionary, which permits name by digest: more about it, and words that people search
-- with (HealthDCAT-AP: dcat:keyword).
alter table dataset_quality drop constraint dataset_quality_element_check;
alter table dataset_quality add check (element in ('about', 'keywords', 'a', 'b', 'c', 'd', 'e', 'f'));

-- Regulation (EU) 2025/327 art. 60(3): at least once a year each holder checks that the description is accurate and up to date.
-- Who did it is in the journal.
create table dataset_check (
  dataset text not null references dataset,
  holder text not null references organisation,
  checked_at timestamptz not null,
  primary key (dataset, holder, checked_at)
);

-- Who last told where an organisation is and what it charges, and when; null: nobody has, or before this was kept.
alter table organisation add column described_by text references organisation;
alter table organisation add column described_at timestamptz;

-- As 0050, and found by what holders tell too: A names and keywords, B codes and levels, C the rest.
create or replace function index_dataset(id text) returns void language sql as $$
  delete from dataset_words where dataset = index_dataset.id;
  insert into dataset_words
  select words.dataset, words.variable,
    folded(concat_ws(' ', words.sv, words.en, words.codes, words.more_sv, words.more_en)),
    setweight(to_tsvector('swedish', words.sv), 'A') || setweight(to_tsvector('english', words.en), 'A')
      || setweight(to_tsvector('simple', words.codes), 'B')
      || setweight(to_tsvector('swedish', words.more_sv), 'C') || setweight(to_tsvector('english', words.more_en), 'C')
  from (
    select dataset.id as dataset, '' as variable,
      concat_ws(' ', dictionary #>> '{title,sv}', keywords.text ->> 'sv') as sv,
      concat_ws(' ', dictionary #>> '{title,en}', keywords.text ->> 'en') as en,
      concat_ws(' ', dataset.id, dictionary ->> 'category') as codes,
      concat_ws(' ', dictionary #>> '{description,sv}', told.sv) as more_sv,
      concat_ws(' ', dictionary #>> '{description,en}', told.en) as more_en
    from dataset
    left join dataset_quality keywords on keywords.dataset = dataset.id and keywords.element = 'keywords'
    cross join lateral (
      select string_agg(text ->> 'sv', ' ') as sv, string_agg(text ->> 'en', ' ') as en from dataset_quality
      where dataset_quality.dataset = dataset.id and element in ('about', 'd')
    ) told
    where dataset.id = index_dataset.id
    union all
    select dataset.id, variable ->> 'id', variable #>> '{title,sv}', variable #>> '{title,en}',
      -- "mmHg" finds UCUM's mm[Hg]: units without their brackets are words too.
      concat_ws(' ', variable ->> 'id', variable ->> 'unit', regexp_replace(variable ->> 'unit', '[^[:alnum:]/%]', '', 'g')),
      concat_ws(' ', variable #>> '{note,sv}',
        (select string_agg(level #>> '{title,sv}', ' ') from jsonb_array_elements(variable -> 'levels') level)),
      concat_ws(' ', variable #>> '{note,en}',
        (select string_agg(concat_ws(' ', level #>> '{title,en}', level ->> 'id'), ' ') from jsonb_array_elements(variable -> 'levels') level))
    from dataset, jsonb_array_elements(dictionary -> 'variables') variable where dataset.id = index_dataset.id
  ) words
$$;
select index_dataset(id) from dataset;
