-- What is a person's own goes with their account: the foreign key says so (on delete cascade), and account deletion follows it.
-- What others rest on (events, assessments, decisions, studies) has no such rule and keeps the pseudonym.
alter table membership drop constraint membership_person_fkey,
  add constraint membership_person_fkey foreign key (person) references person on delete cascade;
alter table api_token drop constraint api_token_person_fkey,
  add constraint api_token_person_fkey foreign key (person) references person on delete cascade;
alter table identity drop constraint identity_person_fkey,
  add constraint identity_person_fkey foreign key (person) references person on delete cascade;
alter table passkey drop constraint passkey_person_fkey,
  add constraint passkey_person_fkey foreign key (person) references person on delete cascade;
alter table assessment_draft drop constraint assessment_draft_officer_fkey,
  add constraint assessment_draft_officer_fkey foreign key (officer) references person on delete cascade;
