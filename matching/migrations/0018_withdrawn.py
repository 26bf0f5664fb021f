from django.db import migrations

# Two questions, each by an index of its own: who has left, and who has withdrawn.
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
WITHDRAWN = ACTIVE.format(
    table="programs_enrolment", column="enrolment_id", condition="x.state = 'withdrawn'"
)


class Migration(migrations.Migration):
    dependencies = [("matching", "0017_joined_at"), ("programs", "0007_protect_questions")]

    operations = [
        migrations.RunSQL(
            FUNCTION.format(f"{LEFT} UNION {WITHDRAWN}"),
            FUNCTION.format(LEFT.replace("SELECT", "SELECT DISTINCT", 1)),
        )
    ]
