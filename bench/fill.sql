-- One organisation at scale, set by set. Keys come first, in temporary tables, so that rows can
-- point to each other by number: person 2n-1 mentors person 2n, the person after all is the admin.
CREATE TEMP TABLE words AS
SELECT %(given)s::text[] AS given, %(family)s::text[] AS family, %(title)s::text[] AS title,
       %(department)s::text[] AS department, %(skills)s::text[] AS skills;
CREATE TEMP TABLE person AS
SELECT n, uuidv7() AS id, w.given[1 + n * 7 %% cardinality(w.given)] AS given_name,
       w.family[1 + n * 11 %% cardinality(w.family)] AS family_name
FROM words w, generate_series(1, 2 * %(pairs)s + 1) n;
CREATE TEMP TABLE program AS
SELECT n, uuidv7() AS id,
       CASE WHEN n <= %(programs)s / 4 THEN 'running' WHEN n < %(programs)s - 5 THEN 'archived'
            WHEN n = %(programs)s - 5 THEN 'matching' ELSE 'draft' END AS state
FROM generate_series(0, %(programs)s - 1) n;
-- Every other pair is in the first program, the rest are spread over those that run or ran.
CREATE TEMP TABLE pair AS
SELECT i.n, uuidv7() AS id, r.id AS program_id, r.state = 'running' AS is_active, o.id AS mentor, e.id AS mentee,
       uuidv7() AS mentor_enrolment, uuidv7() AS mentee_enrolment,
       o.given_name || ' ' || o.family_name || ' & ' || e.given_name || ' ' || e.family_name AS title
FROM generate_series(1, %(pairs)s) i(n)
JOIN program r ON r.n = CASE WHEN i.n %% 2 = 1 THEN 0 ELSE 1 + i.n / 2 %% (%(programs)s - 6) END
JOIN person o ON o.n = 2 * i.n - 1 JOIN person e ON e.n = 2 * i.n;
CREATE TEMP TABLE meeting AS
SELECT p.n, k, uuidv7() AS id, p.id AS pair_id, p.mentor, p.mentee,
       CASE WHEN %(soon)s THEN %(at)s + interval '20 minutes' * (p.n %% 60 + 1) + interval '1 minute' * k
            ELSE %(at)s + interval '1 day' * (7 * (k - 18) + p.n %% 7) END AS starts_at,
       CASE WHEN %(soon)s OR k >= 18 AND p.is_active THEN 'booked' WHEN k >= 18 THEN 'cancelled'
            WHEN (p.n + k) %% 15 = 0 THEN 'missed' ELSE 'held' END AS state
FROM pair p, generate_series(0, CASE WHEN %(soon)s THEN 9 ELSE 19 END) k;
CREATE UNIQUE INDEX ON person (n);
CREATE UNIQUE INDEX ON pair (n);
ANALYZE person, program, pair, meeting;

INSERT INTO tenancy_organization (id, slug, name, is_active, created_at)
VALUES (%(org)s, %(slug)s, initcap(%(slug)s), true, %(at)s);
INSERT INTO tenancy_organizationsettings (id, organization_id, time_zone, locale, accent, min_group_size,
                                          import_mapping)
VALUES (uuidv7(), %(org)s, 'Europe/Berlin', 'en', '', 5, '{}');
INSERT INTO tenancy_member (id, organization_id, roles, number, given_name, family_name, email, title, department,
                            location, time_zone, level, manager_id, hired_on, languages, skills, is_external)
SELECT p.id, %(org)s, CASE WHEN p.n > 2 * %(pairs)s THEN '{admin}' ELSE '{}' END::text[], p.n::text, p.given_name,
       p.family_name, 'person' || p.n || '@' || %(slug)s || '.example', w.title[1 + p.n %% cardinality(w.title)],
       w.department[1 + p.n %% cardinality(w.department)], (ARRAY['Berlin', 'Austin', 'Lyon', 'Madrid'])[1 + p.n %% 4],
       (ARRAY['Europe/Berlin', 'America/Chicago', 'Europe/Paris', 'Europe/Madrid'])[1 + p.n %% 4], 1 + p.n %% 5, b.id,
       date '2015-01-01' + p.n %% 3000, ARRAY['English', 'Spanish'],
       string_to_array(w.skills[1 + p.n %% cardinality(w.skills)], '; '), false
FROM words w, person p LEFT JOIN person b ON b.n = p.n / 8;

INSERT INTO programs_program (id, organization_id, name, summary, kind, focus, state, starts_on, ends_on, created_at,
                              weights)
SELECT id, %(org)s, 'Career compass ' || n, 'Half a year with somebody who has been there.', 'one_to_one', 'career',
       state, %(at)s::date - 140, %(at)s::date + 60, %(at)s - interval '150 days', '{}' FROM program;
