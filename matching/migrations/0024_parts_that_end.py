from django.db import migrations

# Whose part in the program has ended, by themselves or by an admin, has left as well.
ACTIVE = """
SELECT p.organization_id FROM matching_participant p
JOIN matching_mentorship m ON m.id = p.mentorship_id AND m.organization_id = p.organization_id
JOIN {table} x ON x.id = p.{column} AND x.organization_id = p.organization_id
WHERE m.state = 'active' AND p.left_at IS NULL AND {condition}
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION matching_leaver_organizations(by_day date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ {} $$;
"""
LEFT = ACTIVE.format(
    table="tenancy_member", column="member_id", condition="x.terminated_on <= by_day"
)
ENDED = ACTIVE.format(
    table="programs_enrolment",
    column="enrolment_id",
    condition="x.state IN ('withdrawn', 'declined', 'waitlisted')",
)
WITHDRAWN = ACTIVE.format(
    table="programs_enrolment", column="enrolment_id", condition="x.state = 'withdrawn'"
)


class Migration(migrations.Migration):
    dependencies = [("matching", "0023_end_cause")]

    operations = [
        migrations.RunSQL(
            FUNCTION.format(f"{LEFT} UNION {ENDED}"), FUNCTION.format(f"{LEFT} UNION {WITHDRAWN}")
        )
    ]
