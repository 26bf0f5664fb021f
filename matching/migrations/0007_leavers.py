from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matching", "0006_protect_review"), ("programs", "0003_queue")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION matching_leaver_organizations(by_day date) RETURNS SETOF uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
            $$ SELECT DISTINCT t.organization_id FROM tenancy_member t
               JOIN matching_participant p ON p.member_id = t.id AND p.organization_id = t.organization_id
               JOIN matching_mentorship m ON m.id = p.mentorship_id AND m.organization_id = p.organization_id
               WHERE t.terminated_on <= by_day AND m.state = 'active' $$;
            """,
            "DROP FUNCTION matching_leaver_organizations(date);",
        )
    ]