INSERT INTO programs_cadencepolicy (id, organization_id, program_id, first_stage)
SELECT uuidv7(), %(org)s, id, 'weekly' FROM program;
INSERT INTO programs_programgoal (id, organization_id, program_id, statement, kpi, baseline, target, due_on)
SELECT uuidv7(), %(org)s, p.id, 'Pairs meet and finish what they agree', kpi, 0, 60, %(at)s::date + 60
FROM program p, unnest(ARRAY['participants', 'matched', 'goals_achieved']) kpi;
INSERT INTO programs_enrolment (id, organization_id, program_id, member_id, role, state, capacity, motivation, topics,
                                answers, applied_at, decided_at)
SELECT v.id, %(org)s, program_id, v.member, v.role, 'approved', 1, 'I want to grow.', ARRAY['lead a team'], '{}',
       %(at)s - interval '145 days', %(at)s - interval '143 days'
FROM pair, LATERAL (VALUES (mentor_enrolment, mentor, 'mentor'), (mentee_enrolment, mentee, 'mentee')) v(id, member, role);

INSERT INTO matching_mentorship (id, organization_id, program_id, title, state, started_at, ended_at, end_reason)
SELECT id, %(org)s, program_id, title, CASE WHEN is_active THEN 'active' ELSE 'completed' END,
       %(at)s - interval '140 days', CASE WHEN NOT is_active THEN %(at)s - interval '7 days' END, '' FROM pair;
INSERT INTO matching_participant (id, organization_id, mentorship_id, member_id, enrolment_id, role)
SELECT uuidv7(), %(org)s, p.id, v.member, v.id, v.role
FROM pair p, LATERAL (VALUES (mentor_enrolment, mentor, 'mentor'), (mentee_enrolment, mentee, 'mentee')) v(id, member, role);

INSERT INTO tracking_session (id, organization_id, mentorship_id, starts_at, minutes, place, agenda, state, sequence,
                              booked_by_id, logged_at)
SELECT id, %(org)s, pair_id, starts_at, 45, 'Online', 'What went well, what did not, what comes next', state, 0,
       mentor, CASE WHEN state = 'held' THEN starts_at + interval '1 hour' END FROM meeting;
INSERT INTO tracking_attendance (id, organization_id, session_id, member_id, state)
SELECT uuidv7(), %(org)s, m.id, v.member, CASE m.state WHEN 'held' THEN 'present' ELSE 'invited' END
FROM meeting m, LATERAL (VALUES (mentor), (mentee)) v(member);
INSERT INTO tracking_note (id, organization_id, mentorship_id, session_id, author_id, is_private, text, written_at)
SELECT uuidv7(), %(org)s, pair_id, id, mentor, false,
       'Went through the plan line by line. The risk is in the second phase; we cut it into two.',
       starts_at + interval '1 hour' FROM meeting WHERE state = 'held' AND k %% 2 = 0;
INSERT INTO tracking_goal (id, organization_id, mentorship_id, statement, why, due_on, progress_percent, state,
                           proposed_by_id, proposed_at, agreed_by_id, agreed_at)
SELECT uuidv7(), %(org)s, id, 'Lead a project of my own from start to end', 'It shows that I can carry more',
       %(at)s::date + 30, 40, 'agreed', mentee, %(at)s - interval '130 days', mentor, %(at)s - interval '129 days'
FROM pair, generate_series(1, 2);
INSERT INTO tracking_actionitem (id, organization_id, mentorship_id, session_id, owner_id, text, measure, achievable,
                                 due_on, created_at, done_at)
SELECT uuidv7(), %(org)s, pair_id, id, CASE WHEN k %% 3 = 0 THEN mentor ELSE mentee END,
       'Send the project outline to the steering group', 'Three answers back', 'Half a day is blocked',
       starts_at::date + 7, starts_at, CASE WHEN k < 14 THEN starts_at + interval '5 days' END
FROM meeting WHERE state = 'held' AND k %% 2 = 1;
INSERT INTO tracking_feedback (id, organization_id, session_id, mentorship_id, author_id, rating, independence, text,
                               given_at)
SELECT uuidv7(), %(org)s, id, pair_id, mentee, 4, 1 + k / 5, '', starts_at + interval '2 hours'
FROM meeting WHERE state = 'held' AND k %% 4 = 0;
INSERT INTO tracking_cadencestage (id, organization_id, mentorship_id, stage, from_day, reason)
SELECT uuidv7(), %(org)s, id, v.stage, %(at)s::date - v.days, v.reason
FROM pair, (VALUES ('weekly', 140, '{"code": "cadence.first"}'::jsonb),
             ('fortnightly', 60, '{"code": "cadence.held_weekly", "number": 4}'::jsonb))
     v(stage, days, reason);
INSERT INTO tracking_pulse (id, organization_id, mentorship_id, stage, health, health_reason, sessions_held,
                            last_held_at, next_at, open_actions)
SELECT uuidv7(), %(org)s, p.id, 'fortnightly', (ARRAY['on_track', 'on_track', 'attention', 'at_risk'])[1 + p.n %% 4],
       '{"code": "health.on_track"}'::jsonb, m.held, m.last_at, m.next_at, 2
FROM pair p JOIN (SELECT n, count(*) FILTER (WHERE state = 'held') AS held,
                         max(starts_at) FILTER (WHERE state = 'held') AS last_at,
                         min(starts_at) FILTER (WHERE state = 'booked') AS next_at FROM meeting GROUP BY n) m USING (n);

