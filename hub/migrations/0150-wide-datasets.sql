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
