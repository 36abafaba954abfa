-- What is asked at every exchange with a station, as functions: a connection plans them once, where planning a join of four tables
-- costs more than running it.

-- The unfinished business of a station: studies whose end it has not heard of, with what it has done in their present round.
create or replace function study_work(p_station text, p_now timestamptz) returns table (
  id uuid, state text, pinned_set jsonb, round integer, attempt integer,
  station_state text, round_state text, uploaded_at timestamptz, opened_at timestamptz
) language plpgsql stable as $$
begin
  return query
    select study.id, study.state, study.pinned_set, study.round, study.attempt, s.state, r.state, u.uploaded_at, u.opened_at
    from study_station s
    join study on study.id = s.study
    left join study_round r on r.study = study.id and r.round = study.round and r.attempt = study.attempt
    left join study_upload u on u.study = r.study and u.round = r.round and u.attempt = r.attempt and u.station = s.station
    where s.station = p_station and not s.told and (s.retry_at is null or s.retry_at <= p_now)
    order by study.created_at;
end $$;

-- Remembers the nonce of a station's request: false where it was used before, or the station is retired or unknown.
create or replace function station_nonce_is_new(p_station text, p_nonce text, p_at timestamptz) returns boolean language plpgsql as $$
begin
  insert into station_nonce (station, nonce, at)
    select station.id, p_nonce, p_at from station where station.id = p_station and station.retired_at is null
    on conflict do nothing;
  return found;
end $$;