-- A matching in review: each mentor of that program has two mentees.
CREATE TEMP TABLE candidate AS
SELECT p.n, CASE WHEN p.n %% 2 = 1 THEN 'mentor' ELSE 'mentee' END AS role, p.id AS member, uuidv7() AS id
FROM person p WHERE p.n <= %(pairs)s OR p.n %% 2 = 0 AND p.n <= 2 * %(pairs)s;
CREATE UNIQUE INDEX ON candidate (n);
ANALYZE candidate;
INSERT INTO programs_enrolment (id, organization_id, program_id, member_id, role, state, capacity, motivation, topics,
                                answers, applied_at, decided_at)
SELECT c.id, %(org)s, p.id, c.member, c.role, 'approved', 2, 'I want to grow.', ARRAY['lead a team'], '{}',
       %(at)s - interval '20 days', %(at)s - interval '19 days'
FROM candidate c, program p WHERE p.state = 'matching';
-- No trigger has counted them.
UPDATE programs_program p SET mentors = found.mentors, mentees = found.mentees
FROM (SELECT program_id, count(*) FILTER (WHERE role = 'mentor') AS mentors,
             count(*) FILTER (WHERE role = 'mentee') AS mentees
      FROM programs_enrolment WHERE organization_id = %(org)s GROUP BY program_id) found WHERE found.program_id = p.id;
CREATE TEMP TABLE run AS SELECT uuidv7() AS id;
INSERT INTO matching_run (id, organization_id, program_id, state, weights, inputs_hash, figures, created_at, by_id)
SELECT run.id, %(org)s, p.id, 'review', '{"skills": 50, "level": 20, "department": 10, "hours": 10, "language": 10}',
       'bench', jsonb_build_object('matched', %(pairs)s, 'mentees', %(pairs)s, 'mentors', %(pairs)s / 2,
       'total', 30000000, 'worst', 2200, 'median', 6100,
       'marks', jsonb_build_object('kept', %(pairs)s, 'approved', 0, 'pinned', 0, 'removed', %(pairs)s / 97, 'alone', 60)), %(at)s, a.id
FROM run, program p, person a WHERE p.state = 'matching' AND a.n = 2 * %(pairs)s + 1;
INSERT INTO matching_pair (id, organization_id, run_id, mentor_id, mentee_id, score, points, is_removed)
SELECT uuidv7(), %(org)s, run.id, o.id, e.id, s.skills + s.level + 2600, jsonb_build_array(
           jsonb_build_object('criterion', 'skills', 'points', s.skills, 'of', 5000, 'evidence',
                              '{"code": "evidence.shared", "these": ["define firewall rules", "lead a team",
                                "manage donor database", "set up multimedia equipment"]}'::jsonb),
           jsonb_build_object('criterion', 'level', 'points', s.level, 'of', 2000, 'evidence',
                              '{"code": "evidence.above", "levels": 1}'::jsonb),
           jsonb_build_object('criterion', 'department', 'points', 800, 'of', 1000, 'evidence',
                              '{"code": "evidence.two", "one": "Research & Development", "other": "Sales"}'::jsonb),
           jsonb_build_object('criterion', 'hours', 'points', 800, 'of', 1000, 'evidence',
                              '{"code": "evidence.hours", "hours": 7}'::jsonb),
           jsonb_build_object('criterion', 'language', 'points', 1000, 'of', 1000, 'evidence',
                              '{"code": "evidence.shared", "these": ["English", "Spanish"]}'::jsonb)),
       i %% 97 = 0
FROM run, generate_series(1, %(pairs)s) i
JOIN candidate e ON e.n = 2 * i JOIN candidate o ON o.n = 2 * ((i + 1) / 2) - 1
CROSS JOIN LATERAL (SELECT i * 37 %% 5000 AS skills, 400 * (i %% 5) AS level) s;
INSERT INTO matching_unmatched (id, organization_id, run_id, enrolment_id, reason)
SELECT uuidv7(), %(org)s, run.id, c.id, '{"code": "unmatched.full"}'::jsonb
FROM run, candidate c WHERE c.role = 'mentee' ORDER BY c.n LIMIT 60;

INSERT INTO delivery_delivery (id, organization_id, kind, subject_id, recipient_id, channel, occurrence, context,
                               created_at, state, due_at, attempts, error, sent_at, read_at)
SELECT uuidv7(), %(org)s, 'session_logged', p.id, p.id, 'in_app', k::text, '{"other": "Kim", "url": "/"}',
       %(at)s - interval '1 day' * (10 - k), 'sent', %(at)s, 0, '', %(at)s, CASE WHEN k < 8 THEN %(at)s END
FROM person p, generate_series(1, 10) k WHERE NOT %(soon)s;
SELECT (SELECT id FROM person WHERE n = 2 * %(pairs)s + 1) AS admin, (SELECT mentee FROM pair WHERE n = 1) AS mentee,
       (SELECT id FROM pair WHERE n = 1) AS mentorship, (SELECT id FROM run) AS run;
