-- A station's opening is taken only when the round is collected: before that nobody was asked for it, and a last opening that came too
-- early would leave the round waiting for a word that has been said.
create or replace function study_take_opening(
  p_study uuid, p_round integer, p_attempt integer, p_station text, p_opening bytea, p_at timestamptz
) returns integer language plpgsql as $$
declare
  openings integer;
begin
  perform 1 from study where id = p_study and state = 'running' and round = p_round and attempt = p_attempt for update;
  if not found then return -1; end if;
  perform 1 from study_round where study = p_study and round = p_round and attempt = p_attempt and state = 'collected';
  if not found then return -1; end if;
  update study_upload set opening = p_opening, opened_at = p_at
    where study = p_study and round = p_round and attempt = p_attempt and station = p_station and opening is null;
  if not found then return 0; end if;
  select count(*) into openings from study_upload
    where study = p_study and round = p_round and attempt = p_attempt and opening is not null;
  perform set_config('synchronous_commit', 'off', true);
  perform pg_notify('sluss', 'study:' || p_study);
  return openings;
end $$;
