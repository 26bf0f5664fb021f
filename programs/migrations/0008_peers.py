from django.db import migrations, models

WITHOUT = """
CREATE OR REPLACE FUNCTION programs_count_people() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changes programs_change[] := '{}';
    moved record;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        changes := changes || ARRAY(SELECT (program_id, role, state, 1)::programs_change FROM added);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        changes := changes || ARRAY(SELECT (program_id, role, state, -1)::programs_change FROM gone);
    END IF;
    FOR moved IN
        SELECT program_id, coalesce(sum(sign) FILTER (WHERE role = 'mentor' AND state = 'approved'), 0) AS mentors,
               coalesce(sum(sign) FILTER (WHERE role = 'mentee' AND state = 'approved'), 0) AS mentees,
               coalesce(sum(sign) FILTER (WHERE state = 'applied'), 0) AS waiting
        FROM unnest(changes) GROUP BY program_id ORDER BY program_id
    LOOP
        UPDATE programs_program SET mentors = mentors + moved.mentors, mentees = mentees + moved.mentees,
            waiting = waiting + moved.waiting
        WHERE id = moved.program_id AND (moved.mentors, moved.mentees, moved.waiting) <> (0, 0, 0);
    END LOOP;
    RETURN NULL;
END $$;
"""
WITH = """
CREATE OR REPLACE FUNCTION programs_count_people() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changes programs_change[] := '{}';
    moved record;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        changes := changes || ARRAY(SELECT (program_id, role, state, 1)::programs_change FROM added);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        changes := changes || ARRAY(SELECT (program_id, role, state, -1)::programs_change FROM gone);
    END IF;
    FOR moved IN
        SELECT program_id, coalesce(sum(sign) FILTER (WHERE role = 'mentor' AND state = 'approved'), 0) AS mentors,
               coalesce(sum(sign) FILTER (WHERE role = 'mentee' AND state = 'approved'), 0) AS mentees,
               coalesce(sum(sign) FILTER (WHERE role = 'peer' AND state = 'approved'), 0) AS peers,
               coalesce(sum(sign) FILTER (WHERE state = 'applied'), 0) AS waiting
        FROM unnest(changes) GROUP BY program_id ORDER BY program_id
    LOOP
        UPDATE programs_program SET mentors = mentors + moved.mentors, mentees = mentees + moved.mentees,
            peers = peers + moved.peers, waiting = waiting + moved.waiting
        WHERE id = moved.program_id
            AND (moved.mentors, moved.mentees, moved.peers, moved.waiting) <> (0, 0, 0, 0);
    END LOOP;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_protect_questions")]

    operations = [
        migrations.AddField(
            "program", "peers", models.PositiveIntegerField(default=0, db_default=0, editable=False)
        ),
        migrations.RunSQL(WITH, WITHOUT),
        migrations.AlterField(
            "enrolment",
            "role",
            models.CharField(
                choices=[("mentor", "Mentor"), ("mentee", "Mentee"), ("peer", "Peer")], max_length=8
            ),
        ),
    ]
