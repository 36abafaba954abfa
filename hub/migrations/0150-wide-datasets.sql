-- A page shows some of a dataset's variables: the tables of the others are not read for it.
create table station_profile_variable (
  station text not null references station_profile,
  variable text not null,
  place int not null,
  told jsonb not null,
  primary key (station, variable)
);
insert into station_profile_variable
select station, told.value ->> 'id', told.ordinality, told.value
from station_profile, jsonb_array_elements(profile -> 'variables') with ordinality told;
alter table station_profile add column persons bigint generated always as ((profile ->> 'persons')::bigint) stored;
alter table station_profile add column k int generated always as ((profile ->> 'k')::int) stored;

-- "mmHg" finds UCUM's mm[Hg]: units without their brackets are words too.
do $$
declare body text;
begin
  select pg_get_functiondef('index_dataset(text)'::regprocedure) into body;
  execute replace(body, $a$concat_ws(' ', variable ->> 'id', variable ->> 'unit'),$a$,
    $b$concat_ws(' ', variable ->> 'id', variable ->> 'unit', regexp_replace(variable ->> 'unit', '[^[:alnum:]/%]', '', 'g')),$b$);
end $$;
select index_dataset(id) from dataset;
