from django.db import migrations, models

# One statement may change many enrolments; the numbers of their programs move with it, in its transaction, program by
# program in the order of their ids, so that no two statements wait for each other.
COUNT = """
CREATE TYPE programs_change AS (program_id uuid, role text, state text, sign int);
CREATE FUNCTION programs_count_people() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER count_added AFTER INSERT ON programs_enrolment
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION programs_count_people();
CREATE TRIGGER count_changed AFTER UPDATE ON programs_enrolment
    REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION programs_count_people();
CREATE TRIGGER count_gone AFTER DELETE ON programs_enrolment
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION programs_count_people();
"""
UNCOUNT = """
DROP TRIGGER count_added ON programs_enrolment;
DROP TRIGGER count_changed ON programs_enrolment;
DROP TRIGGER count_gone ON programs_enrolment;
DROP FUNCTION programs_count_people();
DROP TYPE programs_change;
"""
BEGIN = """
UPDATE programs_program p SET mentors = found.mentors, mentees = found.mentees, waiting = found.waiting
FROM (
    SELECT program_id, count(*) FILTER (WHERE state = 'approved' AND role = 'mentor') AS mentors,
           count(*) FILTER (WHERE state = 'approved' AND role = 'mentee') AS mentees,
           count(*) FILTER (WHERE state = 'applied') AS waiting
    FROM programs_enrolment GROUP BY program_id
) found WHERE found.program_id = p.id
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_availability")]

    operations = [
        *(
            migrations.AddField(
                "program",
                name,
                models.PositiveIntegerField(default=0, db_default=0, editable=False),
            )
            for name in ("mentors", "mentees", "waiting")
        ),
        migrations.RunSQL(COUNT, UNCOUNT),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
