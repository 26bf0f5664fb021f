-- Mentorships as the hourly round meets them, and nothing that it does not read. Two people stand for
-- all: who takes part is asked by mentorship, not by person.
CREATE TEMP TABLE pair AS
SELECT n, uuidv7() AS id, %(at)s - interval '1 day' * (100 + n %% 90) AS started_at
FROM generate_series(1, %(pairs)s) n;
CREATE TEMP TABLE meeting AS
SELECT p.n, k, uuidv7() AS id, p.id AS pair_id,
       %(at)s - interval '1 day' * (14 * k + p.n %% 30 - 14) AS starts_at,
       CASE WHEN 14 * k + p.n %% 30 < 14 THEN 'booked' WHEN (p.n + k) %% 7 = 0 THEN 'missed' ELSE 'held' END AS state
FROM pair p, generate_series(0, 7) k;
CREATE TEMP TABLE person AS SELECT n, uuidv7() AS id FROM generate_series(1, 2) n;
CREATE TEMP TABLE program AS SELECT n, uuidv7() AS id FROM generate_series(1, 50) n;
ANALYZE pair, meeting;
INSERT INTO tenancy_organization (id, slug, name, is_active, created_at)
VALUES (%(org)s, 'rounds', 'Rounds', true, %(at)s);
INSERT INTO tenancy_organizationsettings (id, organization_id, time_zone, locale, accent, min_group_size,
                                          import_mapping)
VALUES (uuidv7(), %(org)s, 'Europe/Berlin', 'en', '', 5, '{}');
INSERT INTO tenancy_member (id, organization_id, roles, number, given_name, family_name, email, title, department,
                            location, time_zone, languages, skills, is_external)
SELECT id, %(org)s, '{}', n::text, 'Ada', 'Byron', n || '@rounds.example', '', '', '', 'Europe/Berlin', '{}', '{}', false
FROM person;
INSERT INTO programs_program (id, organization_id, name, summary, kind, focus, state, starts_on, ends_on, created_at,
                              weights)
SELECT id, %(org)s, 'Career compass ' || n, '', 'one_to_one', 'career', 'running', %(at)s::date - 200,
       %(at)s::date + 60, %(at)s, '{}' FROM program;
INSERT INTO programs_cadencepolicy (id, organization_id, program_id, first_stage)
SELECT uuidv7(), %(org)s, id, 'weekly' FROM program;
INSERT INTO matching_mentorship (id, organization_id, program_id, title, state, started_at, end_reason)
SELECT p.id, %(org)s, r.id, 'Ada Byron & Ada Byron', 'active', p.started_at, ''
FROM pair p JOIN program r ON r.n = 1 + p.n %% 50;
INSERT INTO matching_participant (id, organization_id, mentorship_id, member_id, role)
SELECT uuidv7(), %(org)s, p.id, m.id, CASE m.n WHEN 1 THEN 'mentor' ELSE 'mentee' END FROM pair p, person m;
INSERT INTO tracking_session (id, organization_id, mentorship_id, starts_at, minutes, place, agenda, state, sequence,
                              booked_by_id, logged_at)
SELECT m.id, %(org)s, m.pair_id, m.starts_at, 45, '', '', m.state, 0, o.id,
       CASE WHEN m.state = 'held' THEN m.starts_at END FROM meeting m, person o WHERE o.n = 1;
INSERT INTO tracking_goal (id, organization_id, mentorship_id, statement, why, due_on, progress_percent, state,
                           proposed_by_id, proposed_at, agreed_by_id, agreed_at)
SELECT uuidv7(), %(org)s, p.id, 'Lead a project', '', %(at)s::date + 30, CASE WHEN p.n %% 10 = 0 THEN 60 ELSE 20 END, 'agreed', o.id, %(at)s, o.id, %(at)s
FROM pair p, person o;
INSERT INTO tracking_actionitem (id, organization_id, mentorship_id, session_id, owner_id, text, measure, achievable,
                                 due_on, created_at, done_at)
SELECT uuidv7(), %(org)s, m.pair_id, m.id, o.id, 'Send the outline', '', '', m.starts_at::date + 7, m.starts_at,
       CASE WHEN m.n %% 40 <> 0 THEN m.starts_at + interval '5 days' END
FROM meeting m, person o WHERE o.n = 1 AND m.state = 'held' AND m.k %% 2 = 0;
INSERT INTO tracking_feedback (id, organization_id, session_id, mentorship_id, author_id, rating, independence, text,
                               given_at)
SELECT uuidv7(), %(org)s, m.id, m.pair_id, o.id, 4, 3 + (m.n + o.n) %% 3, '', m.starts_at + interval '2 hours'
FROM meeting m, person o WHERE m.state = 'held' AND m.k %% 2 = 1;
INSERT INTO tracking_cadencestage (id, organization_id, mentorship_id, stage, from_day, reason)
SELECT uuidv7(), %(org)s, p.id, CASE WHEN p.n %% 3 = 0 THEN 'fortnightly' ELSE 'weekly' END, p.started_at::date, '{"code": "cadence.first"}'::jsonb
FROM pair p;
INSERT INTO tracking_pulse (id, organization_id, mentorship_id, stage, health, health_reason, sessions_held, open_actions)
SELECT uuidv7(), %(org)s, p.id, 'weekly', 'early', '{}'::jsonb, 0, 0 FROM pair p;
