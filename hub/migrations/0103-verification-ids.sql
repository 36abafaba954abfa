-- The sign-in library reserves a row under an id of its own making, which is no uuid, when somebody whose address was not yet proved
-- (a person who was given a role) opens their first link.
alter table verification alter column id type text;
