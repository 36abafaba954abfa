-- Whom a permit names: each person's list of permits asks for it, and so does every page that a permit opens.
create index permit_version_persons on permit_version using gin ((draft->'persons') jsonb_path_ops);
-- The newest first, for one's own list and for what is closed on the desk.
create index application_by_change on application (organisation, updated_at desc);
-- When each application was handed in: the public register asks for all of them.
create index application_event_submitted on application_event (application, at) where kind = 'submitted';
-- The studies of a permit, and the newest of all.
create index study_by_age on study (created_at desc);
create index study_of_permit on study (permit);
