-- A link that somebody made as a member of the organisation whose study it is ends when they leave it, also where the permit names them
-- still; one of a person who is named from outside ends with that.
alter table report_link add column as_member boolean not null default false;
update report_link set as_member = true from study
  where study.id = report_link.study and exists (
    select from membership where membership.person = report_link.made_by
      and membership.organisation = study.organisation and membership.role = 'innovator');
