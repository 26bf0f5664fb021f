from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION matching_leaver_organizations(by_day date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT DISTINCT t.organization_id FROM tenancy_member t
   JOIN matching_participant p ON p.member_id = t.id AND p.organization_id = t.organization_id
   JOIN matching_mentorship m ON m.id = p.mentorship_id AND m.organization_id = p.organization_id
   WHERE t.terminated_on <= by_day AND m.state = 'active'{} $$;
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0015_groups")]

    operations = [migrations.RunSQL(FUNCTION.format(" AND p.left_at IS NULL"), FUNCTION.format(""))]
