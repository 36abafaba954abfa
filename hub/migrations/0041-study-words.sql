-- Taking a station's word in one statement: under the study's lock, only in its present round, once. Gives how many words of this
-- kind the round has now; -1 where the round is not the present one any more, 0 where the station's word was there already.
create function study_take_upload(
  p_study uuid, p_round integer, p_attempt integer, p_station text, p_signed jsonb, p_vector bytea, p_at timestamptz, p_wake text[]
) returns integer language plpgsql as $$
declare
  expected integer;
  uploads integer;
begin
  perform 1 from study where id = p_study and state = 'running' and round = p_round and attempt = p_attempt for update;
  if not found then return -1; end if;
  insert into study_upload (study, round, attempt, station, signed, vector, uploaded_at)
    values (p_study, p_round, p_attempt, p_station, p_signed, p_vector, p_at) on conflict do nothing;
  if not found then return 0; end if;
  -- It answers again, whatever kept it waiting.
  update study_station set code = null, retry_at = null where study = p_study and station = p_station and code is not null;
  select count(*) into uploads from study_upload where study = p_study and round = p_round and attempt = p_attempt;
  update study_round set state = 'collected', collected_at = p_at
    where study = p_study and round = p_round and attempt = p_attempt and state = 'asked' and jsonb_array_length(members) = uploads;
  if found then
    perform pg_notify('sluss', channel) from unnest(p_wake) as channel;
  else
    -- Not the round's last word, so it need not reach the disk before the next is taken: if the server's power went, the station
    -- would be asked again and give the same bytes.
    perform set_config('synchronous_commit', 'off', true);
  end if;
  perform pg_notify('sluss', 'study:' || p_study);
  return uploads;
end $$;

create function study_take_opening(
  p_study uuid, p_round integer, p_attempt integer, p_station text, p_opening bytea, p_at timestamptz
) returns integer language plpgsql as $$
declare
  openings integer;
begin
  perform 1 from study where id = p_study and state = 'running' and round = p_round and attempt = p_attempt for update;
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
