// A thousand applications as a hub has them after some years: copies of the story's own, with their events, assessments, decisions, signed
// permits and studies, under other names and days. Straight into the database of this bench: nobody waits for a thousand letters.
import type pg from 'pg';

/** Of each hundred: 40 with a permit, 20 refused, 10 withdrawn, 10 drafts, 10 handed in, 10 being worked on. One permit in four has a study. */
export async function makeMany(pool: pg.Pool, reference: string, study: string, count = 1000): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(copies, [reference, count]);
    for (const statement of [applications, forms, events, assessments, decisions, permits, versions])
      await client.query(statement, []);
    await client.query(studies, [study]);
    for (const statement of [stationsOfStudies, rounds]) await client.query(statement, [study]);
    await client.query('commit');
    await client.query('analyze');
  } finally {
    client.release();
  }
}

const decided = `(30 + number % 900) * interval '1 day'`;
const copies = `create temporary table copy as
  select number, source.id as source, gen_random_uuid() as id, gen_random_uuid() as decision, gen_random_uuid() as permit,
    gen_random_uuid() as new_study, now() - ${decided} as at,
    case when number % 10 < 4 then 'GRANTED' when number % 10 < 6 then 'REFUSED' when number % 10 = 6 then 'WITHDRAWN'
      when number % 10 = 7 then 'DRAFT' when number % 10 = 8 then 'SUBMITTED' else 'PROCESSING' end as fate,
    (select 'company-' || (1 + number % 25)) as organisation
  from generate_series(1, $2::int) number, application source where source.reference = $1`;
const applications = `insert into application (id, reference, organisation, body, created_by, state, asked_in, procedure, version, content,
    created_at, updated_at, officer)
  select copy.id, 'B-2026-' || lpad(copy.number::text, 4, '0'), copy.organisation, body, created_by,
    case fate when 'GRANTED' then 'DECISION_ISSUED' when 'REFUSED' then 'DECISION_ISSUED' else fate end, null, procedure, version,
    content || jsonb_build_object('title', content->>'title' || ' ' || copy.number), copy.at,
    copy.at + interval '20 days', case when number % 20 = 19 then officer end
  from copy join application on application.id = copy.source`;
const forms = `insert into application_form (application) select id from copy`;
const events = `insert into application_event (id, application, kind, at, by, text, detail)
  select gen_random_uuid(), copy.id, kind, copy.at + (event.at - first.at), by, text, detail
  from copy join application_event event on event.application = copy.source
    join (select application, min(at) as at from application_event group by application) first on first.application = copy.source
  where fate in ('GRANTED', 'REFUSED') or (fate = 'PROCESSING' and kind <> 'decided')
    or (fate in ('SUBMITTED', 'WITHDRAWN') and kind in ('created', 'submitted')) or (fate = 'DRAFT' and kind = 'created')`;
const assessments = `insert into assessment (application, criterion, finding, reason, assessor, at)
  select copy.id, criterion, finding, reason, assessor, copy.at + interval '15 days'
  from copy join assessment on assessment.application = copy.source where fate in ('GRANTED', 'REFUSED')`;
const decisions = `insert into decision (id, application, kind, record, terms, at, published_at)
  select copy.decision, copy.id, case fate when 'GRANTED' then 'grant' else 'refuse' end,
    record || jsonb_build_object('id', copy.decision, 'application', copy.id,
      'kind', case fate when 'GRANTED' then 'grant' else 'refuse' end), terms, copy.at + interval '20 days', copy.at + interval '21 days'
  from copy join decision on decision.application = copy.source and decision.kind = 'grant' where fate in ('GRANTED', 'REFUSED')`;
const permits = `insert into permit (id, reference, application, organisation, body, state, version, created_at)
  select copy.permit, 'Q-2026-' || lpad(copy.number::text, 4, '0'), copy.id, copy.organisation, body, 'GRANTED', 1,
    copy.at + interval '20 days'
  from copy join permit on permit.application = copy.source where fate = 'GRANTED'`;
const versions = `insert into permit_version (permit, version, decision, draft, draft_digest, envelope, signed_at)
  select copy.permit, 1, copy.decision, draft, 'sha256:' || encode(sha256(copy.permit::text::bytea), 'hex'), envelope,
    copy.at + interval '21 days'
  from copy join permit on permit.application = copy.source
    join permit_version on permit_version.permit = permit.id and permit_version.version = 1 where fate = 'GRANTED'`;
const withStudy = `fate = 'GRANTED' and (number / 10) % 4 = 0`;
const studies = `insert into study
  select (jsonb_populate_record(study, jsonb_build_object('id', copy.new_study, 'plan_hash', copy.new_study, 'permit', copy.permit,
    'permit_digest', 'sha256:' || encode(sha256(copy.permit::text::bytea), 'hex'), 'organisation', copy.organisation,
    'created_at', copy.at + interval '30 days', 'finished_at', copy.at + interval '30 days'))).*
  from copy, study where study.id = $1 and ${withStudy}`;
const stationsOfStudies = `insert into study_station
  select (jsonb_populate_record(study_station, jsonb_build_object('study', copy.new_study))).*
  from copy, study_station where study_station.study = $1 and ${withStudy}`;
const rounds = `insert into study_round
  select (jsonb_populate_record(study_round, jsonb_build_object('study', copy.new_study))).*
  from copy, study_round where study_round.study = $1 and ${withStudy}`;
